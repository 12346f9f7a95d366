/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-page-blocks.h"

#define PADDING_X 5.0
#define PADDING_Y 3.0
/* Rows that are measured for the widths of the columns: those of a huge table would take long. */
#define MEASURED  200
#define MIN_SCALE 0.6

/** A table that is being written. */
typedef struct
{
  SondePageBody body;
  const SondeBlock *table;
  guint n_columns;
  double *widths; /* of each column, its padding too */
  double left;
} Table;

/** A cell of the row that is being written. */
typedef struct
{
  PangoLayout *layout;
  PangoLayoutIter *iter; /* at the next line to write; NULL at the end */
  GArray *links;
} Cell;

static PangoLayout *
create_layout (Table *self, guint row, guint column, GArray **links)
{
  const SondeBlock *block = sonde_block_get_child (self->table, row);
  SondePageStyle style = self->body.style;

  style.bold = row == 0;
  if (column >= sonde_block_get_n_children (block))
    {
      *links = sonde_page_links_new ();
      return sonde_page_new_layout (self->body.page, "", style.size, FALSE);
    }
  return sonde_page_layout_leaf (self->body.page, sonde_block_get_child (block, column), &style, links);
}

/* The width without a break, and that of the longest word. */
static void
measure_cell (Table *self, guint row, guint column, double *least, double *most)
{
  GArray *links = NULL;
  g_autoptr (PangoLayout) layout = create_layout (self, row, column, &links);
  int width = 0;

  pango_layout_get_size (layout, &width, NULL);
  *most = MAX (*most, (double) width / PANGO_SCALE + 2 * PADDING_X + 0.5);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
  pango_layout_set_width (layout, 0);
  pango_layout_get_size (layout, &width, NULL);
  *least = MAX (*least, (double) width / PANGO_SCALE + 2 * PADDING_X + 0.5);
  g_array_unref (links);
}

static double
measure_columns (Table *self, double *least, double *most, double *sum_most)
{
  guint n_rows = MIN (sonde_block_get_n_children (self->table), MEASURED);
  double sum_least = 0;

  *sum_most = 0;
  for (guint column = 0; column < self->n_columns; column++)
    {
      least[column] = most[column] = 2 * PADDING_X + self->body.style.size;
      for (guint row = 0; row < n_rows; row++)
        measure_cell (self, row, column, &least[column], &most[column]);
      /* A word that is longer than a third of the page is broken rather than all others squeezed. */
      least[column] = MIN (least[column], (self->body.page->right - self->left) / 3);
      sum_least += least[column];
      *sum_most += most[column];
    }
  return sum_least;
}

/* As HTML does it: no narrower than the longest word, the rest in proportion to what each column would like.
 */
static void
share_width (Table *self, const double *least, const double *most, double sum_least, double sum_most)
{
  double room = self->body.page->right - self->left;

  for (guint i = 0; i < self->n_columns; i++)
    if (sum_most <= room)
      self->widths[i] = most[i];
    else if (sum_least >= room || sum_most <= sum_least)
      self->widths[i] = least[i] * room / sum_least;
    else
      self->widths[i] = least[i] + MAX (most[i] - least[i], 0) * (room - sum_least) / (sum_most - sum_least);
}

/* With many columns the text is smaller. */
static void
choose_widths (Table *self)
{
  double room = self->body.page->right - self->left;
  g_autofree double *least = g_new0 (double, self->n_columns);
  g_autofree double *most = g_new0 (double, self->n_columns);
  double sum_most = 0;
  double sum_least = measure_columns (self, least, most, &sum_most);

  if (sum_least > room)
    {
      self->body.style.size *= MAX (room / sum_least, MIN_SCALE);
      sum_least = measure_columns (self, least, most, &sum_most);
    }
  share_width (self, least, most, sum_least, sum_most);
}

static void
set_alignment (Table *self, guint column, PangoLayout *layout)
{
  SondeAlign align = sonde_block_get_alignment (self->table, column);
  gboolean rtl = pango_layout_get_direction (layout, 0) == PANGO_DIRECTION_RTL;

  if (align == SONDE_ALIGN_CENTER)
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  /* Pango takes both the other way round where the text runs to the left. */
  else if (align == SONDE_ALIGN_RIGHT)
    pango_layout_set_alignment (layout, rtl ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
  else if (align == SONDE_ALIGN_LEFT)
    pango_layout_set_alignment (layout, rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
}

static Cell *
create_cells (Table *self, guint row)
{
  Cell *cells = g_new0 (Cell, self->n_columns);

  for (guint i = 0; i < self->n_columns; i++)
    {
      cells[i].layout = create_layout (self, row, i, &cells[i].links);
      pango_layout_set_width (cells[i].layout,
                              (int) (MAX (self->widths[i] - 2 * PADDING_X, 1) * PANGO_SCALE));
      set_alignment (self, i, cells[i].layout);
      cells[i].iter = pango_layout_get_iter (cells[i].layout);
    }
  return cells;
}

static void
free_cells (Table *self, Cell *cells)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      g_clear_pointer (&cells[i].iter, pango_layout_iter_free);
      g_array_unref (cells[i].links);
      g_object_unref (cells[i].layout);
    }
  g_free (cells);
}

static double
get_line_height (Cell *cell)
{
  int top;
  int bottom;

  pango_layout_iter_get_line_yrange (cell->iter, &top, &bottom);
  return (double) (bottom - top) / PANGO_SCALE;
}

