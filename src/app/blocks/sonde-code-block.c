/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-code-block.h"

#include <glib/gi18n-lib.h>

#include "sonde-code-head.h"
#include "sonde-code-lines.h"
#include "sonde-contrast.h"
#include "sonde-sideways.h"

/* In px of the design. */
#define BORDER 1
#define RADIUS 12
#define HEAD   36
#define PAD_X  14
#define PAD_Y  10

struct _SondeCodeBlock
{
  SondeBlockView parent_instance;

  /* Children */
  GtkWidget *head; /* made for the first piece of a block */

  /* Owned */
  SondeCodeLines *lines;
  SondeSideways *sideways;
  SondeBlockState *own_state; /* for a piece that has none */
  SondeCodeColors *colors;
  SondeBlock *shown;

  /* Borrowed */
  const SondeBlockStyle *style; /* that the lines have */

  /* State */
  GdkRGBA ground; /* on which they are drawn */
  int width;      /* of the card */
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeCodeBlock,
                               sonde_code_block,
                               SONDE_TYPE_BLOCK_VIEW,
                               sonde_readable_expose (g_define_type_id))

static int
px (SondeCodeBlock *self, double design_px)
{
  return sonde_block_style_px (sonde_block_view_get_style (SONDE_BLOCK_VIEW (self)), design_px);
}

static SondeBlockState *
get_state (SondeCodeBlock *self)
{
  SondeBlockState *state = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (self))->state;

  if (state != NULL)
    return state;
  if (self->own_state == NULL)
    self->own_state = sonde_block_state_new ();
  return self->own_state;
}

/* Where the text begins. */
static int
get_text_x (SondeCodeBlock *self)
{
  return sonde_block_view_get_inner_x (SONDE_BLOCK_VIEW (self)) + BORDER + px (self, PAD_X);
}

static int
get_text_y (SondeCodeBlock *self)
{
  gboolean is_first = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (self))->is_first;

  return is_first ? BORDER + px (self, HEAD) + BORDER + px (self, PAD_Y) : 0;
}

static int
get_text_width (SondeCodeBlock *self)
{
  return MAX (self->width - 2 * (BORDER + px (self, PAD_X)), 1);
}

/* What the tokens are drawn on, as one opaque colour. */
static GdkRGBA
get_ground (SondeCodeBlock *self)
{
  const SondePalette *palette = sonde_block_view_get_style (SONDE_BLOCK_VIEW (self))->palette;
  GdkRGBA ground = { 1, 1, 1, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "view_bg_color", &ground);
  ground.alpha = 1;
  sonde_contrast_blend (&ground, &palette->card);
  return ground;
}

/* Updating */

static void
colored_cb (SondeCodeBlock *self, guint start, guint end)
{
  const SondePiece *piece = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (self));

  if (start >= piece->end || end <= piece->start)
    return;
  sonde_code_lines_recolor (self->lines, start, end);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_colors (SondeCodeBlock *self, SondeCodeColors *colors, const GdkRGBA *ground)
{
  if (self->colors != colors)
    {
      if (self->colors != NULL)
        g_signal_handlers_disconnect_by_data (self->colors, self);
      g_set_object (&self->colors, colors);
      g_signal_connect_object (colors, "colored", G_CALLBACK (colored_cb), self, G_CONNECT_SWAPPED);
    }
  sonde_code_colors_set_background (colors, ground);
}

static void
show_head (SondeCodeBlock *self)
{
  const SondePiece *piece = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (self));

  if (piece->is_first && self->head == NULL)
    {
      self->head = sonde_code_head_new ();
      gtk_widget_set_parent (self->head, GTK_WIDGET (self));
    }
  if (self->head == NULL)
    return;
  gtk_widget_set_child_visible (self->head, piece->is_first);
  gtk_widget_set_can_focus (self->head, piece->is_first);
  if (piece->is_first)
    sonde_code_head_show (SONDE_CODE_HEAD (self->head), piece->block, get_state (self));
}

static void
read_piece (SondeCodeBlock *self)
{
  const SondePiece *piece = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (self));
  SondeReading *reading = sonde_reading_new ();

  sonde_reading_add_copy (reading,
                          piece->block,
                          piece->first_leaf,
                          piece->start,
                          piece->end,
                          sonde_block_get_text (piece->block, NULL) + piece->start,
                          piece->end - piece->start);
  sonde_block_view_take_reading (SONDE_BLOCK_VIEW (self), reading);
}

