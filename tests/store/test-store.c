/* SPDX-License-Identifier: GPL-3.0-or-later */

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
  g_autoptr (GPtrArray) list = store_test_list (f->store);
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
test_conversation_with_message (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) stored = sonde_conversation_new ();
  g_autoptr (SondeConversation) loaded = NULL;
  g_autoptr (SondeMessage) question = sonde_message_new (SONDE_ROLE_USER);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  sonde_conversation_set_title (stored, "Begun");
  sonde_message_set_content (question, "A question");
  sonde_store_add_conversation_async (f->store, stored, question, NULL, sonde_test_result_cb, &result);
  done = sonde_test_await (&result);
  g_assert_true (sonde_store_add_conversation_finish (f->store, done, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sonde_conversation_get_id (stored), !=, 0);
  g_assert_cmpint (sonde_message_get_id (question), !=, 0);
  g_clear_object (&done);

  reopen (f);
  loaded = store_test_load (f->store, sonde_conversation_get_id (stored), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sonde_conversation_get_messages (loaded)->len, ==, 1);
  g_assert_cmpint (sonde_conversation_get_chosen_root (loaded), ==, sonde_message_get_id (question));
  g_assert_cmpstr (sonde_message_get_content (sonde_conversation_get_last (loaded)), ==, "A question");
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
  sonde_message_set_first_token (message, 1734567);
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
  g_assert_cmpint (sonde_message_get_first_token (message), ==, 1734567);
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

static void
assert_message (SondeConversation *conversation, guint index, SondeMessage *message, const char *content)
{
  g_autoptr (SondeMessage) shown
    = g_list_model_get_item (sonde_conversation_get_branch (conversation), index);

  g_assert_nonnull (shown);
  g_assert_cmpint (sonde_message_get_id (shown), ==, sonde_message_get_id (message));
  g_assert_cmpstr (sonde_message_get_content (shown), ==, content);
}

static void
test_tree (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "Tree");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) root_1
    = store_test_say (f->store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "one");
  g_autoptr (SondeMessage) answer_1 = store_test_say (
    f->store, id, sonde_message_get_id (root_1), SONDE_ROLE_ASSISTANT, SONDE_STATE_COMPLETE, "answer 1");
  g_autoptr (SondeMessage) answer_2 = store_test_say (
    f->store, id, sonde_message_get_id (root_1), SONDE_ROLE_ASSISTANT, SONDE_STATE_COMPLETE, "answer 2");
  g_autoptr (SondeMessage) root_2
    = store_test_say (f->store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "two");
  g_autoptr (SondeConversation) newest = store_test_load (f->store, id, NULL);
  g_autoptr (SondeConversation) chosen = NULL;

  /* What was added last is shown. */
  g_assert_cmpuint (g_list_model_get_n_items (sonde_conversation_get_branch (newest)), ==, 1);
  assert_message (newest, 0, root_2, "two");

  sonde_store_choose (f->store, id, 0, sonde_message_get_id (root_1));
  sonde_store_choose (f->store, id, sonde_message_get_id (root_1), sonde_message_get_id (answer_1));
  reopen (f);
  chosen = store_test_load (f->store, id, NULL);
  g_assert_cmpuint (sonde_conversation_get_n_messages (chosen), ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_conversation_get_branch (chosen)), ==, 2);
  assert_message (chosen, 0, root_1, "one");
  assert_message (chosen, 1, answer_1, "answer 1");
  g_assert_cmpuint (sonde_message_get_n_versions (store_test_get_message (chosen, 2)), ==, 2);
}

