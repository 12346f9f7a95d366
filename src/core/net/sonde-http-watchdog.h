/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Watches one exchange and cancels it when it was quiet for too long. Main thread. */
typedef struct _SondeHttpWatchdog SondeHttpWatchdog;

SondeHttpWatchdog *sonde_http_watchdog_new       (guint              first_byte_ms,
                                                  guint              silence_ms,
                                                  GCancellable      *cancellable);
void               sonde_http_watchdog_free      (SondeHttpWatchdog *self);
void               sonde_http_watchdog_touch     (SondeHttpWatchdog *self);
void               sonde_http_watchdog_take_body (SondeHttpWatchdog *self,
                                                  const guint8      *bytes,
                                                  gsize              length);
GError            *sonde_http_watchdog_dup_error (SondeHttpWatchdog *self);

G_END_DECLS