static double
get_height (Table *self, Cell *cells)
{
  double height = 0;

  for (guint i = 0; i < self->n_columns; i++)
    {
      int cell = 0;

      pango_layout_get_size (cells[i].layout, NULL, &cell);
      height = MAX (height, (double) cell / PANGO_SCALE);
    }
  return height + 2 * PADDING_Y;
}

/* The lines of @cell from @y on, as far as there is room; how far down they go. */
static double
write_cell (Table *self, Cell *cell, double x, double y, double bottom)
{
  while (cell->iter != NULL && y + get_line_height (cell) <= bottom)
    {
      double height = get_line_height (cell);
      PangoRectangle line;
      int top;

      pango_layout_iter_get_line_extents (cell->iter, NULL, &line);
      pango_layout_iter_get_line_yrange (cell->iter, &top, NULL);
      sonde_page_write_line (self->body.page,
                             pango_layout_iter_get_line_readonly (cell->iter),
                             x,
                             (double) line.x / PANGO_SCALE,
                             y + (double) (pango_layout_iter_get_baseline (cell->iter) - top) / PANGO_SCALE,
                             cell->links);
      y += height;
      if (!pango_layout_iter_next_line (cell->iter))
        g_clear_pointer (&cell->iter, pango_layout_iter_free);
    }
  return y;
}

static double
get_width (Table *self)
{
  double width = 0;

  for (guint i = 0; i < self->n_columns; i++)
    width += self->widths[i];
  return width;
}

static void
draw_frame (Table *self, double top, double height)
{
  cairo_t *cr = self->body.page->cr;
  double x = self->left;

  cairo_set_source_rgb (cr, 0.78, 0.78, 0.8);
  cairo_set_line_width (cr, 0.5);
  cairo_rectangle (cr, x, top, get_width (self), height);
  for (guint i = 0; i + 1 < self->n_columns; i++)
    {
      x += self->widths[i];
      cairo_move_to (cr, x, top);
      cairo_rel_line_to (cr, 0, height);
    }
  cairo_stroke (cr);
}

/* The height of what of the row fits above @bottom. */
static double
measure_part (Table *self, Cell *cells, double room)
{
  double most = 0;

  for (guint i = 0; i < self->n_columns; i++)
    {
      PangoLayoutIter *iter = cells[i].iter != NULL ? pango_layout_iter_copy (cells[i].iter) : NULL;
      Cell cell = { .iter = iter };
      double height = 0;

      while (iter != NULL && height + get_line_height (&cell) <= room)
        {
          height += get_line_height (&cell);
          if (!pango_layout_iter_next_line (iter))
            break;
        }
      most = MAX (most, height);
      g_clear_pointer (&iter, pango_layout_iter_free);
    }
  return most;
}

static gboolean
is_written (Table *self, Cell *cells)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (cells[i].iter != NULL)
      return FALSE;
  return TRUE;
}

/* As much of a row as the page has room for. */
static void
write_part (Table *self, Cell *cells, gboolean header)
{
  SondePage *page = self->body.page;
  double room = page->bottom - page->y - 2 * PADDING_Y;
  double height = measure_part (self, cells, room);
  double top = page->y;
  double x = self->left;

  if (header)
    sonde_page_push_fill (page, self->left, get_width (self), SONDE_PAGE_CARD);
  sonde_page_advance (page, height + 2 * PADDING_Y);
  if (header)
    sonde_page_pop (page);
  for (guint i = 0; i < self->n_columns; i++)
    {
      write_cell (self, &cells[i], x + PADDING_X, top + PADDING_Y, top + PADDING_Y + height + 0.01);
      x += self->widths[i];
    }
  draw_frame (self, top, height + 2 * PADDING_Y);
}

/* A row goes to the next page whole, if it is not very high; and one line at least, that this ends. */
static void
write_row (Table *self, guint row)
{
  SondePage *page = self->body.page;
  Cell *cells = create_cells (self, row);
  double height = get_height (self, cells);

  if (!sonde_page_fits (page, height) && height < (page->bottom - page->top) / 2)
    sonde_page_break (page);
  while (!is_written (self, cells))
    {
      if (measure_part (self, cells, page->bottom - page->y - 2 * PADDING_Y) <= 0)
        {
          double before = page->y;

          sonde_page_break (page);
          if (page->y >= before)
            break;
        }
      write_part (self, cells, row == 0);
    }
  free_cells (self, cells);
}

static void
write_header_again (SondePage *page, gpointer data)
{
  Table *self = data;
  Cell *cells = create_cells (self, 0);
  double height = get_height (self, cells);

  if (height < (page->bottom - page->top) / 3)
    write_part (self, cells, TRUE);
  free_cells (self, cells);
}

/** The header is repeated on each page. */
void
sonde_page_write_table (SondePageBody *body, const SondeBlock *block)
{
  SondePage *page = body->page;
  guint n_columns = sonde_block_get_n_columns (block);
  guint n_rows = sonde_block_get_n_children (block);
  g_autofree double *widths = g_new0 (double, MAX (n_columns, 1));
  Table table = { *body, block, n_columns, widths, page->left };

  if (n_columns == 0 || n_rows == 0)
    return;
  table.body.style.size *= 0.94;
  choose_widths (&table);
  sonde_page_need (page, 4 * body->style.size);
  for (guint row = 0; row < n_rows; row++)
    {
      write_row (&table, row);
      page->begun = write_header_again;
      page->begun_data = &table;
    }
  page->begun = NULL;
}
