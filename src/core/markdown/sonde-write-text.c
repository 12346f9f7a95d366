/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown-writer.h"
#include "sonde-span-walk.h"

#include <string.h>

typedef struct
{
  GString *text;
  gboolean is_clipboard; /* formulas can be told from text, pictures without a description are nothing */
} Writer;

static void append_block (Writer *self, const SondeBlock *block, const char *indent, gboolean tight);

static void
append_run (gpointer data, const char *text, gsize length)
{
  g_string_append_len (data, text, (gssize) length);
}

static gboolean
skip_picture (gpointer data, const SondeSpan *span)
{
  return span->kind == SONDE_SPAN_IMAGE && span->end - span->start == strlen ("\357\277\274");
}

static void
do_nothing (gpointer data, const SondeSpan *span)
{
}

static char *
dup_text (const Writer *self, const SondeBlock *leaf)
{
  static const SondeSpanWalker walker = { .run = append_run, .open = skip_picture, .close = do_nothing };
  GString *text = NULL;

  if (!self->is_clipboard)
    return g_strdup (sonde_block_get_text (leaf, NULL));
  if (sonde_block_get_kind (leaf) == SONDE_BLOCK_MATH)
    return g_strdup_printf ("$$\n%s\n$$", sonde_block_get_text (leaf, NULL));
  text = g_string_new (NULL);
  sonde_span_walk (leaf, &walker, text);
  return g_string_free (text, FALSE);
}

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
append_children (Writer *self, const SondeBlock *parent, const char *indent, gboolean tight)
{
  guint n_children = sonde_block_get_n_children (parent);

  if (n_children == 0)
    g_string_append_c (self->text, '\n');
  for (guint i = 0; i < n_children; i++)
    {
      if (i > 0 && !tight)
        append_empty_line (self->text, indent);
      if (i > 0)
        g_string_append (self->text, indent);
      append_block (self, sonde_block_get_child (parent, i), indent, tight);
    }
}

static void
append_list (Writer *self, const SondeBlock *list, const char *indent)
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
        append_empty_line (self->text, indent);
      if (i > 0)
        g_string_append (self->text, indent);
      g_string_append (self->text, marker);
      g_string_append (self->text, tasks[sonde_block_get_task (item)]);
      append_children (self, item, inner, sonde_block_is_tight (list));
    }
}

static void
append_table (Writer *self, const SondeBlock *table, const char *indent)
{
  gboolean is_first = TRUE;

  for (guint i = 0; i < sonde_block_get_n_children (table); i++)
    {
      const SondeBlock *row = sonde_block_get_child (table, i);

      if (i == 0 && sonde_block_get_n_children (row) == 0)
        continue;
      if (!is_first)
        g_string_append (self->text, indent);
      is_first = FALSE;
      for (guint k = 0; k < sonde_block_get_n_children (row); k++)
        {
          g_autofree char *cell = dup_text (self, sonde_block_get_child (row, k));

          g_string_append (self->text, k > 0 ? "\t" : "");
          g_string_append (self->text, g_strdelimit (cell, "\n\t", ' '));
        }
      g_string_append_c (self->text, '\n');
    }
}

static void
append_quote (Writer *self, const SondeBlock *block, const char *indent, gboolean tight)
{
  g_autofree char *inner = g_strconcat (indent, "> ", NULL);

  g_string_append (self->text, "> ");
  append_children (self, block, inner, tight);
}

static void
append_leaf (Writer *self, const SondeBlock *block, const char *indent)
{
  g_autofree char *text = dup_text (self, block);

  append_indented (self->text, text, indent);
}

static void
append_block (Writer *self, const SondeBlock *block, const char *indent, gboolean tight)
{
  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_LIST:
      append_list (self, block, indent);
      break;
    case SONDE_BLOCK_QUOTE:
      append_quote (self, block, indent, tight);
      break;
    case SONDE_BLOCK_FOOTNOTE:
      g_string_append_printf (self->text, "[^%s]: ", sonde_block_get_label (block));
      append_children (self, block, indent, tight);
      break;
    case SONDE_BLOCK_TABLE:
      append_table (self, block, indent);
      break;
    case SONDE_BLOCK_RULE:
      g_string_append (self->text, "———\n");
      break;
    case SONDE_BLOCK_PARAGRAPH:
    case SONDE_BLOCK_HEADING:
    case SONDE_BLOCK_CODE:
    case SONDE_BLOCK_MATH:
    case SONDE_BLOCK_CELL:
      append_leaf (self, block, indent);
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_ROW:
    default:
      g_assert_not_reached ();
    }
}

static char *
write_text (GPtrArray *blocks, gboolean is_clipboard)
{
  Writer self = { .text = g_string_new (NULL), .is_clipboard = is_clipboard };

  for (guint i = 0; i < blocks->len; i++)
    {
      if (i > 0)
        g_string_append_c (self.text, '\n');
      append_block (&self, blocks->pdata[i], "", FALSE);
    }
  if (is_clipboard && self.text->len > 0)
    g_string_truncate (self.text, self.text->len - 1);
  return g_string_free (self.text, FALSE);
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
  g_return_val_if_fail (blocks != NULL, NULL);

  return write_text (blocks, FALSE);
}

/**
 * sonde_blocks_to_plain:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() or sonde_blocks_slice() gives them
 *
 * What is pasted where only text can be: as sonde_blocks_to_text(), but displayed formulas have their
 * delimiters, pictures without a description are left out, and the last line does not end. Any thread.
 *
 * Returns: (transfer full): plain text
 */
char *
sonde_blocks_to_plain (GPtrArray *blocks)
{
  g_return_val_if_fail (blocks != NULL, NULL);

  return write_text (blocks, TRUE);
}

/**
 * sonde_blocks_to_tsv:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() or sonde_blocks_slice() gives them
 *
 * Returns: (transfer full) (nullable): the cells of the table that @blocks is, a line a row, separated by
 * tabs; NULL where it is anything else
 */
char *
sonde_blocks_to_tsv (GPtrArray *blocks)
{
  Writer self = { .is_clipboard = TRUE };

  g_return_val_if_fail (blocks != NULL, NULL);

  if (blocks->len != 1 || sonde_block_get_kind (blocks->pdata[0]) != SONDE_BLOCK_TABLE)
    return NULL;
  self.text = g_string_new (NULL);
  append_table (&self, blocks->pdata[0], "");
  return g_string_free (self.text, FALSE);
}
