/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-search-results.h"
#include "sonde-search-service.h"

#include <string.h>

/* Longer than any query that is sent; a limit for the operators only. */
#define MAX_QUERY 400

/* The address may be the instance's or that of its search page. */
static char *
dup_search_url (const char *url)
{
  g_autofree char *base = g_strdup (url);

  while (g_str_has_suffix (base, "/"))
    base[strlen (base) - 1] = '\0';
  if (g_str_has_suffix (base, "/search"))
    base[strlen (base) - strlen ("/search")] = '\0';
  return g_strconcat (base, "/search", NULL);
}

static const char *
get_range (SondeFreshness freshness)
{
  /* Older instances, such as Debian's searx, refuse "week". */
  static const char *const ranges[] = { NULL, "day", "month", "month", "year" };

  return ranges[freshness];
}

/* docs.searxng.org, search API. What is left to the instance is not sent. */
static SoupMessage *
create (const SondeSearchTarget *target, const SondeSearchOptions *options, const char *query, GError **error)
{
  static const char *const levels[] = { "0", "1", "2" };
  g_autofree char *url = dup_search_url (target->url);
  g_autofree char *sited = sonde_search_dup_sited_query (query, options, MAX_QUERY);

  return sonde_search_message_new_get (url,
                                       error,
                                       "q",
                                       sited,
                                       "format",
                                       "json",
                                       "language",
                                       options->language,
                                       "time_range",
                                       get_range (options->freshness),
                                       "safesearch",
                                       levels[options->safe],
                                       NULL);
}

/* An instance whose settings leave the format "json" out says 403 (settings.yml, search.formats). */
static SondeErrorCode
judge (guint status)
{
  return status == 403   ? SONDE_ERROR_SEARCH_NO_JSON
         : status == 429 ? SONDE_ERROR_RATE_LIMITED
                         : SONDE_ERROR_SEARCH_FAILED;
}

const SondeSearchService SONDE_SEARCH_SERVICE_SEARXNG = {
  .id = "searxng",
  .name = "SearXNG",
  .create = create,
  .parse = sonde_search_results_parse,
  .judge = judge,
};
