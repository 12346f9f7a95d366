/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"
#include "sonde-message-tree-private.h"

G_BEGIN_DECLS

SondeMessageTree *sonde_conversation_get_tree     (SondeConversation *self);
void              sonde_conversation_tree_changed (SondeConversation *self,
                                                   gboolean           loaded);

G_END_DECLS
