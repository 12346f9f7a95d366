/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-json.h"
#include "sonde-search-results.h"
#include "sonde-search-service.h"

static const char *
get_freshness (SondeFreshness freshness)
{
  static const char *const names[] = { "noLimit", "oneDay", "oneWeek", "oneMonth", "oneYear" };

  return names[freshness];
}

static void
add_sites (JsonBuilder *builder, const char *name, const char *const *sites)
{
  g_autofree char *joined = NULL;

  if (sites == NULL || sites[0] == NULL)
    return;
  joined = g_strjoinv ("|", (char **) sites);
  sonde_search_json_add_string (builder, name, joined);
}

static SoupMessage *
create (const SondeSearchTarget *target, const SondeSearchOptions *options, const char *query, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  sonde_search_json_add_string (builder, "query", query);
  sonde_search_json_add_int (builder, "count", options->count);
  sonde_search_json_add_string (builder, "freshness", get_freshness (options->freshness));
  json_builder_set_member_name (builder, "summary");
  json_builder_add_boolean_value (builder, TRUE);
  add_sites (builder, "include", options->allowed);
  add_sites (builder, "exclude", options->blocked);
  return sonde_search_message_new_json (target->url, builder, error);
}

/* It tells failures in the body as well, with status 200: the code counts, a number or its text. */
static gint64
get_code (JsonObject *root)
{
  const char *text = sonde_json_get_string (root, "code");

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : sonde_json_get_int (root, "code", 200);
}

static SondeErrorCode
judge (guint status)
{
  switch (status)
    {
    case 401:
      return SONDE_ERROR_BAD_KEY;
    case 403: /* "You do not have enough money" */
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
    .title = { "name" },
    .url = { "url" },
    .text = { "summary", "snippet" },
    .date = { "datePublished", "dateLastCrawled" },
  };
  g_autoptr (JsonObject) root = sonde_search_results_parse_object (body);
  JsonObject *data = root != NULL ? sonde_json_get_object (root, "data") : NULL;
  JsonObject *pages = data != NULL ? sonde_json_get_object (data, "webPages") : NULL;
  JsonArray *values = pages != NULL ? sonde_json_get_array (pages, "value") : NULL;
  gint64 code = root != NULL ? get_code (root) : 0;

  if (code == 200 && values != NULL)
    return sonde_search_results_collect (values, &names, count);
  if (code == 200 && data != NULL)
    return g_ptr_array_new_with_free_func (g_object_unref);
  if (root != NULL && code != 200)
    {
      g_autofree char *words = sonde_search_results_dup_words (body);

      g_propagate_error (error, sonde_error_new_reply (judge (code), 200, -1, words));
    }
  else
    g_propagate_error (error, sonde_search_results_new_error (body));
  return NULL;
}

const SondeSearchService SONDE_SEARCH_SERVICE_BOCHA = {
  .id = "bocha",
  .name = "Bocha 博查",
  .url = "https://api.bochaai.com/v1/web-search",
  .key_url = "https://open.bochaai.com/api-keys",
  .needs_key = TRUE,
  .create = create,
  .parse = parse,
  .judge = judge,
};