/* The same block once more means that the style is another one. */
static void
sonde_code_block_update (SondeBlockView *view)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (view);
  const SondePiece *piece = sonde_block_view_get_piece (view);
  const SondeBlockStyle *style = sonde_block_view_get_style (view);
  SondeCodeText *text = sonde_code_text_get (get_state (self));
  GdkRGBA ground = get_ground (self);

  sonde_code_text_update (text, piece->block);
  set_colors (self, sonde_code_text_get_colors (text), &ground);
  if (style != self->style || piece->block == self->shown || !gdk_rgba_equal (&ground, &self->ground))
    sonde_code_lines_set_style (self->lines, style, &ground);
  sonde_code_lines_set_text (self->lines, text, piece);
  self->style = style;
  self->ground = ground;
  g_clear_pointer (&self->shown, sonde_block_unref);
  self->shown = sonde_block_ref (piece->block);
  sonde_sideways_set_state (self->sideways, get_state (self));
  show_head (self);
  read_piece (self);
}

/* Sizes */

static void
set_extent (SondeCodeBlock *self)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);
  gboolean wraps = sonde_block_state_get_wrap (get_state (self));
  gboolean is_last = sonde_block_view_get_piece (view)->is_last;
  int inset = BORDER + px (self, RADIUS) / 2;

  sonde_sideways_set_extent (
    self->sideways, wraps ? 0 : sonde_code_lines_get_width (self->lines), get_text_width (self));
  sonde_sideways_set_bar (self->sideways,
                          &GRAPHENE_RECT_INIT (sonde_block_view_get_inner_x (view) + inset,
                                               0,
                                               is_last ? MAX (self->width - 2 * inset, 0) : 0,
                                               gtk_widget_get_height (GTK_WIDGET (self)) - BORDER - 2));
}

static int
sonde_code_block_get_height (SondeBlockView *view, int width)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (view);
  gboolean is_last = sonde_block_view_get_piece (view)->is_last;

  self->width = width;
  sonde_code_lines_set_width (self->lines,
                              sonde_block_state_get_wrap (get_state (self)) ? get_text_width (self) : -1);
  return get_text_y (self) + sonde_code_lines_get_height (self->lines)
         + (is_last ? px (self, PAD_Y) + BORDER : 0);
}

static void
sonde_code_block_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (widget);
  SondeBlockView *view = SONDE_BLOCK_VIEW (widget);

  GTK_WIDGET_CLASS (sonde_code_block_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->head == NULL || !gtk_widget_get_child_visible (self->head))
    return;
  gtk_widget_measure (self->head, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (
    self->head,
    &(GtkAllocation){ sonde_block_view_get_inner_x (view) + BORDER,
                      BORDER,
                      MAX (width - sonde_block_view_get_indent (view) - 2 * BORDER, 1),
                      px (self, HEAD) },
    -1);
}

/* Drawing */

/* The part of the card that is in this piece: round only where the block begins or ends. */
static void
get_card (SondeCodeBlock *self, GskRoundedRect *card)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);
  const SondePiece *piece = sonde_block_view_get_piece (view);
  float top = (float) (piece->is_first ? px (self, RADIUS) : 0);
  float bottom = (float) (piece->is_last ? px (self, RADIUS) : 0);
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float) sonde_block_view_get_inner_x (view),
                                             0,
                                             (float) self->width,
                                             (float) gtk_widget_get_height (GTK_WIDGET (self)));

  gsk_rounded_rect_init (card,
                         &rect,
                         &GRAPHENE_SIZE_INIT (top, top),
                         &GRAPHENE_SIZE_INIT (top, top),
                         &GRAPHENE_SIZE_INIT (bottom, bottom),
                         &GRAPHENE_SIZE_INIT (bottom, bottom));
}

static void
draw_card (SondeCodeBlock *self, GtkSnapshot *snapshot)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);
  const SondePalette *palette = sonde_block_view_get_style (view)->palette;
  const SondePiece *piece = sonde_block_view_get_piece (view);
  const GdkRGBA *border = &palette->card_border;
  GskRoundedRect card;

  get_card (self, &card);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &palette->card, &card.bounds);
  if (piece->is_first)
    gtk_snapshot_append_color (snapshot,
                               border,
                               &GRAPHENE_RECT_INIT (card.bounds.origin.x + BORDER,
                                                    (float) (BORDER + px (self, HEAD)),
                                                    card.bounds.size.width - 2 * BORDER,
                                                    BORDER));
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (
    snapshot,
    &card,
    (float[]){ piece->is_first ? BORDER : 0, BORDER, piece->is_last ? BORDER : 0, BORDER },
    (GdkRGBA[]){ *border, *border, *border, *border });
}

