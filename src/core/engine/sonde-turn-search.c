/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

/* How an answer in Search mode is begun, and the one search for models that do not call tools. */

#include "sonde-turn-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-engine-private.h"
#include "sonde-engine-search.h"
#include "sonde-error.h"
#include "sonde-search-prompt.h"
#include "sonde-source.h"

/* A query is written in a second or two; the question itself is good enough when it takes longer. */
#define QUERY_LIMITS                                                                                         \
  {                                                                                                          \
    15 * 1000, 10 * 1000, 256 * 1024                                                                         \
  }
/* Of the messages before the question, as many as say what it is about. */
#define MAX_QUERY_MESSAGES 6

void
sonde_turn_report_service (SondeTurn *self, SondeSearchKind kind, const GError *error)
{
  SondeErrorExplanation explanation;

  if (error == NULL || self->abandoned)
    return;
  sonde_error_explain (error, &explanation);
  /* Translators: %1$s is the name of a search service, %2$s a sentence such as "The server is overloaded". */
  g_autofree char *sentence = g_strdup_printf (
    _ ("Web search with %1$s: %2$s"), sonde_search_kind_get_name (kind), explanation.sentence);
  sonde_turn_note (self, sentence);
  sonde_turn_say_once (self, sentence);
}

/* The one search */

static void
report_cb (SondeSearchKind kind, const GError *error, gpointer user_data)
{
  sonde_turn_report_service (user_data, kind, error);
}

static void
end_step (SondeTurn *self, SondeStepState state, guint count, const char *detail)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (sonde_search_step_get_state (self->steps->pdata[i]) == SONDE_STEP_RUNNING)
      sonde_search_step_finish (self->steps->pdata[i], state, count, detail);
  sonde_message_search_step_changed (self->answer);
}

static void
take_found (SondeTurn *self, GPtrArray *sources, const char *service)
{
  g_autoptr (GPtrArray) numbered = sonde_turn_number_sources (self, sources);

  end_step (self, SONDE_STEP_DONE, numbered->len, service);
  sonde_message_set_sources (self->answer, numbered);
}

