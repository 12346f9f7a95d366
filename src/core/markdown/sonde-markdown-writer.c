/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown-writer.h"

#include <string.h>

static const char *const kind_names[] = {
  [SONDE_BLOCK_PARAGRAPH] = "paragraph",
  [SONDE_BLOCK_HEADING] = "heading",
  [SONDE_BLOCK_CODE] = "code",
  [SONDE_BLOCK_MATH] = "math",
  [SONDE_BLOCK_LIST] = "list",
  [SONDE_BLOCK_ITEM] = "item",
  [SONDE_BLOCK_QUOTE] = "quote",
  [SONDE_BLOCK_TABLE] = "table",
  [SONDE_BLOCK_ROW] = "row",
  [SONDE_BLOCK_CELL] = "cell",
  [SONDE_BLOCK_RULE] = "rule",
  [SONDE_BLOCK_FOOTNOTE] = "footnote",
};

static const struct
{
  const char *name;
  const char *html; /* an element, where that is all */
} span_kinds[] = {
  [SONDE_SPAN_STRONG] = { "strong", "strong" },
  [SONDE_SPAN_EMPHASIS] = { "emphasis", "em" },
  [SONDE_SPAN_STRIKE] = { "strike", "del" },
  [SONDE_SPAN_CODE] = { "code", "code" },
  [SONDE_SPAN_SUB] = { "sub", "sub" },
  [SONDE_SPAN_SUP] = { "sup", "sup" },
  [SONDE_SPAN_KBD] = { "kbd", "kbd" },
  [SONDE_SPAN_LINK] = { "link", NULL },
  [SONDE_SPAN_IMAGE] = { "image", NULL },
  [SONDE_SPAN_MATH] = { "math", NULL },
  [SONDE_SPAN_MATH_DISPLAY] = { "math-display", NULL },
  [SONDE_SPAN_FOOTNOTE] = { "footnote", NULL },
};

/* HTML */

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

static const char *
link_class (const SondeSpan *span)
{
  return span->kind == SONDE_SPAN_IMAGE ? "image" : NULL;
}

/* Pictures are links too: opening an exported page must not tell their host. */
static void
append_link (GString *html, const SondeSpan *span)
{
  g_string_append (html, "<a");
  if (link_class (span) != NULL)
    append_attribute (html, "class", link_class (span));
  if (span->target != NULL && sonde_markdown_is_safe_link (span->target))
    append_attribute (html, "href", span->target);
  if (span->title != NULL && *span->title != '\0')
    append_attribute (html, "title", span->title);
  g_string_append_c (html, '>');
}

static void
append_math (GString *html, const char *tex, gboolean display)
{
  g_string_append (html, display ? "<span class=\"math display\">\\[" : "<span class=\"math inline\">\\(");
  append_escaped_string (html, tex);
  g_string_append (html, display ? "\\]</span>" : "\\)</span>");
}

static void
append_footnote (GString *html, const char *label)
{
  g_autofree char *target = g_strconcat ("#fn-", label, NULL);

  g_string_append (html, "<sup class=\"footnote\"><a");
  append_attribute (html, "href", target);
  g_string_append_c (html, '>');
  append_escaped_string (html, label);
  g_string_append (html, "</a></sup>");
}

/* Gives whether the span's text was written too. */
static gboolean
open_span (GString *html, const SondeSpan *span)
{
  if (span_kinds[span->kind].html != NULL)
    g_string_append_printf (html, "<%s>", span_kinds[span->kind].html);
  else if (span->kind == SONDE_SPAN_LINK || span->kind == SONDE_SPAN_IMAGE)
    append_link (html, span);
  else if (span->kind == SONDE_SPAN_FOOTNOTE)
    append_footnote (html, span->target);
  else
    append_math (html, span->target, span->kind == SONDE_SPAN_MATH_DISPLAY);
  return span->kind == SONDE_SPAN_MATH || span->kind == SONDE_SPAN_MATH_DISPLAY
         || span->kind == SONDE_SPAN_FOOTNOTE;
}

static void
close_span (GString *html, const SondeSpan *span)
{
  if (span_kinds[span->kind].html != NULL)
    g_string_append_printf (html, "</%s>", span_kinds[span->kind].html);
  else if (span->kind == SONDE_SPAN_LINK || span->kind == SONDE_SPAN_IMAGE)
    g_string_append (html, "</a>");
}

static void
append_run (GString *html, const char *text, guint start, guint end)
{
  for (guint at = start; at < end;)
    {
      const char *newline = memchr (text + at, '\n', end - at);
      guint stop = newline != NULL ? (guint) (newline - text) : end;

      append_escaped (html, text + at, stop - at);
      if (newline != NULL)
        g_string_append (html, "<br>\n");
      at = stop + (newline != NULL);
    }
}

