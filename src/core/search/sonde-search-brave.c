/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-json.h"
#include "sonde-search-results.h"
#include "sonde-search-service.h"

#include <string.h>

/* api-dashboard.search.brave.com, web search. */
#define MAX_QUERY 400
#define MAX_COUNT 20u

/* Brave's own codes for the two kinds of written Chinese. */
static const char *
get_search_language (const char *language, const char *tag)
{
  if (g_strcmp0 (language, "zh") != 0)
    return language;
  return g_str_has_suffix (tag, "TW") || g_str_has_suffix (tag, "HK") ? "zh-hant" : "zh-hans";
}

static SoupMessage *
create (const SondeSearchTarget *target, const SondeSearchOptions *options, const char *query, GError **error)
{
  static const char *const ages[] = { NULL, "pd", "pw", "pm", "py" };
  static const char *const levels[] = { "off", "moderate", "strict" };
  g_autofree char *sited = sonde_search_dup_sited_query (query, options, MAX_QUERY);
  g_autofree char *count = g_strdup_printf ("%u", MIN (options->count, MAX_COUNT));
  g_autofree char *language = sonde_search_dup_language (options);
  g_autofree char *region = sonde_search_dup_region (options);

  return sonde_search_message_new_get (target->url,
                                       error,
                                       "q",
                                       sited,
                                       "count",
                                       count,
                                       "country",
                                       region,
                                       "search_lang",
                                       get_search_language (language, options->language),
                                       "freshness",
                                       ages[options->freshness],
                                       "safesearch",
                                       levels[options->safe],
                                       NULL);
}

static void
set_key (SoupMessage *message, const char *key)
{
  soup_message_headers_replace (soup_message_get_request_headers (message), "X-Subscription-Token", key);
}

/* 422 is said of a token that is none. */
static SondeErrorCode
judge (guint status)
{
  switch (status)
    {
    case 401:
    case 403:
    case 422:
      return SONDE_ERROR_BAD_KEY;
    case 402:
      return SONDE_ERROR_NO_BALANCE;
    case 429:
      return SONDE_ERROR_RATE_LIMITED;
    default:
      return SONDE_ERROR_SEARCH_FAILED;
    }
}

static GPtrArray *
parse (GBytes *body, guint count, GError **error)
{
  static const SondeResultNames names = {
    .title = { "title" },
    .url = { "url" },
    .text = { "description" },
    .date = { "page_age", "age" },
  };
  g_autoptr (JsonObject) root = sonde_search_results_parse_object (body);
  JsonObject *web = root != NULL ? sonde_json_get_object (root, "web") : NULL;
  JsonArray *results = web != NULL ? sonde_json_get_array (web, "results") : NULL;

  if (results != NULL)
    return sonde_search_results_collect (results, &names, count);
  /* Without a result the whole part is missing. */
  if (root != NULL && g_strcmp0 (sonde_json_get_string (root, "type"), "search") == 0)
    return g_ptr_array_new_with_free_func (g_object_unref);
  g_propagate_error (error, sonde_search_results_new_error (body));
  return NULL;
}

const SondeSearchService SONDE_SEARCH_SERVICE_BRAVE = {
  .id = "brave",
  .name = "Brave",
  .url = "https://api.search.brave.com/res/v1/web/search",
  .key_url = "https://api-dashboard.search.brave.com/app/keys",
  .needs_key = TRUE,
  .create = create,
  .set_key = set_key,
  .parse = parse,
  .judge = judge,
};
