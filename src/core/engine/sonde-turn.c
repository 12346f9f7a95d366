/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-turn-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-engine-private.h"
#include "sonde-engine-search.h"
#include "sonde-error.h"
#include "sonde-search-results.h"
#include "sonde-search-tools.h"
#include "sonde-source.h"

/* A model that keeps calling tools which do not exist is stopped after this many rounds, one that searches
 * when it has done so. */
#define MAX_TOOL_ROUNDS 4

/* A model that was told to call a tool and writes more than this does not call tools. */
#define MAX_PREAMBLE 600

G_DEFINE_FINAL_TYPE (SondeTurn, sonde_turn, G_TYPE_OBJECT)

enum
{
  NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void begin_answer (SondeTurn *self, SondeMessage *parent);

static SondeStore *
get_store (SondeTurn *self)
{
  return sonde_engine_get_store (self->engine);
}

void
sonde_turn_say (SondeTurn *self, const char *sentence)
{
  g_signal_emit (self, signals[NOTICE], 0, sentence);
}

void
sonde_turn_say_once (SondeTurn *self, const char *sentence)
{
  if (g_hash_table_add (self->said, g_strdup (sentence)))
    sonde_turn_say (self, sentence);
}

static void
erase (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

/* The end of a turn: @error is what the answer shows, or NULL for a complete one. */
static void
end_turn (SondeTurn *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  erase (&self->key);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
answer_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;

  /* The store has told the engine; what is on the screen stays there. */
  if (!sonde_store_save_message_finish (SONDE_STORE (object), result, &error))
    g_debug ("an answer was not saved: %s", error->message);
}

static void
end_thinking (SondeTurn *self)
{
  if (self->thinking_since == 0)
    return;
  sonde_message_set_thinking_ms (self->answer, (g_get_monotonic_time () - self->thinking_since) / 1000);
  self->thinking_since = 0;
}

/* Errors that say "the answer stopped coming" rather than "the answer is wrong". */
static gboolean
is_cut (const GError *error)
{
  if (error->domain != SONDE_ERROR)
    return FALSE;
  switch ((SondeErrorCode) error->code)
    {
    case SONDE_ERROR_CUT:
    case SONDE_ERROR_TRUNCATED:
    case SONDE_ERROR_SILENCE_TIMEOUT:
    case SONDE_ERROR_OVERLOADED:
    case SONDE_ERROR_UNKNOWN_FINISH:
    case SONDE_ERROR_OFFLINE:
    case SONDE_ERROR_PROXY:
    case SONDE_ERROR_TLS:
      return TRUE;
    default:
      return FALSE;
    }
}

static SondeMessageState
judge (SondeTurn *self, const GError *error)
{
  gboolean begun = self->chat != NULL && sonde_reply_has_begun (sonde_chat_get_reply (self->chat));

  if (error == NULL)
    return SONDE_STATE_COMPLETE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || (begun && is_cut (error)))
    return SONDE_STATE_INTERRUPTED;
  return SONDE_STATE_FAILED;
}

static void
take_reply (SondeTurn *self)
{
  SondeReply *reply = sonde_chat_get_reply (self->chat);

  sonde_message_set_usage (self->answer, sonde_reply_get_usage (reply));
  sonde_message_set_finish_reason (self->answer, sonde_reply_get_finish_reason (reply));
  /* Of an answer that was gone on with it has only the end. */
  if (self->cut == NULL)
    sonde_message_take_raw (self->answer, sonde_reply_dup_raw (reply));
}

/* Gives the answer its final state and has it written. Takes nothing from @error. */
static void
close_answer (SondeTurn *self, const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  end_thinking (self);
  if (self->chat != NULL)
    take_reply (self);
  sonde_message_set_finished (self->answer, g_get_real_time ());
  sonde_message_set_phase (self->answer, SONDE_PHASE_IDLE, NULL);
  sonde_message_set_error (self->answer, cancelled ? NULL : error);
  sonde_message_set_state (self->answer, judge (self, error));
  sonde_store_save_message_async (get_store (self), self->answer, NULL, answer_saved_cb, g_object_ref (self));
}

/* The end of the turn for a reason that lies in or before the answer. Takes @error. */
void
sonde_turn_fail (SondeTurn *self, GError *error)
{
  if (self->abandoned)
    {
      end_turn (self, error);
      return;
    }
  close_answer (self, error);
  end_turn (self, error);
}

/* Tool rounds */

static void
tool_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_add_message_finish (SONDE_STORE (object), result, &error) || self->abandoned)
    {
      end_turn (self,
                error != NULL ? g_steal_pointer (&error)
                              : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "abandoned"));
      return;
    }

  SondeMessage *tool = g_ptr_array_index (self->pending_tools, 0);
  g_autoptr (SondeMessage) stored = g_object_ref (tool);

  g_ptr_array_remove_index (self->pending_tools, 0);
  sonde_conversation_add_message (self->conversation, stored);
  if (self->pending_tools->len == 0)
    {
      begin_answer (self, stored);
      return;
    }

  SondeMessage *next = g_ptr_array_index (self->pending_tools, 0);
  sonde_message_set_parent_id (next, sonde_message_get_id (stored));
  sonde_store_add_message_async (get_store (self),
                                 sonde_conversation_get_id (self->conversation),
                                 next,
                                 FALSE,
                                 NULL,
                                 tool_added_cb,
                                 g_object_ref (self));
}

