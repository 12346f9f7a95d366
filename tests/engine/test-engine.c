/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "sonde-conversation-list.h"
#include "sonde-engine.h"
#include "sonde-error.h"
#include "sonde-message-summary.h"
#include "sonde-sim.h"
#include "sonde-test.h"

/* A simulator that plays DeepSeek, and an engine on a directory of its own that talks to it. */
typedef struct
{
  SondeSim *sim;
  char *dir;
  SondeEngine *engine;
  GPtrArray *notices;
} Fixture;

static void
notice_cb (SondeEngine *engine, const char *sentence, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (sentence));
}

static void
open_engine (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->engine = sonde_engine_new (fixture->dir);
  g_signal_connect (fixture->engine, "notice", G_CALLBACK (notice_cb), fixture->notices);
  sonde_engine_open_async (fixture->engine, NULL, sonde_test_result_cb, &result);
  g_autoptr (GAsyncResult) done = sonde_test_await (&result);
  g_assert_true (sonde_engine_open_finish (fixture->engine, done, &error));
  g_assert_no_error (error);
}

static void
close_engine (Fixture *fixture)
{
  sonde_engine_close (fixture->engine);
  /* What was under way ends now, and lets go of the engine. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->engine);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("SONDE_API_KEY", "sk-engine-test", TRUE);
  fixture->sim = sonde_sim_new ();
  g_assert_true (sonde_sim_start (fixture->sim, 0, &error));
  g_assert_no_error (error);
  sonde_sim_set_pace (fixture->sim, 0);
  sonde_sim_set_key (fixture->sim, "sk-engine-test");
  fixture->dir = sonde_test_make_dir ();
  fixture->notices = g_ptr_array_new_with_free_func (g_free);
  open_engine (fixture);
  g_assert_true (sonde_catalogue_set_base_url (
    sonde_engine_get_catalogue (fixture->engine), "deepseek", sonde_sim_get_url (fixture->sim), &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_engine (fixture);
  sonde_sim_free (fixture->sim);
  sonde_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
  g_ptr_array_unref (fixture->notices);
}

static gboolean
finish_turn (Fixture *fixture, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) done = sonde_test_await (result);

  return sonde_engine_turn_finish (fixture->engine, done, error);
}

/* Sends @text and waits; gives the answer. */
static SondeMessage *
send_text (Fixture *fixture, SondeConversation *conversation, const char *text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_engine_send_async (fixture->engine, conversation, text, sonde_test_result_cb, &result);
  finish_turn (fixture, &result, error);
  return sonde_conversation_get_last (conversation);
}

static SondeConversation *
reload (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_engine_load_async (fixture->engine, id, NULL, sonde_test_result_cb, &result);
  g_autoptr (GAsyncResult) done = sonde_test_await (&result);
  SondeConversation *conversation = sonde_engine_load_finish (fixture->engine, done, &error);
  g_assert_no_error (error);
  return conversation;
}

/* A conversation that is loaded while the list of all is read is one object in both. */
static void
test_loaded_while_listed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) first = sonde_engine_create (fixture->engine);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  send_text (fixture, first, "One", &error);
  g_assert_no_error (error);
  gint64 id = sonde_conversation_get_id (first);

  g_clear_object (&first);
  close_engine (fixture);
  open_engine (fixture);

  g_autoptr (SondeConversationList) conversations = sonde_conversation_list_new (fixture->engine, 0);
  GListModel *list = G_LIST_MODEL (conversations);

  sonde_engine_load_async (fixture->engine, id, NULL, sonde_test_result_cb, &result);
  g_autoptr (GAsyncResult) done = sonde_test_await (&result);
  g_autoptr (SondeConversation) loaded = sonde_engine_load_finish (fixture->engine, done, &error);

  g_assert_no_error (error);
  sonde_test_spin (200);
  sonde_conversation_set_title (loaded, "Another");
  sonde_engine_save (fixture->engine, loaded);
  sonde_test_spin (50);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  g_autoptr (SondeConversation) listed = g_list_model_get_item (list, 0);

  g_assert_true (listed == loaded);
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GError) error = NULL;

  SondeMessage *chat = send_text (fixture, conversation, "Which is heavier?", &error);
  g_assert_no_error (error);
  g_assert_cmpint (sonde_message_get_state (chat), ==, SONDE_STATE_COMPLETE);
  g_assert_cmpuint (sonde_message_get_content_length (chat), >, 0);
  g_assert_cmpuint (sonde_message_get_reasoning_length (chat), ==, 0);
  g_assert_cmpstr (sonde_conversation_get_title (conversation), ==, "Which is heavier?");

  sonde_conversation_set_mode (conversation, SONDE_MODE_REASONING);
  SondeMessage *thought = send_text (fixture, conversation, "And now think.", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sonde_message_get_reasoning_length (thought), >, 0);
  g_assert_nonnull (strstr (sonde_message_get_raw (thought), "reasoning_content"));
  g_assert_cmpint (sonde_message_get_mode (thought), ==, SONDE_MODE_REASONING);
  g_assert_nonnull (sonde_message_get_usage (thought));

  sonde_conversation_set_mode (conversation, SONDE_MODE_SEARCH);
  SondeMessage *searched = send_text (fixture, conversation, "Search the web.", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_message_get_sources (searched)), >, 0);

  g_auto (GStrv) log = sonde_sim_dup_log (fixture->sim);
  const char *last = log[g_strv_length (log) - 1];
  g_assert_nonnull (strstr (last, "[webpage 1 begin]"));
  g_assert_nonnull (strstr (last, "Search the web."));
}

