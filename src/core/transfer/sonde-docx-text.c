/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-docx.h"

#include <string.h>

#include "sonde-export-formulas.h"
#include "sonde-export-runs.h"
#include "sonde-markdown-writer.h"
#include "sonde-page-formula.h"
#include "sonde-source.h"

#define HYPERLINK "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
#define SIZE      11.0  /* of the text, in points */
#define EMU       12700 /* in a point (ECMA-376 part 1, 20.1.2.1) */
#define DPI       300.0

/* What XML 1.0 has no place for, not even as a reference (2.2, "Characters"). */
static gboolean
is_character (gunichar c)
{
  return c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t';
}

/** @text as XML; line ends are not text here. */
void
sonde_docx_append_text (GString *out, const char *text, gsize length)
{
  const char *end = text + length;

  for (; text < end; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c == '&')
        g_string_append (out, "&amp;");
      else if (c == '<')
        g_string_append (out, "&lt;");
      else if (c == '>')
        g_string_append (out, "&gt;");
      else if (c == '"')
        g_string_append (out, "&quot;");
      else if (is_character (c))
        g_string_append_unichar (out, c);
    }
}

/* Whether its first letter is written from right to left. */
static gboolean
is_rtl (const char *text, gsize length)
{
  const char *end = text + length;

  for (; text < end; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);
      GUnicodeScript script;

      if (!g_unichar_isalpha (c))
        continue;
      script = g_unichar_get_script (c);
      return script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW
             || script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_THAANA;
    }
  return FALSE;
}

static void
append_lines (GString *out, const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *stop = memchr (text, '\n', end - text);
      const char *line_end = stop != NULL ? stop : end;

      if (line_end > text)
        {
          g_string_append (out, "<w:t xml:space=\"preserve\">");
          sonde_docx_append_text (out, text, line_end - text);
          g_string_append (out, "</w:t>");
        }
      if (stop != NULL)
        g_string_append (out, "<w:br/>");
      text = stop != NULL ? stop + 1 : end;
    }
}

/** A run of @text with @properties, the content of its w:rPr in the order of the schema. */
void
sonde_docx_append_run (SondeDocx *self, const char *properties, const char *text, gsize length)
{
  gboolean rtl = is_rtl (text, length);

  g_string_append (self->out, "<w:r>");
  if (*properties != '\0' || rtl)
    g_string_append_printf (self->out, "<w:rPr>%s%s</w:rPr>", properties, rtl ? "<w:rtl/>" : "");
  append_lines (self->out, text, length);
  g_string_append (self->out, "</w:r>");
}

/** Begins a paragraph whose direction is that of @text. @style NULL: the one that holds here. */
void
sonde_docx_open_paragraph (SondeDocx *self, const char *style, const char *properties, const char *text)
{
  const char *name = style != NULL ? style : self->style;

  g_string_append (self->out, "<w:p><w:pPr>");
  if (name != NULL)
    g_string_append_printf (self->out, "<w:pStyle w:val=\"%s\"/>", name);
  /* In the order of the schema: w:numPr and w:pBdr before w:bidi, w:ind and w:jc after it. */
  if (strstr (properties, "<w:ind") == properties || strstr (properties, "<w:jc") == properties)
    g_string_append_printf (self->out, "%s%s", is_rtl (text, strlen (text)) ? "<w:bidi/>" : "", properties);
  else
    g_string_append_printf (self->out, "%s%s", properties, is_rtl (text, strlen (text)) ? "<w:bidi/>" : "");
  g_string_append (self->out, "</w:pPr>");
}

void
sonde_docx_close_paragraph (SondeDocx *self)
{
  g_string_append (self->out, "</w:p>\n");
}

/** A paragraph of @text alone. */
void
sonde_docx_append_line (SondeDocx *self, const char *style, const char *text)
{
  sonde_docx_open_paragraph (self, style, "", text);
  sonde_docx_append_run (self, "", text, strlen (text));
  sonde_docx_close_paragraph (self);
}

/* Links */

static void
open_link (SondeDocx *self, const char *target)
{
  GString *links = self->links[self->out == self->footnotes];
  g_autofree char *safe = g_uri_escape_string (target, ":/?#[]@!$&'()*+,;=%~", FALSE);

  g_string_append_printf (
    links, "<Relationship Id=\"rLink%u\" Type=\"" HYPERLINK "\" Target=\"", ++self->n_links);
  sonde_docx_append_text (links, safe, strlen (safe));
  g_string_append (links, "\" TargetMode=\"External\"/>\n");
  g_string_append_printf (self->out, "<w:hyperlink r:id=\"rLink%u\">", self->n_links);
}