static void
test_foreign_parent (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) here = store_test_begin (f->store, "Here");
  g_autoptr (SondeConversation) there = store_test_begin (f->store, "There");
  g_autoptr (SondeMessage) root = store_test_say (
    f->store, sonde_conversation_get_id (here), 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "root");
  g_autoptr (SondeMessage) child = sonde_message_new (SONDE_ROLE_ASSISTANT);
  g_autoptr (GError) wrong_parent = NULL;
  g_autoptr (GError) wrong_conversation = NULL;

  sonde_message_set_parent_id (child, sonde_message_get_id (root));
  sonde_message_set_state (child, SONDE_STATE_COMPLETE);
  g_assert_false (store_test_add (f->store, sonde_conversation_get_id (there), child, FALSE, &wrong_parent));
  g_assert_error (wrong_parent, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
  g_assert_false (store_test_add (f->store, 77, child, TRUE, &wrong_conversation));
  g_assert_error (wrong_conversation, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
  g_assert_cmpint (sonde_message_get_id (child), ==, 0);
}

static void
test_delete_message (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "Deep");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) root
    = store_test_say (f->store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "root");
  g_autoptr (SondeMessage) kept = store_test_say (
    f->store, id, sonde_message_get_id (root), SONDE_ROLE_ASSISTANT, SONDE_STATE_COMPLETE, "kept");
  g_autoptr (SondeConversation) loaded = NULL;
  g_autoptr (GError) error = NULL;
  gint64 parent = sonde_message_get_id (root);
  gint64 first = 0;

  /* Deeper than SQLite's triggers may go. */
  for (guint i = 0; i < 1500; i++)
    {
      g_autoptr (SondeMessage) message
        = store_test_say (f->store, id, parent, SONDE_ROLE_ASSISTANT, SONDE_STATE_COMPLETE, "deep");

      parent = sonde_message_get_id (message);
      first = first != 0 ? first : parent;
    }
  g_assert_true (store_test_delete_message (f->store, first, &error));
  loaded = store_test_load (f->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sonde_conversation_get_n_messages (loaded), ==, 2);
  assert_message (loaded, 1, kept, "kept");
  g_assert_cmpint (
    sonde_message_get_chosen_child (store_test_get_message (loaded, 0)), ==, sonde_message_get_id (kept));

  g_assert_false (store_test_delete_message (f->store, first, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (store_test_delete_message (f->store, sonde_message_get_id (root), &error));
  g_clear_object (&loaded);
  loaded = store_test_load (f->store, id, &error);
  g_assert_cmpuint (sonde_conversation_get_n_messages (loaded), ==, 0);
  g_assert_cmpint (sonde_conversation_get_chosen_root (loaded), ==, 0);
}

static void
test_delete_conversation (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) kept = store_test_begin (f->store, "Kept");
  g_autoptr (SondeConversation) gone = store_test_begin (f->store, "Gone");
  gint64 id = sonde_conversation_get_id (gone);
  g_autoptr (SondeMessage) answer = make_full_answer ();
  g_autofree char *left = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store_test_add (f->store, id, answer, FALSE, &error));
  g_assert_true (store_test_delete_conversation (f->store, id, TRUE, &error));
  g_assert_cmpuint (store_test_count (f->store), ==, 1);
  g_assert_cmpuint (store_test_count_hits (f->store, "gone"), ==, 0);
  g_assert_cmpuint (store_test_count_hits (f->store, "citation"), ==, 0);
  g_assert_null (store_test_load (f->store, id, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (store_test_delete_conversation (f->store, id, FALSE, &error));
  g_assert_cmpuint (store_test_count (f->store), ==, 2);
  sonde_store_purge_deleted (f->store, G_MAXINT64);
  g_assert_cmpuint (store_test_count (f->store), ==, 2);

  /* What was deleted just now is not what was deleted long ago. */
  g_assert_true (store_test_delete_conversation (f->store, id, TRUE, &error));
  sonde_store_purge_deleted (f->store, g_get_real_time () - G_TIME_SPAN_HOUR);
  g_assert_true (store_test_delete_conversation (f->store, id, FALSE, &error));
  g_assert_true (store_test_delete_conversation (f->store, id, TRUE, &error));
  sonde_store_purge_deleted (f->store, g_get_real_time () + G_TIME_SPAN_HOUR);
  g_assert_false (store_test_delete_conversation (f->store, id, FALSE, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
  left = store_test_query (f->path, "SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM source)");
  g_assert_cmpstr (left, ==, "0");
}

static void
assert_titles (Fixture *f, const char *expected)
{
  g_autoptr (GPtrArray) list = store_test_list (f->store);
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append (titles, sonde_conversation_get_title (g_ptr_array_index (list, i)));
  g_assert_cmpstr (titles->str, ==, expected);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  static const char *const titles[] = { "A", "B", "C" };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  SondeListKey first = { 0 };
  gint64 ids[3];

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr (SondeConversation) conversation = store_test_begin (f->store, titles[i]);
      g_autoptr (SondeMessage) message = NULL;

      ids[i] = sonde_conversation_get_id (conversation);
      message = store_test_say (f->store, ids[i], 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "hello");
    }
  assert_titles (f, "CBA");

  /* Who speaks comes first, also when the clock was put back meanwhile. */
  {
    g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_USER);

    sonde_message_set_created (message, g_get_real_time () - 30 * G_USEC_PER_SEC);
    sonde_message_set_state (message, SONDE_STATE_COMPLETE);
    g_assert_true (store_test_add (f->store, ids[0], message, TRUE, NULL));
  }
  assert_titles (f, "ACB");

  list = store_test_list (f->store);
  first.id = sonde_conversation_get_id (g_ptr_array_index (list, 0));
  first.time = sonde_conversation_get_updated (g_ptr_array_index (list, 0));
  sonde_store_list_async (f->store, NULL, &first, 1, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  page = sonde_store_list_finish (f->store, result, NULL);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpstr (sonde_conversation_get_title (g_ptr_array_index (page, 0)), ==, "C");
  g_assert_cmpuint (sonde_conversation_get_n_messages (g_ptr_array_index (page, 0)), ==, 1);
  g_assert_false (sonde_conversation_get_loaded (g_ptr_array_index (page, 0)));

  sonde_conversation_set_pinned (g_ptr_array_index (page, 0), TRUE);
  store_test_save_conversation (f->store, g_ptr_array_index (page, 0));
  assert_titles (f, "CAB");
}

/* What is imported keeps its time. */
static void
test_list_old (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) now = store_test_begin (f->store, "now");
  g_autoptr (SondeConversation) old = sonde_conversation_new ();
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_USER);

  sonde_conversation_set_title (old, "old");
  sonde_conversation_set_created (old, 1000);
  store_test_save_conversation (f->store, old);
  sonde_message_set_created (message, 2000);
  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
  g_assert_true (store_test_add (f->store, sonde_conversation_get_id (old), message, FALSE, NULL));
  assert_titles (f, "nowold");
  g_clear_object (&old);
  old = store_test_load (f->store, 2, NULL);
  g_assert_cmpint (sonde_conversation_get_updated (old), ==, 2000);
}