static void
test_found_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);

  sonde_conversation_set_mode (conversation, SONDE_MODE_ALL);
  SondeMessage *answer = send_text (fixture, conversation, "Remember this.", NULL);
  gint64 id = sonde_conversation_get_id (conversation);
  g_autofree char *content = g_strdup (sonde_message_get_content (answer));
  g_autofree char *reasoning = g_strdup (sonde_message_get_reasoning (answer));
  guint n_sources = g_list_model_get_n_items (sonde_message_get_sources (answer));

  g_clear_object (&conversation);
  close_engine (fixture);
  open_engine (fixture);
  conversation = reload (fixture, id);
  answer = sonde_conversation_get_last (conversation);
  g_assert_cmpstr (sonde_conversation_get_title (conversation), ==, "Remember this.");
  g_assert_cmpint (sonde_conversation_get_mode (conversation), ==, SONDE_MODE_ALL);
  g_assert_cmpstr (sonde_message_get_content (answer), ==, content);
  g_assert_cmpstr (sonde_message_get_reasoning (answer), ==, reasoning);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_message_get_sources (answer)), ==, n_sources);
  g_assert_cmpint (sonde_message_get_state (answer), ==, SONDE_STATE_COMPLETE);
}

typedef struct
{
  const char *scenario;
  SondeErrorCode code;
  SondeMessageState state;
} ErrorCase;

static const ErrorCase error_cases[] = {
  { "http-401", SONDE_ERROR_BAD_KEY, SONDE_STATE_FAILED },
  { "http-402", SONDE_ERROR_NO_BALANCE, SONDE_STATE_FAILED },
  { "http-422", SONDE_ERROR_BAD_PARAMETER, SONDE_STATE_FAILED },
  { "html-200", SONDE_ERROR_WRONG_ADDRESS, SONDE_STATE_FAILED },
  { "error-in-stream", SONDE_ERROR_STREAM, SONDE_STATE_FAILED },
  { "cut", SONDE_ERROR_CUT, SONDE_STATE_INTERRUPTED },
  { "length", SONDE_ERROR_TRUNCATED, SONDE_STATE_INTERRUPTED },
  { "content-filter", SONDE_ERROR_REFUSED_CONTENT, SONDE_STATE_FAILED },
  { "redirect-elsewhere", SONDE_ERROR_REDIRECTED, SONDE_STATE_FAILED },
};

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (error_cases); i++)
    {
      g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
      g_autofree char *text = g_strconcat ("sim:", error_cases[i].scenario, NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", text);
      SondeMessage *answer = send_text (fixture, conversation, text, &error);
      g_assert_error (error, SONDE_ERROR, (int) error_cases[i].code);
      g_assert_error ((GError *) sonde_message_get_error (answer), SONDE_ERROR, (int) error_cases[i].code);
      g_assert_cmpint (sonde_message_get_state (answer), ==, error_cases[i].state);
      g_assert_cmpint (sonde_message_get_phase (answer), ==, SONDE_PHASE_IDLE);
      g_assert_false (sonde_conversation_get_busy (conversation));
    }
}

