/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/* What was asked: the address, the body as JSON, and whether that is known to be what was sent. */
typedef struct
{
  const char *url;
  const char *body;
  gboolean    is_exact;
} SondeDetailsRequest;

/* A window with what is known about a message: model, times, tokens, cost, of an error the server's own words, and request and reply
 * as JSON. @request: (nullable). */
GtkWindow *sonde_details_window_new (GtkWindow                 *parent,
                                     SondeMessage              *message,
                                     const SondeDetailsRequest *request);

G_END_DECLS
