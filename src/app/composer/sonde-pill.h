/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondePill:
 *
 * A toggle with icon and label. With less than its natural width it shows its name instead of its label, and
 * then the icon only. It is as wide when it is off as when it is on and bold.
 */
#define SONDE_TYPE_PILL (sonde_pill_get_type ())
G_DECLARE_FINAL_TYPE (SondePill, sonde_pill, SONDE, PILL, GtkToggleButton)

GtkWidget *sonde_pill_new             (const char *icon_name,
                                       const char *label,
                                       const char *name);
int        sonde_pill_get_short_width (SondePill *self);

G_END_DECLS
