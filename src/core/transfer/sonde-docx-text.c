/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-docx.h"

#include <string.h>

#include "sonde-export-runs.h"
#include "sonde-markdown-writer.h"

#define HYPERLINK "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
#define BAR_SPACE 8 /* of the styles with a bar, in points */

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

/* The bar of a quotation stands in one place, whatever the indentation @edge of the paragraph (in twentieths
 * of a point); Word takes no more than 31 points. */
static void
append_bar (SondeDocx *self, guint edge, gboolean has_bar)
{
  guint space = BAR_SPACE + (edge > self->bar ? (edge - self->bar) / 20 : 0);

  if (self->bar > 0 && (!has_bar || edge > self->bar))
    g_string_append_printf (
      self->out,
      "<w:pBdr><w:left w:val=\"single\" w:sz=\"18\" w:space=\"%u\" w:color=\"D0D0D6\"/></w:pBdr>",
      MIN (space, 31));
}

static void
append_indent (SondeDocx *self, guint left, guint hanging)
{
  if (left == 0)
    return;
  g_string_append_printf (self->out, "<w:ind w:left=\"%u\"", left);
  if (hanging > 0)
    g_string_append_printf (self->out, " w:hanging=\"%u\"", hanging);
  g_string_append (self->out, "/>");
}

static void
append_borders (SondeDocx *self, const SondeDocxPlace *place, const char *style, guint edge)
{
  if (place->rule)
    g_string_append (
      self->out, "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"D0D0D6\"/></w:pBdr>");
  else if (self->out == self->body)
    append_bar (self, edge, style != NULL && g_strcmp0 (style, self->style) == 0);
}

/** Begins a paragraph whose direction is that of @text. @style NULL: the one that holds here; @place NULL:
 * none of its own. The order of the properties is that of the schema. */
void
sonde_docx_open_paragraph (SondeDocx *self, const char *style, const SondeDocxPlace *place, const char *text)
{
  static const SondeDocxPlace nowhere = { 0 };
  const char *name = style != NULL ? style : self->style;
  guint left = self->out == self->body ? MIN (self->left, SONDE_DOCX_WIDTH / 2) : 0;
  guint hanging;

  place = place != NULL ? place : &nowhere;
  hanging = place->numbering > 0 ? MIN (left, SONDE_DOCX_INDENT) : 0;
  g_string_append (self->out, "<w:p><w:pPr>");
  if (name != NULL)
    g_string_append_printf (self->out, "<w:pStyle w:val=\"%s\"/>", name);
  if (place->numbering > 0)
    g_string_append_printf (self->out,
                            "<w:numPr><w:ilvl w:val=\"%u\"/><w:numId w:val=\"%u\"/></w:numPr>",
                            place->level,
                            place->numbering);
  append_borders (self, place, name, left - hanging);
  if (is_rtl (text, strlen (text)))
    g_string_append (self->out, "<w:bidi/>");
  append_indent (self, left, hanging);
  if (place->alignment != NULL)
    g_string_append_printf (self->out, "<w:jc w:val=\"%s\"/>", place->alignment);
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
  sonde_docx_open_paragraph (self, style, NULL, text);
  sonde_docx_append_run (self, "", text, strlen (text));
  sonde_docx_close_paragraph (self);
}

/* Links */

/** What follows is a link to @target. */
void
sonde_docx_open_link (SondeDocx *self, const char *target)
{
  GString *links = self->links[self->out == self->footnotes];
  g_autofree char *safe = g_uri_escape_string (target, ":/?#[]@!$&'()*+,;=%~", FALSE);

  g_string_append_printf (
    links, "<Relationship Id=\"rLink%u\" Type=\"" HYPERLINK "\" Target=\"", ++self->n_links);
  sonde_docx_append_text (links, safe, strlen (safe));
  g_string_append (links, "\" TargetMode=\"External\"/>\n");
  g_string_append_printf (self->out, "<w:hyperlink r:id=\"rLink%u\">", self->n_links);
}

void
sonde_docx_close_link (SondeDocx *self)
{
  g_string_append (self->out, "</w:hyperlink>");
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
    sonde_docx_append_note (self, run->special->target);
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
            sonde_docx_close_link (self);
          link = run->link;
          open = link != NULL && link->target != NULL && sonde_markdown_is_safe_link (link->target);
          if (open)
            sonde_docx_open_link (self, link->target);
        }
      append_one (self, text, run, open);
    }
  if (open)
    sonde_docx_close_link (self);
}
