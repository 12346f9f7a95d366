/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-clock.h"
#include "sonde-docx.h"
#include "sonde-export-resources.h"
#include "sonde-page.h"
#include "sonde-zip-write.h"

#define XML       "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define SCHEMAS   "http://schemas.openxmlformats.org/"
#define RELATIONS SCHEMAS "officeDocument/2006/relationships"
#define NAMESPACES                                                                                           \
  "xmlns:w=\"" SCHEMAS "wordprocessingml/2006/main\" xmlns:r=\"" RELATIONS "\" xmlns:wp=\"" SCHEMAS          \
  "drawingml/2006/wordprocessingDrawing\" xmlns:a=\"" SCHEMAS "drawingml/2006/main\" xmlns:pic=\"" SCHEMAS   \
  "drawingml/2006/picture\""
#define RELATIONSHIPS XML "<Relationships xmlns=\"" SCHEMAS "package/2006/relationships\">\n"

/* What people say and what is said about it */

static void
append_aside (SondeDocx *self, const char *heading, const char *text)
{
  SondeDocxAside outside = sonde_docx_begin_aside (self, "Reasoning");

  sonde_docx_open_paragraph (self, NULL, NULL, "");
  sonde_docx_append_run (self, "<w:b/><w:bCs/>", heading, strlen (heading));
  sonde_docx_close_paragraph (self);
  sonde_docx_append_markdown (self, text);
  sonde_docx_end_aside (self, &outside);
}

/* Sources that no mark refers to get a footnote too, after the answer. */
static void
append_other_sources (SondeDocx *self)
{
  guint n = sonde_export_get_n_sources (self->message);
  gboolean cited = FALSE;
  gboolean open = FALSE;

  for (guint i = 1; i < self->notes->len; i++)
    cited = cited || g_array_index (self->notes, guint, i) != 0;
  for (guint number = 1; number <= n && self->document->options.sources; number++)
    {
      const char *words = cited ? _ ("Also found:") : _ ("Sources:");

      if (number < self->notes->len && g_array_index (self->notes, guint, number) != 0)
        continue;
      if (!open)
        {
          sonde_docx_open_paragraph (self, "About", NULL, "");
          sonde_docx_append_run (self, "", words, strlen (words));
        }
      sonde_docx_append_run (self, "", " ", 1);
      sonde_docx_append_citation (self, number);
      open = TRUE;
    }
  if (open)
    sonde_docx_close_paragraph (self);
}

static void
append_content (SondeDocx *self)
{
  SondeMessage *message = self->message;
  const char *reasoning = sonde_message_get_reasoning (message);
  g_autofree char *calls = sonde_export_dup_other_calls (message);
  g_autofree char *searches = sonde_export_dup_searches_markdown (message);

  if (sonde_export_has_text (reasoning))
    {
      g_autofree char *heading = sonde_export_dup_thinking (message);

      append_aside (self, heading, reasoning);
    }
  if (searches != NULL && self->document->options.sources)
    append_aside (self, _ ("Searches"), searches);
  if (sonde_message_get_role (message) == SONDE_ROLE_TOOL)
    sonde_docx_append_code (self, NULL, sonde_message_get_content (message));
  else
    sonde_docx_append_markdown (self, sonde_message_get_content (message));
  if (calls != NULL)
    sonde_docx_append_code (self, "json", calls);
  append_other_sources (self);
}

static void
append_message (SondeDocx *self, SondeMessage *message)
{
  g_autofree char *heading = sonde_export_dup_heading (self->document, message);
  g_autofree char *about = sonde_export_dup_about (self->document, message);

  self->message = message;
  g_array_set_size (self->notes, 0);
  sonde_docx_append_line (self, "Heading1", heading);
  if (*about != '\0')
    sonde_docx_append_line (self, "About", about);
  append_content (self);
  self->message = NULL;
}

static void
append_head (SondeDocx *self)
{
  const char *system_prompt = sonde_conversation_get_system_prompt (self->document->conversation);
  g_autofree char *title = sonde_export_dup_title (self->document);

  sonde_docx_append_line (self, "Title", title);
  if (sonde_export_has_text (system_prompt))
    append_aside (self, _ ("System prompt"), system_prompt);
}

