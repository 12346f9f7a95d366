/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeLine:
 *
 * The end of a line of text: what came last is seen. A GtkLabel makes every widget around it measure again when its text
 * changes; this one only draws itself, so that it may change in every frame.
 */
#define SONDE_TYPE_LINE (sonde_line_get_type ())
G_DECLARE_FINAL_TYPE (SondeLine, sonde_line, SONDE, LINE, GtkWidget)

GtkWidget *sonde_line_new      (void);
void       sonde_line_set_text (SondeLine  *self,
                                const char *text);

G_END_DECLS