static void
test_search (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "Über Straßen");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) first
    = store_test_say (f->store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "深度求索的模型 and a CAFÉ");
  g_autoptr (SondeMessage) second = store_test_say (
    f->store, id, sonde_message_get_id (first), SONDE_ROLE_ASSISTANT, SONDE_STATE_COMPLETE, "关于模型\nmore");
  g_autoptr (SondeMessage) tool = store_test_say (
    f->store, id, sonde_message_get_id (second), SONDE_ROLE_TOOL, SONDE_STATE_COMPLETE, "模型");
  g_autoptr (GPtrArray) hits = store_test_search (f->store, "模型", 0);
  g_autoptr (GPtrArray) title = store_test_search (f->store, "STRASSEN", 0);
  SondeSearchHit *hit = g_ptr_array_index (hits, 0);

  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpint (hit->message_id, ==, sonde_message_get_id (second));
  g_assert_cmpint (hit->conversation_id, ==, id);
  g_assert_cmpint (hit->role, ==, SONDE_ROLE_ASSISTANT);
  g_assert_cmpstr (hit->title, ==, "Über Straßen");
  g_assert_cmpstr (hit->snippet, ==, "关于模型 more");
  hit = g_ptr_array_index (title, 0);
  g_assert_cmpint (hit->message_id, ==, 0);
  g_assert_cmpstr (hit->snippet, ==, "Über Straßen");
  g_assert_cmpuint (store_test_count_hits (f->store, "café"), ==, 1);
  g_assert_cmpuint (store_test_count_hits (f->store, "cafe"), ==, 1);
  g_assert_cmpuint (store_test_count_hits (f->store, "a%f_"), ==, 0);
  g_assert_cmpuint (store_test_count_hits (f->store, ""), ==, 0);
  g_clear_pointer (&hits, g_ptr_array_unref);
  hits = store_test_search (f->store, "模", 1);
  g_assert_cmpuint (hits->len, ==, 1);
}

