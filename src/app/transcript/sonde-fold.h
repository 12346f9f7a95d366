/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeFold:
 *
 * A line that opens and closes what is below it. While something runs it shows a spinner and the running
 * time. The program may open and close it as long as the person has not; then it is the person's.
 *
 * Signal "toggled" (gboolean open, gboolean by_person).
 */
#define SONDE_TYPE_FOLD (sonde_fold_get_type ())
G_DECLARE_FINAL_TYPE (SondeFold, sonde_fold, SONDE, FOLD, GtkWidget)

GtkWidget *sonde_fold_new          (GtkWidget  *content);
void       sonde_fold_set_title    (SondeFold  *self,
                                    const char *title);
void       sonde_fold_set_time     (SondeFold  *self,
                                    const char *time);
void       sonde_fold_set_running  (SondeFold  *self,
                                    gboolean    running);
void       sonde_fold_set_openable (SondeFold  *self,
                                    gboolean    openable);
gboolean   sonde_fold_get_open     (SondeFold  *self);
void       sonde_fold_offer_open   (SondeFold  *self,
                                    gboolean    open);
void       sonde_fold_restore      (SondeFold  *self,
                                    gboolean    open,
                                    gboolean    touched);

G_END_DECLS
