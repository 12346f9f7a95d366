/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-clock.h"
#include "sonde-docx.h"
#include "sonde-export-resources.h"
#include "sonde-page.h"

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
  self->style = "Reasoning";
  sonde_docx_open_paragraph (self, NULL, "", "");
  sonde_docx_append_run (self, "<w:b/><w:bCs/>", heading, strlen (heading));
  sonde_docx_close_paragraph (self);
  sonde_docx_append_markdown (self, text);
  self->style = NULL;
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
          sonde_docx_open_paragraph (self, "About", "", "");
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
  g_autofree char *calls = sonde_export_dup_calls (message);

  if (sonde_export_has_text (reasoning))
    {
      g_autofree char *heading = sonde_export_dup_thinking (message);

      append_aside (self, heading, reasoning);
    }
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
    "<w:sectPr><w:pgSz w:w=\"%d\" w:h=\"%d\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" "
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
  self->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
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
  g_array_unref (self->notes);
  g_hash_table_unref (self->definitions);
}

static void
close_parts (SondeDocx *self)
{
  static const char *const parts[] = { "styles", "settings", "numbering", "footnotes" };

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
    g_string_append_printf (self->links[0],
                            "<Relationship Id=\"rPicture%u\" Type=\"" RELATIONS
                            "/image\" Target=\"media/formula%u.png\"/>\n",
                            i,
                            i);
  g_string_append (self->links[0], "</Relationships>\n");
  g_string_append (self->links[1], "</Relationships>\n");
}

/* The archive */

/** A ZIP archive that is written into a sink. */
typedef struct
{
  struct archive *archive;
  SondeExportSink *sink;
  GError *error;
} Zip;

static la_ssize_t
zip_write_cb (struct archive *archive, void *data, const void *bytes, size_t length)
{
  Zip *self = data;

  g_string_append_len (self->sink->text, bytes, length);
  if (self->sink->text->len > 256 * 1024 && !sonde_export_sink_flush (self->sink, &self->error))
    return -1;
  return length;
}

static void
add_entry (Zip *self, const char *name, const void *data, gsize length, gint64 seconds)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, length);
  archive_entry_set_mtime (entry, seconds, 0);
  if (archive_write_header (self->archive, entry) == ARCHIVE_OK)
    archive_write_data (self->archive, data, length);
  archive_entry_free (entry);
}

static void
add_resource (Zip *self, const char *name, const char *resource, gint64 seconds)
{
  g_autoptr (GBytes) bytes = lookup (resource);

  add_entry (self, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), seconds);
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

static void
add_pictures (Zip *zip, GPtrArray *pictures, gint64 seconds)
{
  for (guint i = 0; i < pictures->len; i++)
    {
      GBytes *picture = g_ptr_array_index (pictures, i);
      g_autofree char *name = g_strdup_printf ("word/media/formula%u.png", i + 1);

      add_entry (zip, name, g_bytes_get_data (picture, NULL), g_bytes_get_size (picture), seconds);
    }
}

/* The types come first: some readers look there. */
static void
add_parts (Zip *zip, SondeDocx *self)
{
  gint64 seconds = sonde_conversation_get_updated (self->document->conversation) / G_USEC_PER_SEC;
  g_autofree char *core = dup_core (self->document);

  add_resource (zip, "[Content_Types].xml", "content-types.xml", seconds);
  add_resource (zip, "_rels/.rels", "package.rels", seconds);
  add_entry (zip, "docProps/core.xml", core, strlen (core), seconds);
  add_resource (zip, "word/styles.xml", "styles.xml", seconds);
  add_resource (zip, "word/settings.xml", "settings.xml", seconds);
  add_entry (zip, "word/numbering.xml", self->numbering->str, self->numbering->len, seconds);
  add_entry (zip, "word/footnotes.xml", self->footnotes->str, self->footnotes->len, seconds);
  add_entry (zip, "word/_rels/document.xml.rels", self->links[0]->str, self->links[0]->len, seconds);
  add_entry (zip, "word/_rels/footnotes.xml.rels", self->links[1]->str, self->links[1]->len, seconds);
  add_pictures (zip, self->pictures, seconds);
  add_entry (zip, "word/document.xml", self->body->str, self->body->len, seconds);
}

static gboolean
write_archive (SondeDocx *self, SondeExportSink *sink, GError **error)
{
  Zip zip = { archive_write_new (), sink, NULL };
  gboolean written;

  archive_write_set_format_zip (zip.archive);
  archive_write_set_bytes_in_last_block (zip.archive, 1);
  if (archive_write_open (zip.archive, &zip, NULL, zip_write_cb, NULL) == ARCHIVE_OK)
    add_parts (&zip, self);
  written = archive_write_close (zip.archive) == ARCHIVE_OK && zip.error == NULL;
  if (zip.error != NULL)
    g_propagate_error (error, zip.error);
  else if (!written)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, archive_error_string (zip.archive));
  archive_write_free (zip.archive);
  return written && sonde_export_sink_flush (sink, error);
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
