/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-table-rows.h"

#include <string.h>

#include "sonde-inline-layout.h"

#define PAD_Y  6 /* in px of the design */
#define RULE   1
#define MARGIN 1.25 /* by which an estimate of a width may be wrong */

/**
 * Cell:
 * @layout: (nullable): until it is needed
 * @begins_right: whether its text goes from right to left
 */
typedef struct
{
  SondeInlineLayout *layout;
  gboolean begins_right;
} Cell;

/** A row; @cells are those that the source has. */
typedef struct
{
  SondeBlock *block;
  Cell *cells;
  guint n_cells;
  guint first_leaf;
  gboolean is_head;
  gboolean is_last; /* of the table: no rule below */
  int y;
  int height; /* 0 while it is not known */
} Row;

struct _SondeTableRows
{
  /* Borrowed */
  GtkWidget *widget;
  const SondeTableStyles *styles;
  SondeTableWidths *widths;

  /* Owned */
  SondeBlock *table;
  GArray *rows;
  GArray *columns;

  /* State */
  guint first_leaf;
  guint start; /* number of the first row */
  gboolean is_rtl;
};

static void
clear_row (gpointer data)
{
  Row *row = data;

  for (guint i = 0; i < row->n_cells; i++)
    g_clear_pointer (&row->cells[i].layout, sonde_inline_layout_free);
  g_clear_pointer (&row->cells, g_free);
  g_clear_pointer (&row->block, sonde_block_unref);
}

/** @widget: gives the font; it and @styles outlive the new object */
SondeTableRows *
sonde_table_rows_new (GtkWidget *widget, const SondeTableStyles *styles)
{
  SondeTableRows *self = g_new0 (SondeTableRows, 1);

  self->widget = widget;
  self->styles = styles;
  self->rows = g_array_new (FALSE, TRUE, sizeof (Row));
  self->columns = g_array_new (FALSE, TRUE, sizeof (SondeTableColumn));
  g_array_set_clear_func (self->rows, clear_row);
  return self;
}

void
sonde_table_rows_free (SondeTableRows *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->rows);
  g_array_unref (self->columns);
  g_clear_pointer (&self->table, sonde_block_unref);
  g_free (self);
}

/** Forgets what was made with another style. */
void
sonde_table_rows_clear (SondeTableRows *self)
{
  g_array_set_size (self->rows, 0);
}

static Row *
get_row (SondeTableRows *self, guint i)
{
  return &g_array_index (self->rows, Row, i);
}

static const SondeTableColumn *
get_column (SondeTableRows *self, guint i)
{
  return &g_array_index (self->columns, SondeTableColumn, i);
}

/* Taking a piece */

static void
append_row (SondeTableRows *self, SondeBlock *block, guint first_leaf, gboolean is_head, gboolean is_last)
{
  Row row = { .block = sonde_block_ref (block),
              .n_cells = MIN (sonde_block_get_n_children (block), SONDE_TABLE_MAX_COLUMNS),
              .first_leaf = first_leaf,
              .is_head = is_head,
              .is_last = is_last };

  row.cells = g_new0 (Cell, row.n_cells);
  for (guint i = 0; i < row.n_cells; i++)
    {
      gsize length = 0;
      const char *text = sonde_block_get_text (sonde_block_get_child (block, i), &length);

      row.cells[i].begins_right = sonde_block_style_is_rtl (text, length, FALSE);
    }
  g_array_append_val (self->rows, row);
}

static guint
count_kept (SondeTableRows *self, const SondePiece *piece, gboolean was_rtl)
{
  guint i = 0;

  if (self->first_leaf != piece->first_leaf || self->start != piece->start || self->is_rtl != was_rtl)
    return 0;
  while (
    i < self->rows->len && piece->start + i < piece->end
    && sonde_block_equal (get_row (self, i)->block, sonde_block_get_child (piece->block, piece->start + i)))
    i++;
  return i;
}

/** Whether the first column stands on the right: the words of the head decide. */
gboolean
sonde_table_rows_find_direction (const SondePiece *piece)
{
  return sonde_block_get_n_children (piece->block) > 0
           ? sonde_piece_is_block_rtl (sonde_block_get_child (piece->block, 0), piece->is_rtl)
           : piece->is_rtl;
}

