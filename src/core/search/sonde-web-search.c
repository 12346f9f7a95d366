/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-web-search.h"

#include "sonde-error.h"
#include "sonde-search-results.h"
#include "sonde-search-service.h"
#include "sonde-text.h"

#include <string.h>

/* The limits of DeepSeek's Search API (api-docs.deepseek.com, web tools). */
#define MAX_QUERY 128
#define MAX_COUNT 50

/* Fewer results than were asked for are left when some are of sites that are not wanted. */
#define SPARE_COUNT 10

/* A service that is slower than this is given up for the next one. */
static const SondeHttpLimits limits = { 12 * 1000, 12 * 1000, 8 * 1024 * 1024 };

typedef struct
{
  const SondeSearchService *service;
  guint count;
  char **allowed;
  char **blocked;
  char *key;
  SoupMessage *message;
} Search;

static void
search_free (Search *self)
{
  g_strfreev (self->allowed);
  g_strfreev (self->blocked);
  if (self->key != NULL)
    explicit_bzero (self->key, strlen (self->key));
  g_free (self->key);
  g_clear_object (&self->message);
  g_free (self);
}

static SondeErrorCode
judge (const SondeSearchService *service, guint status)
{
  if (service->judge != NULL)
    return service->judge (status);
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
  g_propagate_error (error, sonde_error_new_reply (judge (search->service, status), status, -1, redacted));
  return FALSE;
}

/* Whether @domain is one of @sites or below it. */
static gboolean
is_of (const char *domain, char **sites)
{
  for (guint i = 0; sites != NULL && sites[i] != NULL; i++)
    {
      const char *site = g_str_has_prefix (sites[i], "www.") ? sites[i] + strlen ("www.") : sites[i];
      gsize n = strlen (domain), m = strlen (site);

      if (m > 0 && n >= m && g_ascii_strcasecmp (domain + n - m, site) == 0
          && (n == m || domain[n - m - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_wanted (Search *search, SondeSource *source)
{
  const char *domain = sonde_source_get_domain (source);

  return !is_of (domain, search->blocked)
         && (search->allowed == NULL || search->allowed[0] == NULL || is_of (domain, search->allowed));
}

/* The services are asked to keep to the sites, but not all can. The rest is numbered anew. */
static GPtrArray *
sift (Search *search, GPtrArray *found)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < found->len && wanted->len < search->count; i++)
    {
      SondeSource *source = g_ptr_array_index (found, i);

      if (is_wanted (search, source))
        g_ptr_array_add (wanted, sonde_source_renumber (source, wanted->len + 1));
    }
  return wanted;
}

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) body = sonde_http_fetch_finish (SONDE_HTTP (object), result, &error);
  g_autoptr (GPtrArray) found = NULL;

  if (body != NULL && check_status (search, body, &error))
    found = search->service->parse (body, MAX_COUNT, &error);
  if (found != NULL)
    g_task_return_pointer (task, sift (search, found), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
has_sites (const SondeSearchOptions *options)
{
  return (options->allowed != NULL && options->allowed[0] != NULL)
         || (options->blocked != NULL && options->blocked[0] != NULL);
}

static Search *
search_new (const SondeSearchTarget *target,
            const SondeSearchOptions *options,
            const char *query,
            GError **error)
{
  Search *search = g_new0 (Search, 1);
  SondeSearchOptions asked = *options;

  search->service = sonde_search_service_get (target->kind);
  search->count = CLAMP (options->count, 1, MAX_COUNT);
  search->allowed = g_strdupv ((char **) options->allowed);
  search->blocked = g_strdupv ((char **) options->blocked);
  search->key = g_strdup (target->key);
  asked.count = MIN (search->count + (has_sites (options) ? SPARE_COUNT : 0), MAX_COUNT);
  search->message = search->service->create (target, &asked, query, error);
  if (search->message != NULL && target->key != NULL && search->service->set_key != NULL)
    search->service->set_key (search->message, target->key);
  else if (search->message != NULL && target->key != NULL)
    sonde_http_message_set_key (search->message, target->key);
  return search;
}

/**
 * sonde_web_search_async:
 * @http: whose session to use; the source object of the result
 * @target: where to search; copied
 * @options: what is wanted; copied
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
                        const SondeSearchTarget *target,
                        const SondeSearchOptions *options,
                        const char *query,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Search *search;
  GError *error = NULL;

  g_return_if_fail (SONDE_IS_HTTP (http));
  g_return_if_fail (target != NULL && target->url != NULL && options != NULL && query != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_web_search_async);
  search = search_new (target, options, query, &error);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  if (search->message == NULL)
    g_task_return_error (task, error);
  else
    sonde_http_fetch_async (http, search->message, &limits, cancellable, fetched_cb, g_steal_pointer (&task));
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
