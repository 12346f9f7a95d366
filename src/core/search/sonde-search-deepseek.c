/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-search-results.h"
#include "sonde-search-service.h"

#include <string.h>

/* The limits of DeepSeek's Search API (api-docs.deepseek.com, web tools). */
#define MAX_QUERY 128

static int
get_days (SondeFreshness freshness)
{
  switch (freshness)
    {
    case SONDE_FRESHNESS_DAY:
      return 1;
    case SONDE_FRESHNESS_WEEK:
      return 7;
    case SONDE_FRESHNESS_MONTH:
      return 31;
    case SONDE_FRESHNESS_YEAR:
      return 366;
    case SONDE_FRESHNESS_ANY:
    default:
      return 0;
    }
}

static void
append_operator (GString *query, const char *operator, const char * value)
{
  if (value != NULL && g_utf8_strlen (query->str, -1) + strlen (operator) + strlen (value) < MAX_QUERY)
    g_string_append_printf (query, " %s%s", operator, value);
}

/* What is asked for beyond words is said by operators within the query: lang:, after:, site: and -site:. */
static char *
dup_query (const char *query, const SondeSearchOptions *options)
{
  g_autofree char *sited = sonde_search_dup_sited_query (query, options, MAX_QUERY);
  GString *whole = g_string_new (sited);
  g_autofree char *language = sonde_search_dup_language (options);
  int days = get_days (options->freshness);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) since = g_date_time_add_days (now, -days);
  g_autofree char *after = days > 0 ? g_date_time_format (since, "%Y-%m-%d") : NULL;

  append_operator (whole, "lang:", language);
  append_operator (whole, "after:", after);
  return g_string_free (whole, FALSE);
}

static SoupMessage *
create (const SondeSearchTarget *target, const SondeSearchOptions *options, const char *query, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *whole = dup_query (query, options);

  json_builder_begin_object (builder);
  sonde_search_json_add_string (builder, "query", whole);
  sonde_search_json_add_int (builder, "count", options->count);
  json_builder_set_member_name (builder, "need_content");
  json_builder_add_boolean_value (builder, FALSE);
  return sonde_search_message_new_json (target->url, builder, error);
}

const SondeSearchService SONDE_SEARCH_SERVICE_DEEPSEEK = {
  .id = "deepseek",
  .name = "DeepSeek",
  .key_url = "https://platform.deepseek.com/api_keys",
  .needs_key = TRUE,
  .create = create,
  .parse = sonde_search_results_parse,
};
