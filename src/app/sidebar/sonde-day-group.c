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

/* (nullable): a time that no calendar has is %NULL. */
static GDateTime *
to_local (gint64 time_us, GDateTime *now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return utc ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
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

  g_autoptr (GDateTime) local = to_local (updated_us, now);
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

/**
 * sonde_day_group_dup_date:
 * @time_us: real time in microseconds
 * @now: the present moment, in the time zone whose days count
 *
 * The day as shortly as it can be said: today the time, this year day and month.
 */
char *
sonde_day_group_dup_date (gint64 time_us, GDateTime *now)
{
  g_autoptr (GDateTime) local = to_local (time_us, now);

  if (local == NULL)
    return g_strdup ("");
  if (count_days_between (local, now) == 0)
    /* Translators: the time of a message of today */
    return g_date_time_format (local, C_ ("date of a message", "%H:%M"));
  if (g_date_time_get_year (local) == g_date_time_get_year (now))
    /* Translators: the day of a message of this year, "3 Mar" */
    return g_date_time_format (local, C_ ("date of a message", "%-d %b"));
  /* Translators: the day of a message of another year, "3 Mar 2025" */
  return g_date_time_format (local, C_ ("date of a message", "%-d %b %Y"));
}