static SondeMessage *
create_tool_message (const SondeToolCall *call, const char *text)
{
  SondeMessage *tool = sonde_message_new (SONDE_ROLE_TOOL);

  sonde_message_set_content (tool, text);
  sonde_message_set_tool_call_id (tool, call->id);
  return tool;
}

void
sonde_turn_answer_calls (SondeTurn *self, GPtrArray *texts)
{
  GPtrArray *calls = sonde_reply_get_tool_calls (sonde_chat_get_reply (self->chat));

  close_answer (self, NULL);
  self->tool_rounds++;
  g_ptr_array_set_size (self->pending_tools, 0);
  for (guint i = 0; i < calls->len; i++)
    g_ptr_array_add (self->pending_tools,
                     create_tool_message (g_ptr_array_index (calls, i), g_ptr_array_index (texts, i)));

  SondeMessage *first = g_ptr_array_index (self->pending_tools, 0);
  sonde_message_set_parent_id (first, sonde_message_get_id (self->answer));
  sonde_store_add_message_async (get_store (self),
                                 sonde_conversation_get_id (self->conversation),
                                 first,
                                 FALSE,
                                 NULL,
                                 tool_added_cb,
                                 g_object_ref (self));
}

/* The request and its stream */

static void
take_reasoning (SondeTurn *self, const char *text)
{
  if (self->thinking_since == 0 && sonde_message_get_thinking_ms (self->answer) == 0)
    self->thinking_since = g_get_monotonic_time ();
  sonde_message_append_reasoning (self->answer, text);
  sonde_message_set_phase (self->answer, SONDE_PHASE_THINKING, NULL);
}

static void
take_content (SondeTurn *self, const char *text)
{
  end_thinking (self);
  sonde_message_append_content (self->answer, text);
  sonde_message_set_phase (self->answer, SONDE_PHASE_ANSWERING, NULL);
}

/* Some hosts send thoughts as content and only their closing tag, which comes now. */
static void
move_content_to_reasoning (SondeTurn *self)
{
  sonde_message_append_reasoning (self->answer, sonde_message_get_content (self->answer));
  sonde_message_set_content (self->answer, "");
  sonde_message_set_thinking_ms (
    self->answer, MAX (1, (g_get_real_time () - sonde_message_get_created (self->answer)) / 1000));
}

/* What a model writes before its calls is shown when they have come. */
static void
watch_preamble (SondeTurn *self)
{
  SondeReply *reply = sonde_chat_get_reply (self->chat);

  if (strlen (sonde_reply_get_content (reply)) <= MAX_PREAMBLE || sonde_reply_get_tool_calls (reply)->len > 0)
    return;
  self->gave_up = TRUE;
  g_cancellable_cancel (self->round);
}