static void
search_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;
  SondeSearchKind kind = SONDE_SEARCH_DEEPSEEK;
  g_autoptr (GPtrArray) sources
    = sonde_engine_web_search_finish (SONDE_ENGINE (object), result, &kind, &error);
  SondeErrorExplanation explanation;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->abandoned)
    {
      end_step (self, SONDE_STEP_FAILED, 0, _ ("stopped"));
      sonde_turn_fail (self, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    {
      sonde_error_explain (error, &explanation);
      end_step (self, SONDE_STEP_FAILED, 0, explanation.sentence);
    }
  else if (sources->len == 0)
    {
      end_step (self, SONDE_STEP_DONE, 0, _ ("Nothing was found"));
      sonde_turn_say_once (self, _ ("The web search found nothing. The answer goes on without it"));
    }
  else
    take_found (self, sources, sonde_search_kind_get_name (kind));
  sonde_turn_send_request (self);
}

static void
search_for (SondeTurn *self, const char *words)
{
  g_autofree char *query = sonde_web_search_dup_query (words);
  g_autoptr (SondeSearchStep) step = sonde_search_step_new (SONDE_STEP_SEARCH, query, NULL);
  g_autofree char *detail = g_strdup_printf (_ ("Searching: %s"), query);

  g_ptr_array_add (self->steps, g_object_ref (step));
  sonde_message_add_search_step (self->answer, step);
  sonde_message_set_search_query (self->answer, query);
  sonde_message_set_phase (self->answer, SONDE_PHASE_SEARCHING, detail);
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

static void
query_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean written = sonde_chat_run_finish (SONDE_CHAT (object), result, &error);
  g_autofree char *query = NULL;

  if (g_cancellable_is_cancelled (self->cancellable) || self->abandoned)
    {
      g_clear_object (&self->chat);
      sonde_turn_fail (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
      return;
    }
  if (written)
    query = sonde_search_prompt_dup_query (sonde_reply_get_content (sonde_chat_get_reply (self->chat)));
  else
    g_debug ("no query was written: %s", error->message);
  g_clear_object (&self->chat);
  search_for (self, query != NULL ? query : sonde_message_get_content (self->question));
}

/* The last messages and one that asks for a query, in the place of the question. */
static GPtrArray *
dup_query_path (SondeTurn *self)
{
  g_autoptr (GPtrArray) path = sonde_conversation_dup_path (self->conversation, self->question);
  GPtrArray *short_path = g_ptr_array_new_with_free_func (g_object_unref);
  SondeMessage *request = sonde_message_new (SONDE_ROLE_USER);
  g_autofree char *prompt = sonde_search_prompt_build_query (sonde_message_get_content (self->question));
  guint first = path->len > MAX_QUERY_MESSAGES + 1 ? path->len - 1 - MAX_QUERY_MESSAGES : 0;

  while (first + 1 < path->len && sonde_message_get_role (path->pdata[first]) != SONDE_ROLE_USER)
    first++;
  for (guint i = first; i + 1 < path->len; i++)
    g_ptr_array_add (short_path, g_object_ref (path->pdata[i]));
  sonde_message_set_content (request, prompt);
  g_ptr_array_add (short_path, request);
  return short_path;
}

/* The model for chat writes the query, whatever answers: one that thinks would think about it for long. */
void
sonde_turn_search_once (SondeTurn *self)
{
  static const SondeHttpLimits limits = QUERY_LIMITS;
  g_autoptr (GPtrArray) path = dup_query_path (self);
  const char *chat_model = sonde_provider_get_model (self->provider, SONDE_SLOT_CHAT);
  SondeRequest request = {
    .provider = self->provider,
    .model = chat_model != NULL && *chat_model != '\0' ? chat_model : sonde_message_get_model (self->answer),
    .mode = SONDE_MODE_CHAT,
    .messages = path,
    .stream = FALSE,
  };
  g_autofree char *body = sonde_request_to_json (&request, NULL);

  self->way = SONDE_SEARCH_WAY_ONCE;
  sonde_message_set_phase (self->answer, SONDE_PHASE_SEARCHING, NULL);
  g_clear_object (&self->chat);
  self->chat = sonde_chat_new (sonde_engine_get_http (self->engine), self->provider, self->key, body, FALSE);
  sonde_chat_set_limits (self->chat, &limits);
  sonde_chat_run_async (self->chat, self->cancellable, query_written_cb, g_object_ref (self));
}

/* The way */

static SondeSearchWay
choose_way (SondeTurn *self)
{
  const char *model = sonde_message_get_model (self->answer);
  g_autofree char *method
    = sonde_config_dup_string (sonde_engine_get_config (self->engine), "Search", "method");

  if (sonde_engine_searches_on_server (self->engine, self->provider, model))
    return SONDE_SEARCH_WAY_SERVER;
  if (g_strcmp0 (method, "once") == 0 || !sonde_provider_has_tools (self->provider, model)
      || sonde_engine_lacks_tools (self->engine, self->provider, model))
    return SONDE_SEARCH_WAY_ONCE;
  return SONDE_SEARCH_WAY_TOOLS;
}

static void
begin (SondeTurn *self)
{
  self->way = choose_way (self);
  /* The person has asked for a search, so the model is told to make one; later it decides. */
  self->forced = self->way == SONDE_SEARCH_WAY_TOOLS;
  if (self->way == SONDE_SEARCH_WAY_ONCE)
    sonde_turn_search_once (self);
  else
    sonde_turn_send_request (self);
}

static void
service_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found = sonde_engine_find_search_finish (SONDE_ENGINE (object), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable) || self->abandoned)
    sonde_turn_fail (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  else if (found)
    begin (self);
  else
    {
      sonde_turn_say_once (self, _ ("No search service is set up. The answer goes on without a search"));
      sonde_turn_note (self, _ ("No search service is set up"));
      sonde_turn_send_request (self);
    }
}

void
sonde_turn_search (SondeTurn *self)
{
  sonde_message_set_phase (self->answer, SONDE_PHASE_SEARCHING, NULL);
  if (choose_way (self) == SONDE_SEARCH_WAY_SERVER)
    {
      begin (self);
      return;
    }
  sonde_engine_find_search_async (
    self->engine, self->provider, self->key, self->cancellable, service_found_cb, g_object_ref (self));
}
