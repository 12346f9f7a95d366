/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-rule-block.h"

#define HEIGHT 9

struct _SondeRuleBlock
{
  SondeBlockView parent_instance;
};

G_DEFINE_FINAL_TYPE (SondeRuleBlock, sonde_rule_block, SONDE_TYPE_BLOCK_VIEW)

static void
sonde_rule_block_update (SondeBlockView *view)
{
}

static int
sonde_rule_block_get_height (SondeBlockView *view, int width)
{
  return sonde_block_style_px (sonde_block_view_get_style (view), HEIGHT);
}

static void
sonde_rule_block_draw (SondeBlockView *view, GtkSnapshot *snapshot)
{
  int x = sonde_block_view_get_inner_x (view);

  gtk_snapshot_append_color (
    snapshot,
    &sonde_block_view_get_style (view)->palette->head_rule,
    &GRAPHENE_RECT_INIT (
      x, gtk_widget_get_height (GTK_WIDGET (view)) / 2, gtk_widget_get_width (GTK_WIDGET (view)) - x, 1));
}

static void
sonde_rule_block_find_spot (SondeBlockView *view, double x, double y, SondeSpot *spot)
{
  *spot = (SondeSpot){ sonde_block_view_get_piece (view)->first_leaf, 0 };
}

static gboolean
sonde_rule_block_get_spot_rect (SondeBlockView *view, const SondeSpot *spot, graphene_rect_t *rect)
{
  graphene_rect_init (rect, 0, 0, 0, (float) gtk_widget_get_height (GTK_WIDGET (view)));
  return spot->leaf == sonde_block_view_get_piece (view)->first_leaf;
}

static void
sonde_rule_block_class_init (SondeRuleBlockClass *klass)
{
  SondeBlockViewClass *view_class = SONDE_BLOCK_VIEW_CLASS (klass);

  view_class->update = sonde_rule_block_update;
  view_class->get_height = sonde_rule_block_get_height;
  view_class->draw = sonde_rule_block_draw;
  view_class->find_spot = sonde_rule_block_find_spot;
  view_class->get_spot_rect = sonde_rule_block_get_spot_rect;
}

static void
sonde_rule_block_init (SondeRuleBlock *self)
{
}

GtkWidget *
sonde_rule_block_new (void)
{
  return g_object_new (SONDE_TYPE_RULE_BLOCK, "accessible-role", GTK_ACCESSIBLE_ROLE_SEPARATOR, NULL);
}
