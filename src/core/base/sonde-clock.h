/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times that are stored are microseconds since 1970 in UTC (g_get_real_time); durations and
 * time-outs are measured with g_get_monotonic_time and never with the wall clock. */

char    *sonde_clock_format_rfc3339 (gint64      real_time_us);
gboolean sonde_clock_parse_rfc3339  (const char *text,
                                     gint64     *real_time_us);

G_END_DECLS
