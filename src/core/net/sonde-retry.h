/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Five attempts after the first, half a second doubled up to ten seconds, ten per cent of jitter. */
#define SONDE_RETRY_MAX_ATTEMPTS 5

gint64 sonde_retry_get_delay_ms (const GError *error,
                                 guint         attempt);

G_END_DECLS