static void
close_link (SondeDocx *self)
{
  g_string_append (self->out, "</w:hyperlink>");
}

/* Footnotes */

static void
append_note_reference (SondeDocx *self, guint number)
{
  g_string_append_printf (
    self->out,
    "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteReference w:id=\"%u\"/></w:r>",
    number);
}

/* What follows is written into a footnote. */
static guint
open_note (SondeDocx *self)
{
  self->out = self->footnotes;
  g_string_append_printf (self->out, "<w:footnote w:id=\"%u\">", ++self->n_footnotes);
  sonde_docx_open_paragraph (self, "FootnoteText", "", "");
  g_string_append (self->out,
                   "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r>");
  sonde_docx_append_run (self, "", " ", 1);
  return self->n_footnotes;
}

static void
close_note (SondeDocx *self)
{
  sonde_docx_close_paragraph (self);
  g_string_append (self->out, "</w:footnote>\n");
  self->out = self->body;
}

static SondeSource *
find_source (SondeMessage *message, guint number)
{
  GListModel *sources = sonde_message_get_sources (message);

  for (guint i = 0; sources != NULL && i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      if (sonde_source_get_number (source) == number)
        return source; /* the list keeps it */
    }
  return NULL;
}

static void
append_source (SondeDocx *self, SondeSource *source)
{
  const char *url = sonde_source_get_url (source);
  const char *date = sonde_source_get_date (source);
  const char *title = sonde_source_get_title (source);
  const char *name = sonde_export_has_text (title) ? title : url != NULL ? url : "";
  gboolean link = url != NULL && sonde_markdown_is_safe_link (url);

  if (link)
    open_link (self, url);
  sonde_docx_append_run (self, link ? "<w:rStyle w:val=\"Hyperlink\"/>" : "", name, strlen (name));
  if (link)
    close_link (self);
  if (!sonde_export_has_text (date))
    return;
  sonde_docx_append_run (self, "", ", ", 2);
  sonde_docx_append_run (self, "", date, strlen (date));
}

/* Where a footnote cannot be, or is already, its number is enough. */
static void
append_number (SondeDocx *self, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  sonde_docx_append_run (self, "<w:vertAlign w:val=\"superscript\"/>", text, strlen (text));
}

/** A reference to source @number of the message; its footnote with the first one. */
void
sonde_docx_append_citation (SondeDocx *self, guint number)
{
  SondeSource *source = find_source (self->message, number);
  guint *note;

  if (source == NULL || !self->document->options.sources)
    return;
  if (self->notes->len < number + 1)
    g_array_set_size (self->notes, number + 1);
  note = &g_array_index (self->notes, guint, number);
  if (*note == 0 && self->out == self->body)
    {
      *note = open_note (self);
      append_source (self, source);
      close_note (self);
      append_note_reference (self, *note);
    }
  else if (*note != 0)
    append_number (self, *note);
}

static void
append_note_blocks (SondeDocx *self, const SondeBlock *block)
{
  if (sonde_block_is_leaf (block))
    {
      sonde_docx_append_inline (self, block);
      sonde_docx_append_run (self, "", " ", 1);
      return;
    }
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    append_note_blocks (self, sonde_block_get_child (block, i));
}

/* A footnote of the text itself; a second reference to it repeats its words. */
static void
append_own_note (SondeDocx *self, const char *label)
{
  const SondeBlock *definition = g_hash_table_lookup (self->definitions, label);
  guint number;

  if (definition == NULL || self->out != self->body)
    {
      sonde_docx_append_run (self, "<w:vertAlign w:val=\"superscript\"/>", label, strlen (label));
      return;
    }
  number = open_note (self);
  append_note_blocks (self, definition);
  close_note (self);
  append_note_reference (self, number);
}

/* Formulas */

static cairo_status_t
png_cb (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
draw_formula (SondeFormula *formula, double ex)
{
  double scale = DPI / 72;
  int width = (int) (sonde_formula_get_width (formula) * ex * scale) + 2;
  int height = (int) (sonde_formula_get_height (formula) * ex * scale) + 2;
  cairo_surface_t *surface
    = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MIN (width, 8000), MIN (height, 8000));
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GByteArray) png = g_byte_array_new ();

  sonde_page_draw_formula (
    cr, formula, 1, height - 1 - sonde_formula_get_depth (formula) * ex * scale, ex * scale, 0);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, png_cb, png);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}

