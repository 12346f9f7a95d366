/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown-writer.h"
#include "sonde-span-walk.h"

#include <string.h>

typedef struct
{
  GString *html;
  gboolean is_clipboard; /* for programs that know neither our classes nor our script for formulas */
} Writer;

static const char *const span_elements[] = {
  [SONDE_SPAN_STRONG] = "strong", [SONDE_SPAN_EMPHASIS] = "em",     [SONDE_SPAN_STRIKE] = "del",
  [SONDE_SPAN_CODE] = "code",     [SONDE_SPAN_SUB] = "sub",         [SONDE_SPAN_SUP] = "sup",
  [SONDE_SPAN_KBD] = "kbd",       [SONDE_SPAN_MATH_DISPLAY] = NULL, [SONDE_SPAN_FOOTNOTE] = NULL,
};

static void append_blocks (Writer *self, const SondeBlock *parent, gboolean tight);

static void
append_escaped (GString *html, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    switch (text[i])
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
      case '\'':
        g_string_append (html, "&#39;");
        break;
      default:
        g_string_append_c (html, text[i]);
      }
}

static void
append_escaped_string (GString *html, const char *text)
{
  append_escaped (html, text, strlen (text));
}

static void
append_attribute (GString *html, const char *name, const char *value)
{
  g_string_append_printf (html, " %s=\"", name);
  append_escaped_string (html, value);
  g_string_append_c (html, '"');
}

/* Pictures are links too: opening an exported page must not tell their host. Where it is pasted a picture is
 * its description. */
static void
append_link (Writer *self, const SondeSpan *span)
{
  if (self->is_clipboard && span->kind == SONDE_SPAN_IMAGE)
    return;
  g_string_append (self->html, "<a");
  if (span->kind == SONDE_SPAN_IMAGE)
    append_attribute (self->html, "class", "image");
  if (span->target != NULL && sonde_markdown_is_safe_link (span->target))
    append_attribute (self->html, "href", span->target);
  if (span->title != NULL && *span->title != '\0')
    append_attribute (self->html, "title", span->title);
  g_string_append_c (self->html, '>');
}

static void
append_math (Writer *self, const char *tex, gboolean display)
{
  if (self->is_clipboard)
    g_string_append (self->html, display ? "<code>\\[" : "<code>\\(");
  else
    g_string_append (self->html,
                     display ? "<span class=\"math display\">\\[" : "<span class=\"math inline\">\\(");
  append_escaped_string (self->html, tex);
  g_string_append (self->html, display ? "\\]" : "\\)");
  g_string_append (self->html, self->is_clipboard ? "</code>" : "</span>");
}

static void
append_reference (Writer *self, const char *label)
{
  g_autofree char *target = g_strconcat ("#fn-", label, NULL);

  if (self->is_clipboard)
    {
      g_string_append (self->html, "<sup>");
      append_escaped_string (self->html, label);
      g_string_append (self->html, "</sup>");
      return;
    }
  g_string_append (self->html, "<sup class=\"footnote\"><a");
  append_attribute (self->html, "href", target);
  g_string_append_c (self->html, '>');
  append_escaped_string (self->html, label);
  g_string_append (self->html, "</a></sup>");
}

static gboolean
open_span (gpointer data, const SondeSpan *span)
{
  Writer *self = data;

  switch (span->kind)
    {
    case SONDE_SPAN_LINK:
    case SONDE_SPAN_IMAGE:
      append_link (self, span);
      return FALSE;
    case SONDE_SPAN_FOOTNOTE:
      append_reference (self, span->target);
      return TRUE;
    case SONDE_SPAN_MATH:
    case SONDE_SPAN_MATH_DISPLAY:
      append_math (self, span->target, span->kind == SONDE_SPAN_MATH_DISPLAY);
      return TRUE;
    case SONDE_SPAN_STRONG:
    case SONDE_SPAN_EMPHASIS:
    case SONDE_SPAN_STRIKE:
    case SONDE_SPAN_CODE:
    case SONDE_SPAN_SUB:
    case SONDE_SPAN_SUP:
    case SONDE_SPAN_KBD:
    default:
      g_string_append_printf (self->html, "<%s>", span_elements[span->kind]);
      return FALSE;
    }
}