/* A long conversation */

#define N_LONG 1000

/* A chain with an alternative to each tenth message, the older of which is shown at 500. */
static void
make_long (Fixture *f)
{
  store_test_exec (
    f->path,
    "PRAGMA foreign_keys = OFF; INSERT INTO conversation (id, title, chosen_root) VALUES (1, 'Long', 1);"
    "INSERT INTO message (id, conversation, parent, role, state, content) "
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
    "SELECT i, 1, nullif (i - 1, 0), 1 + i % 2, 1, 'text ' || i FROM n;"
    "INSERT INTO message (id, conversation, parent, role, state, content) "
    "SELECT 10000 + id, 1, parent, role, 1, 'other ' || id FROM message WHERE id % 10 = 5;"
    "UPDATE message SET chosen_child = id + 1 WHERE id < 1000;"
    "INSERT INTO source (message, seq, number, title) VALUES (995, 1, 1, 'Page'), (5, 1, 1, 'Old page')");
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  guint *n = user_data;

  /* It grows at its front and nowhere else. */
  g_assert_cmpuint (position, ==, 0);
  g_assert_cmpuint (removed, ==, 0);
  *n += added;
}

static void
assert_same_branch (SondeConversation *a, SondeConversation *b)
{
  GListModel *left = sonde_conversation_get_branch (a);
  GListModel *right = sonde_conversation_get_branch (b);

  g_assert_cmpuint (g_list_model_get_n_items (left), ==, g_list_model_get_n_items (right));
  for (guint i = 0; i < g_list_model_get_n_items (left); i++)
    {
      g_autoptr (SondeMessage) one = g_list_model_get_item (left, i);
      g_autoptr (SondeMessage) other = g_list_model_get_item (right, i);

      g_assert_cmpint (sonde_message_get_id (one), ==, sonde_message_get_id (other));
      g_assert_cmpstr (sonde_message_get_content (one), ==, sonde_message_get_content (other));
      g_assert_cmpuint (sonde_message_get_version (one), ==, sonde_message_get_version (other));
      g_assert_cmpuint (sonde_message_get_n_versions (one), ==, sonde_message_get_n_versions (other));
    }
}