static gboolean
append_messages (SondeDocx *self, SondeExportSink *sink, GError **error)
{
  append_head (self);
  for (guint i = 0; i < self->document->messages->len; i++)
    {
      append_message (self, g_ptr_array_index (self->document->messages, i));
      if (!sonde_export_sink_step (sink, error))
        return FALSE;
    }
  return TRUE;
}

/* The paper, in twentieths of a point. */
static void
append_section (SondeDocx *self)
{
  double width;
  double height;

  sonde_page_get_paper (self->document->options.paper, &width, &height);
  g_string_append_printf (
    self->body,
    "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rPart4\"/><w:pgSz w:w=\"%d\" "
    "w:h=\"%d\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" "
    "w:bottom=\"1134\" w:left=\"1134\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr>",
    (int) (width * 20 + 0.5),
    (int) (height * 20 + 0.5));
}

static GString *
open_footnotes (void)
{
  GString *footnotes = g_string_new (XML "<w:footnotes " NAMESPACES ">\n");

  g_string_append (
    footnotes,
    "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>\n"
    "<w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r>"
    "</w:p></w:footnote>\n");
  return footnotes;
}

static GBytes *
lookup (const char *name)
{
  g_autofree char *path = g_strconcat ("/io/github/sondechat/Sonde/transfer/docx/", name, NULL);

  return g_resource_lookup_data (sonde_transfer_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static void
docx_init (SondeDocx *self, SondeExportDocument *document)
{
  g_autoptr (GBytes) numbering = lookup ("numbering.xml");

  *self = (SondeDocx){ .document = document };
  self->body = g_string_new (XML "<w:document " NAMESPACES "><w:body>\n");
  self->out = self->body;
  self->footnotes = open_footnotes ();
  self->numbering = g_string_new_len (g_bytes_get_data (numbering, NULL), g_bytes_get_size (numbering));
  self->links[0] = g_string_new (RELATIONSHIPS);
  self->links[1] = g_string_new (RELATIONSHIPS);
  self->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_docx_picture_free);
  self->numbers = g_hash_table_new (NULL, NULL);
  self->notes = g_array_new (FALSE, TRUE, sizeof (guint));
  self->definitions = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
docx_clear (SondeDocx *self)
{
  g_string_free (self->body, TRUE);
  g_string_free (self->footnotes, TRUE);
  g_string_free (self->numbering, TRUE);
  g_string_free (self->links[0], TRUE);
  g_string_free (self->links[1], TRUE);
  g_ptr_array_unref (self->pictures);
  g_hash_table_unref (self->numbers);
  g_array_unref (self->notes);
  g_hash_table_unref (self->definitions);
}

static void
relate_picture (SondeDocx *self, guint number)
{
  const SondeDocxPicture *picture = g_ptr_array_index (self->pictures, number - 1);

  g_string_append_printf (self->links[0],
                          "<Relationship Id=\"rPicture%u\" Type=\"" RELATIONS
                          "/image\" Target=\"media/formula%u.png\"/>\n",
                          number,
                          number);
  if (picture->svg != NULL)
    g_string_append_printf (self->links[0],
                            "<Relationship Id=\"rVector%u\" Type=\"" RELATIONS
                            "/image\" Target=\"media/formula%u.svg\"/>\n",
                            number,
                            number);
}

static void
close_parts (SondeDocx *self)
{
  static const char *const parts[] = { "styles", "settings", "numbering", "footnotes", "footer" };

  append_section (self);
  g_string_append (self->body, "</w:body></w:document>\n");
  g_string_append (self->footnotes, "</w:footnotes>\n");
  g_string_append (self->numbering, "</w:numbering>\n");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_printf (self->links[0],
                            "<Relationship Id=\"rPart%u\" Type=\"" RELATIONS "/%s\" Target=\"%s.xml\"/>\n",
                            i,
                            parts[i],
                            parts[i]);
  for (guint i = 1; i <= self->pictures->len; i++)
    relate_picture (self, i);
  g_string_append (self->links[0], "</Relationships>\n");
  g_string_append (self->links[1], "</Relationships>\n");
}

static char *
dup_core (SondeExportDocument *document)
{
  gint64 created = sonde_conversation_get_created (document->conversation);
  gint64 updated = sonde_conversation_get_updated (document->conversation);
  g_autofree char *title = sonde_export_dup_title (document);
  g_autofree char *created_text = sonde_clock_format_rfc3339 (created);
  g_autofree char *updated_text = sonde_clock_format_rfc3339 (updated);
  GString *core = g_string_new (
    XML "<cp:coreProperties xmlns:cp=\"" SCHEMAS "package/2006/metadata/core-properties\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");

  sonde_docx_append_text (core, title, strlen (title));
  g_string_append_printf (
    core,
    "</dc:title><dc:creator>Sonde " SONDE_VERSION "</dc:creator>"
    "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%s</dcterms:created>"
    "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">%s</dcterms:modified></cp:coreProperties>\n",
    created_text,
    updated_text);
  return g_string_free (core, FALSE);
}

/* The archive */

static gboolean
add_bytes (SondeZipWriter *zip, const char *name, GBytes *bytes, GError **error)
{
  return sonde_zip_writer_add (zip, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

static gboolean
add_text (SondeZipWriter *zip, const char *name, const GString *text, GError **error)
{
  return sonde_zip_writer_add (zip, name, text->str, text->len, error);
}

static gboolean
add_resource (SondeZipWriter *zip, const char *name, const char *resource, GError **error)
{
  g_autoptr (GBytes) bytes = lookup (resource);

  return add_bytes (zip, name, bytes, error);
}

static gboolean
add_picture (SondeZipWriter *zip, const SondeDocxPicture *picture, guint number, GError **error)
{
  g_autofree char *png = g_strdup_printf ("word/media/formula%u.png", number);
  g_autofree char *svg = g_strdup_printf ("word/media/formula%u.svg", number);

  return add_bytes (zip, png, picture->png, error)
         && (picture->svg == NULL || add_bytes (zip, svg, picture->svg, error));
}

static gboolean
add_pictures (SondeZipWriter *zip, GPtrArray *pictures, GError **error)
{
  for (guint i = 0; i < pictures->len; i++)
    if (!add_picture (zip, g_ptr_array_index (pictures, i), i + 1, error))
      return FALSE;
  return TRUE;
}

/* The types come first: some readers look there. */
static gboolean
add_parts (SondeZipWriter *zip, SondeDocx *self, GError **error)
{
  g_autofree char *core = dup_core (self->document);

  return add_resource (zip, "[Content_Types].xml", "content-types.xml", error)
         && add_resource (zip, "_rels/.rels", "package.rels", error)
         && sonde_zip_writer_add (zip, "docProps/core.xml", core, strlen (core), error)
         && add_resource (zip, "word/styles.xml", "styles.xml", error)
         && add_resource (zip, "word/settings.xml", "settings.xml", error)
         && add_resource (zip, "word/footer.xml", "footer.xml", error)
         && add_text (zip, "word/numbering.xml", self->numbering, error)
         && add_text (zip, "word/footnotes.xml", self->footnotes, error)
         && add_text (zip, "word/_rels/document.xml.rels", self->links[0], error)
         && add_text (zip, "word/_rels/footnotes.xml.rels", self->links[1], error)
         && add_pictures (zip, self->pictures, error)
         && add_text (zip, "word/document.xml", self->body, error) && sonde_zip_writer_close (zip, error);
}

static gboolean
write_archive (SondeDocx *self, SondeExportSink *sink, GError **error)
{
  g_autoptr (SondeZipWriter) zip = sonde_zip_writer_new (
    sink->stream, sonde_conversation_get_updated (self->document->conversation), sink->cancellable);

  return add_parts (zip, self, error);
}

/**
 * sonde_export_docx:
 *
 * A document with real headings, lists, tables and footnotes, for Word and LibreOffice.
 */
gboolean
sonde_export_docx (SondeExportDocument *document, SondeExportSink *sink, GError **error)
{
  SondeDocx docx;
  gboolean written;

  docx_init (&docx, document);
  written = append_messages (&docx, sink, error);
  if (written)
    {
      close_parts (&docx);
      written = write_archive (&docx, sink, error);
    }
  docx_clear (&docx);
  return written;
}
