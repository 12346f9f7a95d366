/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-piece.h"

#include <string.h>

#include "sonde-block-style.h"

#define MAX_TEXT_BYTES 6000
#define MAX_CODE_LINES 120
#define MAX_CODE_BYTES 16000
#define MAX_ROWS       40

#define BULLET_INDENT    16
#define NUMBER_INDENT    24
#define LABEL_CHAR       9 /* of the label of a footnote */
#define LABEL_GAP        4
#define MAX_LABEL_INDENT 120
#define QUOTE_INDENT     16
#define HEADING_EXTRA    6
#define MAX_LOOKED_AT    64 /* leaves of a list or a quote for its direction */

/* Where a block stands: what is around it. */
typedef struct
{
  int indent;
  int gap; /* between the blocks here */
  int bars[SONDE_PIECE_MAX_BARS];
  guint n_bars;
  guint n_begun; /* of the bars: quotes that have a piece already */
  gboolean is_rtl;
} Place;

typedef struct
{
  GPtrArray *pieces;
  const SondePieceSpacing *spacing;
  guint leaf;
  char *marker; /* waits for the first piece of its item */
  SondeTask task;
  int next_gap; /* of the next piece, or -1 */
} Flow;

static void append_blocks (Flow *flow, Place *place, const SondeBlock *parent);

void
sonde_piece_free (SondePiece *self)
{
  sonde_block_unref (self->block);
  g_clear_object (&self->state);
  g_free (self->marker);
  g_free (self->back);
  g_free (self);
}

GPtrArray *
sonde_pieces_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_piece_free);
}

/* Directions */

static gboolean
is_words (const SondeBlock *block)
{
  SondeBlockKind kind = sonde_block_get_kind (block);

  return kind == SONDE_BLOCK_PARAGRAPH || kind == SONDE_BLOCK_HEADING || kind == SONDE_BLOCK_CELL;
}

/* Looks for the first letter; gives whether there is one. */
static gboolean
look_for_direction (const SondeBlock *block, guint *n_left, gboolean *is_rtl)
{
  if (*n_left == 0)
    return TRUE;
  if (is_words (block))
    {
      gsize length = 0;
      const char *text = sonde_block_get_text (block, &length);

      (*n_left)--;
      *is_rtl = sonde_block_style_is_rtl (text, length, FALSE);
      return *is_rtl || !sonde_block_style_is_rtl (text, length, TRUE);
    }
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    if (look_for_direction (sonde_block_get_child (block, i), n_left, is_rtl))
      return TRUE;
  return FALSE;
}

/** Whether a list, a quote or a table goes from right to left: its first letter decides, @fallback where it
 * has none. */
gboolean
sonde_piece_is_block_rtl (const SondeBlock *block, gboolean fallback)
{
  guint n_left = MAX_LOOKED_AT;
  gboolean is_rtl = fallback;

  return look_for_direction (block, &n_left, &is_rtl) ? is_rtl : fallback;
}

/* Within a quote all have its bar on the same side; else a text goes its own way. */
static gboolean
find_direction (const Place *place, const SondePiece *piece)
{
  if (place->n_bars > 0 || piece->kind != SONDE_PIECE_TEXT)
    return place->is_rtl;
  return sonde_block_style_is_rtl (
    sonde_block_get_text (piece->block, NULL) + piece->start, piece->end - piece->start, place->is_rtl);
}

static SondePiece *
add_piece (Flow *flow, Place *place, SondePieceKind kind, SondeBlock *block, guint start, guint end)
{
  SondePiece *piece = g_new0 (SondePiece, 1);

  piece->kind = kind;
  piece->block = sonde_block_ref (block);
  piece->first_leaf = flow->leaf;
  piece->start = start;
  piece->end = end;
  piece->is_first = piece->is_last = TRUE;
  piece->indent = place->indent;
  piece->marker = g_steal_pointer (&flow->marker);
  piece->task = flow->task;
  flow->task = SONDE_TASK_NONE;
  piece->gap = flow->next_gap >= 0 ? flow->next_gap : place->gap;
  flow->next_gap = -1;
  if (flow->pieces->len == 0)
    piece->gap = 0;
  memcpy (piece->bars, place->bars, sizeof piece->bars);
  piece->n_bars = place->n_bars;
  piece->n_joined_bars = place->n_begun;
  place->n_begun = place->n_bars;
  piece->is_rtl = find_direction (place, piece);
  g_ptr_array_add (flow->pieces, piece);
  return piece;
}

/* Where a part of a text may end: after a space or a line end if there is one in its last quarter. */
static guint
find_break (const char *text, guint start, guint end)
{
  const char *limit = g_utf8_find_prev_char (text + start, text + end + 1);

  for (const char *p = limit; p > text + start + (end - start) * 3 / 4; p--)
    if (g_ascii_isspace (p[-1]))
      return (guint) (p - text);
  return (guint) (limit - text);
}

