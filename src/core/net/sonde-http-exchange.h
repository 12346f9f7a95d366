/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-http.h"

G_BEGIN_DECLS

/* One request on its way: sending, redirects, reading, stopping. */

/* A message keeps its body (GBytes) under this name, to send it once more after a redirect. */
#define SONDE_HTTP_BODY_DATA "sonde-http-body"

void sonde_http_exchange_start (GTask                 *task,
                                SoupSession           *session,
                                SondeHttpAddressFunc   address_func,
                                gpointer               address_data,
                                SoupMessage           *message,
                                const SondeHttpLimits *limits,
                                SondeHttpHeadFunc      head_func,
                                SondeHttpDataFunc      data_func,
                                gpointer               func_data);

G_END_DECLS
