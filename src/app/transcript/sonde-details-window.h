/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/* A window with what is known about a message: model, times, tokens, and of an error the server's own words. */
GtkWindow *sonde_details_window_new (GtkWindow    *parent,
                                     SondeMessage *message);

G_END_DECLS
