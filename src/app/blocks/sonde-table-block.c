/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-table-block.h"

#include "sonde-formula-cache.h"
#include "sonde-sideways.h"
#include "sonde-table-rows.h"

/* In px of the design. */
#define SIZE        14.5
#define HEAD_SIZE   13
#define LINE_HEIGHT 21
#define PAD_X       16
#define MIN_COLUMN  120 /* narrower ones do not wrap; rather the table scrolls */

struct _SondeTableBlock
{
  SondeBlockView parent_instance;

  /* Owned */
  SondeTableRows *rows;
  SondeSideways *sideways;
  SondeBlockState *state; /* of the piece, or one for a piece that has none */
  GArray *columns;
  SondeBlock *shown;

  /* State */
  SondeTableStyles styles;
  int width;       /* of the inner part */
  int table_width; /* of the table */
  gboolean has_hots;
  gboolean is_telling; /* the other pieces that the columns are others now */
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeTableBlock,
                               sonde_table_block,
                               SONDE_TYPE_BLOCK_VIEW,
                               sonde_readable_expose (g_define_type_id))

static int
px (SondeTableBlock *self, double design_px)
{
  return sonde_block_style_px (&self->styles.body, design_px);
}

/* Updating */

/* All in a reasoning is a little smaller. */
static void
set_style (SondeBlockStyle *style, const SondeBlockStyle *text_style, double size)
{
  double factor = text_style->size / 15.5;

  *style = *text_style;
  style->size = size * factor;
  style->line_height = style->cjk_line_height = LINE_HEIGHT * factor;
}

static void
scrolled_cb (SondeTableBlock *self)
{
  if (self->has_hots)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_state (SondeTableBlock *self, SondeBlockState *state)
{
  if (self->state != NULL && (state == NULL || state == self->state))
    return;
  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  g_clear_object (&self->state);
  self->state = state != NULL ? g_object_ref (state) : sonde_block_state_new ();
  g_signal_connect_object (self->state, "scrolled", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  sonde_sideways_set_state (self->sideways, self->state);
}

static void
mirror_columns (SondeTableBlock *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      SondeTableColumn *column = &g_array_index (self->columns, SondeTableColumn, i);

      column->x = self->table_width - column->x - column->width;
    }
}

static void
place_columns (SondeTableBlock *self)
{
  const SondePiece *piece = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (self));
  int width = self->width > 0 ? self->width : px (self, 720);

  self->table_width = sonde_table_widths_place (
    sonde_table_widths_get (self->state), width, px (self, PAD_X), px (self, MIN_COLUMN), self->columns);
  if (sonde_table_rows_find_direction (piece))
    mirror_columns (self);
  sonde_sideways_set_rtl (self->sideways, sonde_table_rows_find_direction (piece));
  sonde_table_rows_set_columns (self->rows, self->columns);
}

static void
list_hots (SondeTableBlock *self)
{
  g_autoptr (GArray) hots = g_array_new (FALSE, FALSE, sizeof (SondeHot));

  sonde_table_rows_list_hots (self->rows, hots);
  self->has_hots = hots->len > 0;
  sonde_block_view_set_hots (SONDE_BLOCK_VIEW (self), hots);
}

/* Other pieces of the table have the same columns. */
static void
tell_pieces (SondeTableBlock *self)
{
  const SondePiece *piece = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (self));

  if (piece->is_first && piece->is_last)
    return;
  self->is_telling = TRUE;
  sonde_block_state_resized (self->state);
  self->is_telling = FALSE;
}

static void
set_styles (SondeTableBlock *self)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);
  const SondeBlockStyle *style = sonde_block_view_get_style (view);
  SondeBlock *block = sonde_block_view_get_piece (view)->block;

  set_style (&self->styles.head, style, HEAD_SIZE);
  set_style (&self->styles.body, style, SIZE);
  self->styles.head.is_dim = TRUE;
  /* The same block once more means that the style is another one. */
  if (block == self->shown)
    sonde_table_rows_clear (self->rows);
  sonde_block_ref (block);
  g_clear_pointer (&self->shown, sonde_block_unref);
  self->shown = block;
}

static void
sonde_table_block_update (SondeBlockView *view)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (view);
  const SondePiece *piece = sonde_block_view_get_piece (view);
  SondeTableWidths *widths = NULL;
  SondeReading *reading = NULL;
  gboolean changed = FALSE;

  if (self->is_telling)
    return;
  set_state (self, piece->state);
  set_styles (self);
  widths = sonde_table_widths_get (self->state);
  changed = sonde_table_widths_update (widths, GTK_WIDGET (self), piece->block, &self->styles);
  sonde_table_rows_set_piece (self->rows, widths, piece);
  place_columns (self);
  list_hots (self);
  reading = sonde_reading_new ();
  sonde_table_rows_read (self->rows, reading);
  sonde_block_view_take_reading (view, reading);
  if (changed)
    tell_pieces (self);
}

/* Sizes */

