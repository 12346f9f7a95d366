/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown-writer.h"

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

static const char *const span_names[] = {
  [SONDE_SPAN_STRONG] = "strong",
  [SONDE_SPAN_EMPHASIS] = "emphasis",
  [SONDE_SPAN_STRIKE] = "strike",
  [SONDE_SPAN_CODE] = "code",
  [SONDE_SPAN_SUB] = "sub",
  [SONDE_SPAN_SUP] = "sup",
  [SONDE_SPAN_KBD] = "kbd",
  [SONDE_SPAN_LINK] = "link",
  [SONDE_SPAN_IMAGE] = "image",
  [SONDE_SPAN_MATH] = "math",
  [SONDE_SPAN_MATH_DISPLAY] = "math-display",
  [SONDE_SPAN_FOOTNOTE] = "footnote",
};

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
                              span_names[spans[i].kind],
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
