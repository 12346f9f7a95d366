/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-turn-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"
#include "sonde-search-prompt.h"
#include "sonde-source.h"
#include "sonde-web-search.h"

static void
search_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = sonde_web_search_finish (SONDE_HTTP (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->abandoned)
    {
      sonde_turn_fail (self, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    {
      SondeErrorExplanation explanation;

      sonde_error_explain (error, &explanation);
      /* Translators: %s is a sentence such as "The server is overloaded". */
      g_autofree char *sentence
        = g_strdup_printf (_ ("Web search: %s. The answer goes on without it"), explanation.sentence);
      sonde_turn_say (self, sentence);
    }
  else if (sources->len == 0)
    sonde_turn_say (self, _ ("The web search found nothing. The answer goes on without it"));
  else
    sonde_message_set_sources (self->answer, sources);
  sonde_turn_send_request (self);
}

static void
run_search (SondeTurn *self, const SondeSearchService *service)
{
  g_autofree char *query = sonde_web_search_dup_query (sonde_message_get_content (self->question));

  sonde_message_set_search_query (self->answer, query);
  sonde_message_set_phase (self->answer, SONDE_PHASE_SEARCHING, query);
  sonde_web_search_async (sonde_engine_get_http (self->engine),
                          service,
                          query,
                          self->cancellable,
                          search_done_cb,
                          g_object_ref (self));
}

static void
search_without_service (SondeTurn *self)
{
  sonde_turn_say (self, _ ("No search service is set up. The answer goes on without a search"));
  sonde_turn_send_request (self);
}

static void
search_key_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  SondeProvider *deepseek = sonde_catalogue_lookup (sonde_engine_get_catalogue (self->engine), "deepseek");
  g_autofree char *url = sonde_provider_dup_search_url (deepseek);

  self->search_key = sonde_engine_get_key_finish (self->engine, result, NULL);
  if (self->abandoned || g_cancellable_is_cancelled (self->cancellable))
    sonde_turn_fail (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  else if (self->search_key == NULL)
    search_without_service (self);
  else
    run_search (
      self,
      &(SondeSearchService){
        SONDE_SEARCH_DEEPSEEK, url, self->search_key, sonde_engine_get_search_count (self->engine) });
}

/* DeepSeek's own service with the key of the chat, a SearXNG where one is named, or DeepSeek's with its own
 * key. */
void
sonde_turn_search (SondeTurn *self)
{
  SondeConfig *config = sonde_engine_get_config (self->engine);
  SondeProvider *deepseek = sonde_catalogue_lookup (sonde_engine_get_catalogue (self->engine), "deepseek");
  guint count = sonde_engine_get_search_count (self->engine);
  g_autofree char *kind = sonde_config_dup_string (config, "Search", "service");
  g_autofree char *searxng = sonde_config_dup_string (config, "Search", "searxng-url");

  if (g_strcmp0 (kind, "searxng") == 0 && searxng != NULL)
    run_search (self, &(SondeSearchService){ SONDE_SEARCH_SEARXNG, searxng, NULL, count });
  else if (sonde_provider_get_has_search (self->provider))
    {
      g_autofree char *url = sonde_provider_dup_search_url (self->provider);

      run_search (self, &(SondeSearchService){ SONDE_SEARCH_DEEPSEEK, url, self->key, count });
    }
  else if (searxng != NULL)
    run_search (self, &(SondeSearchService){ SONDE_SEARCH_SEARXNG, searxng, NULL, count });
  else if (deepseek != NULL)
    sonde_engine_get_stored_key_async (
      self->engine, deepseek, self->cancellable, search_key_cb, g_object_ref (self));
  else
    search_without_service (self);
}

/* The question as it is sent: with the pages that were found for it, if any. */
void
sonde_turn_insert_pages (SondeTurn *self, GPtrArray *path)
{
  GListModel *sources = sonde_message_get_sources (self->answer);
  guint n = g_list_model_get_n_items (sources);
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (pages, g_list_model_get_item (sources, i));

  g_autofree char *prompt = sonde_search_prompt_build (
    pages, sonde_message_get_content (self->question), sonde_message_get_created (self->question));
  for (guint i = 0; i < path->len; i++)
    if (g_ptr_array_index (path, i) == (gpointer) self->question)
      {
        g_object_unref (path->pdata[i]);
        path->pdata[i] = sonde_message_new (SONDE_ROLE_USER);
        sonde_message_set_content (path->pdata[i], prompt);
      }
}