static void
stop_when_begun_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
watch_answer_cb (GListModel *branch, guint position, guint removed, guint added, gpointer user_data)
{
  g_autoptr (SondeMessage) message = g_list_model_get_item (branch, position);

  if (message != NULL && sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT)
    g_signal_connect (message, "notify::content", G_CALLBACK (stop_when_begun_cb), user_data);
}

/* Sends @text and returns when the first words of the answer are there. */
static void
begin_answer (Fixture *fixture, SondeConversation *conversation, const char *text, GAsyncResult **result)
{
  static gboolean begun;

  begun = FALSE;
  g_signal_connect (
    sonde_conversation_get_branch (conversation), "items-changed", G_CALLBACK (watch_answer_cb), &begun);
  sonde_engine_send_async (fixture->engine, conversation, text, sonde_test_result_cb, result);
  g_assert_true (sonde_test_wait_flag (&begun, 20000));
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_sim_set_pace (fixture->sim, 20);
  begin_answer (fixture, conversation, "sim:long", &result);
  g_assert_true (sonde_conversation_get_busy (conversation));
  sonde_engine_stop (fixture->engine, conversation);
  g_assert_false (finish_turn (fixture, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  SondeMessage *answer = sonde_conversation_get_last (conversation);
  g_assert_cmpint (sonde_message_get_state (answer), ==, SONDE_STATE_INTERRUPTED);
  g_assert_null (sonde_message_get_error (answer));
  g_assert_cmpuint (sonde_message_get_content_length (answer), >, 0);
  g_assert_false (sonde_conversation_get_busy (conversation));
}

static void
test_close_in_mid_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_sim_set_pace (fixture->sim, 20);
  begin_answer (fixture, conversation, "sim:long", &result);
  gint64 id = sonde_conversation_get_id (conversation);
  g_autofree char *shown = g_strdup (sonde_message_get_content (sonde_conversation_get_last (conversation)));
  sonde_engine_close (fixture->engine);
  g_autoptr (GAsyncResult) done = sonde_test_await (&result);
  g_assert_false (sonde_engine_turn_finish (fixture->engine, done, NULL));
  g_clear_object (&done);
  g_clear_object (&conversation);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->engine);

  open_engine (fixture);
  conversation = reload (fixture, id);
  SondeMessage *answer = sonde_conversation_get_last (conversation);
  g_assert_cmpint (sonde_message_get_state (answer), ==, SONDE_STATE_INTERRUPTED);
  g_assert_true (g_str_has_prefix (sonde_message_get_content (answer), shown));
}

static void
test_regenerate_and_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  SondeMessage *first = send_text (fixture, conversation, "One question", &error);
  sonde_conversation_set_mode (conversation, SONDE_MODE_REASONING);
  sonde_engine_regenerate_async (fixture->engine, conversation, first, sonde_test_result_cb, &result);
  g_assert_true (finish_turn (fixture, &result, &error));
  SondeMessage *second = sonde_conversation_get_last (conversation);
  g_assert_true (second != first);
  g_assert_cmpuint (sonde_message_get_n_versions (first), ==, 2);
  g_assert_cmpint (sonde_message_get_mode (second), ==, SONDE_MODE_REASONING);

  sonde_engine_choose (fixture->engine, conversation, first);
  g_assert_true (sonde_conversation_get_last (conversation) == first);

  SondeMessage *question = sonde_conversation_get_parent (conversation, first);
  sonde_engine_edit_async (
    fixture->engine, conversation, question, "Another question", sonde_test_result_cb, &result);
  g_assert_true (finish_turn (fixture, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_conversation_get_branch (conversation)), ==, 2);
  g_assert_cmpuint (sonde_message_get_n_versions (question), ==, 2);
  sonde_engine_choose (fixture->engine, conversation, question);
  g_assert_true (sonde_conversation_get_last (conversation) == first);

  gint64 id = sonde_conversation_get_id (conversation);
  gint64 first_id = sonde_message_get_id (first);
  g_clear_object (&conversation);
  close_engine (fixture);
  open_engine (fixture);
  conversation = reload (fixture, id);
  g_assert_cmpuint (sonde_conversation_get_messages (conversation)->len, ==, 5);
  g_assert_cmpint (sonde_message_get_id (sonde_conversation_get_last (conversation)), ==, first_id);
}