static SondeConversation *
load_end (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SondeConversation *conversation;

  sonde_store_load_end_async (f->store, 1, NULL, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  conversation = sonde_store_load_finish (f->store, result, &error);
  g_assert_no_error (error);
  return conversation;
}

static void
test_load_end (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = NULL;
  g_autoptr (SondeConversation) whole = NULL;
  GListModel *branch;
  guint n_before;
  guint n_added = 0;

  make_long (f);
  whole = store_test_load (f->store, 1, NULL);
  conversation = load_end (f);
  branch = sonde_conversation_get_branch (conversation);
  n_before = g_list_model_get_n_items (branch);
  g_assert_cmpuint (n_before, ==, 60);
  g_assert_cmpuint (sonde_conversation_get_n_messages (conversation), ==, N_LONG + 100);
  g_assert_true (sonde_conversation_get_loaded (conversation));
  g_assert_false (sonde_conversation_get_complete (conversation));
  g_assert_cmpint (sonde_message_get_id (sonde_conversation_get_last (conversation)), ==, N_LONG);
  g_assert_cmpuint (
    sonde_message_get_n_versions (sonde_conversation_find_message (conversation, 995)), ==, 2);
  g_signal_connect (branch, "items-changed", G_CALLBACK (count_cb), &n_added);
  for (guint i = 0; i < 500 && !sonde_conversation_get_complete (conversation); i++)
    sonde_test_spin (10);
  g_assert_true (sonde_conversation_get_complete (conversation));
  g_assert_cmpuint (n_added, ==, N_LONG - n_before);
  g_signal_handlers_disconnect_by_func (branch, count_cb, &n_added);
  assert_same_branch (conversation, whole);
  g_assert_cmpuint (sonde_conversation_get_messages (conversation)->len, ==, N_LONG + 100);
  g_assert_cmpuint (
    g_list_model_get_n_items (sonde_message_get_sources (sonde_conversation_find_message (conversation, 5))),
    ==,
    1);
}

/* Who speaks before all is there is not forgotten. */
static void
test_load_end_speak (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = NULL;
  g_autoptr (SondeConversation) whole = NULL;
  g_autoptr (SondeMessage) said = NULL;

  make_long (f);
  conversation = load_end (f);
  said = store_test_say (f->store, 1, N_LONG, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "early");
  sonde_conversation_add_message (conversation, said);
  g_assert_true (sonde_conversation_get_last (conversation) == said);
  for (guint i = 0; i < 500 && !sonde_conversation_get_complete (conversation); i++)
    sonde_test_spin (10);
  whole = store_test_load (f->store, 1, NULL);
  assert_same_branch (conversation, whole);
  g_assert_true (sonde_conversation_get_last (conversation) == said);
}

/* Streaming */

static SondeMessage *
begin_answer (Fixture *f, gint64 *conversation_id)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "Stream");
  g_autoptr (SondeMessage) question = NULL;

  *conversation_id = sonde_conversation_get_id (conversation);
  question
    = store_test_say (f->store, *conversation_id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "question");
  return store_test_say (f->store,
                         *conversation_id,
                         sonde_message_get_id (question),
                         SONDE_ROLE_ASSISTANT,
                         SONDE_STATE_STREAMING,
                         "");
}

static void
assert_answer (
  Fixture *f, gint64 conversation_id, SondeMessageState state, const char *reasoning, const char *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) loaded = store_test_load (f->store, conversation_id, &error);
  SondeMessage *answer;

  g_assert_no_error (error);
  answer = store_test_get_message (loaded, 1);
  g_assert_cmpint (sonde_message_get_state (answer), ==, state);
  g_assert_cmpstr (sonde_message_get_reasoning (answer), ==, reasoning);
  g_assert_cmpstr (sonde_message_get_content (answer), ==, content);
}

static void
test_append (Fixture *f, gconstpointer data)
{
  gint64 id;
  g_autoptr (SondeMessage) answer = begin_answer (f, &id);
  g_autofree char *chunks = NULL;
  g_autoptr (GError) error = NULL;

  /* Not yet: a quarter of a second or 4 KiB must come together. */
  sonde_message_append_reasoning (answer, "thin");
  sonde_store_append (f->store, answer);
  assert_answer (f, id, SONDE_STATE_STREAMING, "", "");
  sonde_message_append_reasoning (answer, "king");
  sonde_message_append_content (answer, "深");
  sonde_store_append (f->store, answer);
  sonde_test_spin (600);
  assert_answer (f, id, SONDE_STATE_STREAMING, "thinking", "深");
  chunks = store_test_query (f->path, "SELECT count(*) FROM chunk");
  g_assert_cmpstr (chunks, !=, "0");

  g_clear_pointer (&chunks, g_free);
  sonde_message_append_content (answer, "谈");
  sonde_message_set_state (answer, SONDE_STATE_COMPLETE);
  g_assert_true (store_test_save_message (f->store, answer, &error));
  sonde_store_append (f->store, answer);
  assert_answer (f, id, SONDE_STATE_COMPLETE, "thinking", "深谈");
  chunks = store_test_query (f->path, "SELECT count(*) FROM chunk");
  g_assert_cmpstr (chunks, ==, "0");
}

