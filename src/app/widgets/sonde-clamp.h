/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeClamp:
 *
 * Centres its child in the reading column: at most "limit" (720) px wide with margins of 24, and in a place
 * narrower than 500 px with "narrow-margin". "bottom-margin" is kept free below it, in a narrow place
 * the narrow margin.
 */
#define SONDE_TYPE_CLAMP (sonde_clamp_get_type ())
G_DECLARE_FINAL_TYPE (SondeClamp, sonde_clamp, SONDE, CLAMP, GtkWidget)

/** Widths in px below which a place is narrow, and of the reading column. */
#define SONDE_NARROW_WIDTH 500
#define SONDE_CLAMP_WIDTH 720

void       sonde_clamp_set_child (SondeClamp *self,
                                   GtkWidget   *child);

G_END_DECLS
