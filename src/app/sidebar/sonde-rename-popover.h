/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

void sonde_rename_popover_show (GtkWidget          *parent,
                                SondeConversation  *conversation,
                                const GdkRectangle *at);

G_END_DECLS
