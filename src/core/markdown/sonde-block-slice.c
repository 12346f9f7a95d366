/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-block-leaves.h"
#include "sonde-block-private.h"

#include <string.h>

typedef struct
{
  guint start_leaf;
  gsize start_offset;
  guint end_leaf;
  gsize end_offset;
  guint leaf; /* the number of the next one */
} Slice;

static void slice_block (Slice *self, SondeBlock *block, GPtrArray *out);

static GPtrArray *
new_blocks (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
}

static gsize
round_to_character (const char *text, gsize length, gsize offset)
{
  if (offset >= length)
    return length;
  while (offset > 0 && ((guchar) text[offset] & 0xc0) == 0x80)
    offset--;
  return offset;
}

static gboolean
is_whole (SondeSpanKind kind)
{
  return kind == SONDE_SPAN_MATH || kind == SONDE_SPAN_MATH_DISPLAY || kind == SONDE_SPAN_FOOTNOTE;
}

/* A formula of which something is selected is selected; so is the mark of a footnote. */
static void
widen (const SondeBlock *leaf, gsize *start, gsize *end)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (leaf, &n_spans);

  for (guint i = 0; i < n_spans; i++)
    {
      if (!is_whole (spans[i].kind) || spans[i].end <= *start || spans[i].start >= *end)
        continue;
      *start = MIN (*start, spans[i].start);
      *end = MAX (*end, spans[i].end);
    }
}

static void
copy_spans (SondeBlock *copy, const SondeBlock *leaf, gsize start, gsize end)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (leaf, &n_spans);

  for (guint i = 0; i < n_spans; i++)
    {
      SondeSpan span = { .kind = spans[i].kind };

      if (spans[i].end <= start || spans[i].start >= end)
        continue;
      span.start = (guint) (MAX (spans[i].start, start) - start);
      span.end = (guint) (MIN (spans[i].end, end) - start);
      span.target = g_strdup (spans[i].target);
      span.title = g_strdup (spans[i].title);
      if (copy->spans == NULL)
        copy->spans = sonde_spans_new ();
      g_array_append_val (copy->spans, span);
    }
}

static SondeBlock *
cut_leaf (const SondeBlock *leaf, SondeBlockKind kind, gsize start, gsize end)
{
  SondeBlock *copy = sonde_block_new (kind);

  if (kind == leaf->kind)
    {
      copy->number = leaf->number;
      copy->info = g_strdup (leaf->info);
    }
  copy->length = end - start;
  copy->text = g_strndup (leaf->text + start, end - start);
  copy_spans (copy, leaf, start, end);
  return copy;
}

/* What of a leaf is selected, as offsets on characters. */
static void
find_cut (const Slice *self, const SondeBlock *leaf, guint number, gsize *start, gsize *end)
{
  *start = number == self->start_leaf ? round_to_character (leaf->text, leaf->length, self->start_offset) : 0;
  *end = number == self->end_leaf ? round_to_character (leaf->text, leaf->length, self->end_offset)
                                  : leaf->length;
  *end = MAX (*start, *end);
  if (*start < *end)
    widen (leaf, start, end);
}

static gboolean
contains (const Slice *self, guint leaf)
{
  return leaf >= self->start_leaf && leaf <= self->end_leaf;
}

static void
slice_leaf (Slice *self, SondeBlock *block, GPtrArray *out)
{
  guint number = self->leaf++;
  gsize start = 0;
  gsize end = 0;

  if (!contains (self, number))
    return;
  if (block->text == NULL)
    {
      g_ptr_array_add (out, sonde_block_ref (block));
      return;
    }
  find_cut (self, block, number, &start, &end);
  if (start == 0 && end == block->length)
    g_ptr_array_add (out, sonde_block_ref (block));
  else if (start < end && block->kind == SONDE_BLOCK_MATH)
    g_ptr_array_add (out, sonde_block_ref (block));
  else if (start < end)
    g_ptr_array_add (out, cut_leaf (block, block->kind, start, end));
}

static SondeBlock *
copy_container (const SondeBlock *block, GPtrArray *children)
{
  SondeBlock *copy = sonde_block_new (block->kind);

  copy->number = block->number;
  copy->ordered = block->ordered;
  copy->tight = block->tight;
  copy->task = block->task;
  copy->info = g_strdup (block->info);
  copy->children = children;
  return copy;
}

static void
slice_children (Slice *self, const SondeBlock *block, GPtrArray *out)
{
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    slice_block (self, sonde_block_get_child (block, i), out);
}

static void
steal_children (GPtrArray *out, SondeBlock *block)
{
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    g_ptr_array_add (out, sonde_block_ref (sonde_block_get_child (block, i)));
}