static void
set_extent (SondeTableBlock *self)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);
  gboolean is_last = sonde_block_view_get_piece (view)->is_last;

  sonde_sideways_set_extent (self->sideways, self->table_width, self->width);
  sonde_sideways_set_bar (self->sideways,
                          &GRAPHENE_RECT_INIT (sonde_block_view_get_inner_x (view),
                                               0,
                                               is_last ? self->width : 0,
                                               gtk_widget_get_height (GTK_WIDGET (self))));
}

static int
sonde_table_block_get_height (SondeBlockView *view, int width)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (view);

  self->width = width;
  place_columns (self);
  return sonde_table_rows_get_height (self->rows);
}

/* Where the left edge of the table is. */
static double
get_table_x (SondeTableBlock *self)
{
  set_extent (self);
  return sonde_block_view_get_inner_x (SONDE_BLOCK_VIEW (self)) - sonde_sideways_get_scroll (self->sideways);
}

/* Drawing */

static void
sonde_table_block_draw (SondeBlockView *view, GtkSnapshot *snapshot)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (view);
  int inner_x = sonde_block_view_get_inner_x (view);
  double x = get_table_x (self);
  double left = inner_x - x;
  double right = MIN (left + self->width, self->table_width);
  graphene_rect_t clip = GRAPHENE_RECT_INIT (
    (float) inner_x, 0, (float) self->width, (float) gtk_widget_get_height (GTK_WIDGET (self)));

  gtk_snapshot_push_clip (snapshot, &clip);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, 0));
  sonde_table_rows_draw (self->rows, snapshot, view, left, right);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
  sonde_sideways_draw (self->sideways, snapshot, &self->styles.body.palette->text);
}

/* Places */

static void
sonde_table_block_find_spot (SondeBlockView *view, double x, double y, SondeSpot *spot)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (view);

  sonde_table_rows_find_spot (self->rows, x - get_table_x (self), y, spot);
}

static gboolean
sonde_table_block_get_spot_rect (SondeBlockView *view, const SondeSpot *spot, graphene_rect_t *rect)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (view);

  if (!sonde_table_rows_get_rect (self->rows, spot, rect))
    return FALSE;
  graphene_rect_offset (rect, (float) get_table_x (self), 0);
  return TRUE;
}

static gboolean
sonde_table_block_get_hot (SondeBlockView *view, double x, double y, SondeHot *hot)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (view);

  return sonde_table_rows_get_hot (self->rows, x - get_table_x (self), y, hot);
}

static void
sonde_table_block_reveal (SondeBlockView *view, const SondeSpot *spot)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (view);
  graphene_rect_t rect;

  set_extent (self);
  if (sonde_table_rows_get_rect (self->rows, spot, &rect))
    sonde_sideways_reveal (self->sideways, rect.origin.x, px (self, PAD_X));
}

/* The first piece that hears of it forgets the widths of all. */
static void
formulas_ready_cb (SondeTableBlock *self)
{
  SondeTableWidths *widths = self->state != NULL ? sonde_table_widths_get (self->state) : NULL;

  if (widths == NULL)
    return;
  if (sonde_table_widths_waits (widths))
    {
      sonde_table_widths_forget (widths);
      sonde_block_state_resized (self->state);
    }
  else if (sonde_table_rows_waits (self->rows))
    {
      sonde_table_block_update (SONDE_BLOCK_VIEW (self));
      sonde_block_view_changed (SONDE_BLOCK_VIEW (self));
    }
}

static void
sonde_table_block_dispose (GObject *object)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (object);

  g_clear_object (&self->sideways);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (sonde_table_block_parent_class)->dispose (object);
}

static void
sonde_table_block_finalize (GObject *object)
{
  SondeTableBlock *self = SONDE_TABLE_BLOCK (object);

  sonde_table_rows_free (self->rows);
  g_array_unref (self->columns);
  g_clear_pointer (&self->shown, sonde_block_unref);
  G_OBJECT_CLASS (sonde_table_block_parent_class)->finalize (object);
}

static void
sonde_table_block_class_init (SondeTableBlockClass *klass)
{
  SondeBlockViewClass *view_class = SONDE_BLOCK_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_table_block_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_table_block_finalize;
  view_class->update = sonde_table_block_update;
  view_class->get_height = sonde_table_block_get_height;
  view_class->draw = sonde_table_block_draw;
  view_class->find_spot = sonde_table_block_find_spot;
  view_class->get_spot_rect = sonde_table_block_get_spot_rect;
  view_class->get_hot = sonde_table_block_get_hot;
  view_class->reveal = sonde_table_block_reveal;
}

static void
sonde_table_block_init (SondeTableBlock *self)
{
  self->rows = sonde_table_rows_new (GTK_WIDGET (self), &self->styles);
  self->sideways = sonde_sideways_new (GTK_WIDGET (self));
  self->columns = g_array_new (FALSE, TRUE, sizeof (SondeTableColumn));
  g_signal_connect_object (
    sonde_formula_cache_get_default (), "ready", G_CALLBACK (formulas_ready_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
sonde_table_block_new (void)
{
  return g_object_new (SONDE_TYPE_TABLE_BLOCK, "accessible-role", GTK_ACCESSIBLE_ROLE_TABLE, NULL);
}
