/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeTwoEnds:
 *
 * Two widgets at the two ends of a line; where there is no room for both the second goes below the first.
 */
#define SONDE_TYPE_TWO_ENDS (sonde_two_ends_get_type ())
G_DECLARE_FINAL_TYPE (SondeTwoEnds, sonde_two_ends, SONDE, TWO_ENDS, GtkWidget)

GtkWidget *sonde_two_ends_new (GtkWidget *first, GtkWidget *second);

G_END_DECLS
