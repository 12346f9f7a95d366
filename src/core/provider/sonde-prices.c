/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-prices.h"

#include "sonde-clock.h"
#include "sonde-dialect.h"
#include "sonde-json.h"
#include "sonde-provider-data.h"

static JsonObject *
get_table (void)
{
  static gsize table = 0;

  if (g_once_init_enter (&table))
    g_once_init_leave (&table, (gsize) sonde_provider_load_data ("prices.json"));
  return json_node_get_object ((JsonNode *) table);
}

/* The last row of @rows that had begun at @time. */
static JsonObject *
find_row (JsonArray *rows, gint64 time)
{
  JsonObject *found = NULL;

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = sonde_json_get_element (rows, i);
      gint64 from;

      if (sonde_clock_parse_rfc3339 (sonde_json_get_string (row, "from"), &from) && from <= time)
        found = row;
    }
  return found;
}

static gboolean
is_holiday (GDateTime *utc)
{
  g_autoptr (GDateTime) china = g_date_time_add_hours (utc, 8);
  g_autofree char *date = g_date_time_format (china, "%Y-%m-%d");
  JsonArray *holidays = sonde_json_get_array (get_table (), "holidays");

  for (guint i = 0; i < json_array_get_length (holidays); i++)
    if (g_str_equal (json_array_get_string_element (holidays, i), date))
      return TRUE;
  return FALSE;
}

static gboolean
is_peak (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  JsonArray *ranges = sonde_json_get_array (get_table (), "peak-hours");

  if (utc == NULL || g_date_time_get_day_of_week (utc) > 5 || is_holiday (utc))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (ranges); i++)
    {
      JsonArray *range = json_array_get_array_element (ranges, i);
      int hour = g_date_time_get_hour (utc);

      if (hour >= json_array_get_int_element (range, 0) && hour < json_array_get_int_element (range, 1))
        return TRUE;
    }
  return FALSE;
}

/* Per million tokens: cache hit, cache miss, output. */
static double
get_sum (JsonArray *prices, const SondeUsage *usage)
{
  gint64 hit = CLAMP (usage->cache_hit_tokens, 0, usage->prompt_tokens);
  gint64 miss = usage->cache_miss_tokens >= 0 ? usage->cache_miss_tokens : usage->prompt_tokens - hit;

  return ((double) hit * json_array_get_double_element (prices, 0)
          + (double) miss * json_array_get_double_element (prices, 1)
          + (double) usage->completion_tokens * json_array_get_double_element (prices, 2))
         / 1e6;
}

/* The currency is that of the provider in data/providers.json: USD for DeepSeek, although accounts in
 * China are billed in CNY, of which the table has the prices too. */
gboolean
sonde_prices_get_cost (const char *provider_id,
                       const char *model,
                       const SondeUsage *usage,
                       gint64 real_time_us,
                       double *cost,
                       const char **currency)
{
  const SondeDialect *dialect = sonde_dialect_find (provider_id);
  JsonObject *models = NULL;
  JsonObject *tariffs = NULL;
  JsonArray *prices = NULL;

  if (dialect == NULL || dialect->currency == NULL || model == NULL || usage == NULL
      || usage->prompt_tokens < 0 || usage->completion_tokens < 0)
    return FALSE;
  models = sonde_json_get_object (
    sonde_json_get_object (sonde_json_get_object (get_table (), "providers"), provider_id), "models");
  tariffs = sonde_json_get_object (find_row (sonde_json_get_array (models, model), real_time_us),
                                   dialect->currency);
  if (is_peak (real_time_us))
    prices = sonde_json_get_array (tariffs, "peak");
  if (prices == NULL)
    prices = sonde_json_get_array (tariffs, "off-peak");
  if (prices == NULL)
    return FALSE;
  *cost = get_sum (prices, usage);
  *currency = dialect->currency;
  return TRUE;
}