static void
draw_lines (SondeCodeBlock *self, GtkSnapshot *snapshot)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);
  graphene_rect_t clip = GRAPHENE_RECT_INIT (sonde_block_view_get_inner_x (view) + BORDER,
                                             0,
                                             MAX (self->width - 2 * BORDER, 1),
                                             gtk_widget_get_height (GTK_WIDGET (self)));

  gtk_snapshot_push_clip (snapshot, &clip);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    &GRAPHENE_POINT_INIT ((float) (get_text_x (self) - sonde_sideways_get_scroll (self->sideways)),
                          (float) get_text_y (self)));
  sonde_code_lines_draw (self->lines, snapshot, view);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
sonde_code_block_draw (SondeBlockView *view, GtkSnapshot *snapshot)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (view);

  set_extent (self);
  draw_card (self, snapshot);
  draw_lines (self, snapshot);
  sonde_sideways_draw (self->sideways, snapshot, &sonde_block_view_get_style (view)->palette->text);
}

/* Places */

static void
sonde_code_block_find_spot (SondeBlockView *view, double x, double y, SondeSpot *spot)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (view);

  set_extent (self);
  spot->leaf = sonde_block_view_get_piece (view)->first_leaf;
  spot->offset = sonde_code_lines_find_offset (
    self->lines, x - get_text_x (self) + sonde_sideways_get_scroll (self->sideways), y - get_text_y (self));
}

static gboolean
sonde_code_block_get_spot_rect (SondeBlockView *view, const SondeSpot *spot, graphene_rect_t *rect)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (view);
  const SondePiece *piece = sonde_block_view_get_piece (view);

  if (spot->leaf != piece->first_leaf || spot->offset < piece->start
      || (spot->offset >= piece->end && !piece->is_last))
    return FALSE;
  set_extent (self);
  sonde_code_lines_get_rect (self->lines, spot->offset, rect);
  graphene_rect_offset (rect,
                        (float) (get_text_x (self) - sonde_sideways_get_scroll (self->sideways)),
                        (float) get_text_y (self));
  return TRUE;
}

static void
sonde_code_block_reveal (SondeBlockView *view, const SondeSpot *spot)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (view);
  graphene_rect_t rect;

  set_extent (self);
  sonde_code_lines_get_rect (self->lines, spot->offset, &rect);
  sonde_sideways_reveal (self->sideways, rect.origin.x, 2 * sonde_code_lines_get_advance (self->lines));
}

static void
sonde_code_block_dispose (GObject *object)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (object);

  g_clear_pointer (&self->head, gtk_widget_unparent);
  g_clear_object (&self->colors);
  g_clear_object (&self->sideways);
  g_clear_object (&self->own_state);
  G_OBJECT_CLASS (sonde_code_block_parent_class)->dispose (object);
}

static void
sonde_code_block_finalize (GObject *object)
{
  SondeCodeBlock *self = SONDE_CODE_BLOCK (object);

  sonde_code_lines_free (self->lines);
  g_clear_pointer (&self->shown, sonde_block_unref);
  G_OBJECT_CLASS (sonde_code_block_parent_class)->finalize (object);
}

static void
sonde_code_block_class_init (SondeCodeBlockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SondeBlockViewClass *view_class = SONDE_BLOCK_VIEW_CLASS (klass);

  object_class->dispose = sonde_code_block_dispose;
  object_class->finalize = sonde_code_block_finalize;
  GTK_WIDGET_CLASS (klass)->size_allocate = sonde_code_block_size_allocate;
  view_class->update = sonde_code_block_update;
  view_class->get_height = sonde_code_block_get_height;
  view_class->draw = sonde_code_block_draw;
  view_class->find_spot = sonde_code_block_find_spot;
  view_class->get_spot_rect = sonde_code_block_get_spot_rect;
  view_class->reveal = sonde_code_block_reveal;
}

static void
sonde_code_block_init (SondeCodeBlock *self)
{
  self->lines = sonde_code_lines_new (GTK_WIDGET (self));
  self->sideways = sonde_sideways_new (GTK_WIDGET (self));
}

GtkWidget *
sonde_code_block_new (void)
{
  GtkWidget *block = g_object_new (SONDE_TYPE_CODE_BLOCK, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  /* There is no role for code: its name is its text, and this says what it is. */
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (block), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ ("Code"), -1);
  return block;
}