static void
test_several_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversationList) all = sonde_conversation_list_new (fixture->engine, 0);
  GListModel *list = G_LIST_MODEL (all);
  SondeConversation *conversations[4];
  GAsyncResult *results[4] = { NULL };

  sonde_sim_set_pace (fixture->sim, 2);
  for (guint i = 0; i < G_N_ELEMENTS (conversations); i++)
    {
      conversations[i] = sonde_engine_create (fixture->engine);
      sonde_engine_send_async (
        fixture->engine, conversations[i], "sim:echo hello", sonde_test_result_cb, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (conversations); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (finish_turn (fixture, &results[i], &error));
      g_assert_no_error (error);
      g_object_unref (conversations[i]);
    }
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 4);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  sonde_engine_send_async (fixture->engine, conversation, "One", sonde_test_result_cb, &first);
  sonde_engine_send_async (fixture->engine, conversation, "Two", sonde_test_result_cb, &second);
  g_assert_false (finish_turn (fixture, &second, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT);
  g_assert_true (finish_turn (fixture, &first, NULL));
  g_assert_cmpuint (sonde_conversation_get_messages (conversation)->len, ==, 2);
}

static void
test_tool_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GError) error = NULL;

  sonde_conversation_set_mode (conversation, SONDE_MODE_REASONING);
  SondeMessage *answer = send_text (fixture, conversation, "sim:tool-call", &error);
  g_assert_no_error (error);
  g_assert_cmpint (sonde_message_get_role (answer), ==, SONDE_ROLE_ASSISTANT);
  g_assert_cmpuint (sonde_message_get_content_length (answer), >, 0);

  SondeMessage *tool = sonde_conversation_get_parent (conversation, answer);
  g_assert_cmpint (sonde_message_get_role (tool), ==, SONDE_ROLE_TOOL);
  g_assert_nonnull (sonde_message_get_tool_call_id (tool));

  /* The rules for reasoning hold in all later requests: the simulator refuses a conversation that broke them.
   */
  send_text (fixture, conversation, "And on.", &error);
  g_assert_no_error (error);
}

static void
test_retired_model (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GError) error = NULL;

  sonde_conversation_set_model (conversation, SONDE_SLOT_CHAT, "deepseek-chat");
  SondeMessage *answer = send_text (fixture, conversation, "Hello", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sonde_message_get_model (answer), ==, "deepseek-flash");
  g_assert_cmpuint (fixture->notices->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (fixture->notices, 0), "deepseek-chat"));
}

static void
test_retry_is_visible (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GError) error = NULL;

  SondeMessage *answer = send_text (fixture, conversation, "sim:http-503", &error);
  g_assert_no_error (error);
  g_assert_cmpint (sonde_message_get_state (answer), ==, SONDE_STATE_COMPLETE);
}

static void
test_search_that_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GError) error = NULL;
  SondeConfig *config = sonde_engine_get_config (fixture->engine);

  g_assert_true (sonde_config_set_string (config, "Search", "service", "searxng", NULL));
  g_assert_true (sonde_config_set_string (config, "Search", "searxng-url", "http://127.0.0.1:9/", NULL));
  sonde_conversation_set_mode (conversation, SONDE_MODE_SEARCH);
  SondeMessage *answer = send_text (fixture, conversation, "Hello", &error);
  g_assert_no_error (error);
  g_assert_cmpint (sonde_message_get_state (answer), ==, SONDE_STATE_COMPLETE);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_message_get_sources (answer)), ==, 0);
  g_assert_cmpuint (fixture->notices->len, ==, 1);
}

/* The variable holds the key of the host that is asked; DeepSeek's search would be another host. */
static void
test_search_keeps_the_key (Fixture *fixture, gconstpointer data)
{
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (fixture->engine);
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GError) error = NULL;

  g_assert_true (sonde_catalogue_add (
    catalogue, "own", "Own", sonde_sim_get_url (fixture->sim), "deepseek-flash", "deepseek-flash", &error));
  /* Without a choice of services Wikipedia would be asked, which needs no key. */
  g_assert_true (
    sonde_config_set_string (sonde_engine_get_config (fixture->engine), "Search", "order", "deepseek", NULL));
  sonde_conversation_set_provider (conversation, "own");
  sonde_conversation_set_mode (conversation, SONDE_MODE_SEARCH);
  send_text (fixture, conversation, "Hello", &error);
  g_assert_no_error (error);

  g_auto (GStrv) log = sonde_sim_dup_log (fixture->sim);
  g_assert_cmpuint (g_strv_length (log), ==, 1);
  g_assert_nonnull (strstr (log[0], "/chat/completions"));
  g_assert_cmpuint (fixture->notices->len, ==, 1);
}

