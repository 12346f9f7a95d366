/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sonde-error.h"
#include "sonde-source.h"
#include "sonde-test.h"
#include "store-test.h"

typedef struct
{
  char *dir;
  char *path;
  SondeStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = sonde_test_make_dir ();
  f->path = store_test_dup_path (f->dir);
  f->store = store_test_open (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->store != NULL)
    store_test_close (f->store);
  store_test_check (f->path);
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static void
reopen (Fixture *f)
{
  store_test_close (f->store);
  f->store = store_test_open (f->dir);
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) list = store_test_list (f->store, NULL);
  g_autoptr (GError) error = NULL;
  SondeConversation *none = store_test_load (f->store, 1, &error);

  g_assert_cmpuint (list->len, ==, 0);
  g_assert_null (none);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
}

static void
test_conversation (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) stored = sonde_conversation_new ();
  g_autoptr (SondeConversation) loaded = NULL;
  g_autoptr (GError) error = NULL;

  sonde_conversation_set_title (stored, "偏微分方程");
  sonde_conversation_set_title_typed (stored, TRUE);
  sonde_conversation_set_created (stored, 1000);
  sonde_conversation_set_updated (stored, 2000);
  sonde_conversation_set_pinned (stored, TRUE);
  sonde_conversation_set_folder (stored, "Work");
  sonde_conversation_set_provider (stored, "deepseek");
  sonde_conversation_set_mode (stored, SONDE_MODE_ALL);
  sonde_conversation_set_model (stored, SONDE_SLOT_CHAT, "a");
  sonde_conversation_set_model (stored, SONDE_SLOT_REASONING, "b");
  sonde_conversation_set_model (stored, SONDE_SLOT_SEARCH, "c");
  sonde_conversation_set_effort (stored, SONDE_EFFORT_MAX);
  sonde_conversation_set_system_prompt (stored, "Be brief.");
  sonde_conversation_set_draft (stored, "unsent\nlines");
  store_test_save_conversation (f->store, stored);
  reopen (f);

  loaded = store_test_load (f->store, sonde_conversation_get_id (stored), &error);
  g_assert_no_error (error);
  g_assert_true (sonde_conversation_get_loaded (loaded));
  g_assert_cmpint (sonde_conversation_get_id (loaded), ==, sonde_conversation_get_id (stored));
  g_assert_cmpstr (sonde_conversation_get_title (loaded), ==, "偏微分方程");
  g_assert_true (sonde_conversation_get_title_typed (loaded));
  g_assert_cmpint (sonde_conversation_get_created (loaded), ==, 1000);
  g_assert_cmpint (sonde_conversation_get_updated (loaded), ==, 2000);
  g_assert_true (sonde_conversation_get_pinned (loaded));
  g_assert_cmpstr (sonde_conversation_get_folder (loaded), ==, "Work");
  g_assert_cmpstr (sonde_conversation_get_provider (loaded), ==, "deepseek");
  g_assert_cmpint (sonde_conversation_get_mode (loaded), ==, SONDE_MODE_ALL);
  g_assert_cmpstr (sonde_conversation_get_model (loaded, SONDE_SLOT_CHAT), ==, "a");
  g_assert_cmpstr (sonde_conversation_get_model (loaded, SONDE_SLOT_REASONING), ==, "b");
  g_assert_cmpstr (sonde_conversation_get_model (loaded, SONDE_SLOT_SEARCH), ==, "c");
  g_assert_cmpint (sonde_conversation_get_effort (loaded), ==, SONDE_EFFORT_MAX);
  g_assert_cmpstr (sonde_conversation_get_system_prompt (loaded), ==, "Be brief.");
  g_assert_cmpstr (sonde_conversation_get_draft (loaded), ==, "unsent\nlines");
}

