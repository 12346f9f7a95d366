/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation-list.h"

G_BEGIN_DECLS

/* For the engine, which tells its lists what happens. */

/* @conversation is new or has changed. */
void sonde_conversation_list_update  (SondeConversationList *self,
                                      SondeConversation     *conversation);
/* @conversation is gone for good. */
void sonde_conversation_list_remove  (SondeConversationList *self,
                                      SondeConversation     *conversation);
/* Reads again what is shown. */
void sonde_conversation_list_refresh (SondeConversationList *self);
/* Forgets what was read: none of it is in the history any more. */
void sonde_conversation_list_clear   (SondeConversationList *self);
/* The engine is at its end. */
void sonde_conversation_list_detach  (SondeConversationList *self);

G_END_DECLS