static void
delta_cb (SondeChat *chat, int kind, const char *text, gpointer user_data)
{
  SondeTurn *self = user_data;

  if (self->abandoned)
    return;
  if (self->forced)
    {
      watch_preamble (self);
      return;
    }
  if (sonde_message_get_first_token (self->answer) == 0)
    sonde_message_set_first_token (self->answer, g_get_real_time ());
  switch ((SondeDelta) kind)
    {
    case SONDE_DELTA_REASONING:
      take_reasoning (self, text);
      break;
    case SONDE_DELTA_CONTENT:
      take_content (self, text);
      break;
    case SONDE_DELTA_MOVED:
      move_content_to_reasoning (self);
      break;
    default:
      g_assert_not_reached ();
    }
  sonde_store_append (get_store (self), self->answer);
}

static void
retrying_cb (SondeChat *chat, guint attempt, guint delay_ms, const GError *why, gpointer user_data)
{
  SondeTurn *self = user_data;
  SondeErrorExplanation explanation;
  guint seconds = (delay_ms + 999) / 1000;

  sonde_error_explain (why, &explanation);
  /* Translators: %1$s is a sentence such as "The server is overloaded", %2$u a number of seconds. */
  g_autofree char *detail = g_strdup_printf (
    ngettext ("%1$s. Next attempt in %2$u second", "%1$s. Next attempt in %2$u seconds", seconds),
    explanation.sentence,
    seconds);
  sonde_message_set_phase (self->answer, SONDE_PHASE_RETRYING, detail);
}

static void
waiting_cb (SondeChat *chat, gpointer user_data)
{
  SondeTurn *self = user_data;

  sonde_message_set_phase (self->answer, SONDE_PHASE_WAITING, NULL);
}

/* Whether a model that was told to call a tool did not, or its host does not know tools. */
static gboolean
lacks_tools (SondeTurn *self, gboolean complete, const GError *error)
{
  GPtrArray *calls = sonde_reply_get_tool_calls (sonde_chat_get_reply (self->chat));

  if (g_cancellable_is_cancelled (self->cancellable))
    return FALSE;
  return self->gave_up || (complete && calls->len == 0)
         || g_error_matches (error, SONDE_ERROR, SONDE_ERROR_BAD_REQUEST)
         || g_error_matches (error, SONDE_ERROR, SONDE_ERROR_BAD_PARAMETER);
}

static void
search_without_tools (SondeTurn *self)
{
  sonde_engine_set_lacks_tools (self->engine, self->provider, sonde_message_get_model (self->answer));
  self->forced = FALSE;
  sonde_turn_search_once (self);
}

/* The preamble of a reply that was held back until its calls were there. */
static void
show_held (SondeTurn *self)
{
  SondeReply *reply = sonde_chat_get_reply (self->chat);

  sonde_message_append_reasoning (self->answer, sonde_reply_get_reasoning (reply));
  sonde_message_append_content (self->answer, sonde_reply_get_content (reply));
  self->forced = FALSE;
}

static guint
get_max_rounds (SondeTurn *self)
{
  return self->way == SONDE_SEARCH_WAY_TOOLS ? SONDE_SEARCH_MAX_ROUNDS : MAX_TOOL_ROUNDS;
}

/* Calls that wait for an answer: not those of tools that the server ran itself. */
static gboolean
has_open_calls (SondeTurn *self)
{
  GPtrArray *calls = sonde_reply_get_tool_calls (sonde_chat_get_reply (self->chat));

  for (guint i = 0; i < calls->len; i++)
    if (!sonde_search_tools_is_server (((SondeToolCall *) calls->pdata[i])->name))
      return TRUE;
  return FALSE;
}

/* What the host's own search found, if this answer used that. */
static void
take_server_sources (SondeTurn *self)
{
  SondeReply *reply = sonde_chat_get_reply (self->chat);
  g_autoptr (GPtrArray) sources = NULL;

  if (self->way != SONDE_SEARCH_WAY_SERVER)
    return;
  sources = sonde_search_results_find (sonde_reply_get_extras (reply), sonde_reply_get_blocks (reply));
  if (sources->len > 0)
    sonde_message_set_sources (self->answer, sources);
}

