/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-turn-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-engine-search.h"
#include "sonde-error.h"
#include "sonde-search-prompt.h"
#include "sonde-source.h"

static void
report_cb (SondeSearchKind kind, const GError *error, gpointer user_data)
{
  SondeTurn *self = user_data;
  SondeErrorExplanation explanation;

  if (error == NULL)
    return;
  sonde_error_explain (error, &explanation);
  /* Translators: %1$s is the name of a search service, %2$s a sentence such as "The server is overloaded". */
  g_autofree char *sentence = g_strdup_printf (
    _ ("Web search with %1$s: %2$s"), sonde_search_kind_get_name (kind), explanation.sentence);
  sonde_turn_say (self, sentence);
}

static void
search_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources
    = sonde_engine_web_search_finish (SONDE_ENGINE (object), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->abandoned)
    {
      sonde_turn_fail (self, g_steal_pointer (&error));
      return;
    }
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_SEARCH_NO_SERVICE))
    sonde_turn_say (self, _ ("No search service is set up. The answer goes on without a search"));
  else if (error == NULL && sources->len == 0)
    sonde_turn_say (self, _ ("The web search found nothing. The answer goes on without it"));
  else if (error == NULL)
    sonde_message_set_sources (self->answer, sources);
  sonde_turn_send_request (self);
}

void
sonde_turn_search (SondeTurn *self)
{
  g_autofree char *query = sonde_web_search_dup_query (sonde_message_get_content (self->question));

  sonde_message_set_search_query (self->answer, query);
  sonde_message_set_phase (self->answer, SONDE_PHASE_SEARCHING, query);
  sonde_engine_web_search_async (self->engine,
                                 self->provider,
                                 self->key,
                                 query,
                                 report_cb,
                                 self,
                                 self->cancellable,
                                 search_done_cb,
                                 g_object_ref (self));
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