/* An item whose first leaf is not selected, and of whose list nothing else is, has lost its marker. */
static void
slice_list (Slice *self, const SondeBlock *list, GPtrArray *out)
{
  g_autoptr (GPtrArray) items = new_blocks ();
  guint first = 0;
  gboolean begins_inside = FALSE;
  SondeBlock *copy = NULL;

  for (guint i = 0; i < sonde_block_get_n_children (list); i++)
    {
      guint leaf = self->leaf;
      guint n_items = items->len;

      slice_block (self, sonde_block_get_child (list, i), items);
      if (n_items == 0 && items->len == 1)
        {
          first = i;
          begins_inside = leaf < self->start_leaf;
        }
    }
  if (items->len == 0)
    return;
  if (items->len == 1 && begins_inside)
    {
      steal_children (out, items->pdata[0]);
      return;
    }
  copy = copy_container (list, g_steal_pointer (&items));
  if (copy->ordered)
    copy->number += first;
  g_ptr_array_add (out, copy);
}

static SondeBlock *
slice_cell (const Slice *self, SondeBlock *cell, guint number)
{
  gsize start = 0;
  gsize end = 0;

  if (!contains (self, number))
    return cut_leaf (cell, SONDE_BLOCK_CELL, 0, 0);
  find_cut (self, cell, number, &start, &end);
  return start == 0 && end == cell->length ? sonde_block_ref (cell)
                                           : cut_leaf (cell, SONDE_BLOCK_CELL, start, end);
}

/* The selected cells of a row, in their columns: empty ones stand before the first where @from is 0. */
static SondeBlock *
slice_row (const Slice *self, const SondeBlock *row, guint first_leaf, guint from)
{
  GPtrArray *cells = new_blocks ();

  for (guint i = from; i < sonde_block_get_n_children (row) && first_leaf + i <= self->end_leaf; i++)
    g_ptr_array_add (cells, slice_cell (self, sonde_block_get_child (row, i), first_leaf + i));
  return copy_container (row, cells);
}

static void
copy_columns (SondeBlock *copy, const SondeBlock *table, guint from, guint n_columns)
{
  copy->number = n_columns;
  copy->aligns = g_new0 (guint8, MAX (n_columns, 1));
  memcpy (copy->aligns, table->aligns + from, n_columns);
}

/* The header of a table that begins with another row is a row without cells. */
static void
slice_rows (Slice *self, const SondeBlock *table, GPtrArray *out)
{
  GPtrArray *rows = new_blocks ();
  SondeBlock *copy = NULL;
  guint from = 0;
  guint n_columns = table->number;
  guint leaf = self->leaf;

  for (guint i = 0; i < sonde_block_get_n_children (table); i++)
    {
      SondeBlock *row = sonde_block_get_child (table, i);
      guint n_cells = sonde_block_get_n_children (row);

      if (leaf + n_cells > self->start_leaf && leaf <= self->end_leaf)
        {
          if (rows->len == 0 && i > 0)
            g_ptr_array_add (rows, sonde_block_new (SONDE_BLOCK_ROW));
          if (self->start_leaf >= leaf && self->end_leaf < leaf + n_cells)
            {
              from = self->start_leaf - leaf;
              n_columns = self->end_leaf - self->start_leaf + 1;
            }
          g_ptr_array_add (rows, slice_row (self, row, leaf, from));
        }
      leaf += n_cells;
    }
  self->leaf = leaf;
  copy = copy_container (table, rows);
  copy_columns (copy, table, from, n_columns);
  g_ptr_array_add (out, copy);
}

/* One cell is a paragraph. */
static void
slice_one_cell (const Slice *self, SondeBlock *table, guint first_leaf, guint number, GPtrArray *out)
{
  g_autoptr (GPtrArray) roots = new_blocks ();
  g_autoptr (GPtrArray) leaves = NULL;
  SondeBlock *cell = NULL;
  gsize start = 0;
  gsize end = 0;

  g_ptr_array_add (roots, sonde_block_ref (table));
  leaves = sonde_blocks_list_leaves (roots);
  cell = leaves->pdata[number - first_leaf];
  find_cut (self, cell, number, &start, &end);
  if (start < end)
    g_ptr_array_add (out, cut_leaf (cell, SONDE_BLOCK_PARAGRAPH, start, end));
}

static guint
count_cells (const SondeBlock *table)
{
  guint n = 0;

  for (guint i = 0; i < sonde_block_get_n_children (table); i++)
    n += sonde_block_get_n_children (sonde_block_get_child (table, i));
  return n;
}

