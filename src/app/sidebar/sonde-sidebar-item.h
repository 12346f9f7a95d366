/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondeSidebarItem:
 *
 * One line of the sidebar: a conversation, and the title of its section when it is the first of it.
 * Property: "section".
 */
#define SONDE_TYPE_SIDEBAR_ITEM (sonde_sidebar_item_get_type ())
G_DECLARE_FINAL_TYPE (SondeSidebarItem, sonde_sidebar_item, SONDE, SIDEBAR_ITEM, GObject)

SondeSidebarItem  *sonde_sidebar_item_new              (SondeConversation *conversation);
SondeConversation *sonde_sidebar_item_get_conversation (SondeSidebarItem  *self);
const char        *sonde_sidebar_item_get_section      (SondeSidebarItem  *self);
void               sonde_sidebar_item_set_section      (SondeSidebarItem  *self,
                                                        const char        *section);

G_END_DECLS
