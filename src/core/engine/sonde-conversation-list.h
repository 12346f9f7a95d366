/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeConversationList:
 *
 * A #GListModel of #SondeConversation: what lies on one shelf, or in one folder of it, pinned first, then the last
 * updated first (the trash: the last deleted first). It begins with one page and grows at its end when it is asked
 * to; what is in it follows every change at once: a conversation that is answered moves to the top, one that is
 * archived leaves. Each window has its own; the conversations in them are the same objects. Properties: "complete"
 * (nothing is left to load), "loading" (a page is on its way). Main thread only.
 */
#define SONDE_TYPE_CONVERSATION_LIST (sonde_conversation_list_get_type ())
G_DECLARE_FINAL_TYPE (SondeConversationList, sonde_conversation_list, SONDE, CONVERSATION_LIST, GObject)

/* Shows the current conversations. @page: how many are loaded at a time, 0 for all. */
SondeConversationList *sonde_conversation_list_new          (SondeEngine           *engine,
                                                             guint                  page);
/* @folder: (nullable): only this folder */
void                   sonde_conversation_list_set_filter   (SondeConversationList *self,
                                                             SondeShelf             shelf,
                                                             const char            *folder);
/* Loads the next page; nothing happens while one is on its way or when the list is complete. */
void                   sonde_conversation_list_load_more    (SondeConversationList *self);
gboolean               sonde_conversation_list_get_complete (SondeConversationList *self);
gboolean               sonde_conversation_list_get_loading  (SondeConversationList *self);

G_END_DECLS
