/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/* The menu of one or several conversations. */
GMenuModel *sonde_conversation_menu_new (SondeConversation *conversation,
                                         GVariant          *ids,
                                         SondeShelf         shelf,
                                         GListModel        *folders);

/* Shows @menu in the place of the one that is shown; gives its popover, a child of @parent. */
GtkWidget  *sonde_conversation_menu_popup (GtkWidget          *parent,
                                           GMenuModel         *menu,
                                           GtkWidget          *shown,
                                           const GdkRectangle *at);

G_END_DECLS
