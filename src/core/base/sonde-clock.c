/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-base"

#include "sonde-clock.h"

/**
 * sonde_clock_format_rfc3339:
 * @real_time_us: microseconds since 1970 in UTC
 *
 * Returns: (transfer full): for example "2026-11-23T15:04:05Z"
 */
char *
sonde_clock_format_rfc3339 (gint64 real_time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (real_time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("1970-01-01T00:00:00Z");
}

/**
 * sonde_clock_parse_rfc3339:
 * @text: a time with an offset; without one it is taken as UTC
 * @real_time_us: (out): microseconds since 1970 in UTC
 *
 * Returns: whether @text is a time
 */
gboolean
sonde_clock_parse_rfc3339 (const char *text, gint64 *real_time_us)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  if (time == NULL)
    return FALSE;
  *real_time_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}
