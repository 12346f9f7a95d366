/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-search.h"

#include <string.h>

#include "sonde-engine-private.h"
#include "sonde-error.h"

/* One search on its way from service to service, the data of a GTask. */
typedef struct
{
  SondeProvider *provider;
  char *chat_key;
  char *query;       /* NULL: only look for services */
  GPtrArray *places; /* of SondeSearchPlace: those that were looked for */
  gboolean all;      /* look for all of them */
  SondeSearchReportFunc report;
  gpointer report_data;
  GArray *order;
  guint position;

  char *url; /* of the service at @position */
  char *key;
  GError *error; /* the first one */
  gboolean asked;
  gboolean only; /* these services and no other */
} Run;

static void
erase (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

static void
place_free (gpointer data)
{
  SondeSearchPlace *place = data;

  g_free (place->url);
  g_free (place);
}

static void
run_free (Run *run)
{
  g_clear_object (&run->provider);
  erase (&run->chat_key);
  erase (&run->key);
  g_free (run->query);
  g_free (run->url);
  g_array_unref (run->order);
  g_ptr_array_unref (run->places);
  g_clear_error (&run->error);
  g_free (run);
}

static void try_next (GTask *task);

static SondeSearchKind
get_kind (Run *run)
{
  return g_array_index (run->order, SondeSearchKind, run->position);
}

static void
skip (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  g_clear_pointer (&run->url, g_free);
  erase (&run->key);
  run->position++;
  try_next (task);
}

static void
return_places (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  g_task_return_pointer (task, g_ptr_array_ref (run->places), (GDestroyNotify) g_ptr_array_unref);
}

/* The end without a result. Takes @task. */
static void
give_up (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->error != NULL)
    g_task_return_error (task, g_steal_pointer (&run->error));
  else if (run->places->len > 0)
    return_places (task);
  else if (!run->asked)
    g_task_return_error (
      task, sonde_error_new (SONDE_ERROR_SEARCH_NO_SERVICE, "no service has its key or address"));
  else
    g_task_return_pointer (
      task, g_ptr_array_new_with_free_func (g_object_unref), (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

static void
report_failure (Run *run, const GError *error)
{
  if (run->report != NULL)
    run->report (get_kind (run), error, run->report_data);
  if (error != NULL && run->error == NULL)
    run->error = g_error_copy (error);
}

static void
searched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = sonde_web_search_finish (SONDE_HTTP (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
    }
  else if (sources != NULL && sources->len > 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&sources), (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
    }
  else
    {
      report_failure (run, error);
      skip (task);
    }
}

static void
note_place (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  SondeSearchPlace *place = g_new0 (SondeSearchPlace, 1);

  place->kind = get_kind (run);
  place->url = g_strdup (run->url);
  g_ptr_array_add (run->places, place);
  if (run->all)
    {
      skip (task);
      return;
    }
  return_places (task);
  g_object_unref (task);
}

/* The service at the position has what it needs. */
static void
use_service (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  g_autoptr (SondeSearchSettings) settings = sonde_engine_dup_search_settings (self);
  SondeSearchTarget target = { get_kind (run), run->url, run->key };

  run->asked = TRUE;
  if (run->query == NULL)
    {
      note_place (task);
      return;
    }
  sonde_web_search_async (sonde_engine_get_http (self),
                          &target,
                          &settings->options,
                          run->query,
                          g_task_get_cancellable (task),
                          searched_cb,
                          task);
}

/* A key that cannot be had (the keyring is locked) is as good as none here: the next one is asked. */
static void
take_key (GTask *task, char *key)
{
  Run *run = g_task_get_task_data (task);

  run->key = key;
  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else if (key != NULL)
    use_service (task);
  else
    skip (task);
}

static void
provider_key_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  take_key (user_data, sonde_engine_get_key_finish (SONDE_ENGINE (object), result, NULL));
}

static void
service_key_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  take_key (user_data, sonde_keyring_lookup_finish (SONDE_KEYRING (object), result, NULL));
}

/* DeepSeek's own service with the key of the chat, else with the stored key of DeepSeek. */
static void
try_deepseek (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  SondeProvider *deepseek = sonde_catalogue_lookup (sonde_engine_get_catalogue (self), "deepseek");

  if (run->provider != NULL && sonde_provider_get_has_search (run->provider))
    {
      run->url = sonde_provider_dup_search_url (run->provider);
      run->key = g_strdup (run->chat_key);
      use_service (task);
      return;
    }
  run->url = deepseek != NULL ? sonde_provider_dup_search_url (deepseek) : NULL;
  if (run->url == NULL)
    skip (task);
  else
    sonde_engine_get_stored_key_async (self, deepseek, g_task_get_cancellable (task), provider_key_cb, task);
}

static void
try_service (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  SondeSearchKind kind = get_kind (run);

  run->url = sonde_engine_dup_search_url (self, kind);
  if (run->url == NULL)
    skip (task);
  else if (!sonde_search_kind_needs_key (kind))
    use_service (task);
  else
    {
      g_autofree char *key_id = sonde_search_kind_dup_key_id (kind, run->url);

      sonde_keyring_lookup_async (
        sonde_engine_get_keyring (self), key_id, g_task_get_cancellable (task), service_key_cb, task);
    }
}

/* Nobody is set up: then there is one service that needs nothing. */
static gboolean
add_wikipedia (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  SondeSearchKind kind = SONDE_SEARCH_WIKIPEDIA;

  if (run->asked || run->only || !sonde_engine_falls_to_wikipedia (g_task_get_source_object (task)))
    return FALSE;
  run->asked = TRUE;
  g_array_append_val (run->order, kind);
  return TRUE;
}

static void
try_next (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->position >= run->order->len && !add_wikipedia (task))
    give_up (task);
  else if (get_kind (run) == SONDE_SEARCH_DEEPSEEK)
    try_deepseek (task);
  else
    try_service (task);
}