static void
test_whole_replies (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GError) error = NULL;

  sonde_engine_set_streaming (fixture->engine, FALSE);
  sonde_conversation_set_mode (conversation, SONDE_MODE_REASONING);
  SondeMessage *answer = send_text (fixture, conversation, "Hello", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sonde_message_get_content_length (answer), >, 0);
  g_assert_cmpuint (sonde_message_get_reasoning_length (answer), >, 0);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) older = sonde_engine_create (fixture->engine);
  g_autoptr (SondeConversation) newer = sonde_engine_create (fixture->engine);
  g_autoptr (SondeConversationList) conversations = sonde_conversation_list_new (fixture->engine, 0);
  GListModel *list = G_LIST_MODEL (conversations);

  send_text (fixture, older, "Older", NULL);
  send_text (fixture, newer, "Newer", NULL);
  g_autoptr (SondeConversation) top = g_list_model_get_item (list, 0);
  g_assert_true (top == newer);

  sonde_conversation_set_pinned (older, TRUE);
  sonde_engine_save (fixture->engine, older);
  g_autoptr (SondeConversation) pinned = g_list_model_get_item (list, 0);
  g_assert_true (pinned == older);

  sonde_engine_delete (fixture->engine, older);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  sonde_engine_undelete (fixture->engine, older);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
}

static void
test_unsaved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autoptr (SondeEngine) engine = sonde_engine_new_unsaved (dir);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) answered = NULL;
  g_autoptr (SondeConversation) conversation = sonde_engine_create (engine);
  g_autoptr (GError) error = NULL;

  sonde_engine_open_async (engine, NULL, sonde_test_result_cb, &opened);
  g_autoptr (GAsyncResult) open_result = sonde_test_await (&opened);
  g_assert_true (sonde_engine_open_finish (engine, open_result, &error));
  g_autoptr (SondeProvider) sim
    = sonde_provider_copy_at (sonde_catalogue_lookup (sonde_engine_get_catalogue (engine), "deepseek"),
                              sonde_sim_get_url (fixture->sim),
                              &error);
  sonde_catalogue_add_transient (sonde_engine_get_catalogue (engine), sim);
  sonde_engine_send_async (engine, conversation, "Hello", sonde_test_result_cb, &answered);
  g_autoptr (GAsyncResult) answer_result = sonde_test_await (&answered);
  g_assert_true (sonde_engine_turn_finish (engine, answer_result, &error));
  g_assert_no_error (error);
  sonde_engine_close (engine);

  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  g_assert_null (g_dir_read_name (listing));
  sonde_test_remove_dir (dir);
}

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  g_autoptr (GError) error = NULL;

  g_unsetenv ("SONDE_API_KEY");
  SondeMessage *answer = send_text (fixture, conversation, "Hello", &error);
  g_assert_nonnull (error);
  g_assert_true (error->domain == SONDE_ERROR);
  g_assert_cmpint (sonde_message_get_state (answer), ==, SONDE_STATE_FAILED);
  g_auto (GStrv) log = sonde_sim_dup_log (fixture->sim);
  g_assert_cmpuint (g_strv_length (log), ==, 0);
}

/* The last body that the simulator got for a chat. */
static char *
dup_sent (Fixture *fixture)
{
  g_auto (GStrv) log = sonde_sim_dup_log (fixture->sim);
  const char *last = log[g_strv_length (log) - 1];
  const char *body = strstr (last, "\n\n{");

  g_assert_nonnull (body);
  return g_strchomp (g_strdup (body + 2));
}