/** Takes the rows of a piece; those that are the same as before stay as they are. */
void
sonde_table_rows_set_piece (SondeTableRows *self, SondeTableWidths *widths, const SondePiece *piece)
{
  gboolean was_rtl = self->is_rtl;
  guint n_kept = 0;
  guint n_rows = sonde_block_get_n_children (piece->block);
  guint leaf = piece->first_leaf;

  self->is_rtl = sonde_table_rows_find_direction (piece);
  n_kept = count_kept (self, piece, was_rtl);
  self->widths = widths;
  self->first_leaf = piece->first_leaf;
  self->start = piece->start;
  sonde_block_ref (piece->block);
  g_clear_pointer (&self->table, sonde_block_unref);
  self->table = piece->block;
  g_array_set_size (self->rows, n_kept);
  for (guint i = piece->start; i < piece->end; i++)
    {
      SondeBlock *block = sonde_block_get_child (piece->block, i);

      if (i - piece->start >= n_kept)
        append_row (self, block, leaf, i == 0, FALSE);
      if (get_row (self, i - piece->start)->is_last != (i + 1 == n_rows))
        get_row (self, i - piece->start)->height = 0;
      get_row (self, i - piece->start)->is_last = i + 1 == n_rows;
      leaf += sonde_block_get_n_children (block);
    }
}

/* Layouts */

static PangoAlignment
get_alignment (SondeTableRows *self, const Cell *cell, guint column)
{
  SondeAlign align = sonde_block_get_alignment (self->table, column);

  if (align == SONDE_ALIGN_CENTER)
    return PANGO_ALIGN_CENTER;
  /* Pango means the beginning of a line by left. A number has no direction of its own for it. */
  if (align == SONDE_ALIGN_NATURAL)
    return self->is_rtl && !cell->begins_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
  if ((align == SONDE_ALIGN_RIGHT) == cell->begins_right)
    return PANGO_ALIGN_LEFT;
  return PANGO_ALIGN_RIGHT;
}

static SondeInlineLayout *
ensure_layout (SondeTableRows *self, Row *row, guint i)
{
  Cell *cell = &row->cells[i];
  SondeBlock *block = sonde_block_get_child (row->block, i);
  const SondeBlockStyle *style = row->is_head ? &self->styles->head : &self->styles->body;
  gsize length = 0;

  if (cell->layout != NULL)
    return cell->layout;
  sonde_block_get_text (block, &length);
  cell->layout = sonde_inline_layout_new (
    self->widget, block, 0, (guint) length, style, style->size, row->is_head, NULL);
  sonde_inline_layout_set_width (cell->layout, get_column (self, i)->width);
  sonde_inline_layout_set_alignment (cell->layout, get_alignment (self, cell, i));
  return cell->layout;
}

/** @columns: (element-type SondeTableColumn): copied */
void
sonde_table_rows_set_columns (SondeTableRows *self, GArray *columns)
{
  gboolean is_same
    = self->columns->len == columns->len
      && memcmp (self->columns->data, columns->data, columns->len * sizeof (SondeTableColumn)) == 0;

  if (is_same)
    return;
  g_array_set_size (self->columns, 0);
  g_array_append_vals (self->columns, columns->data, columns->len);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      row->height = 0;
      for (guint k = 0; k < MIN (row->n_cells, columns->len); k++)
        if (row->cells[k].layout != NULL)
          sonde_inline_layout_set_width (row->cells[k].layout, get_column (self, k)->width);
    }
}

static guint
count_cells (SondeTableRows *self, const Row *row)
{
  return MIN (row->n_cells, self->columns->len);
}

static gboolean
is_plain_line (SondeTableRows *self, const Row *row, guint i)
{
  SondeBlock *block = sonde_block_get_child (row->block, i);
  const SondeBlockStyle *style = row->is_head ? &self->styles->head : &self->styles->body;
  guint n_spans = 0;

  sonde_block_get_spans (block, &n_spans);
  return n_spans == 0 && strchr (sonde_block_get_text (block, NULL), '\n') == NULL
         && sonde_table_widths_estimate (self->widths, block, style) * MARGIN < get_column (self, i)->width;
}

