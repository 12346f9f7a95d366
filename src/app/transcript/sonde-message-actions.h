/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/** SondeMessageActions: the small buttons below a message; each activates a window action with its id. */
#define SONDE_TYPE_MESSAGE_ACTIONS (sonde_message_actions_get_type ())
G_DECLARE_FINAL_TYPE (SondeMessageActions, sonde_message_actions, SONDE, MESSAGE_ACTIONS, GtkWidget)

GtkWidget *sonde_message_actions_new (SondeMessage *message);

G_END_DECLS