static gboolean
is_demo (SondeProvider *provider)
{
  return provider != NULL && g_strcmp0 (sonde_provider_get_id (provider), SONDE_PROVIDER_DEMO) == 0;
}

/* The demonstration has a search of its own and sends nothing anywhere else. */
static GArray *
dup_order (SondeEngine *self, SondeProvider *provider)
{
  SondeSearchKind kind = SONDE_SEARCH_DEEPSEEK;
  GArray *order;

  if (!is_demo (provider))
    return sonde_engine_dup_search_order (self);
  order = g_array_new (FALSE, FALSE, sizeof kind);
  return g_array_append_val (order, kind);
}

static GTask *
run_task_new (SondeEngine *self,
              SondeProvider *provider,
              const char *chat_key,
              GArray *order,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->provider = provider != NULL ? g_object_ref (provider) : NULL;
  run->chat_key = g_strdup (chat_key);
  run->order = order;
  run->only = is_demo (provider);
  run->places = g_ptr_array_new_with_free_func (place_free);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  return task;
}

static void
look_for (SondeEngine *self,
          gboolean all,
          SondeProvider *provider,
          const char *chat_key,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task
    = run_task_new (self, provider, chat_key, dup_order (self, provider), cancellable, callback, user_data);
  Run *run = g_task_get_task_data (task);

  g_task_set_source_tag (task, look_for);
  run->all = all;
  try_next (task);
}

void
sonde_engine_find_search_async (SondeEngine *self,
                                SondeProvider *provider,
                                const char *chat_key,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  look_for (self, FALSE, provider, chat_key, cancellable, callback, user_data);
}

gboolean
sonde_engine_find_search_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) places = sonde_engine_list_searches_finish (self, result, error);

  return places != NULL;
}

void
sonde_engine_list_searches_async (SondeEngine *self,
                                  SondeProvider *provider,
                                  const char *chat_key,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  look_for (self, TRUE, provider, chat_key, cancellable, callback, user_data);
}

GPtrArray *
sonde_engine_list_searches_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
search_with (SondeEngine *self,
             GArray *order,
             gboolean only,
             SondeProvider *provider,
             const char *chat_key,
             const char *query,
             SondeSearchReportFunc report,
             gpointer report_data,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  GTask *task = run_task_new (self, provider, chat_key, order, cancellable, callback, user_data);
  Run *run = g_task_get_task_data (task);

  g_task_set_source_tag (task, sonde_engine_web_search_async);
  run->only |= only;
  run->query = sonde_web_search_dup_query (query);
  run->report = report;
  run->report_data = report_data;
  try_next (task);
}

void
sonde_engine_web_search_async (SondeEngine *self,
                               SondeProvider *provider,
                               const char *chat_key,
                               const char *query,
                               SondeSearchReportFunc report,
                               gpointer report_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (query != NULL);

  search_with (self,
               dup_order (self, provider),
               FALSE,
               provider,
               chat_key,
               query,
               report,
               report_data,
               cancellable,
               callback,
               user_data);
}

void
sonde_engine_web_search_at_async (SondeEngine *self,
                                  SondeSearchKind kind,
                                  SondeProvider *provider,
                                  const char *chat_key,
                                  const char *query,
                                  SondeSearchReportFunc report,
                                  gpointer report_data,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (query != NULL);

  GArray *order = g_array_new (FALSE, FALSE, sizeof kind);

  search_with (self,
               g_array_append_val (order, kind),
               TRUE,
               provider,
               chat_key,
               query,
               report,
               report_data,
               cancellable,
               callback,
               user_data);
}

GPtrArray *
sonde_engine_web_search_finish (SondeEngine *self,
                                GAsyncResult *result,
                                SondeSearchKind *kind,
                                GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  Run *run = g_task_get_task_data (G_TASK (result));
  GPtrArray *sources = g_task_propagate_pointer (G_TASK (result), error);

  if (kind != NULL && run->position < run->order->len)
    *kind = get_kind (run);
  return sources;
}

SondePageReader *
sonde_engine_get_page_reader (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  if (self->reader == NULL)
    {
      g_autofree char *proxy = sonde_config_dup_string (self->config, "Network", "proxy");
      g_autofree char *dir = g_build_filename (self->data_dir, "cache", "pages", NULL);

      self->reader = sonde_page_reader_new (proxy, self->saved ? dir : NULL);
    }
  return self->reader;
}

static char *
dup_tool_name (SondeProvider *provider, const char *model)
{
  return g_strconcat (
    sonde_provider_get_id (provider), "\n", sonde_provider_get_base_url (provider), "\n", model, NULL);
}

gboolean
sonde_engine_lacks_tools (SondeEngine *self, SondeProvider *provider, const char *model)
{
  g_autofree char *name = dup_tool_name (provider, model);

  return g_hash_table_contains (self->toolless, name);
}

void
sonde_engine_set_lacks_tools (SondeEngine *self, SondeProvider *provider, const char *model)
{
  g_hash_table_add (self->toolless, dup_tool_name (provider, model));
}

gboolean
sonde_engine_searches_on_server (SondeEngine *self, SondeProvider *provider, const char *model)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), FALSE);

  g_autofree char *method = sonde_config_dup_string (self->config, "Search", "method");

  return g_strcmp0 (method, "server") == 0 && sonde_provider_has_server_tools (provider, model);
}
