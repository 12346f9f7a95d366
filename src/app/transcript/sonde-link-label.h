/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** SondeLinkLabel: says in a corner where the link under the pointer, or with the focus, really goes, as browsers do. */
#define SONDE_TYPE_LINK_LABEL (sonde_link_label_get_type ())
G_DECLARE_FINAL_TYPE (SondeLinkLabel, sonde_link_label, SONDE, LINK_LABEL, GtkWidget)

GtkWidget *sonde_link_label_new       (void);
void       sonde_link_label_show      (SondeLinkLabel *self,
                                       const char     *target);
/* Instead of an address. */
void       sonde_link_label_show_text (SondeLinkLabel *self,
                                       const char     *text);

G_END_DECLS