static void
slice_table (Slice *self, SondeBlock *table, GPtrArray *out)
{
  guint first = self->leaf;
  guint n_cells = count_cells (table);
  guint from = MAX (first, self->start_leaf);
  guint to = MIN (first + n_cells - 1, self->end_leaf);

  if (n_cells > 0 && from < to)
    slice_rows (self, table, out);
  else if (n_cells > 0 && from == to)
    slice_one_cell (self, table, first, from, out);
  self->leaf = first + n_cells;
}

/* A container without leaves is selected where what is around it is. */
static void
slice_container (Slice *self, SondeBlock *block, GPtrArray *out)
{
  g_autoptr (GPtrArray) children = new_blocks ();
  guint first = self->leaf;

  slice_children (self, block, children);
  if (children->len > 0 || (self->leaf == first && first > self->start_leaf && first <= self->end_leaf))
    g_ptr_array_add (out, copy_container (block, g_steal_pointer (&children)));
}

static void
slice_block (Slice *self, SondeBlock *block, GPtrArray *out)
{
  switch (block->kind)
    {
    case SONDE_BLOCK_LIST:
      slice_list (self, block, out);
      break;
    case SONDE_BLOCK_TABLE:
      slice_table (self, block, out);
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_QUOTE:
    case SONDE_BLOCK_ROW:
    case SONDE_BLOCK_FOOTNOTE:
      slice_container (self, block, out);
      break;
    case SONDE_BLOCK_PARAGRAPH:
    case SONDE_BLOCK_HEADING:
    case SONDE_BLOCK_CODE:
    case SONDE_BLOCK_MATH:
    case SONDE_BLOCK_CELL:
    case SONDE_BLOCK_RULE:
    default:
      slice_leaf (self, block, out);
    }
}

static gboolean
is_whole_lines (const SondeBlock *code, gsize start, gsize end)
{
  return (start == 0 || code->text[start - 1] == '\n')
         && (end == code->length || code->text[end] == '\n' || (end > 0 && code->text[end - 1] == '\n'));
}

/* A piece of one leaf is text, whatever is around it; lines of code stay code, a whole formula a formula. */
static void
slice_one (const Slice *self, SondeBlock *leaf, GPtrArray *out)
{
  SondeBlockKind kind = SONDE_BLOCK_PARAGRAPH;
  gsize start = 0;
  gsize end = 0;

  if (leaf->text == NULL)
    {
      g_ptr_array_add (out, sonde_block_ref (leaf));
      return;
    }
  find_cut (self, leaf, self->start_leaf, &start, &end);
  if (start == end)
    return;
  if (leaf->kind == SONDE_BLOCK_CODE && is_whole_lines (leaf, start, end))
    {
      kind = SONDE_BLOCK_CODE;
      if (end - start > 1 && leaf->text[end - 1] == '\n')
        end--;
    }
  else if (leaf->kind == SONDE_BLOCK_MATH && start == 0 && end == leaf->length)
    kind = SONDE_BLOCK_MATH;
  g_ptr_array_add (out, cut_leaf (leaf, kind, start, end));
}

/**
 * sonde_blocks_slice:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() gives them
 * @start_leaf: number of the leaf where it begins, see sonde_blocks_list_leaves()
 * @start_offset: byte in its text
 * @end_leaf: number of the leaf where it ends
 * @end_offset: the byte after the last
 *
 * What lies between two places, as a tree of its own. Offsets within a character go back to its begin,
 * offsets behind a text to its end; a place behind the last leaf is the end. Lists keep their markers and
 * numbers; a table whose header is not selected has a first row without cells. A piece of one leaf is a
 * paragraph, unless it is whole lines of code or a whole formula. Formulas that are cut are taken whole. What
 * is whole is shared with @blocks. Any thread; the time is in proportion to the number of blocks and what is
 * selected.
 *
 * Returns: (transfer full) (element-type SondeBlock): the selected blocks, none where nothing is selected
 */
GPtrArray *
sonde_blocks_slice (GPtrArray *blocks, guint start_leaf, gsize start_offset, guint end_leaf, gsize end_offset)
{
  Slice self = {
    .start_leaf = start_leaf, .start_offset = start_offset, .end_leaf = end_leaf, .end_offset = end_offset
  };
  GPtrArray *out = new_blocks ();

  g_return_val_if_fail (blocks != NULL, out);

  if (start_leaf == end_leaf)
    {
      g_autoptr (GPtrArray) leaves = sonde_blocks_list_leaves (blocks);

      if (start_leaf < leaves->len)
        slice_one (&self, leaves->pdata[start_leaf], out);
      return out;
    }
  for (guint i = 0; i < blocks->len && self.leaf <= end_leaf; i++)
    slice_block (&self, blocks->pdata[i], out);
  return out;
}
