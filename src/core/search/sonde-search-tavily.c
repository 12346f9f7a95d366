/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-search-results.h"
#include "sonde-search-service.h"

/* docs.tavily.com, search. */
#define MAX_COUNT 20u

static SoupMessage *
create (const SondeSearchTarget *target, const SondeSearchOptions *options, const char *query, GError **error)
{
  static const char *const ranges[] = { NULL, "day", "week", "month", "year" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  sonde_search_json_add_string (builder, "query", query);
  sonde_search_json_add_int (builder, "max_results", MIN (options->count, MAX_COUNT));
  sonde_search_json_add_string (builder, "search_depth", "basic");
  if (ranges[options->freshness] != NULL)
    sonde_search_json_add_string (builder, "time_range", ranges[options->freshness]);
  sonde_search_json_add_strv (builder, "include_domains", options->allowed);
  sonde_search_json_add_strv (builder, "exclude_domains", options->blocked);
  return sonde_search_message_new_json (target->url, builder, error);
}

/* 432 and 433 are said when what was paid for, or the limit that the account set itself, is used up. */
static SondeErrorCode
judge (guint status)
{
  switch (status)
    {
    case 401:
    case 403:
      return SONDE_ERROR_BAD_KEY;
    case 402:
    case 432:
    case 433:
      return SONDE_ERROR_NO_BALANCE;
    case 429:
      return SONDE_ERROR_RATE_LIMITED;
    default:
      return SONDE_ERROR_SEARCH_FAILED;
    }
}

const SondeSearchService SONDE_SEARCH_SERVICE_TAVILY = {
  .id = "tavily",
  .name = "Tavily",
  .url = "https://api.tavily.com/search",
  .key_url = "https://app.tavily.com/home",
  .needs_key = TRUE,
  .create = create,
  .parse = sonde_search_results_parse,
  .judge = judge,
};
