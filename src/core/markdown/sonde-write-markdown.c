/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown-writer.h"
#include "sonde-md-escape.h"
#include "sonde-write-inline.h"

#include <string.h>

/* The largest number that an item may have. */
#define MAX_NUMBER 999999999

/* @indent is what each further line of a block begins with; @variant alternates the marks of lists that would
 * otherwise be one. */
static void
append_block (GString *out, const SondeBlock *block, const char *indent, gboolean tight, guint variant);

static void
append_newline (GString *out, const char *indent, gboolean is_empty)
{
  g_string_append_c (out, '\n');
  g_string_append (out, indent);
  while (is_empty && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
}

static void
append_lines (GString *out, const char *lines, const char *indent)
{
  for (const char *line = lines;;)
    {
      const char *newline = strchrnul (line, '\n');

      g_string_append_len (out, line, newline - line);
      if (*newline == '\0')
        return;
      line = newline + 1;
      append_newline (out, indent, *line == '\n' || *line == '\0');
    }
}

static void
append_inline (GString *out, const SondeBlock *leaf, const char *indent)
{
  g_autofree char *text = sonde_write_inline (leaf);

  append_lines (out, text, indent);
}

static void
append_heading (GString *out, const SondeBlock *block, const char *indent)
{
  for (guint i = 0; i < sonde_block_get_level (block); i++)
    g_string_append_c (out, '#');
  if (*sonde_block_get_text (block, NULL) == '\0')
    return;
  g_string_append_c (out, ' ');
  append_inline (out, block, indent);
}

static void
append_language (GString *out, const char *language)
{
  for (const char *at = language; *at != '\0'; at++)
    {
      if (*at == '\\' || *at == '&')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *at);
    }
}

static void
append_code (GString *out, const SondeBlock *block, const char *indent)
{
  const char *text = sonde_block_get_text (block, NULL);
  const char *language = sonde_block_get_language (block);
  char mark = language != NULL && strchr (language, '`') != NULL ? '~' : '`';
  g_autofree char *fence = sonde_md_dup_fence (text, mark, 3);

  g_string_append (out, fence);
  if (language != NULL)
    append_language (out, language);
  append_newline (out, indent, *text == '\n');
  if (*text != '\0')
    {
      append_lines (out, text, indent);
      append_newline (out, indent, FALSE);
    }
  g_string_append (out, fence);
}

/* On one line what would begin code on a line of its own. */
static void
append_math (GString *out, const SondeBlock *block, const char *indent)
{
  const char *tex = sonde_block_get_text (block, NULL);
  gboolean is_one_line = strstr (tex, "```") != NULL || strstr (tex, "~~~") != NULL;
  gboolean has_dollars = strstr (tex, "$$") != NULL;

  g_string_append (out, has_dollars ? "\\[" : "$$");
  if (!is_one_line)
    append_newline (out, indent, FALSE);
  append_lines (out, tex, indent);
  if (!is_one_line)
    append_newline (out, indent, FALSE);
  g_string_append (out, has_dollars ? "\\]" : "$$");
}

/* Two lists, one after the other, differ in their marks. */
static guint
next_variant (const SondeBlock *before, const SondeBlock *block, guint variant)
{
  if (before == NULL || sonde_block_get_kind (before) != SONDE_BLOCK_LIST
      || sonde_block_get_kind (block) != SONDE_BLOCK_LIST
      || sonde_block_is_ordered (before) != sonde_block_is_ordered (block))
    return 0;
  return 1 - variant;
}

static void
append_children (GString *out, const SondeBlock *parent, const char *indent, gboolean tight, guint variant)
{
  const SondeBlock *before = NULL;

  for (guint i = 0; i < sonde_block_get_n_children (parent); i++)
    {
      const SondeBlock *child = sonde_block_get_child (parent, i);

      if (i > 0)
        variant = next_variant (before, child, variant);
      if (i > 0 && !tight)
        append_newline (out, indent, TRUE);
      if (i > 0)
        append_newline (out, indent, FALSE);
      append_block (out, child, indent, tight, variant);
      before = child;
    }
}

static char *
dup_marker (const SondeBlock *list, guint index, guint variant)
{
  guint64 number = 0;

  if (!sonde_block_is_ordered (list))
    return g_strdup (variant == 0 ? "- " : "* ");
  number = MIN ((guint64) sonde_block_get_start (list) + index, MAX_NUMBER);
  return g_strdup_printf ("%" G_GUINT64_FORMAT "%c ", number, variant == 0 ? '.' : ')');
}

