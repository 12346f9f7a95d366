/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-math-block.h"

#include <math.h>

#include "sonde-formula-cache.h"

#define MARGIN     3 /* above and below, besides the gap of 14 between blocks */
#define MIN_SHRINK 0.5

struct _SondeMathBlock
{
  SondeBlockView parent_instance;

  /* Owned */
  SondeFormulaPicture picture; /* without texture while its TeX is shown */
  PangoLayout *source;

  /* State */
  double scroll;
  gboolean waits;       /* for its own picture */
  gboolean is_stand_in; /* the picture is one of another size or colour */
  int width;            /* of the inner part */
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeMathBlock,
                               sonde_math_block,
                               SONDE_TYPE_BLOCK_VIEW,
                               sonde_readable_expose (g_define_type_id))

static void
clear (SondeMathBlock *self)
{
  g_clear_object (&self->picture.texture);
  g_clear_pointer (&self->picture.error, g_free);
  g_clear_object (&self->source);
}

static void
take_picture (SondeMathBlock *self, const char *tex)
{
  const SondeBlockStyle *style = sonde_block_view_get_style (SONDE_BLOCK_VIEW (self));
  SondeFormulaPicture stand_in;
  const SondeFormulaPicture *picture
    = sonde_formula_cache_get (sonde_formula_cache_get_default (),
                               tex,
                               TRUE,
                               style->size * style->scale,
                               sonde_block_style_get_color (style),
                               gtk_widget_get_scale_factor (GTK_WIDGET (self)));

  self->waits = picture == NULL;
  self->is_stand_in = picture == NULL
                      && sonde_formula_cache_get_stand_in (
                        sonde_formula_cache_get_default (), tex, TRUE, style->size * style->scale, &stand_in);
  if (self->is_stand_in)
    picture = &stand_in;
  if (picture == NULL)
    return;
  self->picture = *picture;
  self->picture.error = g_strdup (picture->error);
  if (picture->texture != NULL)
    g_object_ref (picture->texture);
}

static void
show_source (SondeMathBlock *self, const char *tex)
{
  const SondeBlockStyle *style = sonde_block_view_get_style (SONDE_BLOCK_VIEW (self));
  PangoAttrList *attrs = NULL;

  self->source = sonde_block_style_create_layout (style, GTK_WIDGET (self), style->size * 0.87, FALSE);
  attrs = pango_layout_get_attributes (self->source);
  pango_attr_list_insert (attrs, pango_attr_family_new ("monospace"));
  pango_layout_set_wrap (self->source, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (self->source, tex, -1);
}

static void
read_tex (SondeBlockView *view)
{
  const SondePiece *piece = sonde_block_view_get_piece (view);
  SondeReading *reading = sonde_reading_new ();
  gsize length = 0;
  const char *tex = sonde_block_get_text (piece->block, &length);

  sonde_reading_add_copy (reading, piece->block, piece->first_leaf, 0, (guint) length, tex, (gssize) length);
  sonde_block_view_take_reading (view, reading);
}

static void
sonde_math_block_update (SondeBlockView *view)
{
  SondeMathBlock *self = SONDE_MATH_BLOCK (view);
  const char *tex = sonde_block_get_text (sonde_block_view_get_piece (view)->block, NULL);

  clear (self);
  take_picture (self, tex);
  if (self->picture.texture == NULL)
    show_source (self, tex);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->picture.error);
  read_tex (view);
}

static double
get_shrink (SondeMathBlock *self)
{
  return CLAMP (self->width / MAX (self->picture.width, 1), MIN_SHRINK, 1);
}

static double
get_overhang (SondeMathBlock *self)
{
  return MAX (self->picture.width * get_shrink (self) - self->width, 0);
}

static int
sonde_math_block_get_height (SondeBlockView *view, int width)
{
  SondeMathBlock *self = SONDE_MATH_BLOCK (view);
  int margin = sonde_block_style_px (sonde_block_view_get_style (view), MARGIN);
  int height = 0;

  self->width = width;
  if (self->picture.texture != NULL)
    return (int) ceil ((self->picture.ascent + self->picture.descent) * get_shrink (self)) + 2 * margin;
  pango_layout_set_width (self->source, width * PANGO_SCALE);
  pango_layout_get_pixel_size (self->source, NULL, &height);
  return height;
}

static graphene_rect_t
get_formula_rect (SondeMathBlock *self)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);
  double shrink = get_shrink (self);
  double width = self->picture.width * shrink;
  double x = width < self->width ? (self->width - width) / 2 : -MIN (self->scroll, get_overhang (self));

  return GRAPHENE_RECT_INIT ((float) round (sonde_block_view_get_inner_x (view) + x),
                             (float) sonde_block_style_px (sonde_block_view_get_style (view), MARGIN),
                             (float) width,
                             (float) ((self->picture.ascent + self->picture.descent) * shrink));
}

static void
draw_picture (SondeMathBlock *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_rect_t rect = get_formula_rect (self);
  graphene_rect_t clip
    = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  gtk_snapshot_push_clip (snapshot, &clip);
  if (self->is_stand_in)
    sonde_formula_tint_push (
      snapshot, sonde_block_style_get_color (sonde_block_view_get_style (SONDE_BLOCK_VIEW (self))));
  gtk_snapshot_append_texture (snapshot, self->picture.texture, &rect);
  if (self->is_stand_in)
    gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
draw_source (SondeMathBlock *self, GtkSnapshot *snapshot)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (sonde_block_view_get_inner_x (view), 0));
  gtk_snapshot_append_layout (
    snapshot, self->source, sonde_block_style_get_color (sonde_block_view_get_style (view)));
  gtk_snapshot_restore (snapshot);
}

