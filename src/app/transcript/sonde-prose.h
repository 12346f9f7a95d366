/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeProse:
 *
 * A text as a column of paragraphs and code cards. A text that grows touches its last paragraph only:
 * those that are settled are neither scanned nor changed again.
 */
#define SONDE_TYPE_PROSE (sonde_prose_get_type ())
G_DECLARE_FINAL_TYPE (SondeProse, sonde_prose, SONDE, PROSE, GtkWidget)

GtkWidget *sonde_prose_new        (void);
void       sonde_prose_set_text   (SondeProse *self,
                                   const char *text,
                                   gsize       length,
                                   guint       n_sources,
                                   gboolean    growing);
GtkWidget *sonde_prose_select     (SondeProse *self,
                                   const char *query,
                                   guint       nth);
void       sonde_prose_unselect   (SondeProse *self);
guint      sonde_prose_count      (const char *text,
                                   guint       n_sources,
                                   const char *query);

G_END_DECLS