static void
close_span (gpointer data, const SondeSpan *span)
{
  Writer *self = data;

  if (span->kind == SONDE_SPAN_LINK || (span->kind == SONDE_SPAN_IMAGE && !self->is_clipboard))
    g_string_append (self->html, "</a>");
  else if (span->kind != SONDE_SPAN_IMAGE)
    g_string_append_printf (self->html, "</%s>", span_elements[span->kind]);
}

static void
append_run (gpointer data, const char *text, gsize length)
{
  Writer *self = data;
  const char *end = text + length;

  while (text < end)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      const char *stop = newline != NULL ? newline : end;

      append_escaped (self->html, text, (gsize) (stop - text));
      if (newline != NULL)
        g_string_append (self->html, "<br>\n");
      text = stop + (newline != NULL);
    }
}

static void
append_inline (Writer *self, const SondeBlock *block)
{
  static const SondeSpanWalker walker = { .run = append_run, .open = open_span, .close = close_span };

  sonde_span_walk (block, &walker, self);
}

static void
append_code (Writer *self, const SondeBlock *block)
{
  const char *language = sonde_block_get_language (block);
  g_autofree char *class = language != NULL && *language != '\0' ? g_strconcat ("language-", language, NULL)
                                                                 : NULL;

  g_string_append (self->html, "<pre><code");
  if (class != NULL && !self->is_clipboard)
    append_attribute (self->html, "class", class);
  g_string_append_c (self->html, '>');
  append_escaped_string (self->html, sonde_block_get_text (block, NULL));
  g_string_append (self->html, "\n</code></pre>\n");
}

/* Word processors drop form controls. */
static void
append_task (Writer *self, SondeTask task)
{
  if (task == SONDE_TASK_NONE)
    return;
  if (self->is_clipboard)
    g_string_append (self->html, task == SONDE_TASK_DONE ? "☑ " : "☐ ");
  else
    g_string_append_printf (
      self->html, "<input type=\"checkbox\" disabled%s> ", task == SONDE_TASK_DONE ? " checked" : "");
}

static void
append_list (Writer *self, const SondeBlock *block)
{
  const char *name = sonde_block_is_ordered (block) ? "ol" : "ul";

  if (sonde_block_is_ordered (block) && sonde_block_get_start (block) != 1)
    g_string_append_printf (self->html, "<ol start=\"%u\">\n", sonde_block_get_start (block));
  else
    g_string_append_printf (self->html, "<%s>\n", name);
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    {
      const SondeBlock *item = sonde_block_get_child (block, i);

      g_string_append (self->html, "<li>");
      append_task (self, sonde_block_get_task (item));
      append_blocks (self, item, sonde_block_is_tight (block));
      g_string_append (self->html, "</li>\n");
    }
  g_string_append_printf (self->html, "</%s>\n", name);
}

static void
append_row (Writer *self, const SondeBlock *table, const SondeBlock *row, const char *cell)
{
  static const char *const aligns[] = { "", " align=\"left\"", " align=\"center\"", " align=\"right\"" };

  g_string_append (self->html, "<tr>\n");
  for (guint i = 0; i < sonde_block_get_n_columns (table); i++)
    {
      g_string_append_printf (self->html, "<%s%s>", cell, aligns[sonde_block_get_alignment (table, i)]);
      if (i < sonde_block_get_n_children (row))
        append_inline (self, sonde_block_get_child (row, i));
      g_string_append_printf (self->html, "</%s>\n", cell);
    }
  g_string_append (self->html, "</tr>\n");
}