static void
draw_ground (SondeMathBlock *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_rect_t rect
    = self->picture.texture != NULL
        ? get_formula_rect (self)
        : GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  gtk_snapshot_append_color (snapshot, color, &rect);
}

static void
sonde_math_block_draw (SondeBlockView *view, GtkSnapshot *snapshot)
{
  SondeMathBlock *self = SONDE_MATH_BLOCK (view);
  const SondePalette *palette = sonde_block_view_get_style (view)->palette;
  guint leaf = sonde_block_view_get_piece (view)->first_leaf;
  guint start, end, n_matches = 0;
  const SondeSpotRange *matches = sonde_block_view_get_matches (view, &n_matches);

  /* A formula is found and selected as a whole. */
  for (guint i = 0; i < n_matches; i++)
    if (matches[i].start.leaf == leaf)
      draw_ground (self, snapshot, matches[i].is_current ? &palette->current_match : &palette->match);
  if (sonde_block_view_get_selected (view, leaf, &start, &end))
    draw_ground (self, snapshot, &palette->selection);
  if (self->picture.texture != NULL)
    draw_picture (self, snapshot);
  else
    draw_source (self, snapshot);
}

static void
sonde_math_block_find_spot (SondeBlockView *view, double x, double y, SondeSpot *spot)
{
  SondeMathBlock *self = SONDE_MATH_BLOCK (view);
  gsize length = 0;

  sonde_block_get_text (sonde_block_view_get_piece (view)->block, &length);
  spot->leaf = sonde_block_view_get_piece (view)->first_leaf;
  spot->offset = x > sonde_block_view_get_inner_x (view) + self->width / 2.0 ? (guint) length : 0;
}

static gboolean
sonde_math_block_get_spot_rect (SondeBlockView *view, const SondeSpot *spot, graphene_rect_t *rect)
{
  SondeMathBlock *self = SONDE_MATH_BLOCK (view);

  if (spot->leaf != sonde_block_view_get_piece (view)->first_leaf)
    return FALSE;
  graphene_rect_init (rect,
                      (float) (sonde_block_view_get_inner_x (view) + (spot->offset > 0 ? self->width : 0)),
                      0,
                      0,
                      (float) gtk_widget_get_height (GTK_WIDGET (self)));
  return TRUE;
}

static gboolean
sonde_math_block_get_hot (SondeBlockView *view, double x, double y, SondeHot *hot)
{
  SondeMathBlock *self = SONDE_MATH_BLOCK (view);
  graphene_rect_t rect;
  gsize length = 0;
  const char *tex = sonde_block_get_text (sonde_block_view_get_piece (view)->block, &length);
  guint leaf = sonde_block_view_get_piece (view)->first_leaf;

  if (self->picture.texture != NULL)
    {
      rect = get_formula_rect (self);
      if (!graphene_rect_contains_point (&rect, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
        return FALSE;
    }
  *hot = (SondeHot){ .kind = SONDE_HOT_MATH,
                     .target = tex,
                     .title = self->picture.error,
                     .text = tex,
                     .text_length = (guint) length,
                     .start = { leaf, 0 },
                     .end = { leaf, (guint) length } };
  return TRUE;
}

static gboolean
scroll_cb (SondeMathBlock *self, double dx, double dy)
{
  double scroll = CLAMP (self->scroll + dx * 40, 0, get_overhang (self));

  if (dx == 0 || scroll == self->scroll)
    return GDK_EVENT_PROPAGATE;
  self->scroll = scroll;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return GDK_EVENT_STOP;
}

static void
formulas_ready_cb (SondeMathBlock *self)
{
  if (!self->waits)
    return;
  sonde_math_block_update (SONDE_BLOCK_VIEW (self));
  sonde_block_view_changed (SONDE_BLOCK_VIEW (self));
}

static void
sonde_math_block_finalize (GObject *object)
{
  clear (SONDE_MATH_BLOCK (object));
  G_OBJECT_CLASS (sonde_math_block_parent_class)->finalize (object);
}

static void
sonde_math_block_class_init (SondeMathBlockClass *klass)
{
  SondeBlockViewClass *view_class = SONDE_BLOCK_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_math_block_finalize;
  view_class->update = sonde_math_block_update;
  view_class->get_height = sonde_math_block_get_height;
  view_class->draw = sonde_math_block_draw;
  view_class->find_spot = sonde_math_block_find_spot;
  view_class->get_spot_rect = sonde_math_block_get_spot_rect;
  view_class->get_hot = sonde_math_block_get_hot;
}

static void
sonde_math_block_init (SondeMathBlock *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_HORIZONTAL);

  g_signal_connect_object (scroll, "scroll", G_CALLBACK (scroll_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect_object (
    sonde_formula_cache_get_default (), "ready", G_CALLBACK (formulas_ready_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
sonde_math_block_new (void)
{
  return g_object_new (SONDE_TYPE_MATH_BLOCK, "accessible-role", GTK_ACCESSIBLE_ROLE_MATH, NULL);
}