static int
find_row_height (SondeTableRows *self, Row *row)
{
  const SondeBlockStyle *style = row->is_head ? &self->styles->head : &self->styles->body;
  int height = sonde_block_style_px (style, style->line_height);

  for (guint i = 0; i < count_cells (self, row); i++)
    {
      int cell_height = 0;

      if (is_plain_line (self, row, i))
        continue;
      sonde_inline_layout_get_size (ensure_layout (self, row, i), NULL, &cell_height);
      height = MAX (height, cell_height);
    }
  return height + 2 * sonde_block_style_px (style, PAD_Y) + (row->is_last ? 0 : RULE);
}

/** In px. */
int
sonde_table_rows_get_height (SondeTableRows *self)
{
  int y = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      if (row->height == 0)
        row->height = find_row_height (self, row);
      row->y = y;
      y += row->height;
    }
  return y;
}

/** Whether a formula in a cell is not known yet. */
gboolean
sonde_table_rows_waits (SondeTableRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    for (guint k = 0; k < get_row (self, i)->n_cells; k++)
      {
        SondeInlineLayout *layout = get_row (self, i)->cells[k].layout;

        if (layout != NULL && sonde_inline_layout_waits (layout))
          return TRUE;
      }
  return FALSE;
}

/* Formulas are read as their TeX, as in a paragraph. */
static void
read_cell (SondeBlock *cell, guint leaf, SondeReading *reading)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (cell, &n_spans);
  gsize length = 0;
  const char *text = sonde_block_get_text (cell, &length);
  guint at = 0;

  for (guint i = 0; i < n_spans; i++)
    {
      if (spans[i].kind != SONDE_SPAN_MATH && spans[i].kind != SONDE_SPAN_MATH_DISPLAY)
        continue;
      sonde_reading_add_copy (reading, cell, leaf, at, spans[i].start, text + at, spans[i].start - at);
      sonde_reading_add (reading, cell, leaf, spans[i].start, spans[i].end, spans[i].target, -1);
      at = spans[i].end;
    }
  sonde_reading_add_copy (reading, cell, leaf, at, (guint) length, text + at, -1);
}

/* What stands between two cells belongs to the end of the one before. */
static void
read_gap (SondeBlock *cell, guint leaf, const char *gap, SondeReading *reading)
{
  gsize length = 0;

  sonde_block_get_text (cell, &length);
  sonde_reading_add (reading, cell, leaf, (guint) length, (guint) length, gap, -1);
}

/** Appends the text of the cells, between them tabs and newlines. */
void
sonde_table_rows_read (SondeTableRows *self, SondeReading *reading)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      for (guint k = 0; k < row->n_cells; k++)
        {
          SondeBlock *cell = sonde_block_get_child (row->block, k);
          gboolean is_last = k + 1 == row->n_cells;

          read_cell (cell, row->first_leaf + k, reading);
          if (!is_last || i + 1 < self->rows->len)
            read_gap (cell, row->first_leaf + k, is_last ? "\n" : "\t", reading);
        }
    }
}

/* Only such cells are laid out to find their links. */
static gboolean
may_have_hots (const SondeBlock *cell)
{
  guint n_spans = 0;

  sonde_block_get_spans (cell, &n_spans);
  return n_spans > 0 || strstr (sonde_block_get_text (cell, NULL), "[citation:") != NULL;
}

/** Appends what the keyboard must reach; the columns must be known. */
void
sonde_table_rows_list_hots (SondeTableRows *self, GArray *hots)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      for (guint k = 0; k < count_cells (self, row); k++)
        if (may_have_hots (sonde_block_get_child (row->block, k)))
          sonde_inline_layout_list_hots (ensure_layout (self, row, k), row->first_leaf + k, hots);
    }
}

/* Drawing */