static void
chat_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean complete = sonde_chat_run_finish (SONDE_CHAT (object), result, &error);
  GPtrArray *calls = sonde_reply_get_tool_calls (sonde_chat_get_reply (self->chat));

  g_signal_handlers_disconnect_by_data (object, self);
  if (self->forced && !self->abandoned && lacks_tools (self, complete, error))
    {
      search_without_tools (self);
      return;
    }
  if (!complete || self->abandoned)
    {
      sonde_turn_fail (self, g_steal_pointer (&error));
      return;
    }
  if (self->forced)
    show_held (self);
  if (has_open_calls (self) && self->tool_rounds < get_max_rounds (self))
    {
      sonde_turn_run_calls (self, calls);
      return;
    }
  take_server_sources (self);
  close_answer (self, NULL);
  end_turn (self, NULL);
}

static void
say_rewritten (SondeTurn *self, const char *asked, const char *used)
{
  /* Translators: both are names of models. */
  g_autofree char *sentence
    = g_strdup_printf (_ ("“%s” was switched off by its host; “%s” answers instead"), asked, used);

  sonde_turn_say (self, sentence);
}

static void
set_tools (SondeTurn *self, SondeRequestForm *form)
{
  if (self->way == SONDE_SEARCH_WAY_SERVER)
    form->tools = sonde_search_tools_get_server ();
  if (self->way != SONDE_SEARCH_WAY_TOOLS)
    return;
  form->tools = sonde_search_tools_get_own ();
  if (self->forced)
    {
      /* "required" and thinking do not go together on every host (api-docs.deepseek.com, chat completion). */
      form->mode &= ~SONDE_MODE_REASONING;
      form->tool_choice = "required";
    }
  else if (self->tool_rounds >= SONDE_SEARCH_MAX_ROUNDS || self->limit_told)
    form->tool_choice = "none";
}

static char *
build_body (SondeTurn *self)
{
  g_autofree char *used_model = NULL;
  SondeRequestForm form
    = { .mode = sonde_message_get_mode (self->answer), .stream = self->streaming, .pages = NULL };
  char *body = NULL;

  if (self->way == SONDE_SEARCH_WAY_ONCE)
    form.pages = self->found;
  form.cut = self->cut;
  set_tools (self, &form);
  body = sonde_request_build (self->conversation, self->answer, self->provider, &form, &used_model);
  sonde_request_remember (self->answer, &form, body);
  if (g_strcmp0 (used_model, sonde_message_get_model (self->answer)) != 0)
    {
      say_rewritten (self, sonde_message_get_model (self->answer), used_model);
      sonde_message_set_model (self->answer, used_model);
    }
  return body;
}

static void
conversation_complete_cb (SondeConversation *conversation, GParamSpec *pspec, gpointer user_data)
{
  SondeTurn *self = user_data;

  if (!sonde_conversation_get_complete (conversation))
    return;
  g_signal_handlers_disconnect_by_func (conversation, conversation_complete_cb, self);
  sonde_turn_send_request (self);
}

/* The beginning of a long conversation may still be on its way from the disk. */
static void
wait_for_conversation (SondeTurn *self)
{
  g_signal_connect_object (
    self->conversation, "notify::complete", G_CALLBACK (conversation_complete_cb), self, 0);
}

void
sonde_turn_send_request (SondeTurn *self)
{
  if (!sonde_conversation_get_complete (self->conversation))
    {
      wait_for_conversation (self);
      return;
    }

  g_autofree char *body = build_body (self);

  g_clear_object (&self->chat);
  self->chat
    = sonde_chat_new (sonde_engine_get_http (self->engine), self->provider, self->key, body, self->streaming);
  sonde_chat_set_prefix (self->chat, self->cut != NULL);
  g_signal_connect (self->chat, "delta", G_CALLBACK (delta_cb), self);
  g_signal_connect (self->chat, "retrying", G_CALLBACK (retrying_cb), self);
  g_signal_connect (self->chat, "waiting", G_CALLBACK (waiting_cb), self);
  if (self->forced)
    sonde_message_set_phase (self->answer, SONDE_PHASE_SEARCHING, NULL);
  else
    sonde_message_set_phase (self->answer, SONDE_PHASE_WAITING, NULL);
  g_clear_object (&self->round);
  self->round = g_cancellable_new ();
  if (g_cancellable_is_cancelled (self->cancellable))
    g_cancellable_cancel (self->round);
  sonde_chat_run_async (self->chat, self->round, chat_done_cb, g_object_ref (self));
}

