/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-net"

#include "sonde-retry.h"

#include "sonde-error.h"

#define FIRST_DELAY_MS     500
#define MAX_DELAY_MS       10000
#define MAX_RETRY_AFTER_MS 60000
#define JITTER             0.1

/* What may be gone a moment later. A name that does not exist, a certificate or a time-out of minutes
 * would only make the person wait longer for the same words. */
static gboolean
may_pass (const GError *error)
{
  if (error->domain != SONDE_ERROR)
    return FALSE;
  switch ((SondeErrorCode) error->code)
    {
    case SONDE_ERROR_RATE_LIMITED:
    case SONDE_ERROR_SERVER:
    case SONDE_ERROR_OVERLOADED:
    case SONDE_ERROR_GATEWAY:
    case SONDE_ERROR_OFFLINE:
    case SONDE_ERROR_REFUSED:
    case SONDE_ERROR_CUT:
    case SONDE_ERROR_EMPTY_ANSWER:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * sonde_retry_get_delay_ms:
 * @error: why the last attempt failed
 * @attempt: how many times it was tried again already, 0 after the first failure
 *
 * The rule of DeepSeek's own client, with Retry-After where the server sends it.
 * Only for attempts of which nothing has been shown.
 *
 * Returns: how many milliseconds to wait, or -1 not to try again
 */
gint64
sonde_retry_get_delay_ms (const GError *error, guint attempt)
{
  gint64 asked, delay;

  g_return_val_if_fail (error != NULL, -1);

  if (attempt >= SONDE_RETRY_MAX_ATTEMPTS || !may_pass (error))
    return -1;
  asked = sonde_error_get_retry_after_ms (error);
  if (asked >= 0)
    return asked <= MAX_RETRY_AFTER_MS ? asked : -1;
  delay = MIN (FIRST_DELAY_MS << attempt, MAX_DELAY_MS);
  return delay + (gint64) ((double) delay * g_random_double_range (-JITTER, JITTER));
}