static void
draw_cell (SondeTableRows *self, GtkSnapshot *snapshot, SondeBlockView *view, Row *row, guint i)
{
  const SondeBlockStyle *style = &self->styles->body;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT (get_column (self, i)->x, row->y + sonde_block_style_px (style, PAD_Y)));
  sonde_inline_layout_draw (ensure_layout (self, row, i), snapshot, view, row->first_leaf + i);
  gtk_snapshot_restore (snapshot);
}

static void
draw_rule (SondeTableRows *self, GtkSnapshot *snapshot, const Row *row, double left, double right)
{
  const SondePalette *palette = self->styles->body.palette;

  gtk_snapshot_append_color (
    snapshot,
    row->is_head ? &palette->head_rule : &palette->rule,
    &GRAPHENE_RECT_INIT ((float) left, row->y + row->height - RULE, (float) (right - left), RULE));
}

/**
 * sonde_table_rows_draw:
 * @view: knows what is selected and what was found
 * @left: where what is seen of the table begins; nothing left of it is drawn
 * @right: where that ends
 */
void
sonde_table_rows_draw (
  SondeTableRows *self, GtkSnapshot *snapshot, SondeBlockView *view, double left, double right)
{
  sonde_table_rows_get_height (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      for (guint k = 0; k < count_cells (self, row); k++)
        {
          const SondeTableColumn *column = get_column (self, k);

          if (column->x < right && column->x + column->width > left)
            draw_cell (self, snapshot, view, row, k);
        }
      if (!row->is_last)
        draw_rule (self, snapshot, row, left, right);
    }
}

/* Places */

/* The row at a height that has cells, or the nearest one before or after it. */
static Row *
find_row (SondeTableRows *self, double y)
{
  Row *found = NULL;

  sonde_table_rows_get_height (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      if (found != NULL && row->y > y)
        break;
      if (count_cells (self, row) > 0)
        found = row;
    }
  return found;
}

/* Between two columns the nearer one. */
static guint
find_cell (SondeTableRows *self, const Row *row, double x)
{
  guint nearest = 0;
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < count_cells (self, row); i++)
    {
      const SondeTableColumn *column = get_column (self, i);
      double distance = MAX (MAX (column->x - x, x - column->x - column->width), 0);

      if (distance < least)
        nearest = i;
      least = MIN (distance, least);
    }
  return nearest;
}

/** Gives the spot nearest to a point. */
void
sonde_table_rows_find_spot (SondeTableRows *self, double x, double y, SondeSpot *spot)
{
  Row *row = find_row (self, y);
  guint i = 0;

  *spot = (SondeSpot){ self->first_leaf, 0 };
  if (row == NULL)
    return;
  i = find_cell (self, row, x);
  spot->leaf = row->first_leaf + i;
  spot->offset
    = sonde_inline_layout_find_offset (ensure_layout (self, row, i),
                                       x - get_column (self, i)->x,
                                       y - row->y - sonde_block_style_px (&self->styles->body, PAD_Y));
}

/** Gives where the caret stands at a spot; %FALSE where it is in no cell of these rows. */
gboolean
sonde_table_rows_get_rect (SondeTableRows *self, const SondeSpot *spot, graphene_rect_t *rect)
{
  sonde_table_rows_get_height (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);
      guint column = spot->leaf - row->first_leaf;

      if (spot->leaf < row->first_leaf || column >= count_cells (self, row))
        continue;
      sonde_inline_layout_get_rect (ensure_layout (self, row, column), spot->offset, rect);
      graphene_rect_offset (rect,
                            (float) get_column (self, column)->x,
                            (float) (row->y + sonde_block_style_px (&self->styles->body, PAD_Y)));
      return TRUE;
    }
  return FALSE;
}

/** Gives what can be pressed at a point. */
gboolean
sonde_table_rows_get_hot (SondeTableRows *self, double x, double y, SondeHot *hot)
{
  Row *row = find_row (self, y);
  guint i = row != NULL ? find_cell (self, row, x) : 0;

  return row != NULL
         && sonde_inline_layout_get_hot (ensure_layout (self, row, i),
                                         row->first_leaf + i,
                                         x - get_column (self, i)->x,
                                         y - row->y - sonde_block_style_px (&self->styles->body, PAD_Y),
                                         hot);
}
