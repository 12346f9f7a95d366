/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-page-fetch.h"

#include "sonde-json.h"
#include "sonde-search-clean.h"
#include "sonde-search-results.h"
#include "sonde-search-service.h"
#include "sonde-text.h"
#include "sonde-web-text.h"

#include <string.h>

#define MAX_TITLE 200

static const SondeHttpLimits limits = { 20 * 1000, 20 * 1000, 8 * 1024 * 1024 };

typedef struct
{
  char *page_url;
  char *key;
  SoupMessage *message;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  if (self->key != NULL)
    explicit_bzero (self->key, strlen (self->key));
  g_free (self->key);
  g_free (self->page_url);
  g_clear_object (&self->message);
  g_free (self);
}

static const char *
get_text (JsonObject *object)
{
  static const char *const names[] = { "content", "markdown", "text" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *text = sonde_json_get_string (object, names[i]);

      if (text != NULL && *text != '\0')
        return text;
    }
  return NULL;
}

/* The published page does not show the frame of the reply: it may be the object itself, or lie in one of
 * these. */
static JsonObject *
find_page (JsonObject *root)
{
  static const char *const frames[] = { "data", "result", "page" };
  JsonArray *results = sonde_json_get_array (root, "results");
  JsonObject *inner
    = results != NULL && json_array_get_length (results) > 0 ? sonde_json_get_element (results, 0) : NULL;

  if (get_text (root) != NULL)
    return root;
  for (guint i = 0; i < G_N_ELEMENTS (frames) && inner == NULL; i++)
    inner = sonde_json_get_object (root, frames[i]);
  return inner != NULL && get_text (inner) != NULL ? inner : NULL;
}

static SondePage *
parse (Fetch *fetch, GBytes *body, GError **error)
{
  g_autoptr (JsonObject) root = sonde_search_results_parse_object (body);
  JsonObject *object = root != NULL ? find_page (root) : NULL;
  const char *title = object != NULL ? sonde_json_get_string (object, "title") : NULL;
  g_autoptr (SondeWebText) text = NULL;
  g_autofree char *clean = NULL;

  if (object != NULL)
    text = sonde_web_text_new_plain (get_text (object), SONDE_PAGE_MAX_CHARS);
  if (text == NULL || *text->text == '\0')
    {
      g_propagate_error (error, sonde_error_new (SONDE_ERROR_PAGE_NO_TEXT, "the server gave no text"));
      return NULL;
    }
  clean = sonde_search_dup_clean (title != NULL ? title : "", MAX_TITLE);
  return sonde_page_new (fetch->page_url, clean, "", text->text);
}

static gboolean
check_status (Fetch *fetch, GBytes *body, GError **error)
{
  guint status = soup_message_get_status (fetch->message);
  g_autofree char *words = NULL;
  g_autofree char *redacted = NULL;

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return TRUE;
  words = sonde_search_results_dup_words (body);
  redacted = sonde_text_redact (words, fetch->key);
  g_propagate_error (error, sonde_error_new_reply (SONDE_ERROR_PAGE_FAILED, status, -1, redacted));
  return FALSE;
}

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) body = sonde_http_fetch_finish (SONDE_HTTP (object), result, &error);
  SondePage *page = NULL;

  if (body != NULL && check_status (fetch, body, &error))
    page = parse (fetch, body, &error);
  if (page != NULL)
    g_task_return_pointer (task, page, (GDestroyNotify) sonde_page_free);
  else
    g_task_return_error (task, error);
}

void
sonde_page_fetch_async (SondeHttp *http,
                        const char *url,
                        const char *key,
                        const char *page_url,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  Fetch *fetch;
  GError *error = NULL;

  g_return_if_fail (SONDE_IS_HTTP (http) && url != NULL && page_url != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_page_fetch_async);
  fetch = g_new0 (Fetch, 1);
  fetch->page_url = g_strdup (page_url);
  fetch->key = g_strdup (key);
  g_task_set_task_data (task, fetch, fetch_free);
  json_builder_begin_object (builder);
  sonde_search_json_add_string (builder, "url", page_url);
  fetch->message = sonde_search_message_new_json (url, builder, &error);
  if (fetch->message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sonde_http_message_set_key (fetch->message, key);
  sonde_http_fetch_async (http, fetch->message, &limits, cancellable, fetched_cb, g_steal_pointer (&task));
}

SondePage *
sonde_page_fetch_finish (SondeHttp *http, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