static void
append_list (GString *out, const SondeBlock *list, const char *indent, guint variant)
{
  static const char *const tasks[] = { "", "[ ] ", "[x] " };
  gboolean tight = sonde_block_is_tight (list);

  for (guint i = 0; i < sonde_block_get_n_children (list); i++)
    {
      const SondeBlock *item = sonde_block_get_child (list, i);
      g_autofree char *marker = dup_marker (list, i, variant);
      g_autofree char *inner = g_strdup_printf ("%s%*s", indent, (int) strlen (marker), "");

      if (i > 0 && !tight)
        append_newline (out, indent, TRUE);
      if (i > 0)
        append_newline (out, indent, FALSE);
      g_string_append (out, marker);
      g_string_append (out, tasks[sonde_block_get_task (item)]);
      append_children (out, item, inner, tight, 1 - variant);
      if (sonde_block_get_n_children (item) == 0)
        g_string_truncate (out, out->len - 1);
    }
}

static void
append_quote (GString *out, const SondeBlock *block, const char *indent)
{
  g_autofree char *inner = g_strconcat (indent, "> ", NULL);

  g_string_append (out, sonde_block_get_n_children (block) > 0 ? "> " : ">");
  append_children (out, block, inner, FALSE, 0);
}

static void
append_footnote (GString *out, const SondeBlock *block, const char *indent)
{
  g_autofree char *inner = g_strconcat (indent, "    ", NULL);

  g_string_append_printf (out, "[^%s]:", sonde_block_get_label (block));
  /* The space before a fence would be taken from each line of the code. */
  if (sonde_block_get_n_children (block) > 0
      && sonde_block_get_kind (sonde_block_get_child (block, 0)) == SONDE_BLOCK_CODE)
    append_newline (out, inner, FALSE);
  else if (sonde_block_get_n_children (block) > 0)
    g_string_append_c (out, ' ');
  append_children (out, block, inner, FALSE, 0);
}

static void
append_row (GString *out, const SondeBlock *table, const SondeBlock *row, const char *indent)
{
  for (guint i = 0; i < sonde_block_get_n_columns (table); i++)
    {
      g_string_append (out, i == 0 ? "| " : " ");
      if (i < sonde_block_get_n_children (row))
        append_inline (out, sonde_block_get_child (row, i), indent);
      g_string_append (out, " |");
    }
}

static void
append_table (GString *out, const SondeBlock *table, const char *indent)
{
  static const char *const aligns[] = { "---", ":--", ":-:", "--:" };

  for (guint i = 0; i < sonde_block_get_n_children (table); i++)
    {
      if (i > 0)
        append_newline (out, indent, FALSE);
      append_row (out, table, sonde_block_get_child (table, i), indent);
      if (i > 0)
        continue;
      append_newline (out, indent, FALSE);
      g_string_append_c (out, '|');
      for (guint k = 0; k < sonde_block_get_n_columns (table); k++)
        g_string_append_printf (out, "%s|", aligns[sonde_block_get_alignment (table, k)]);
    }
}

/* Hyphens under a paragraph would make it a heading, and in a list they are items. */
static void
append_rule (GString *out, const char *indent)
{
  g_string_append (out, *indent == '\0' ? "---" : "___");
}

static void
append_block (GString *out, const SondeBlock *block, const char *indent, gboolean tight, guint variant)
{
  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_PARAGRAPH:
      append_inline (out, block, indent);
      break;
    case SONDE_BLOCK_HEADING:
      append_heading (out, block, indent);
      break;
    case SONDE_BLOCK_CODE:
      append_code (out, block, indent);
      break;
    case SONDE_BLOCK_MATH:
      append_math (out, block, indent);
      break;
    case SONDE_BLOCK_LIST:
      append_list (out, block, indent, variant);
      break;
    case SONDE_BLOCK_QUOTE:
      append_quote (out, block, indent);
      break;
    case SONDE_BLOCK_TABLE:
      append_table (out, block, indent);
      break;
    case SONDE_BLOCK_RULE:
      append_rule (out, indent);
      break;
    case SONDE_BLOCK_FOOTNOTE:
      append_footnote (out, block, indent);
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_ROW:
    case SONDE_BLOCK_CELL:
    default:
      g_assert_not_reached ();
    }
}

/**
 * sonde_blocks_to_markdown:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() or sonde_blocks_slice() gives them
 *
 * Markdown that says the same when it is parsed; how something was written is not kept. Any thread; the time
 * is in proportion to the text.
 *
 * Returns: (transfer full): Markdown whose last line does not end
 */
char *
sonde_blocks_to_markdown (GPtrArray *blocks)
{
  GString *out = g_string_new (NULL);
  const SondeBlock *before = NULL;
  guint variant = 0;

  g_return_val_if_fail (blocks != NULL, NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      variant = next_variant (before, blocks->pdata[i], variant);
      g_string_append (out, i > 0 ? "\n\n" : "");
      append_block (out, blocks->pdata[i], "", FALSE, variant);
      before = blocks->pdata[i];
    }
  return g_string_free (out, FALSE);
}
