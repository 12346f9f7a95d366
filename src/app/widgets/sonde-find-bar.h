/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeFindBar:
 *
 * An entry to find text with. Signals: "find" (const char *text, "" when it is closed), "step" (int: 1 for
 * the next, -1 for the previous), "closed".
 */
#define SONDE_TYPE_FIND_BAR (sonde_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (SondeFindBar, sonde_find_bar, SONDE, FIND_BAR, GtkWidget)

GtkWidget *sonde_find_bar_new       (void);
void       sonde_find_bar_open      (SondeFindBar *self);
void       sonde_find_bar_show_text (SondeFindBar *self,
                                     const char   *text);
void       sonde_find_bar_close     (SondeFindBar *self);
void       sonde_find_bar_set_count (SondeFindBar *self,
                                     guint         count,
                                     int           match);

G_END_DECLS