static void
test_append_much (Fixture *f, gconstpointer data)
{
  gint64 id;
  g_autoptr (SondeMessage) answer = begin_answer (f, &id);
  g_autofree char *much = g_strnfill (4096, 'x');

  sonde_message_append_content (answer, much);
  sonde_store_append (f->store, answer);
  assert_answer (f, id, SONDE_STATE_STREAMING, "", much);
}

/* A retry before the first token, or a provider that corrects itself, begins the text again. */
static void
test_append_replaced (Fixture *f, gconstpointer data)
{
  gint64 id;
  g_autoptr (SondeMessage) answer = begin_answer (f, &id);
  g_autofree char *much = g_strnfill (5000, 'x');

  sonde_message_append_content (answer, much);
  sonde_store_append (f->store, answer);
  sonde_message_set_content (answer, "again");
  sonde_store_append (f->store, answer);
  assert_answer (f, id, SONDE_STATE_STREAMING, "", "again");
}

/* Closing writes what waits; opening finds an answer that nobody writes any more. */
static void
test_append_close (Fixture *f, gconstpointer data)
{
  gint64 id;
  g_autoptr (SondeMessage) answer = begin_answer (f, &id);

  sonde_message_append_content (answer, "half");
  sonde_store_append (f->store, answer);
  reopen (f);
  assert_answer (f, id, SONDE_STATE_INTERRUPTED, "", "half");
  sonde_message_append_content (answer, "more");
  sonde_store_append (f->store, answer);
  reopen (f);
  assert_answer (f, id, SONDE_STATE_INTERRUPTED, "", "half");
}