/* The way to the request */

static void
key_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;

  self->key = sonde_engine_get_key_finish (self->engine, result, &error);
  if (error == NULL && g_cancellable_is_cancelled (self->cancellable))
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  if (error != NULL || self->abandoned)
    sonde_turn_fail (self, g_steal_pointer (&error));
  else if ((sonde_message_get_mode (self->answer) & SONDE_MODE_SEARCH) && self->cut == NULL)
    sonde_turn_search (self);
  else
    sonde_turn_send_request (self);
}

static void
answer_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeTurn) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_add_message_finish (SONDE_STORE (object), result, &error))
    {
      end_turn (self, g_steal_pointer (&error));
      return;
    }
  if (self->abandoned)
    {
      end_turn (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "abandoned"));
      return;
    }
  sonde_conversation_add_message (self->conversation, self->answer);
  if (self->tool_rounds > 0)
    sonde_turn_send_request (self);
  else
    sonde_engine_get_key_async (self->engine, self->provider, self->cancellable, key_cb, g_object_ref (self));
}

static SondeMessage *
create_answer (SondeTurn *self, SondeMessage *parent)
{
  SondeMessage *answer = sonde_message_new (SONDE_ROLE_ASSISTANT);

  sonde_message_set_parent_id (answer, sonde_message_get_id (parent));
  sonde_message_set_mode (answer, self->mode);
  sonde_message_set_provider (answer, sonde_provider_get_id (self->provider));
  sonde_message_set_model (answer, sonde_engine_get_model_for (self->engine, self->conversation, self->mode));
  sonde_message_set_state (answer, SONDE_STATE_STREAMING);
  sonde_message_set_phase (answer, SONDE_PHASE_WAITING, NULL);
  return answer;
}

/* An answer after a tool round speaks of the same pages in the same mode as the one before it. */
static void
inherit (SondeTurn *self, SondeMessage *answer, SondeMessage *before)
{
  sonde_message_set_sources (answer, self->found);
  sonde_message_set_search_steps (answer, self->steps);
  sonde_message_set_search_query (answer, sonde_message_get_search_query (before));
  sonde_message_set_mode (answer, sonde_message_get_mode (before));
  sonde_message_set_model (answer, sonde_message_get_model (before));
}

/* The new answer begins with everything that the old one came to; nothing is asked for twice. */
static void
take_beginning (SondeTurn *self, SondeMessage *answer)
{
  GListModel *sources = sonde_message_get_sources (self->cut);
  GListModel *steps = sonde_message_get_search_steps (self->cut);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    g_ptr_array_add (self->found, g_list_model_get_item (sources, i));
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    g_ptr_array_add (self->steps, g_list_model_get_item (steps, i));
  /* Pages that stood in the question; those that tools gave have messages of their own. */
  if (self->found->len > 0
      && sonde_message_get_parent_id (self->cut) == sonde_message_get_id (self->question))
    self->way = SONDE_SEARCH_WAY_ONCE;
  inherit (self, answer, self->cut);
  sonde_message_set_content (answer, sonde_message_get_content (self->cut));
  sonde_message_set_reasoning (answer, sonde_message_get_reasoning (self->cut));
  sonde_message_set_thinking_ms (answer, sonde_message_get_thinking_ms (self->cut));
}