static void
assert_request (Fixture *fixture,
                SondeConversation *conversation,
                SondeMessage *answer,
                const char *expected,
                gboolean expected_exact)
{
  g_autofree char *url = NULL;
  gboolean is_exact = FALSE;
  g_autofree char *body = sonde_engine_dup_request (fixture->engine, conversation, answer, &url, &is_exact);

  g_assert_cmpstr (body, ==, expected);
  g_assert_true (g_str_has_prefix (url, sonde_sim_get_url (fixture->sim)));
  g_assert_true (g_str_has_suffix (url, "/chat/completions"));
  g_assert_null (strstr (body, "sk-engine-test"));
  g_assert_cmpint (is_exact, ==, expected_exact);
}

/* To the byte, also for an answer in the middle and one with pages of the web; after a restart it is the same
 * but nobody knows. */
static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  SondeMessage *first = send_text (fixture, conversation, "Which is heavier? “中文”", NULL);
  g_autofree char *first_body = dup_sent (fixture);
  SondeMessage *second = NULL;
  g_autofree char *second_body = NULL;
  gint64 id = 0;

  sonde_conversation_set_mode (conversation, SONDE_MODE_ALL);
  second = send_text (fixture, conversation, "Search the web.", NULL);
  second_body = dup_sent (fixture);
  assert_request (fixture, conversation, first, first_body, TRUE);
  assert_request (fixture, conversation, second, second_body, TRUE);

  id = sonde_conversation_get_id (conversation);
  g_clear_object (&conversation);
  close_engine (fixture);
  open_engine (fixture);
  conversation = reload (fixture, id);
  first = g_list_model_get_item (sonde_conversation_get_branch (conversation), 1);
  assert_request (fixture, conversation, first, first_body, FALSE);
  g_object_unref (first);
}

/* What was set differently when it was sent makes the difference known. */
static void
test_request_of_old_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  SondeMessage *answer = send_text (fixture, conversation, "Which is heavier?", NULL);
  g_autofree char *url = NULL;
  g_autofree char *body = NULL;
  gboolean is_exact = TRUE;

  sonde_conversation_set_system_prompt (conversation, "Be brief.");
  body = sonde_engine_dup_request (fixture->engine, conversation, answer, &url, &is_exact);
  g_assert_nonnull (strstr (body, "Be brief."));
  g_assert_false (is_exact);
}

/* An answer knows what it cost and how fast it was; what it cost is known of those in the history too. */
static void
test_cost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (fixture->engine);
  SondeMessage *answer = NULL;
  const char *currency = NULL;
  double cost = 0;
  double again = 0;
  gint64 id = 0;

  sonde_sim_set_pace (fixture->sim, 20);
  answer = send_text (fixture, conversation, "Which is heavier?", NULL);
  g_assert_true (sonde_message_get_cost (answer, &cost, &currency));
  g_assert_cmpfloat (cost, >, 0);
  g_assert_cmpstr (currency, ==, "USD");
  g_assert_cmpfloat (sonde_message_get_speed (answer), >, 0);

  id = sonde_conversation_get_id (conversation);
  g_clear_object (&conversation);
  close_engine (fixture);
  open_engine (fixture);
  conversation = reload (fixture, id);
  g_assert_true (sonde_message_get_cost (sonde_conversation_get_last (conversation), &again, &currency));
  g_assert_cmpfloat (again, ==, cost);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  add ("/engine/loaded-while-listed", test_loaded_while_listed);
  add ("/engine/modes", test_modes);
  add ("/engine/found-again", test_found_again);
  add ("/engine/errors", test_errors);
  add ("/engine/stop", test_stop);
  add ("/engine/close-in-mid-answer", test_close_in_mid_answer);
  add ("/engine/regenerate-and-edit", test_regenerate_and_edit);
  add ("/engine/several-at-once", test_several_at_once);
  add ("/engine/busy", test_busy);
  add ("/engine/tool-call", test_tool_call);
  add ("/engine/retired-model", test_retired_model);
  add ("/engine/retry-is-visible", test_retry_is_visible);
  add ("/engine/search-that-fails", test_search_that_fails);
  add ("/engine/search-keeps-the-key", test_search_keeps_the_key);
  add ("/engine/whole-replies", test_whole_replies);
  add ("/engine/request", test_request);
  add ("/engine/request-of-old-settings", test_request_of_old_settings);
  add ("/engine/cost", test_cost);
  add ("/engine/list", test_list);
  add ("/engine/unsaved", test_unsaved);
  add ("/engine/no-key", test_no_key);
  return g_test_run ();
}