static void
append_inline (GString *html, const SondeBlock *block)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (block, &length);
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (block, &n_spans);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  guint at = 0;

  for (guint i = 0; i <= n_spans; i++)
    {
      guint start = i < n_spans ? spans[i].start : (guint) length;

      while (open->len > 0 && ((const SondeSpan *) open->pdata[open->len - 1])->end <= start)
        {
          const SondeSpan *span = open->pdata[open->len - 1];

          append_run (html, text, at, span->end);
          at = MAX (at, span->end);
          close_span (html, span);
          g_ptr_array_set_size (open, (int) open->len - 1);
        }
      append_run (html, text, at, start);
      at = MAX (at, start);
      if (i == n_spans)
        break;
      if (open_span (html, &spans[i]))
        at = spans[i].end;
      else
        g_ptr_array_add (open, (gpointer) &spans[i]);
    }
}

static void append_blocks_html (GString *html, const SondeBlock *parent, gboolean tight);

static void
append_element (GString *html, const SondeBlock *block, const char *name)
{
  g_string_append_printf (html, "<%s>\n", name);
  append_blocks_html (html, block, FALSE);
  g_string_append_printf (html, "</%s>\n", name);
}

static void
append_code_html (GString *html, const SondeBlock *block)
{
  const char *language = sonde_block_get_language (block);
  g_autofree char *class = language != NULL && *language != '\0' ? g_strconcat ("language-", language, NULL)
                                                                 : NULL;

  g_string_append (html, "<pre><code");
  if (class != NULL)
    append_attribute (html, "class", class);
  g_string_append_c (html, '>');
  append_escaped_string (html, sonde_block_get_text (block, NULL));
  g_string_append (html, "\n</code></pre>\n");
}

static void
append_list_html (GString *html, const SondeBlock *block)
{
  const char *name = sonde_block_is_ordered (block) ? "ol" : "ul";

  if (sonde_block_is_ordered (block) && sonde_block_get_start (block) != 1)
    g_string_append_printf (html, "<ol start=\"%u\">\n", sonde_block_get_start (block));
  else
    g_string_append_printf (html, "<%s>\n", name);
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    {
      const SondeBlock *item = sonde_block_get_child (block, i);

      g_string_append (html, "<li>");
      if (sonde_block_get_task (item) != SONDE_TASK_NONE)
        g_string_append_printf (html,
                                "<input type=\"checkbox\" disabled%s> ",
                                sonde_block_get_task (item) == SONDE_TASK_DONE ? " checked" : "");
      append_blocks_html (html, item, sonde_block_is_tight (block));
      g_string_append (html, "</li>\n");
    }
  g_string_append_printf (html, "</%s>\n", name);
}

static void
append_row_html (GString *html, const SondeBlock *table, const SondeBlock *row, const char *cell)
{
  static const char *const aligns[] = { "", " align=\"left\"", " align=\"center\"", " align=\"right\"" };

  g_string_append (html, "<tr>\n");
  for (guint i = 0; i < sonde_block_get_n_columns (table); i++)
    {
      g_string_append_printf (html, "<%s%s>", cell, aligns[sonde_block_get_alignment (table, i)]);
      if (i < sonde_block_get_n_children (row))
        append_inline (html, sonde_block_get_child (row, i));
      g_string_append_printf (html, "</%s>\n", cell);
    }
  g_string_append (html, "</tr>\n");
}

static void
append_table_html (GString *html, const SondeBlock *table)
{
  guint n_rows = sonde_block_get_n_children (table);

  g_string_append (html, "<table>\n");
  for (guint i = 0; i < n_rows; i++)
    append_row_html (html, table, sonde_block_get_child (table, i), i == 0 ? "th" : "td");
  g_string_append (html, "</table>\n");
}

static void
append_footnote_html (GString *html, const SondeBlock *block)
{
  g_autofree char *id = g_strconcat ("fn-", sonde_block_get_label (block), NULL);

  g_string_append (html, "<div class=\"footnote\"");
  append_attribute (html, "id", id);
  g_string_append (html, ">\n");
  append_blocks_html (html, block, FALSE);
  g_string_append (html, "</div>\n");
}

