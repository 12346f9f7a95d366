/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeColumn:
 *
 * The reading column: rows below each other, at most 720 wide and centred, that scroll themselves
 * (#GtkScrollable). Either it follows the end, and growing content scrolls; or it keeps the row at its top
 * where it is, to the pixel, whatever grows or shrinks above or below. The reader decides: scrolling up
 * ends following at once, reaching the end begins it. "following" notifies.
 */
#define SONDE_TYPE_COLUMN (sonde_column_get_type ())
G_DECLARE_FINAL_TYPE (SondeColumn, sonde_column, SONDE, COLUMN, GtkWidget)

GtkWidget *sonde_column_new           (void);
void       sonde_column_insert_after  (SondeColumn *self,
                                       GtkWidget   *row,
                                       GtkWidget   *previous);
void       sonde_column_remove        (SondeColumn *self,
                                       GtkWidget   *row);
gboolean   sonde_column_get_following (SondeColumn *self);
void       sonde_column_follow        (SondeColumn *self);
void       sonde_column_hold          (SondeColumn *self,
                                       GtkWidget   *row);
void       sonde_column_scroll_to     (SondeColumn *self,
                                       GtkWidget   *descendant);

G_END_DECLS