static void
test_conversation_changed (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) stored = store_test_begin (f->store, "First");
  g_autoptr (SondeConversation) into = sonde_conversation_new ();
  g_autoptr (SondeConversation) gone = sonde_conversation_new ();
  g_autoptr (SondeConversation) same = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_conversation_set_title (stored, "Second");
  sonde_conversation_set_folder (stored, NULL);
  store_test_save_conversation (f->store, stored);
  sonde_store_load_async (
    f->store, sonde_conversation_get_id (stored), into, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  same = sonde_store_load_finish (f->store, result, &error);
  g_assert_no_error (error);
  g_assert_true (same == into);
  g_assert_cmpstr (sonde_conversation_get_title (into), ==, "Second");

  g_clear_object (&result);
  sonde_conversation_set_id (gone, 99);
  sonde_store_save_conversation_async (f->store, gone, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  g_assert_false (sonde_store_save_conversation_finish (f->store, result, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
}

static SondeMessage *
make_full_answer (void)
{
  SondeMessage *message = sonde_message_new (SONDE_ROLE_ASSISTANT);
  g_autoptr (SondeUsage) usage = sonde_usage_new ();
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = sonde_error_new_reply (SONDE_ERROR_RATE_LIMITED, 429, -1, "slow down, please");

  sonde_message_set_content (message, "x dx + y dy\n\n$e^x$ 深谈 [citation:1]");
  sonde_message_set_reasoning (message, "Let me see…");
  sonde_message_set_state (message, SONDE_STATE_FAILED);
  sonde_message_set_mode (message, SONDE_MODE_REASONING);
  sonde_message_set_provider (message, "deepseek");
  sonde_message_set_model (message, "deepseek-flash");
  sonde_message_set_created (message, 1234567);
  sonde_message_set_finished (message, 2234567);
  sonde_message_set_thinking_ms (message, 4321);
  sonde_message_set_finish_reason (message, "length");
  usage->prompt_tokens = 10;
  usage->cache_hit_tokens = 0;
  usage->json = g_strdup ("{\"prompt_tokens\":10, \"other\":[1]}");
  sonde_message_set_usage (message, usage);
  sonde_message_set_raw (message, "{\"role\":\"assistant\",\"content\":\"x\"}");
  sonde_message_set_tool_call_id (message, "call_0");
  sonde_message_set_error (message, error);
  sonde_message_set_search_query (message, "separable equations");
  g_ptr_array_add (sources, sonde_source_new (2, "Two", "https://two.example/", "2026-01-02", "text two"));
  g_ptr_array_add (sources, sonde_source_new (1, "One", "https://one.example/", NULL, NULL));
  sonde_message_set_sources (message, sources);
  return message;
}

static void
assert_full_answer (SondeMessage *message)
{
  const SondeUsage *usage = sonde_message_get_usage (message);
  GListModel *sources = sonde_message_get_sources (message);
  g_autoptr (SondeSource) first = g_list_model_get_item (sources, 0);
  g_autoptr (SondeSource) second = g_list_model_get_item (sources, 1);

  g_assert_cmpint (sonde_message_get_role (message), ==, SONDE_ROLE_ASSISTANT);
  g_assert_cmpstr (sonde_message_get_content (message), ==, "x dx + y dy\n\n$e^x$ 深谈 [citation:1]");
  g_assert_cmpstr (sonde_message_get_reasoning (message), ==, "Let me see…");
  g_assert_cmpint (sonde_message_get_state (message), ==, SONDE_STATE_FAILED);
  g_assert_cmpint (sonde_message_get_mode (message), ==, SONDE_MODE_REASONING);
  g_assert_cmpstr (sonde_message_get_provider (message), ==, "deepseek");
  g_assert_cmpstr (sonde_message_get_model (message), ==, "deepseek-flash");
  g_assert_cmpint (sonde_message_get_created (message), ==, 1234567);
  g_assert_cmpint (sonde_message_get_finished (message), ==, 2234567);
  g_assert_cmpint (sonde_message_get_thinking_ms (message), ==, 4321);
  g_assert_cmpstr (sonde_message_get_finish_reason (message), ==, "length");
  g_assert_nonnull (usage);
  g_assert_cmpint (usage->prompt_tokens, ==, 10);
  g_assert_cmpint (usage->cache_hit_tokens, ==, 0);
  g_assert_cmpint (usage->completion_tokens, ==, -1);
  g_assert_cmpstr (usage->json, ==, "{\"prompt_tokens\":10, \"other\":[1]}");
  g_assert_cmpstr (sonde_message_get_raw (message), ==, "{\"role\":\"assistant\",\"content\":\"x\"}");
  g_assert_cmpstr (sonde_message_get_tool_call_id (message), ==, "call_0");
  g_assert_error (sonde_message_get_error (message), SONDE_ERROR, SONDE_ERROR_RATE_LIMITED);
  g_assert_cmpuint (sonde_error_get_http_status (sonde_message_get_error (message)), ==, 429);
  g_assert_cmpstr (sonde_error_get_server_words (sonde_message_get_error (message)), ==, "slow down, please");
  g_assert_cmpstr (sonde_message_get_search_query (message), ==, "separable equations");
  g_assert_cmpuint (g_list_model_get_n_items (sources), ==, 2);
  g_assert_cmpuint (sonde_source_get_number (first), ==, 2);
  g_assert_cmpstr (sonde_source_get_title (first), ==, "Two");
  g_assert_cmpstr (sonde_source_get_url (first), ==, "https://two.example/");
  g_assert_cmpstr (sonde_source_get_date (first), ==, "2026-01-02");
  g_assert_cmpstr (sonde_source_get_text (first), ==, "text two");
  g_assert_cmpstr (sonde_source_get_title (second), ==, "One");
}

static void
test_message (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "Messages");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) question
    = store_test_say (f->store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "解此微分方程");
  g_autoptr (SondeMessage) answer = make_full_answer ();
  g_autoptr (SondeConversation) loaded = NULL;
  g_autoptr (GError) error = NULL;

  sonde_message_set_parent_id (answer, sonde_message_get_id (question));
  g_assert_true (store_test_add (f->store, id, answer, FALSE, &error));
  reopen (f);

  loaded = store_test_load (f->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sonde_conversation_get_n_messages (loaded), ==, 2);
  g_assert_cmpstr (sonde_message_get_content (store_test_get_message (loaded, 0)), ==, "解此微分方程");
  g_assert_null (sonde_message_get_usage (store_test_get_message (loaded, 0)));
  g_assert_null (sonde_message_get_error (store_test_get_message (loaded, 0)));
  g_assert_cmpint (
    sonde_message_get_parent_id (store_test_get_message (loaded, 1)), ==, sonde_message_get_id (question));
  assert_full_answer (store_test_get_message (loaded, 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("empty", test_empty);
  ADD ("conversation", test_conversation);
  ADD ("conversation-changed", test_conversation_changed);
  ADD ("message", test_message);
  return g_test_run ();
}
