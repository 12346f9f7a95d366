/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/* A window to change title, system prompt and parameters of a conversation, applied when it is closed. */
GtkWindow *sonde_conversation_settings_new (GtkWindow         *parent,
                                            SondeEngine       *engine,
                                            SondeConversation *conversation);

G_END_DECLS
