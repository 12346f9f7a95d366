/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-html-private.h"

#include <string.h>

#include "sonde-export-runs.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"

static const char *const classes[SONDE_N_HIGHLIGHTS] = {
  [SONDE_HIGHLIGHT_KEYWORD] = "k",      [SONDE_HIGHLIGHT_TYPE] = "t",    [SONDE_HIGHLIGHT_STRING] = "s",
  [SONDE_HIGHLIGHT_NUMBER] = "n",       [SONDE_HIGHLIGHT_COMMENT] = "c", [SONDE_HIGHLIGHT_FUNCTION] = "f",
  [SONDE_HIGHLIGHT_PREPROCESSOR] = "p", [SONDE_HIGHLIGHT_SPECIAL] = "e", [SONDE_HIGHLIGHT_ADDED] = "a",
  [SONDE_HIGHLIGHT_REMOVED] = "r",      [SONDE_HIGHLIGHT_HEADING] = "h",
};

static const struct
{
  SondeSpanKind kind;
  const char *name;
} elements[] = {
  { SONDE_SPAN_STRONG, "strong" }, { SONDE_SPAN_EMPHASIS, "em" }, { SONDE_SPAN_STRIKE, "del" },
  { SONDE_SPAN_SUB, "sub" },       { SONDE_SPAN_SUP, "sup" },     { SONDE_SPAN_KBD, "kbd" },
  { SONDE_SPAN_CODE, "code" },
};

/** @text as text; characters that HTML does not have are left out. @length -1: to its end. */
void
sonde_html_append_escaped (GString *html, const char *text, gssize length)
{
  const char *end = length < 0 ? text + strlen (text) : text + length;

  for (; text < end; text++)
    switch (*text)
      {
      case '&':
        g_string_append (html, "&amp;");
        break;
      case '<':
        g_string_append (html, "&lt;");
        break;
      case '>':
        g_string_append (html, "&gt;");
        break;
      case '"':
        g_string_append (html, "&quot;");
        break;
      case '\n':
      case '\t':
        g_string_append_c (html, *text);
        break;
      default:
        if ((guchar) *text >= 0x20 && *text != 0x7f)
          g_string_append_c (html, *text);
      }
}

static void
append_spans (GString *html, const char *code, GArray *spans)
{
  guint32 at = 0;

  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      const SondeHighlightSpan *span = &g_array_index (spans, SondeHighlightSpan, i);

      sonde_html_append_escaped (html, code + at, span->start - at);
      g_string_append_printf (html, "<span class=\"%s\">", classes[span->style]);
      sonde_html_append_escaped (html, code + span->start, span->end - span->start);
      g_string_append (html, "</span>");
      at = span->end;
    }
  sonde_html_append_escaped (html, code + at, -1);
}

/** A block of code; @language is what is written after the fence. */
void
sonde_html_append_code (SondeHtmlBody *self, const char *language, const char *code)
{
  g_autofree char *name = language != NULL ? g_strndup (language, strcspn (language, " \t{,")) : NULL;
  g_autoptr (GArray) spans = sonde_highlighter_run (self->document->highlighter, name, code, strlen (code));

  g_string_append (self->html, "<pre dir=\"ltr\" tabindex=\"0\"");
  if (name != NULL && *name != '\0')
    {
      g_string_append (self->html, " data-language=\"");
      sonde_html_append_escaped (self->html, name, -1);
      g_string_append_c (self->html, '"');
    }
  g_string_append (self->html, "><code>");
  append_spans (self->html, code, spans);
  g_string_append (self->html, "</code></pre>\n");
}

static void
append_footnote_reference (SondeHtmlBody *self, const char *label)
{
  g_string_append_printf (self->html, "<sup><a href=\"#%sfn-", self->prefix);
  sonde_html_append_escaped (self->html, label, -1);
  g_string_append (self->html, "\">");
  sonde_html_append_escaped (self->html, label, -1);
  g_string_append (self->html, "</a></sup>");
}

static void
append_citation (SondeHtmlBody *self, guint number)
{
  if (self->with_sources)
    g_string_append_printf (
      self->html, "<sup class=\"cite\"><a href=\"#%ss%u\">%u</a></sup>", self->prefix, number, number);
}