static void
append_block_html (GString *html, const SondeBlock *block, gboolean tight)
{
  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_PARAGRAPH:
      g_string_append (html, tight ? "" : "<p>");
      append_inline (html, block);
      g_string_append (html, tight ? "\n" : "</p>\n");
      break;
    case SONDE_BLOCK_HEADING:
      g_string_append_printf (html, "<h%u>", sonde_block_get_level (block));
      append_inline (html, block);
      g_string_append_printf (html, "</h%u>\n", sonde_block_get_level (block));
      break;
    case SONDE_BLOCK_CODE:
      append_code_html (html, block);
      break;
    case SONDE_BLOCK_MATH:
      g_string_append (html, "<p>");
      append_math (html, sonde_block_get_text (block, NULL), TRUE);
      g_string_append (html, "</p>\n");
      break;
    case SONDE_BLOCK_LIST:
      append_list_html (html, block);
      break;
    case SONDE_BLOCK_QUOTE:
      append_element (html, block, "blockquote");
      break;
    case SONDE_BLOCK_TABLE:
      append_table_html (html, block);
      break;
    case SONDE_BLOCK_RULE:
      g_string_append (html, "<hr>\n");
      break;
    case SONDE_BLOCK_FOOTNOTE:
      append_footnote_html (html, block);
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_ROW:
    case SONDE_BLOCK_CELL:
    default:
      g_assert_not_reached ();
    }
}

static void
append_blocks_html (GString *html, const SondeBlock *parent, gboolean tight)
{
  for (guint i = 0; i < sonde_block_get_n_children (parent); i++)
    append_block_html (html, sonde_block_get_child (parent, i), tight);
}

/* Text */

static void append_block_text (GString *text, const SondeBlock *block, const char *indent, gboolean tight);

static void
append_indented (GString *text, const char *lines, const char *indent)
{
  for (const char *line = lines;;)
    {
      const char *newline = strchr (line, '\n');

      g_string_append_len (text, line, newline != NULL ? newline - line : (gssize) strlen (line));
      g_string_append_c (text, '\n');
      if (newline == NULL)
        return;
      g_string_append (text, indent);
      line = newline + 1;
    }
}

static void
append_empty_line (GString *text, const char *indent)
{
  g_autofree char *trimmed = g_strchomp (g_strdup (indent));

  g_string_append_printf (text, "%s\n", trimmed);
}

/* The first line of the first child stands where the marker ends. */
static void
append_children_text (GString *text, const SondeBlock *parent, const char *indent, gboolean tight)
{
  guint n_children = sonde_block_get_n_children (parent);

  if (n_children == 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < n_children; i++)
    {
      if (i > 0 && !tight)
        append_empty_line (text, indent);
      if (i > 0)
        g_string_append (text, indent);
      append_block_text (text, sonde_block_get_child (parent, i), indent, tight);
    }
}

static void
append_list_text (GString *text, const SondeBlock *list, const char *indent)
{
  static const char *const tasks[] = { "", "[ ] ", "[x] " };

  for (guint i = 0; i < sonde_block_get_n_children (list); i++)
    {
      const SondeBlock *item = sonde_block_get_child (list, i);
      g_autofree char *marker = sonde_block_is_ordered (list)
                                  ? g_strdup_printf ("%u. ", sonde_block_get_start (list) + i)
                                  : g_strdup ("• ");
      g_autofree char *inner = g_strdup_printf ("%s%*s", indent, (int) g_utf8_strlen (marker, -1), "");

      if (i > 0 && !sonde_block_is_tight (list))
        append_empty_line (text, indent);
      if (i > 0)
        g_string_append (text, indent);
      g_string_append (text, marker);
      g_string_append (text, tasks[sonde_block_get_task (item)]);
      append_children_text (text, item, inner, sonde_block_is_tight (list));
    }
}

static void
append_table_text (GString *text, const SondeBlock *table, const char *indent)
{
  for (guint i = 0; i < sonde_block_get_n_children (table); i++)
    {
      const SondeBlock *row = sonde_block_get_child (table, i);

      if (i > 0)
        g_string_append (text, indent);
      for (guint k = 0; k < sonde_block_get_n_children (row); k++)
        {
          g_autofree char *cell = g_strdup (sonde_block_get_text (sonde_block_get_child (row, k), NULL));

          g_string_append (text, k > 0 ? "\t" : "");
          g_string_append (text, g_strdelimit (cell, "\n\t", ' '));
        }
      g_string_append_c (text, '\n');
    }
}

static void
append_block_text (GString *text, const SondeBlock *block, const char *indent, gboolean tight)
{
  g_autofree char *inner = NULL;

  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_LIST:
      append_list_text (text, block, indent);
      break;
    case SONDE_BLOCK_QUOTE:
      inner = g_strconcat (indent, "> ", NULL);
      g_string_append (text, "> ");
      append_children_text (text, block, inner, tight);
      break;
    case SONDE_BLOCK_FOOTNOTE:
      g_string_append_printf (text, "[^%s]: ", sonde_block_get_label (block));
      append_children_text (text, block, indent, tight);
      break;
    case SONDE_BLOCK_TABLE:
      append_table_text (text, block, indent);
      break;
    case SONDE_BLOCK_RULE:
      g_string_append (text, "———\n");
      break;
    case SONDE_BLOCK_PARAGRAPH:
    case SONDE_BLOCK_HEADING:
    case SONDE_BLOCK_CODE:
    case SONDE_BLOCK_MATH:
    case SONDE_BLOCK_CELL:
      append_indented (text, sonde_block_get_text (block, NULL), indent);
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_ROW:
    default:
      g_assert_not_reached ();
    }
}

