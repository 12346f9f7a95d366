/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/* The rows with which a person sets the parameters of a conversation; each is off until it is switched on. */
GtkWidget *sonde_parameter_group_new (SondeConversation *conversation);

G_END_DECLS
