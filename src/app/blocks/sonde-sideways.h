/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-block-state.h"

G_BEGIN_DECLS

/**
 * SondeSideways:
 *
 * Scrolls what a block draws sideways where it is wider than its place: by wheel, touchpad and a thin bar that is
 * drawn over the lower edge. There is no widget for the bar, because one that comes and goes would make GTK lay out all that
 * is above it. How far it is scrolled stands in the #SondeBlockState that all pieces of a block share.
 */
#define SONDE_TYPE_SIDEWAYS (sonde_sideways_get_type ())
G_DECLARE_FINAL_TYPE (SondeSideways, sonde_sideways, SONDE, SIDEWAYS, GObject)

SondeSideways *sonde_sideways_new        (GtkWidget             *widget);
void           sonde_sideways_set_state  (SondeSideways         *self,
                                          SondeBlockState       *state);
void           sonde_sideways_set_extent (SondeSideways         *self,
                                          double                 content,
                                          double                 page);
void           sonde_sideways_set_rtl    (SondeSideways         *self,
                                          gboolean               is_rtl);
void           sonde_sideways_set_bar    (SondeSideways         *self,
                                          const graphene_rect_t *place);
double         sonde_sideways_get_scroll (SondeSideways         *self);
double         sonde_sideways_get_max    (SondeSideways         *self);
void           sonde_sideways_reveal     (SondeSideways         *self,
                                          double                 x,
                                          double                 margin);
void           sonde_sideways_draw       (SondeSideways         *self,
                                          GtkSnapshot           *snapshot,
                                          const GdkRGBA         *color);

G_END_DECLS