/* Lines break where the text does. */
static void
append_lines (GString *html, const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *stop = memchr (text, '\n', end - text);

      sonde_html_append_escaped (html, text, (stop != NULL ? stop : end) - text);
      if (stop != NULL)
        g_string_append (html, "<br>\n");
      text = stop != NULL ? stop + 1 : end;
    }
}

static void
append_run (SondeHtmlBody *self, const char *text, const SondeExportRun *run)
{
  if (run->citation > 0)
    {
      append_citation (self, run->citation);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (SONDE_EXPORT_IS (run, elements[i].kind))
      g_string_append_printf (self->html, "<%s>", elements[i].name);
  if (run->special == NULL)
    append_lines (self->html, text + run->start, run->end - run->start);
  else if (run->special->kind == SONDE_SPAN_FOOTNOTE)
    append_footnote_reference (self, run->special->target);
  else
    sonde_html_append_formula (self, run->special->target, run->special->kind == SONDE_SPAN_MATH_DISPLAY);
  for (guint i = G_N_ELEMENTS (elements); i > 0; i--)
    if (SONDE_EXPORT_IS (run, elements[i - 1].kind))
      g_string_append_printf (self->html, "</%s>", elements[i - 1].name);
}

/* Pictures are links too: to open the file must not tell anybody. */
static gboolean
open_link (GString *html, const SondeSpan *link)
{
  if (link == NULL || link->target == NULL || !sonde_markdown_is_safe_link (link->target))
    return FALSE;
  g_string_append (html, "<a rel=\"noopener noreferrer nofollow\" href=\"");
  sonde_html_append_escaped (html, link->target, -1);
  if (link->title != NULL && *link->title != '\0')
    {
      g_string_append (html, "\" title=\"");
      sonde_html_append_escaped (html, link->title, -1);
    }
  g_string_append (html, "\">");
  return TRUE;
}

static void
append_inline (SondeHtmlBody *self, const SondeBlock *leaf)
{
  const char *text = sonde_block_get_text (leaf, NULL);
  g_autoptr (GArray) runs = sonde_export_runs_new (leaf, self->n_sources);
  const SondeSpan *link = NULL;
  gboolean open = FALSE;

  for (guint i = 0; i < runs->len; i++)
    {
      const SondeExportRun *run = &g_array_index (runs, SondeExportRun, i);

      if (run->link != link)
        {
          if (open)
            g_string_append (self->html, "</a>");
          link = run->link;
          open = open_link (self->html, link);
        }
      append_run (self, text, run);
    }
  if (open)
    g_string_append (self->html, "</a>");
}

static void append_block (SondeHtmlBody *self, const SondeBlock *block, gboolean tight);

static void
append_children (SondeHtmlBody *self, const SondeBlock *block, gboolean tight)
{
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    append_block (self, sonde_block_get_child (block, i), tight);
}

static void
append_item (SondeHtmlBody *self, const SondeBlock *item, gboolean tight)
{
  SondeTask task = sonde_block_get_task (item);

  if (task == SONDE_TASK_NONE)
    g_string_append (self->html, "<li dir=\"auto\">");
  else
    g_string_append_printf (self->html,
                            "<li dir=\"auto\" class=\"task\"><input type=\"checkbox\" disabled%s> ",
                            task == SONDE_TASK_DONE ? " checked" : "");
  append_children (self, item, tight);
  g_string_append (self->html, "</li>\n");
}

static void
append_list (SondeHtmlBody *self, const SondeBlock *list)
{
  gboolean ordered = sonde_block_is_ordered (list);

  if (ordered && sonde_block_get_start (list) != 1)
    g_string_append_printf (self->html, "<ol start=\"%u\">\n", sonde_block_get_start (list));
  else
    g_string_append (self->html, ordered ? "<ol>\n" : "<ul>\n");
  for (guint i = 0; i < sonde_block_get_n_children (list); i++)
    append_item (self, sonde_block_get_child (list, i), sonde_block_is_tight (list));
  g_string_append (self->html, ordered ? "</ol>\n" : "</ul>\n");
}

static void
append_row (SondeHtmlBody *self, const SondeBlock *table, const SondeBlock *row, const char *cell)
{
  static const char *const aligns[] = { "", " class=\"left\"", " class=\"center\"", " class=\"right\"" };

  g_string_append (self->html, "<tr>");
  for (guint i = 0; i < sonde_block_get_n_columns (table); i++)
    {
      g_string_append_printf (
        self->html, "<%s dir=\"auto\"%s>", cell, aligns[sonde_block_get_alignment (table, i)]);
      if (i < sonde_block_get_n_children (row))
        append_inline (self, sonde_block_get_child (row, i));
      g_string_append_printf (self->html, "</%s>", cell);
    }
  g_string_append (self->html, "</tr>\n");
}

static void
append_table (SondeHtmlBody *self, const SondeBlock *table)
{
  guint n_rows = sonde_block_get_n_children (table);

  g_string_append (self->html, "<div class=\"table\" tabindex=\"0\"><table>\n<thead>");
  for (guint i = 0; i < n_rows; i++)
    {
      append_row (self, table, sonde_block_get_child (table, i), i == 0 ? "th" : "td");
      if (i == 0)
        g_string_append (self->html, "</thead>\n<tbody>");
    }
  g_string_append (self->html, n_rows > 0 ? "</tbody></table></div>\n" : "</thead></table></div>\n");
}

/* The headings of an answer stand below those of the page. */
static void
append_heading (SondeHtmlBody *self, const SondeBlock *block)
{
  guint level = MIN (sonde_block_get_level (block) + 2, 6);

  g_string_append_printf (self->html, "<h%u dir=\"auto\">", level);
  append_inline (self, block);
  g_string_append_printf (self->html, "</h%u>\n", level);
}

static void
append_paragraph (SondeHtmlBody *self, const SondeBlock *block, gboolean tight)
{
  if (!tight)
    g_string_append (self->html, "<p dir=\"auto\">");
  append_inline (self, block);
  g_string_append (self->html, tight ? "\n" : "</p>\n");
}

static void
append_footnote (SondeHtmlBody *self, const SondeBlock *block)
{
  g_string_append_printf (self->html, "<aside class=\"footnote\" id=\"%sfn-", self->prefix);
  sonde_html_append_escaped (self->html, sonde_block_get_label (block), -1);
  g_string_append (self->html, "\"><b>");
  sonde_html_append_escaped (self->html, sonde_block_get_label (block), -1);
  g_string_append (self->html, "</b> ");
  append_children (self, block, TRUE);
  g_string_append (self->html, "</aside>\n");
}

static void
append_block (SondeHtmlBody *self, const SondeBlock *block, gboolean tight)
{
  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_HEADING:
      append_heading (self, block);
      break;
    case SONDE_BLOCK_CODE:
      sonde_html_append_code (self, sonde_block_get_language (block), sonde_block_get_text (block, NULL));
      break;
    case SONDE_BLOCK_MATH:
      sonde_html_append_formula (self, sonde_block_get_text (block, NULL), TRUE);
      break;
    case SONDE_BLOCK_LIST:
      append_list (self, block);
      break;
    case SONDE_BLOCK_QUOTE:
      g_string_append (self->html, "<blockquote dir=\"auto\">\n");
      append_children (self, block, FALSE);
      g_string_append (self->html, "</blockquote>\n");
      break;
    case SONDE_BLOCK_TABLE:
      append_table (self, block);
      break;
    case SONDE_BLOCK_RULE:
      g_string_append (self->html, "<hr>\n");
      break;
    case SONDE_BLOCK_FOOTNOTE:
      append_footnote (self, block);
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_ROW:
      append_children (self, block, tight);
      break;
    case SONDE_BLOCK_PARAGRAPH:
    case SONDE_BLOCK_CELL:
    default:
      append_paragraph (self, block, tight);
      break;
    }
}

void
sonde_html_append_markdown (SondeHtmlBody *self, const char *text)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, -1);

  for (guint i = 0; i < blocks->len; i++)
    append_block (self, g_ptr_array_index (blocks, i), FALSE);
}
