/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A window over another one, with a header bar and a page, that Escape closes. @parent: (nullable) */
GtkWindow *sonde_dialog_new        (GtkWindow  *parent,
                                    const char *title,
                                    int         width,
                                    int         height,
                                    GtkWidget  *page);
/* Makes the same of @window, an AdwWindow of a class of its own. */
void       sonde_dialog_set_up     (GtkWindow  *window,
                                    GtkWindow  *parent,
                                    const char *title,
                                    int         width,
                                    int         height,
                                    GtkWidget  *page);
void       sonde_dialog_add_start  (GtkWindow  *dialog,
                                    GtkWidget  *widget);
void       sonde_dialog_add_end    (GtkWindow  *dialog,
                                    GtkWidget  *widget);

/* A text of several lines, on a card, named for assistive technology; its buffer is that of @buffer (out). */
GtkWidget *sonde_dialog_new_text   (const char     *name,
                                    const char     *text,
                                    int             height,
                                    GtkTextBuffer **buffer);
char      *sonde_dialog_dup_text   (GtkTextBuffer  *buffer);

G_END_DECLS