static void
append_text (Flow *flow, Place *place, SondeBlock *block)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (block, &length);
  guint at = 0;

  if (sonde_block_get_kind (block) == SONDE_BLOCK_HEADING && flow->next_gap < 0)
    flow->next_gap = place->gap + HEADING_EXTRA;
  do
    {
      guint end = length - at > MAX_TEXT_BYTES ? find_break (text, at, at + MAX_TEXT_BYTES) : (guint) length;
      SondePiece *piece = add_piece (flow, place, SONDE_PIECE_TEXT, block, at, end);

      piece->is_first = at == 0;
      piece->is_last = end == length;
      at = end;
      flow->next_gap = at < length ? 0 : -1;
    }
  while (at < length);
}

/* The end of a part of code: after so many lines or bytes. */
static guint
find_code_break (const char *text, guint start, gsize length)
{
  guint at = start;

  for (guint i = 0; i < MAX_CODE_LINES && at < length; i++)
    {
      gsize reach = MIN (length - at, MAX_CODE_BYTES + 1);
      const char *newline = memchr (text + at, '\n', reach);
      guint next = newline != NULL ? (guint) (newline + 1 - text) : (guint) (at + reach);

      if (next - start > MAX_CODE_BYTES && at > start)
        break;
      /* One line alone may be as long as the whole answer. */
      if (next - start > MAX_CODE_BYTES)
        return (guint) (g_utf8_find_prev_char (text + start, text + start + MAX_CODE_BYTES + 1) - text);
      at = next;
    }
  return at;
}

static void
append_code (Flow *flow, Place *place, SondeBlock *block)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (block, &length);
  guint at = 0;
  guint first = flow->pieces->len;
  g_autoptr (SondeBlockState) state = sonde_block_state_new ();

  do
    {
      guint end = find_code_break (text, at, length);
      SondePiece *piece = add_piece (flow, place, SONDE_PIECE_CODE, block, at, end);

      piece->state = g_object_ref (state);
      piece->is_first = flow->pieces->len == first + 1;
      piece->is_last = end == length;
      at = end;
      flow->next_gap = at < length ? 0 : -1;
    }
  while (at < length);
}

static guint
count_cells (const SondeBlock *table, guint start, guint end)
{
  guint n_cells = 0;

  for (guint i = start; i < end; i++)
    n_cells += sonde_block_get_n_children (sonde_block_get_child (table, i));
  return n_cells;
}

static void
append_table (Flow *flow, Place *place, SondeBlock *block)
{
  guint n_rows = sonde_block_get_n_children (block);
  g_autoptr (SondeBlockState) state = sonde_block_state_new ();

  for (guint at = 0; at < n_rows; at += MAX_ROWS)
    {
      guint end = MIN (at + MAX_ROWS, n_rows);
      SondePiece *piece = add_piece (flow, place, SONDE_PIECE_TABLE, block, at, end);

      piece->state = g_object_ref (state);
      piece->is_first = at == 0;
      piece->is_last = end == n_rows;
      flow->leaf += count_cells (block, at, end);
      flow->next_gap = end < n_rows ? 0 : -1;
    }
}

static char *
make_marker (const SondeBlock *list, guint index)
{
  if (!sonde_block_is_ordered (list))
    return g_strdup ("•");
  return g_strdup_printf ("%u.", sonde_block_get_start (list) + index);
}

static void
append_list (Flow *flow, Place *place, const SondeBlock *list)
{
  Place inner = *place;

  inner.is_rtl = place->n_bars > 0 ? place->is_rtl : sonde_piece_is_block_rtl (list, place->is_rtl);
  inner.gap = sonde_block_is_tight (list) ? flow->spacing->item_gap : flow->spacing->block_gap;
  for (guint i = 0; i < sonde_block_get_n_children (list); i++)
    {
      SondeBlock *item = sonde_block_get_child (list, i);
      gboolean is_wide = sonde_block_is_ordered (list) || sonde_block_get_task (item) != SONDE_TASK_NONE;

      inner.indent = place->indent + (is_wide ? NUMBER_INDENT : BULLET_INDENT);
      if (i > 0)
        flow->next_gap = inner.gap;
      else if (flow->next_gap < 0)
        flow->next_gap = place->gap;
      g_free (flow->marker);
      flow->marker = make_marker (list, i);
      flow->task = sonde_block_get_task (item);
      append_blocks (flow, &inner, item);
    }
  place->n_begun = inner.n_begun;
  g_clear_pointer (&flow->marker, g_free);
  flow->task = SONDE_TASK_NONE;
}

