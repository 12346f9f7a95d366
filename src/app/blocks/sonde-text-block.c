/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-text-block.h"

#include <glib/gi18n-lib.h>

#include "sonde-inline-layout.h"

struct _SondeTextBlock
{
  SondeBlockView parent_instance;

  /* Owned */
  SondeInlineLayout *layout;

  /* State */
  SondeBlockStyle style; /* the layout uses it */
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeTextBlock,
                               sonde_text_block,
                               SONDE_TYPE_BLOCK_VIEW,
                               sonde_readable_expose (g_define_type_id))

#define TEXT_SIZE 15.5

/* Text sizes and line heights of headings, in px of the design. */
static const struct
{
  double size;
  double line_height;
} headings[] = { { 20, 28 }, { 18, 26 }, { TEXT_SIZE, 25 } };

/* A heading is larger than text, its lines stand closer. In a reasoning everything is a little smaller,
 * headings too. */
static SondeBlockStyle
find_style (const SondePiece *piece, const SondeBlockStyle *text_style)
{
  SondeBlockStyle style = *text_style;
  gboolean is_heading = sonde_block_get_kind (piece->block) == SONDE_BLOCK_HEADING;
  guint level = is_heading ? CLAMP (sonde_block_get_level (piece->block), 1, G_N_ELEMENTS (headings)) : 0;
  double cjk_factor = text_style->cjk_line_height / text_style->line_height;

  if (level == 0)
    return style;
  style.size = headings[level - 1].size * text_style->size / TEXT_SIZE;
  style.line_height = headings[level - 1].line_height * text_style->size / TEXT_SIZE;
  style.cjk_line_height = style.line_height * cjk_factor;
  return style;
}

static SondeInlineLayout *
create_layout (SondeTextBlock *self)
{
  SondeBlockView *view = SONDE_BLOCK_VIEW (self);
  const SondePiece *piece = sonde_block_view_get_piece (view);

  self->style = find_style (piece, sonde_block_view_get_style (view));
  return sonde_inline_layout_new (GTK_WIDGET (self),
                                  piece->block,
                                  piece->start,
                                  piece->end,
                                  &self->style,
                                  self->style.size,
                                  sonde_block_get_kind (piece->block) == SONDE_BLOCK_HEADING,
                                  piece->back);
}

/* What has no letter goes the way of what is around it; for Pango it goes from left to right. */
static void
align (SondeTextBlock *self)
{
  const SondePiece *piece = sonde_block_view_get_piece (SONDE_BLOCK_VIEW (self));
  const char *text = sonde_block_get_text (piece->block, NULL) + piece->start;
  gsize length = piece->end - piece->start;

  if (piece->is_rtl && sonde_block_style_is_rtl (text, length, TRUE)
      && !sonde_block_style_is_rtl (text, length, FALSE))
    sonde_inline_layout_set_alignment (self->layout, PANGO_ALIGN_RIGHT);
}

static const char *
get_marker_words (const SondePiece *piece)
{
  switch (piece->task)
    {
    case SONDE_TASK_DONE:
      return C_ ("task", "Done");
    case SONDE_TASK_OPEN:
      return C_ ("task", "Not done");
    case SONDE_TASK_NONE:
    default:
      break;
    }
  if (piece->marker == NULL)
    return NULL;
  return g_str_equal (piece->marker, "•") ? _ ("List item") : piece->marker;
}

/* What one sees beside a text: a box, a number, the bar of a quote. */
static void
describe (SondeBlockView *view)
{
  const SondePiece *piece = sonde_block_view_get_piece (view);
  const char *marker = get_marker_words (piece);
  g_autofree char *both = NULL;

  if (marker == NULL && piece->n_bars == 0)
    {
      gtk_accessible_reset_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      return;
    }
  if (marker != NULL && piece->n_bars > 0)
    both = g_strdup_printf ("%s, %s", _ ("Quote"), marker);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  both != NULL     ? both
                                  : marker != NULL ? marker
                                                   : _ ("Quote"),
                                  -1);
}

static void
sonde_text_block_update (SondeBlockView *view)
{
  SondeTextBlock *self = SONDE_TEXT_BLOCK (view);
  g_autoptr (GArray) hots = g_array_new (FALSE, FALSE, sizeof (SondeHot));
  const SondePiece *piece = sonde_block_view_get_piece (view);
  SondeReading *reading = sonde_reading_new ();

  g_clear_pointer (&self->layout, sonde_inline_layout_free);
  self->layout = create_layout (self);
  align (self);
  sonde_inline_layout_list_hots (self->layout, piece->first_leaf, hots);
  sonde_block_view_set_hots (view, hots);
  sonde_inline_layout_read (self->layout, piece->block, piece->first_leaf, reading);
  sonde_block_view_take_reading (view, reading);
  describe (view);
}

