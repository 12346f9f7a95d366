/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-json.h"
#include "sonde-search-results.h"
#include "sonde-search-service.h"

#include <string.h>

/* www.mediawiki.org, API:Search and Extension:TextExtracts: 20 introductions at most. */
#define MAX_COUNT      20u
#define LANGUAGE_PLACE "{language}"

/* The language that was set, else the one that the query is written in, as far as its script tells. */
static char *
dup_language (const SondeSearchOptions *options, const char *query)
{
  char *language = sonde_search_dup_language (options);
  gboolean han = FALSE;

  if (language != NULL && strspn (language, "abcdefghijklmnopqrstuvwxyz") == strlen (language))
    return language;
  g_free (language);
  for (const char *p = query; *p != '\0'; p = g_utf8_next_char (p))
    switch (g_unichar_get_script (g_utf8_get_char (p)))
      {
      case G_UNICODE_SCRIPT_HIRAGANA:
      case G_UNICODE_SCRIPT_KATAKANA:
        return g_strdup ("ja");
      case G_UNICODE_SCRIPT_HANGUL:
        return g_strdup ("ko");
      case G_UNICODE_SCRIPT_CYRILLIC:
        return g_strdup ("ru");
      case G_UNICODE_SCRIPT_ARABIC:
        return g_strdup ("ar");
      case G_UNICODE_SCRIPT_HAN:
        han = TRUE;
        break;
      default:
        break;
      }
  return g_strdup (han ? "zh" : "en");
}

static SoupMessage *
create (const SondeSearchTarget *target, const SondeSearchOptions *options, const char *query, GError **error)
{
  g_autofree char *language = dup_language (options, query);
  g_autofree char *count = g_strdup_printf ("%u", MIN (options->count, MAX_COUNT));
  g_autoptr (GString) url = g_string_new (target->url);

  g_string_replace (url, LANGUAGE_PLACE, language, 1);
  return sonde_search_message_new_get (url->str,
                                       error,
                                       "action",
                                       "query",
                                       "format",
                                       "json",
                                       "formatversion",
                                       "2",
                                       "generator",
                                       "search",
                                       "gsrsearch",
                                       query,
                                       "gsrlimit",
                                       count,
                                       "prop",
                                       "extracts|info",
                                       "exintro",
                                       "1",
                                       "explaintext",
                                       "1",
                                       "exlimit",
                                       "max",
                                       "inprop",
                                       "url",
                                       NULL);
}

static int
compare_index (gconstpointer a, gconstpointer b)
{
  JsonObject *left = json_node_get_object (*(JsonNode *const *) a);
  JsonObject *right = json_node_get_object (*(JsonNode *const *) b);

  return (int) (sonde_json_get_int (left, "index", 0) - sonde_json_get_int (right, "index", 0));
}

/* The pages come in the order of their ids; "index" says how well each fits. */
static JsonArray *
dup_sorted (JsonArray *pages)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  JsonArray *sorted = json_array_new ();

  for (guint i = 0; i < json_array_get_length (pages); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (pages, i)))
      g_ptr_array_add (nodes, json_array_get_element (pages, i));
  g_ptr_array_sort (nodes, compare_index);
  for (guint i = 0; i < nodes->len; i++)
    json_array_add_element (sorted, json_node_copy (nodes->pdata[i]));
  return sorted;
}

static GPtrArray *
parse (GBytes *body, guint count, GError **error)
{
  static const SondeResultNames names = {
    .title = { "title" },
    .url = { "fullurl", "canonicalurl" },
    .text = { "extract" },
    .date = { "touched" },
  };
  g_autoptr (JsonObject) root = sonde_search_results_parse_object (body);
  JsonObject *query = root != NULL ? sonde_json_get_object (root, "query") : NULL;
  JsonArray *pages = query != NULL ? sonde_json_get_array (query, "pages") : NULL;
  g_autoptr (JsonArray) sorted = pages != NULL ? dup_sorted (pages) : NULL;

  if (sorted != NULL)
    return sonde_search_results_collect (sorted, &names, count);
  /* Without a result there is no "query". */
  if (root != NULL && !json_object_has_member (root, "error"))
    return g_ptr_array_new_with_free_func (g_object_unref);
  g_propagate_error (error, sonde_search_results_new_error (body));
  return NULL;
}

const SondeSearchService SONDE_SEARCH_SERVICE_WIKIPEDIA = {
  .id = "wikipedia",
  .name = "Wikipedia",
  .url = "https://" LANGUAGE_PLACE ".wikipedia.org/w/api.php",
  .create = create,
  .parse = parse,
};