/* A picture in the line (ECMA-376 part 1, 20.4.2.8), as low as the formula hangs below it. */
static void
append_picture (SondeDocx *self, SondeFormula *formula, const char *tex)
{
  double room = 440;
  double ex = MIN (SIZE * SONDE_EXPORT_EX, room / MAX (sonde_formula_get_width (formula), 1));
  int width = (int) (sonde_formula_get_width (formula) * ex * EMU);
  int height = (int) (sonde_formula_get_height (formula) * ex * EMU);
  guint number;

  g_ptr_array_add (self->pictures, draw_formula (formula, ex));
  number = self->pictures->len;
  g_string_append_printf (self->out,
                          "<w:r><w:rPr><w:position w:val=\"%d\"/></w:rPr><w:drawing><wp:inline distT=\"0\" "
                          "distB=\"0\" distL=\"0\" distR=\"0\">"
                          "<wp:extent cx=\"%d\" cy=\"%d\"/><wp:docPr id=\"%u\" name=\"Formula %u\" descr=\"",
                          -(int) (sonde_formula_get_depth (formula) * ex * 2 + 0.5),
                          width,
                          height,
                          number,
                          number);
  sonde_docx_append_text (self->out, tex, strlen (tex));
  g_string_append_printf (
    self->out,
    "\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
    "<pic:nvPicPr><pic:cNvPr id=\"%u\" name=\"formula%u.png\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
    "<a:blip r:embed=\"rPicture%u\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
    "<a:off x=\"0\" y=\"0\"/><a:ext cx=\"%d\" cy=\"%d\"/></a:xfrm><a:prstGeom "
    "prst=\"rect\"><a:avLst/></a:prstGeom>"
    "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
    number,
    number,
    number,
    width,
    height);
}

/** The formula as a picture with its TeX for those who do not see it. */
void
sonde_docx_append_formula (SondeDocx *self, const char *tex, gboolean display)
{
  SondeFormula *formula = sonde_export_document_get_formula (self->document, tex, display);

  if (formula != NULL && self->out == self->body)
    append_picture (self, formula, tex);
  else
    sonde_docx_append_run (self, "<w:rStyle w:val=\"VerbatimChar\"/>", tex, strlen (tex));
}

/* Runs */

static void
append_properties (GString *properties, const SondeExportRun *run, gboolean link)
{
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_CODE) || SONDE_EXPORT_IS (run, SONDE_SPAN_KBD))
    g_string_append (properties, "<w:rStyle w:val=\"VerbatimChar\"/>");
  else if (link)
    g_string_append (properties, "<w:rStyle w:val=\"Hyperlink\"/>");
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_STRONG))
    g_string_append (properties, "<w:b/><w:bCs/>");
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_EMPHASIS))
    g_string_append (properties, "<w:i/><w:iCs/>");
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_STRIKE))
    g_string_append (properties, "<w:strike/>");
  if (SONDE_EXPORT_IS (run, SONDE_SPAN_SUB))
    g_string_append (properties, "<w:vertAlign w:val=\"subscript\"/>");
  else if (SONDE_EXPORT_IS (run, SONDE_SPAN_SUP))
    g_string_append (properties, "<w:vertAlign w:val=\"superscript\"/>");
}

static void
append_plain (SondeDocx *self, const char *text, const SondeExportRun *run, gboolean link)
{
  g_autoptr (GString) properties = g_string_new (NULL);

  append_properties (properties, run, link);
  sonde_docx_append_run (self, properties->str, text + run->start, run->end - run->start);
}

static void
append_one (SondeDocx *self, const char *text, const SondeExportRun *run, gboolean link)
{
  if (run->citation > 0)
    sonde_docx_append_citation (self, run->citation);
  else if (run->special == NULL)
    append_plain (self, text, run, link);
  else if (run->special->kind == SONDE_SPAN_FOOTNOTE)
    append_own_note (self, run->special->target);
  else
    sonde_docx_append_formula (self, run->special->target, run->special->kind == SONDE_SPAN_MATH_DISPLAY);
}

/** The text of @leaf as runs of the open paragraph. */
void
sonde_docx_append_inline (SondeDocx *self, const SondeBlock *leaf)
{
  const char *text = sonde_block_get_text (leaf, NULL);
  g_autoptr (GArray) runs
    = sonde_export_runs_new (leaf, self->message != NULL ? sonde_export_get_n_sources (self->message) : 0);
  const SondeSpan *link = NULL;
  gboolean open = FALSE;

  for (guint i = 0; i < runs->len; i++)
    {
      const SondeExportRun *run = &g_array_index (runs, SondeExportRun, i);

      if (run->link != link)
        {
          if (open)
            close_link (self);
          link = run->link;
          open = link != NULL && link->target != NULL && sonde_markdown_is_safe_link (link->target);
          if (open)
            open_link (self, link->target);
        }
      append_one (self, text, run, open);
    }
  if (open)
    close_link (self);
}
