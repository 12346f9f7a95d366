/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-web-search.h"

#include "sonde-error.h"
#include "sonde-search-results.h"
#include "sonde-text.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* The limits of DeepSeek's Search API (api-docs.deepseek.com, web tools). */
#define MAX_QUERY 128
#define MAX_COUNT 50

typedef struct
{
  SondeSearchKind kind;
  guint count;
  char *key;
  SoupMessage *message;
} Search;

static void
search_free (Search *self)
{
  g_free (self->key);
  g_clear_object (&self->message);
  g_free (self);
}

static char *
dup_deepseek_body (const char *query, guint count)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "query");
  json_builder_add_string_value (builder, query);
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, count);
  json_builder_set_member_name (builder, "need_content");
  json_builder_add_boolean_value (builder, FALSE);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static SoupMessage *
new_deepseek_message (const SondeSearchService *service, const char *query, guint count, GError **error)
{
  SoupMessage *message = sonde_http_message_new (SOUP_METHOD_POST, service->url, error);
  g_autofree char *json = NULL;
  g_autoptr (GBytes) body = NULL;

  if (message == NULL)
    return NULL;
  json = dup_deepseek_body (query, count);
  body = g_bytes_new (json, strlen (json));
  sonde_http_message_set_body (message, "application/json", body);
  return message;
}

/* The address may be the instance's or that of its search page. */
static SoupMessage *
new_searxng_message (const SondeSearchService *service, const char *query, GError **error)
{
  g_autofree char *base = g_strdup (service->url);
  g_autofree char *escaped = g_uri_escape_string (query, NULL, FALSE);
  g_autofree char *url = NULL;

  while (g_str_has_suffix (base, "/"))
    base[strlen (base) - 1] = '\0';
  if (g_str_has_suffix (base, "/search"))
    base[strlen (base) - strlen ("/search")] = '\0';
  url = g_strdup_printf ("%s/search?q=%s&format=json", base, escaped);
  return sonde_http_message_new (SOUP_METHOD_GET, url, error);
}

static SondeErrorCode
get_error_code (SondeSearchKind kind, guint status)
{
  if (kind == SONDE_SEARCH_SEARXNG)
    return status == 403 ? SONDE_ERROR_SEARCH_NO_JSON : SONDE_ERROR_SEARCH_FAILED;
  switch (status)
    {
    case 401:
      return SONDE_ERROR_BAD_KEY;
    case 402:
      return SONDE_ERROR_NO_BALANCE;
    case 429:
      return SONDE_ERROR_RATE_LIMITED;
    default:
      return SONDE_ERROR_SEARCH_FAILED;
    }
}

static gboolean
check_status (Search *search, GBytes *body, GError **error)
{
  guint status = soup_message_get_status (search->message);
  g_autofree char *words = NULL;
  g_autofree char *redacted = NULL;

  if (status >= 200 && status < 300)
    return TRUE;
  words = sonde_search_results_dup_words (body);
  redacted = sonde_text_redact (words, search->key);
  g_propagate_error (error,
                     sonde_error_new_reply (get_error_code (search->kind, status), status, -1, redacted));
  return FALSE;
}

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) body = sonde_http_fetch_finish (SONDE_HTTP (object), result, &error);
  GPtrArray *sources = NULL;

  if (body != NULL && check_status (search, body, &error))
    sources = sonde_search_results_parse (body, search->count, &error);
  if (sources != NULL)
    g_task_return_pointer (task, sources, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_web_search_async:
 * @http: whose session to use; the source object of the result
 * @service: where and how to search; copied
 * @query: what to search for; sonde_web_search_dup_query() makes one of a question
 * @cancellable: (nullable): to stop
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * One search. Errors are those of the connection, SONDE_ERROR_BAD_KEY, _NO_BALANCE and _RATE_LIMITED as for a
 * chat, SONDE_ERROR_SEARCH_NO_JSON, and SONDE_ERROR_SEARCH_FAILED with the server's words for anything else.
 */
void
sonde_web_search_async (SondeHttp *http,
                        const SondeSearchService *service,
                        const char *query,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Search *search;
  GError *error = NULL;

  g_return_if_fail (SONDE_IS_HTTP (http));
  g_return_if_fail (service != NULL && service->url != NULL && query != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_web_search_async);
  search = g_new0 (Search, 1);
  search->kind = service->kind;
  search->count = CLAMP (service->count, 1, MAX_COUNT);
  search->key = g_strdup (service->key);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  search->message = service->kind == SONDE_SEARCH_DEEPSEEK
                      ? new_deepseek_message (service, query, search->count, &error)
                      : new_searxng_message (service, query, &error);
  if (search->message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (service->key != NULL)
    sonde_http_message_set_key (search->message, service->key);
  sonde_http_fetch_async (
    http, search->message, &SONDE_HTTP_LIMITS_SHORT, cancellable, fetched_cb, g_steal_pointer (&task));
}

GPtrArray *
sonde_web_search_finish (SondeHttp *http, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Whether a sentence ends before @p: after a Latin mark only at a space, for addresses and numbers have full
 * stops. */
static gboolean
ends_sentence (const char *p)
{
  gunichar mark = g_utf8_get_char (g_utf8_prev_char (p));

  if (mark == '.' || mark == '!' || mark == '?')
    return *p == ' ';
  return mark == 0x3002 || mark == 0xff01 || mark == 0xff1f; /* the same in Chinese */
}

/* Where to cut a question that is too long: after the last sentence of the second half, else after its last
 * word, else at the limit. */
static const char *
find_query_end (const char *text)
{
  const char *limit = g_utf8_offset_to_pointer (text, MAX_QUERY);
  const char *half = g_utf8_offset_to_pointer (text, MAX_QUERY / 2);
  const char *word = NULL;

  for (const char *p = limit; p > half; p = g_utf8_prev_char (p))
    {
      if (ends_sentence (p))
        return p;
      if (word == NULL && *p == ' ')
        word = p;
    }
  return word != NULL ? word : limit;
}

/* The beginning of @question as one line; it is enough to know that it is too long. */
static char *
dup_line (const char *question)
{
  g_autofree char *valid = sonde_text_dup_valid (question, -1);
  GString *line = g_string_new (NULL);
  gboolean space = FALSE;
  guint n = 0;

  for (const char *p = valid; *p != '\0' && n <= MAX_QUERY; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        space = line->len > 0;
      else
        {
          if (space)
            g_string_append_c (line, ' ');
          g_string_append_unichar (line, c);
          n += space ? 2 : 1;
          space = FALSE;
        }
    }
  return g_string_free (line, FALSE);
}

char *
sonde_web_search_dup_query (const char *question)
{
  g_autofree char *line = NULL;

  g_return_val_if_fail (question != NULL, NULL);

  line = dup_line (question);
  if (g_utf8_strlen (line, -1) <= MAX_QUERY)
    return g_steal_pointer (&line);
  return g_strchomp (g_strndup (line, find_query_end (line) - line));
}
