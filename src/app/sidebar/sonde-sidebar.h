/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondeSidebar:
 *
 * The list of conversations with its search entry. It changes nothing itself: it activates win.new-chat,
 * win.open-conversation (x), win.rename-conversation (xs), win.pin-conversation (x) and
 * win.delete-conversation (x). Its property "query" is what the list is to be filtered by.
 */
#define SONDE_TYPE_SIDEBAR (sonde_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SondeSidebar, sonde_sidebar, SONDE, SIDEBAR, GtkWidget)

void        sonde_sidebar_set_conversations (SondeSidebar *self,
                                             GListModel   *conversations);
void        sonde_sidebar_select            (SondeSidebar *self,
                                             gint64        conversation_id);
const char *sonde_sidebar_get_query         (SondeSidebar *self);
void        sonde_sidebar_focus_search      (SondeSidebar *self);
void        sonde_sidebar_rename            (SondeSidebar *self,
                                             gint64        conversation_id);
void        sonde_sidebar_regroup           (SondeSidebar *self);

G_END_DECLS
