/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-day-group.h"

#include <glib/gi18n-lib.h>

static int
count_days_between (GDateTime *from, GDateTime *to)
{
  GDate a, b;
  int year, month, day;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_time_get_ymd (from, &year, &month, &day);
  g_date_set_dmy (&a, day, month, year);
  g_date_time_get_ymd (to, &year, &month, &day);
  g_date_set_dmy (&b, day, month, year);

  return g_date_days_between (&a, &b);
}

/**
 * sonde_day_group_dup_title:
 * @updated_us: when the conversation changed last, real time in microseconds
 * @now: the present moment, in the time zone whose days count
 *
 * The translated title of the section of the sidebar in which a conversation stands: pinned ones, then by
 * the calendar, not by hours. What lies in the future (the clock was changed) belongs to today.
 */
char *
sonde_day_group_dup_title (gint64 updated_us, gboolean pinned, GDateTime *now)
{
  if (pinned)
    return g_strdup (_ ("Pinned"));

  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (updated_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
  if (local == NULL)
    return g_strdup (_ ("Today"));

  int days = count_days_between (local, now);

  if (days <= 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days <= 7)
    return g_strdup (_ ("Previous 7 Days"));
  if (g_date_time_get_year (local) == g_date_time_get_year (now))
    /* Translators: a month of this year as the title of a section, "March" */
    return g_date_time_format (local, C_ ("section title", "%OB"));
  /* Translators: a month of another year as the title of a section, "March 2025" */
  return g_date_time_format (local, C_ ("section title", "%OB %Y"));
}