static int
sonde_text_block_get_height (SondeBlockView *view, int width)
{
  SondeTextBlock *self = SONDE_TEXT_BLOCK (view);
  int height = 0;

  sonde_inline_layout_set_width (self->layout, width);
  sonde_inline_layout_get_size (self->layout, NULL, &height);
  return height;
}

static void
sonde_text_block_draw (SondeBlockView *view, GtkSnapshot *snapshot)
{
  SondeTextBlock *self = SONDE_TEXT_BLOCK (view);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (sonde_block_view_get_inner_x (view), 0));
  sonde_inline_layout_draw (self->layout, snapshot, view, sonde_block_view_get_piece (view)->first_leaf);
  gtk_snapshot_restore (snapshot);
}

static void
sonde_text_block_find_spot (SondeBlockView *view, double x, double y, SondeSpot *spot)
{
  SondeTextBlock *self = SONDE_TEXT_BLOCK (view);

  spot->leaf = sonde_block_view_get_piece (view)->first_leaf;
  spot->offset = sonde_inline_layout_find_offset (self->layout, x - sonde_block_view_get_inner_x (view), y);
}

static gboolean
sonde_text_block_get_spot_rect (SondeBlockView *view, const SondeSpot *spot, graphene_rect_t *rect)
{
  SondeTextBlock *self = SONDE_TEXT_BLOCK (view);
  const SondePiece *piece = sonde_block_view_get_piece (view);

  if (spot->leaf != piece->first_leaf || spot->offset < piece->start
      || (spot->offset > piece->end && !piece->is_last))
    return FALSE;
  sonde_inline_layout_get_rect (self->layout, spot->offset, rect);
  rect->origin.x += (float) sonde_block_view_get_inner_x (view);
  return TRUE;
}

static gboolean
sonde_text_block_get_hot (SondeBlockView *view, double x, double y, SondeHot *hot)
{
  SondeTextBlock *self = SONDE_TEXT_BLOCK (view);

  return sonde_inline_layout_get_hot (self->layout,
                                      sonde_block_view_get_piece (view)->first_leaf,
                                      x - sonde_block_view_get_inner_x (view),
                                      y,
                                      hot);
}

static void
formulas_ready_cb (SondeTextBlock *self)
{
  if (self->layout == NULL || !sonde_inline_layout_waits (self->layout))
    return;
  sonde_text_block_update (SONDE_BLOCK_VIEW (self));
  sonde_block_view_changed (SONDE_BLOCK_VIEW (self));
}

static void
sonde_text_block_finalize (GObject *object)
{
  g_clear_pointer (&SONDE_TEXT_BLOCK (object)->layout, sonde_inline_layout_free);
  G_OBJECT_CLASS (sonde_text_block_parent_class)->finalize (object);
}

static void
sonde_text_block_class_init (SondeTextBlockClass *klass)
{
  SondeBlockViewClass *view_class = SONDE_BLOCK_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_text_block_finalize;
  view_class->update = sonde_text_block_update;
  view_class->get_height = sonde_text_block_get_height;
  view_class->draw = sonde_text_block_draw;
  view_class->find_spot = sonde_text_block_find_spot;
  view_class->get_spot_rect = sonde_text_block_get_spot_rect;
  view_class->get_hot = sonde_text_block_get_hot;
}

static void
sonde_text_block_init (SondeTextBlock *self)
{
  g_signal_connect_object (
    sonde_formula_cache_get_default (), "ready", G_CALLBACK (formulas_ready_cb), self, G_CONNECT_SWAPPED);
}

/** A heading is one to assistive technology too, so its widget is made as one. */
GtkWidget *
sonde_text_block_new (gboolean is_heading)
{
  return g_object_new (SONDE_TYPE_TEXT_BLOCK,
                       "accessible-role",
                       is_heading ? GTK_ACCESSIBLE_ROLE_HEADING : GTK_ACCESSIBLE_ROLE_LABEL,
                       NULL);
}

/** How wide a text would like to be, in px; @widget gives the font. */
int
sonde_text_block_measure (GtkWidget *widget, const SondePiece *piece, const SondeBlockStyle *style)
{
  SondeBlockStyle own = find_style (piece, style);
  g_autoptr (SondeInlineLayout) layout
    = sonde_inline_layout_new (widget, piece->block, piece->start, piece->end, &own, own.size, FALSE, NULL);
  int width = 0;

  sonde_inline_layout_get_size (layout, &width, NULL);
  return width;
}
