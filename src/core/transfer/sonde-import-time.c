/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-builder-private.h"

#include <math.h>

#include "sonde-clock.h"

/* No conversation with a machine is older than the year 2000. */
#define EARLIEST_S G_GINT64_CONSTANT (946684800)

static gint64
from_number (double number)
{
  double now_s = g_get_real_time () / (double) G_USEC_PER_SEC;

  if (!isfinite (number))
    return 0;
  for (guint i = 0; i < 3; i++, number /= 1000)
    if (number >= EARLIEST_S && number < now_s + 86400)
      return (gint64) (number * G_USEC_PER_SEC + 0.5);
  return 0;
}

static gint64
from_text (const char *text)
{
  gint64 time;
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (*text != '\0' && *end == '\0')
    return from_number (number);
  if (!sonde_clock_parse_rfc3339 (text, &time))
    return 0;
  return time >= EARLIEST_S * G_USEC_PER_SEC && time < g_get_real_time () + G_TIME_SPAN_DAY ? time : 0;
}

gint64
sonde_import_time (const SondeJsonValue *object, const char *key)
{
  const SondeJsonValue *value = sonde_json_value_get (object, key);

  if (value == NULL)
    return 0;
  if (value->kind == SONDE_JSON_NUMBER)
    return from_number (g_ascii_strtod (value->text, NULL));
  return value->kind == SONDE_JSON_STRING ? from_text (value->text) : 0;
}