static void
append_table (Writer *self, const SondeBlock *table)
{
  guint n_rows = sonde_block_get_n_children (table);

  g_string_append (self->html, "<table>\n");
  for (guint i = 0; i < n_rows; i++)
    {
      const SondeBlock *row = sonde_block_get_child (table, i);

      if (i > 0 || sonde_block_get_n_children (row) > 0)
        append_row (self, table, row, i == 0 ? "th" : "td");
    }
  g_string_append (self->html, "</table>\n");
}

static void
append_footnote (Writer *self, const SondeBlock *block)
{
  g_autofree char *id = g_strconcat ("fn-", sonde_block_get_label (block), NULL);

  if (self->is_clipboard)
    {
      g_string_append (self->html, "<div>[");
      append_escaped_string (self->html, sonde_block_get_label (block));
      g_string_append (self->html, "]\n");
    }
  else
    {
      g_string_append (self->html, "<div class=\"footnote\"");
      append_attribute (self->html, "id", id);
      g_string_append (self->html, ">\n");
    }
  append_blocks (self, block, FALSE);
  g_string_append (self->html, "</div>\n");
}

static void
append_block (Writer *self, const SondeBlock *block, gboolean tight)
{
  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_PARAGRAPH:
      g_string_append (self->html, tight ? "" : "<p>");
      append_inline (self, block);
      g_string_append (self->html, tight ? "\n" : "</p>\n");
      break;
    case SONDE_BLOCK_HEADING:
      g_string_append_printf (self->html, "<h%u>", sonde_block_get_level (block));
      append_inline (self, block);
      g_string_append_printf (self->html, "</h%u>\n", sonde_block_get_level (block));
      break;
    case SONDE_BLOCK_CODE:
      append_code (self, block);
      break;
    case SONDE_BLOCK_MATH:
      g_string_append (self->html, "<p>");
      append_math (self, sonde_block_get_text (block, NULL), TRUE);
      g_string_append (self->html, "</p>\n");
      break;
    case SONDE_BLOCK_LIST:
      append_list (self, block);
      break;
    case SONDE_BLOCK_QUOTE:
      g_string_append (self->html, "<blockquote>\n");
      append_blocks (self, block, FALSE);
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
    case SONDE_BLOCK_CELL:
    default:
      g_assert_not_reached ();
    }
}

static void
append_blocks (Writer *self, const SondeBlock *parent, gboolean tight)
{
  for (guint i = 0; i < sonde_block_get_n_children (parent); i++)
    append_block (self, sonde_block_get_child (parent, i), tight);
}

static char *
write_html (GPtrArray *blocks, gboolean is_clipboard)
{
  Writer self = { .html = g_string_new (NULL), .is_clipboard = is_clipboard };

  for (guint i = 0; i < blocks->len; i++)
    append_block (&self, blocks->pdata[i], FALSE);
  return g_string_free (self.html, FALSE);
}

/**
 * sonde_markdown_is_safe_link:
 *
 * Returns: whether @target may be opened when a person asks for it: http, https or mailto
 */
gboolean
sonde_markdown_is_safe_link (const char *target)
{
  static const char *const schemes[] = { "http://", "https://", "mailto:" };

  g_return_val_if_fail (target != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (target, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

/**
 * sonde_blocks_to_html:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() gives them
 *
 * Everything is escaped; links lead to http, https and mailto only; pictures become links.
 *
 * Returns: (transfer full): the content of an HTML body
 */
char *
sonde_blocks_to_html (GPtrArray *blocks)
{
  g_return_val_if_fail (blocks != NULL, NULL);

  return write_html (blocks, FALSE);
}

/**
 * sonde_blocks_to_clipboard_html:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() or sonde_blocks_slice() gives them
 *
 * What word processors, spreadsheets and browsers paste: plain elements without classes, pictures as their
 * description, formulas as TeX in code, boxes of tasks as signs. Escaped and with safe links as
 * sonde_blocks_to_html(). Any thread.
 *
 * Returns: (transfer full): a fragment of HTML in UTF-8
 */
char *
sonde_blocks_to_clipboard_html (GPtrArray *blocks)
{
  g_return_val_if_fail (blocks != NULL, NULL);

  return write_html (blocks, TRUE);
}
