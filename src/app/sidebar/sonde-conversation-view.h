/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondeConversationView:
 *
 * The list "Conversations": sections by day, selection of one or several, a menu, dragging. One selected
 * conversation is opened. It changes nothing itself; sonde-conversation-menu.c names the window's actions that it
 * activates. Signals: "more-wanted": the end of the list has come near; "dragging" (gboolean): conversations are on
 * their way to a folder, as a #SondeConversation.
 */
#define SONDE_TYPE_CONVERSATION_VIEW (sonde_conversation_view_get_type ())
G_DECLARE_FINAL_TYPE (SondeConversationView, sonde_conversation_view, SONDE, CONVERSATION_VIEW, GtkWidget)

void      sonde_conversation_view_set_conversations (SondeConversationView *self,
                                                     GListModel            *conversations);
void      sonde_conversation_view_set_folders       (SondeConversationView *self,
                                                     GListModel            *folders);
void      sonde_conversation_view_set_shelf         (SondeConversationView *self,
                                                     SondeShelf             shelf);
void      sonde_conversation_view_select            (SondeConversationView *self,
                                                     gint64                 conversation_id);
gboolean  sonde_conversation_view_rename            (SondeConversationView *self,
                                                     gint64                 conversation_id);
void      sonde_conversation_view_regroup           (SondeConversationView *self);
gboolean  sonde_conversation_view_is_at_top         (SondeConversationView *self);
void      sonde_conversation_view_scroll_to_top     (SondeConversationView *self);
/* The ids of what is selected, with that of @conversation, or of @conversation alone when it is not. */
GVariant *sonde_conversation_view_dup_ids           (SondeConversationView *self,
                                                     SondeConversation     *conversation);

G_END_DECLS