static void
begin_answer (SondeTurn *self, SondeMessage *parent)
{
  g_autoptr (SondeMessage) before = g_steal_pointer (&self->answer);

  self->answer = create_answer (self, parent);
  if (self->cut != NULL && before == NULL)
    take_beginning (self, self->answer);
  if (before != NULL)
    inherit (self, self->answer, before);
  sonde_store_add_message_async (get_store (self),
                                 sonde_conversation_get_id (self->conversation),
                                 self->answer,
                                 FALSE,
                                 NULL,
                                 answer_added_cb,
                                 g_object_ref (self));
}

static void
sonde_turn_finalize (GObject *object)
{
  SondeTurn *self = SONDE_TURN (object);

  erase (&self->key);
  g_clear_object (&self->conversation);
  g_clear_object (&self->question);
  g_clear_object (&self->answer);
  g_clear_object (&self->cut);
  g_clear_object (&self->provider);
  g_clear_object (&self->chat);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->round);
  g_clear_object (&self->task);
  g_clear_pointer (&self->pending_tools, g_ptr_array_unref);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->said, g_hash_table_unref);
  G_OBJECT_CLASS (sonde_turn_parent_class)->finalize (object);
}

static void
sonde_turn_class_init (SondeTurnClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_turn_finalize;

  signals[NOTICE] = g_signal_new (
    "notice", SONDE_TYPE_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sonde_turn_init (SondeTurn *self)
{
  self->cancellable = g_cancellable_new ();
  self->pending_tools = g_ptr_array_new_with_free_func (g_object_unref);
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * sonde_turn_new:
 * @engine: (transfer none): which owns the turn and outlives it
 * @conversation: a stored conversation
 * @mode: in which mode to answer
 * @streaming: whether to ask for a stream
 *
 * Returns: (transfer full): a turn that has not begun
 */
SondeTurn *
sonde_turn_new (SondeEngine *engine, SondeConversation *conversation, SondeMode mode, gboolean streaming)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  SondeTurn *self = g_object_new (SONDE_TYPE_TURN, NULL);

  self->engine = engine;
  self->conversation = g_object_ref (conversation);
  SondeProvider *provider = sonde_engine_get_provider (engine, conversation);
  /* A copy: whoever changes the address meanwhile must not redirect this turn and its key. */
  self->provider = sonde_provider_copy_at (provider, sonde_provider_get_base_url (provider), NULL);
  self->mode = mode;
  self->streaming = streaming;
  return self;
}

void
sonde_turn_go_on_with (SondeTurn *self, SondeMessage *cut)
{
  g_return_if_fail (SONDE_IS_TURN (self));
  g_return_if_fail (SONDE_IS_MESSAGE (cut));

  g_set_object (&self->cut, cut);
}

/**
 * sonde_turn_run_async:
 * @question: a stored user message of the conversation
 *
 * Asks for an answer to @question. A turn runs once.
 */
void
sonde_turn_run_async (SondeTurn *self,
                      SondeMessage *question,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (SONDE_IS_TURN (self));
  g_return_if_fail (SONDE_IS_MESSAGE (question));
  g_return_if_fail (self->question == NULL);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, sonde_turn_run_async);
  self->question = g_object_ref (question);
  begin_answer (self,
                self->cut != NULL ? sonde_conversation_get_parent (self->conversation, self->cut) : question);
}

/** %TRUE for a complete answer; else @error is what the answer shows, or G_IO_ERROR_CANCELLED. */
gboolean
sonde_turn_run_finish (SondeTurn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
cancel (SondeTurn *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->round != NULL)
    g_cancellable_cancel (self->round);
}

/** Stops as soon as the main loop runs; what came is kept as interrupted. */
void
sonde_turn_stop (SondeTurn *self)
{
  g_return_if_fail (SONDE_IS_TURN (self));

  cancel (self);
}

/** Stops now, for the end of the program: the answer is queued for writing as interrupted before this
 * returns. */
void
sonde_turn_abandon (SondeTurn *self)
{
  g_return_if_fail (SONDE_IS_TURN (self));

  if (self->abandoned || self->task == NULL)
    return;
  if (self->answer != NULL && sonde_message_get_id (self->answer) != 0)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed");

      close_answer (self, error);
    }
  self->abandoned = TRUE;
  cancel (self);
}
