/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/* A window for the title and the system prompt of a conversation. What is typed is set on the conversation when
 * the window closes, and not before, so that nothing is stored letter by letter. */
GtkWindow *sonde_conversation_settings_new (GtkWindow         *parent,
                                            SondeConversation *conversation);

G_END_DECLS
