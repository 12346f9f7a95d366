/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Says what an error of GLib or libsoup means, as a new SONDE_ERROR; cancelled stays as it is. */
GError *sonde_http_error_translate (const GError *error,
                                    SoupMessage  *message,
                                    gboolean      at_proxy);

G_END_DECLS
