/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** SondeSourceStrip: the pages that an answer cites, as numbered chips in one or two columns. */
#define SONDE_TYPE_SOURCE_STRIP (sonde_source_strip_get_type ())
G_DECLARE_FINAL_TYPE (SondeSourceStrip, sonde_source_strip, SONDE, SOURCE_STRIP, GtkWidget)

GtkWidget *sonde_source_strip_new         (void);
void       sonde_source_strip_set_sources (SondeSourceStrip *self,
                                           GListModel       *sources);
void       sonde_source_strip_light       (SondeSourceStrip *self,
                                           guint             number);

G_END_DECLS