static void
test_save_unknown (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_ASSISTANT);
  g_autoptr (GError) error = NULL;

  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
  g_assert_false (store_test_save_message (f->store, message, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
}

/* Whatever bytes a server, a model or another program put there. */
static void
test_hostile_text (Fixture *f, gconstpointer data)
{
  gint64 id;
  g_autoptr (SondeMessage) answer = begin_answer (f, &id);
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (SondeConversation) loaded = NULL;
  SondeMessage *message;

  store_test_exec (f->path,
                   "UPDATE message SET content = CAST (x'61ff00c3e6b7' AS TEXT), "
                   "model = CAST (x'c0af' AS TEXT), role = 1 WHERE id = 2;"
                   "UPDATE conversation SET title = CAST (x'f09f98' AS TEXT);"
                   "INSERT INTO chunk VALUES (2, 1, CAST (x'b10062' AS TEXT), CAST (x'ff' AS TEXT));"
                   "INSERT INTO source VALUES (2, 1, -1, NULL, NULL, NULL, CAST (x'80' AS TEXT))");
  loaded = store_test_load (f->store, id, NULL);
  message = store_test_get_message (loaded, 1);
  g_assert_true (g_utf8_validate (sonde_message_get_content (message), -1, NULL));
  g_assert_true (g_str_has_prefix (sonde_message_get_content (message), "a"));
  g_assert_true (g_str_has_suffix (sonde_message_get_content (message), "b"));
  g_assert_true (g_utf8_validate (sonde_message_get_reasoning (message), -1, NULL));
  g_assert_true (g_utf8_validate (sonde_message_get_model (message), -1, NULL));
  g_assert_true (g_utf8_validate (sonde_conversation_get_title (loaded), -1, NULL));
  /* What grows is found when it has ended. */
  store_test_exec (f->path, "UPDATE message SET state = 1 WHERE id = 2");
  hits = store_test_search (f->store, "a\357\277\275", 0);
  g_assert_cmpuint (hits->len, ==, 1);
  g_clear_pointer (&hits, g_ptr_array_unref);
  hits = store_test_search (f->store, "\xff\xfe", 0);
  g_assert_nonnull (hits);
  store_test_exec (f->path, "DELETE FROM source; DELETE FROM chunk");
}

/* Calls */

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  sonde_store_list_async (f->store, NULL, NULL, 0, cancellable, sonde_test_result_cb, &listed);
  sonde_store_save_conversation_async (f->store, conversation, cancellable, sonde_test_result_cb, &saved);
  listed = sonde_test_await (&listed);
  saved = sonde_test_await (&saved);
  g_assert_null (sonde_store_list_finish (f->store, listed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (sonde_store_save_conversation_finish (f->store, saved, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (sonde_conversation_get_id (conversation), ==, 0);
  g_assert_cmpuint (store_test_count (f->store), ==, 0);
}

/* A long search stops in the middle when the person types on. */
static void
test_cancel_running (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begin;

  store_test_exec (f->path,
                   "INSERT INTO conversation (id, title) VALUES (1, 'Long');"
                   "INSERT INTO message (conversation, role, state, content) "
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                   "SELECT 1, 1, 1, replace (hex (zeroblob (10000)), '00', 'Ы') FROM n");
  begin = g_get_monotonic_time ();
  sonde_store_search_async (
    f->store, "absent", SONDE_SEARCH_NEWEST, 0, TRUE, cancellable, sonde_test_result_cb, &result);
  sonde_test_spin (20);
  g_cancellable_cancel (cancellable);
  store_test_settle (f->store);
  g_test_message ("cancelled after %" G_GINT64_FORMAT " us", g_get_monotonic_time () - begin);
  result = sonde_test_await (&result);
  g_assert_null (sonde_store_search_finish (f->store, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_closed (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_store_close (f->store);
  sonde_store_close (f->store);
  sonde_store_save_conversation_async (f->store, conversation, NULL, sonde_test_result_cb, &result);
  g_assert_null (result);
  result = sonde_test_await (&result);
  g_assert_false (sonde_store_save_conversation_finish (f->store, result, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE);
}

/* Calls are answered in their order, without waiting between them. */
static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (f->store, "0");
  g_autoptr (GAsyncResult) last = NULL;

  for (guint i = 1; i <= 50; i++)
    {
      g_autofree char *title = g_strdup_printf ("%u", i);

      sonde_conversation_set_title (conversation, title);
      sonde_store_save_conversation_async (
        f->store, conversation, NULL, i == 50 ? sonde_test_result_cb : NULL, i == 50 ? &last : NULL);
    }
  last = sonde_test_await (&last);
  assert_titles (f, "50");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("empty", test_empty);
  ADD ("conversation", test_conversation);
  ADD ("conversation-with-message", test_conversation_with_message);
  ADD ("conversation-changed", test_conversation_changed);
  ADD ("message", test_message);
  ADD ("tree", test_tree);
  ADD ("foreign-parent", test_foreign_parent);
  ADD ("delete-message", test_delete_message);
  ADD ("delete-conversation", test_delete_conversation);
  ADD ("list", test_list);
  ADD ("list-old", test_list_old);
  ADD ("search", test_search);
  ADD ("load-end", test_load_end);
  ADD ("load-end/speak", test_load_end_speak);
  ADD ("append", test_append);
  ADD ("append-much", test_append_much);
  ADD ("append-replaced", test_append_replaced);
  ADD ("append-close", test_append_close);
  ADD ("save-unknown", test_save_unknown);
  ADD ("hostile-text", test_hostile_text);
  ADD ("cancel", test_cancel);
  ADD ("cancel-running", test_cancel_running);
  ADD ("closed", test_closed);
  ADD ("order", test_order);
  return g_test_run ();
}
