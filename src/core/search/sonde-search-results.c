/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-search-results.h"

#include "sonde-error.h"
#include "sonde-json.h"
#include "sonde-search-clean.h"
#include "sonde-text.h"

#include <string.h>

#define MAX_TITLE 200
#define MAX_TEXT  1500
#define MAX_DATE  40
#define MAX_WORDS 300

/* DeepSeek's summary is meant for models; SearXNG and Tavily have only a content. */
const SondeResultNames SONDE_RESULT_NAMES_COMMON = {
  .title = { "title" },
  .url = { "url" },
  .text = { "summary", "snippet", "content" },
  .date = { "date", "publishedDate", "published_date" },
};

static char *
dup_text (GBytes *body)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);

  return sonde_text_dup_valid (length > 0 ? bytes : "", length);
}

JsonObject *
sonde_search_results_parse_object (GBytes *body)
{
  g_auto (SondeJsonReader) reader = { 0 };
  g_autofree char *json = dup_text (body);
  JsonNode *root;

  sonde_json_reader_init (&reader);
  root = sonde_json_reader_parse (&reader, json, strlen (json), NULL);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

/* The first of @names that is a string with something in it, else "". */
static const char *
get_string (JsonObject *object, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *text = sonde_json_get_string (object, names[i]);

      if (text != NULL && *text != '\0')
        return text;
    }
  return "";
}

static void
add_result (GPtrArray *sources, GHashTable *seen, JsonObject *result, const SondeResultNames *names)
{
  const char *url = get_string (result, names->url);
  g_autofree char *title = NULL;
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;

  if (!sonde_search_is_web_address (url) || !g_hash_table_add (seen, g_strdup (url)))
    return;
  title = sonde_search_dup_clean (get_string (result, names->title), MAX_TITLE);
  date = sonde_search_dup_clean (get_string (result, names->date), MAX_DATE);
  text = sonde_search_dup_clean (get_string (result, names->text), MAX_TEXT);
  g_ptr_array_add (sources, sonde_source_new (sources->len + 1, title, url, date, text));
}

GPtrArray *
sonde_search_results_collect (JsonArray *results, const SondeResultNames *names, guint count)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (results) && sources->len < count; i++)
    {
      JsonObject *result = sonde_json_get_element (results, i);

      if (result != NULL)
        add_result (sources, seen, result, names);
    }
  return sources;
}

#define MAX_FOUND 50
#define MAX_DEPTH 8

static void
find_in_node (GPtrArray *sources, GHashTable *seen, JsonNode *node, guint depth)
{
  GList *children = NULL;

  if (depth > MAX_DEPTH || sources->len >= MAX_FOUND)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);

      if (json_object_has_member (object, "url") && json_object_has_member (object, "title"))
        add_result (sources, seen, object, &SONDE_RESULT_NAMES_COMMON);
      children = json_object_get_values (object);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    children = json_array_get_elements (json_node_get_array (node));
  for (GList *l = children; l != NULL; l = l->next)
    find_in_node (sources, seen, l->data, depth + 1);
  g_list_free (children);
}

GPtrArray *
sonde_search_results_find (JsonObject *extras, JsonArray *blocks)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode) object = json_node_init_object (json_node_alloc (), extras);
  g_autoptr (JsonNode) array = json_node_init_array (json_node_alloc (), blocks);
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_object_unref);

  find_in_node (sources, seen, object, 0);
  find_in_node (sources, seen, array, 0);
  return sources;
}

GError *
sonde_search_results_new_error (GBytes *body)
{
  g_autofree char *words = sonde_search_results_dup_words (body);

  return sonde_error_new_reply (SONDE_ERROR_SEARCH_FAILED, 200, -1, words);
}

GPtrArray *
sonde_search_results_parse (GBytes *body, guint count, GError **error)
{
  g_autoptr (JsonObject) root = sonde_search_results_parse_object (body);
  JsonArray *results = root != NULL ? sonde_json_get_array (root, "results") : NULL;

  if (results != NULL)
    return sonde_search_results_collect (results, &SONDE_RESULT_NAMES_COMMON, count);
  g_propagate_error (error, sonde_search_results_new_error (body));
  return NULL;
}

/* {"error":{"message":…}}, {"error":…}, {"detail":{"error":…}} or {"message":…} (api-docs.deepseek.com, error
 * codes; docs.tavily.com), else the body as text. */
char *
sonde_search_results_dup_words (GBytes *body)
{
  static const char *const names[] = { "message", "error", "detail", "msg", "info", NULL };
  static const char *const inner[] = { "error", "detail", NULL };
  g_autoptr (JsonObject) root = sonde_search_results_parse_object (body);
  g_autofree char *text = NULL;

  for (guint i = 0; root != NULL && inner[i] != NULL; i++)
    {
      JsonObject *object = sonde_json_get_object (root, inner[i]);

      if (object != NULL)
        return sonde_search_dup_clean (get_string (object, names), MAX_WORDS);
    }
  if (root != NULL)
    return sonde_search_dup_clean (get_string (root, names), MAX_WORDS);
  text = dup_text (body);
  return sonde_search_dup_clean (text, MAX_WORDS);
}