/* Tree */

static void
append_spans_tree (GString *tree, const SondeBlock *block, guint depth)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (block, &n_spans);

  for (guint i = 0; i < n_spans; i++)
    {
      g_string_append_printf (tree,
                              "%*s- %s %u-%u",
                              (int) (2 * depth),
                              "",
                              span_kinds[spans[i].kind].name,
                              spans[i].start,
                              spans[i].end);
      for (guint k = 0; k < 2; k++)
        {
          const char *value = k == 0 ? spans[i].target : spans[i].title;
          g_autofree char *escaped = value != NULL ? g_strescape (value, NULL) : NULL;

          if (escaped != NULL)
            g_string_append_printf (tree, " \"%s\"", escaped);
        }
      g_string_append_c (tree, '\n');
    }
}

static void
append_properties_tree (GString *tree, const SondeBlock *block)
{
  static const char *const tasks[] = { "", " open", " done" };
  static const char aligns[] = "-lcr";

  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_HEADING:
      g_string_append_printf (tree, " %u", sonde_block_get_level (block));
      break;
    case SONDE_BLOCK_CODE:
      g_string_append_printf (
        tree, " (%s)", sonde_block_get_language (block) ? sonde_block_get_language (block) : "");
      break;
    case SONDE_BLOCK_LIST:
      if (sonde_block_is_ordered (block))
        g_string_append_printf (tree, " from %u", sonde_block_get_start (block));
      g_string_append (tree, sonde_block_is_tight (block) ? " tight" : " loose");
      break;
    case SONDE_BLOCK_ITEM:
      g_string_append (tree, tasks[sonde_block_get_task (block)]);
      break;
    case SONDE_BLOCK_TABLE:
      g_string_append_c (tree, ' ');
      for (guint i = 0; i < sonde_block_get_n_columns (block); i++)
        g_string_append_c (tree, aligns[sonde_block_get_alignment (block, i)]);
      break;
    case SONDE_BLOCK_FOOTNOTE:
      g_string_append_printf (tree, " %s", sonde_block_get_label (block));
      break;
    case SONDE_BLOCK_PARAGRAPH:
    case SONDE_BLOCK_MATH:
    case SONDE_BLOCK_QUOTE:
    case SONDE_BLOCK_ROW:
    case SONDE_BLOCK_CELL:
    case SONDE_BLOCK_RULE:
    default:
      break;
    }
}

static void
append_block_tree (GString *tree, const SondeBlock *block, guint depth)
{
  g_string_append_printf (tree, "%*s%s", (int) (2 * depth), "", kind_names[sonde_block_get_kind (block)]);
  append_properties_tree (tree, block);
  if (sonde_block_is_leaf (block))
    {
      /* Only what would break the line is escaped. */
      g_autofree char *above_ascii = g_malloc (129);
      g_autofree char *escaped = NULL;

      for (guint i = 0; i < 128; i++)
        above_ascii[i] = (char) (guchar) (i + 128);
      above_ascii[128] = '\0';
      escaped = g_strescape (sonde_block_get_text (block, NULL), above_ascii);
      g_string_append_printf (tree, " \"%s\"", escaped);
    }
  g_string_append_c (tree, '\n');
  append_spans_tree (tree, block, depth + 1);
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    append_block_tree (tree, sonde_block_get_child (block, i), depth + 1);
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
  g_autoptr (GString) html = g_string_new (NULL);

  g_return_val_if_fail (blocks != NULL, NULL);

  for (guint i = 0; i < blocks->len; i++)
    append_block_html (html, blocks->pdata[i], FALSE);
  return g_string_free (g_steal_pointer (&html), FALSE);
}

/**
 * sonde_blocks_to_text:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() gives them
 *
 * Returns: (transfer full): plain text without marks of emphasis; cells are separated by tabs
 */
char *
sonde_blocks_to_text (GPtrArray *blocks)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (blocks != NULL, NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      append_block_text (text, blocks->pdata[i], "", FALSE);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * sonde_blocks_to_tree:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() gives them
 *
 * Returns: (transfer full): one line a block and a span, for tests and reports
 */
char *
sonde_blocks_to_tree (GPtrArray *blocks)
{
  g_autoptr (GString) tree = g_string_new (NULL);

  g_return_val_if_fail (blocks != NULL, NULL);

  for (guint i = 0; i < blocks->len; i++)
    append_block_tree (tree, blocks->pdata[i], 0);
  return g_string_free (g_steal_pointer (&tree), FALSE);
}
