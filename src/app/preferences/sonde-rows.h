/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Rows as the preferences use them, each added to the end of @group. No text is read as markup. */
GtkWidget *sonde_rows_add_combo  (GtkWidget         *group,
                                  const char        *title,
                                  const char        *subtitle,
                                  const char *const *names,
                                  guint              selected);
GtkWidget *sonde_rows_add_entry  (GtkWidget         *group,
                                  const char        *title,
                                  const char        *text);
GtkWidget *sonde_rows_add_text   (GtkWidget         *group,
                                  const char        *title,
                                  const char        *subtitle);

/* A toast of the preferences window: an error's sentence with its words, or any text. */
void       sonde_rows_show_error (GtkWidget         *widget,
                                  const GError      *error);
void       sonde_rows_show_text  (GtkWidget         *widget,
                                  const char        *text);
char      *sonde_rows_dup_error  (const GError      *error);

G_END_DECLS