static void
append_quote (Flow *flow, Place *place, const SondeBlock *quote)
{
  Place inner = *place;

  if (inner.n_bars == 0)
    inner.is_rtl = sonde_piece_is_block_rtl (quote, place->is_rtl);
  if (inner.n_bars < SONDE_PIECE_MAX_BARS)
    inner.bars[inner.n_bars++] = inner.indent;
  inner.indent += QUOTE_INDENT;
  inner.gap = flow->spacing->block_gap;
  if (flow->next_gap < 0)
    flow->next_gap = place->gap;
  append_blocks (flow, &inner, quote);
  place->n_begun = MIN (inner.n_begun, place->n_bars);
}

/* The way back stands behind the last words of a footnote. */
static void
add_way_back (Flow *flow, guint first, const char *label)
{
  for (guint i = flow->pieces->len; i > first; i--)
    {
      SondePiece *piece = flow->pieces->pdata[i - 1];

      if (piece->kind != SONDE_PIECE_TEXT)
        continue;
      piece->back = g_strdup (label);
      return;
    }
}

static void
append_footnote (Flow *flow, Place *place, const SondeBlock *footnote)
{
  Place inner = *place;
  guint first = flow->pieces->len;
  long n_chars = g_utf8_strlen (sonde_block_get_label (footnote), -1);

  /* A label may be a word. */
  inner.indent += CLAMP ((int) n_chars * LABEL_CHAR + LABEL_GAP, NUMBER_INDENT, MAX_LABEL_INDENT);
  inner.is_rtl = sonde_piece_is_block_rtl (footnote, place->is_rtl);
  inner.gap = flow->spacing->item_gap;
  if (flow->next_gap < 0)
    flow->next_gap = place->gap;
  g_free (flow->marker);
  flow->marker = g_strdup (sonde_block_get_label (footnote));
  append_blocks (flow, &inner, footnote);
  add_way_back (flow, first, sonde_block_get_label (footnote));
  place->n_begun = inner.n_begun;
}

static void
append_block (Flow *flow, Place *place, SondeBlock *block)
{
  gsize length = 0;

  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_PARAGRAPH:
    case SONDE_BLOCK_HEADING:
    case SONDE_BLOCK_CELL:
      append_text (flow, place, block);
      flow->leaf++;
      break;
    case SONDE_BLOCK_CODE:
      append_code (flow, place, block);
      flow->leaf++;
      break;
    case SONDE_BLOCK_MATH:
      sonde_block_get_text (block, &length);
      add_piece (flow, place, SONDE_PIECE_MATH, block, 0, (guint) length);
      flow->leaf++;
      break;
    case SONDE_BLOCK_RULE:
      add_piece (flow, place, SONDE_PIECE_RULE, block, 0, 0);
      flow->leaf++;
      break;
    case SONDE_BLOCK_TABLE:
      append_table (flow, place, block);
      break;
    case SONDE_BLOCK_LIST:
      append_list (flow, place, block);
      break;
    case SONDE_BLOCK_QUOTE:
      append_quote (flow, place, block);
      break;
    case SONDE_BLOCK_FOOTNOTE:
      append_footnote (flow, place, block);
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_ROW:
      append_blocks (flow, place, block);
      break;
    }
}

static void
append_blocks (Flow *flow, Place *place, const SondeBlock *parent)
{
  for (guint i = 0; i < sonde_block_get_n_children (parent); i++)
    append_block (flow, place, sonde_block_get_child (parent, i));
}

/**
 * sonde_pieces_append:
 * @pieces: (element-type SondePiece): where to append
 * @blocks: (element-type SondeBlock): as core/markdown gives them
 * @first_leaf: number of the first leaf of @blocks
 * @spacing: how far they stand apart
 *
 * Returns: the number of the leaf that would come next
 */
guint
sonde_pieces_append (GPtrArray *pieces, GPtrArray *blocks, guint first_leaf, const SondePieceSpacing *spacing)
{
  Flow flow = { .pieces = pieces, .spacing = spacing, .leaf = first_leaf, .next_gap = -1 };
  Place place = { .gap = spacing->block_gap };

  g_return_val_if_fail (pieces != NULL && blocks != NULL, first_leaf);

  for (guint i = 0; i < blocks->len; i++)
    append_block (&flow, &place, blocks->pdata[i]);
  g_free (flow.marker);
  return flow.leaf;
}

/** Whether two pieces look the same: their states aside. */
gboolean
sonde_piece_equal (const SondePiece *self, const SondePiece *other)
{
  return self->kind == other->kind && self->first_leaf == other->first_leaf && self->start == other->start
         && self->end == other->end && self->is_first == other->is_first && self->is_last == other->is_last
         && self->indent == other->indent && self->gap == other->gap && self->task == other->task
         && self->is_rtl == other->is_rtl && self->n_bars == other->n_bars
         && self->n_joined_bars == other->n_joined_bars
         && memcmp (self->bars, other->bars, sizeof (int) * self->n_bars) == 0
         && g_strcmp0 (self->marker, other->marker) == 0 && g_strcmp0 (self->back, other->back) == 0
         && (self->block == other->block || sonde_block_equal (self->block, other->block));
}
