/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-net"

#include "sonde-http-watchdog.h"

#include "sonde-error.h"

/* What the body has held so far. Until something real comes, comments ("keep-alive") and blank lines
 * only say that the request is in a queue (api-docs.deepseek.com, rate limit). */
typedef enum
{
  AT_LINE_START,
  IN_COMMENT,
  REAL,
} Progress;

struct _SondeHttpWatchdog
{
  GCancellable *cancellable;
  guint first_byte_ms;
  guint silence_ms;

  Progress progress;
  gint64 touched_us;
  guint source;
  gboolean barked;
};

static guint
get_limit_ms (SondeHttpWatchdog *self)
{
  return self->progress == REAL ? self->silence_ms : self->first_byte_ms;
}

static void arm (SondeHttpWatchdog *self);

/* Bytes only write down when they came; how long to wait is worked out again when the time is up. */
static gboolean
check_cb (gpointer user_data)
{
  SondeHttpWatchdog *self = user_data;
  gint64 quiet_ms = (g_get_monotonic_time () - self->touched_us) / 1000;

  self->source = 0;
  if (quiet_ms < get_limit_ms (self))
    arm (self);
  else
    {
      self->barked = TRUE;
      g_cancellable_cancel (self->cancellable);
    }
  return G_SOURCE_REMOVE;
}

static void
arm (SondeHttpWatchdog *self)
{
  gint64 quiet_ms = (g_get_monotonic_time () - self->touched_us) / 1000;
  guint limit_ms = get_limit_ms (self);

  g_clear_handle_id (&self->source, g_source_remove);
  if (limit_ms > 0)
    self->source = g_timeout_add ((guint) MAX (limit_ms - quiet_ms, 1), check_cb, self);
}

/**
 * sonde_http_watchdog_new:
 * @first_byte_ms: how long nothing at all may come before the first real byte of the body, 0 for ever
 * @silence_ms: how long nothing may come after it, 0 for ever
 * @cancellable: what to cancel then
 */
SondeHttpWatchdog *
sonde_http_watchdog_new (guint first_byte_ms, guint silence_ms, GCancellable *cancellable)
{
  SondeHttpWatchdog *self = g_new0 (SondeHttpWatchdog, 1);

  self->first_byte_ms = first_byte_ms;
  self->silence_ms = silence_ms;
  self->cancellable = g_object_ref (cancellable);
  self->touched_us = g_get_monotonic_time ();
  arm (self);
  return self;
}

void
sonde_http_watchdog_free (SondeHttpWatchdog *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->cancellable);
  g_free (self);
}

/** Something moved: bytes were sent, or headers came. */
void
sonde_http_watchdog_touch (SondeHttpWatchdog *self)
{
  self->touched_us = g_get_monotonic_time ();
}

/** @bytes of the body came. */
void
sonde_http_watchdog_take_body (SondeHttpWatchdog *self, const guint8 *bytes, gsize length)
{
  sonde_http_watchdog_touch (self);
  if (self->progress == REAL)
    return;
  for (gsize i = 0; i < length && self->progress != REAL; i++)
    if (bytes[i] == '\n' || bytes[i] == '\r')
      self->progress = AT_LINE_START;
    else if (self->progress == AT_LINE_START && bytes[i] == ':')
      self->progress = IN_COMMENT;
    else if (self->progress == AT_LINE_START && bytes[i] != ' ' && bytes[i] != '\t')
      self->progress = REAL;
  if (self->progress == REAL)
    arm (self);
}

/** Why the exchange was cancelled: a new error, or %NULL if it was not the watchdog. */
GError *
sonde_http_watchdog_dup_error (SondeHttpWatchdog *self)
{
  if (!self->barked)
    return NULL;
  if (self->progress == REAL)
    return sonde_error_new (SONDE_ERROR_SILENCE_TIMEOUT, "no byte for %u ms", self->silence_ms);
  return sonde_error_new (SONDE_ERROR_FIRST_BYTE_TIMEOUT, "no answer for %u ms", self->first_byte_ms);
}
