/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-sidebar-item.h"

G_BEGIN_DECLS

/**
 * SondeSidebarRow:
 *
 * The title of a section, where one begins, and the title of a conversation with a dot while it is
 * answered and until the answer is seen. The list item around it is named by the title of the conversation.
 */
#define SONDE_TYPE_SIDEBAR_ROW (sonde_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (SondeSidebarRow, sonde_sidebar_row, SONDE, SIDEBAR_ROW, GtkWidget)

GtkWidget         *sonde_sidebar_row_new      (void);
SondeSidebarItem  *sonde_sidebar_row_get_item (SondeSidebarRow  *self);
void               sonde_sidebar_row_set_item (SondeSidebarRow  *self,
                                               SondeSidebarItem *item);
/* The part that looks like a row, for popovers to point at. */
GtkWidget         *sonde_sidebar_row_get_body (SondeSidebarRow  *self);

G_END_DECLS
