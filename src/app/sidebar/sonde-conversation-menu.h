/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/* The menu of one or several conversations. */
GMenuModel *sonde_conversation_menu_new (SondeConversation *conversation,
                                         GVariant          *ids,
                                         SondeShelf         shelf,
                                         GListModel        *folders);

G_END_DECLS
