/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine and a large history: lists, folders, what a model is shown. */

#include <string.h>

#include "sonde-context-private.h"
#include "sonde-conversation-list.h"
#include "sonde-error.h"
#include "sonde-sim.h"
#include "sonde-test.h"
#include "store-test.h"

typedef struct
{
  SondeSim *sim;
  char *dir;
  SondeEngine *engine;
} Fixture;

static void
open_engine (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  f->engine = sonde_engine_new (f->dir);
  sonde_engine_open_async (f->engine, NULL, sonde_test_result_cb, &result);
  done = sonde_test_await (&result);
  sonde_engine_open_finish (f->engine, done, &error);
  g_assert_no_error (error);
}

static void
close_engine (Fixture *f)
{
  sonde_engine_close (f->engine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->engine);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("SONDE_API_KEY", "sk-engine-test", TRUE);
  f->dir = sonde_test_make_dir ();
  f->sim = sonde_sim_new ();
  sonde_sim_start (f->sim, 0, &error);
  g_assert_no_error (error);
  sonde_sim_set_pace (f->sim, 0);
  open_engine (f);
  sonde_catalogue_set_base_url (
    sonde_engine_get_catalogue (f->engine), "deepseek", sonde_sim_get_url (f->sim), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  close_engine (f);
  sonde_sim_free (f->sim);
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
}

static void
finish_turn (Fixture *f, GAsyncResult **result)
{
  g_autoptr (GAsyncResult) done = sonde_test_await (result);
  g_autoptr (GError) error = NULL;

  sonde_engine_turn_finish (f->engine, done, &error);
  g_assert_no_error (error);
}

static SondeMessage *
send_text (Fixture *f, SondeConversation *conversation, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_engine_send_async (f->engine, conversation, text, sonde_test_result_cb, &result);
  finish_turn (f, &result);
  return sonde_conversation_get_last (conversation);
}

static SondeConversation *
begin (Fixture *f, const char *text)
{
  SondeConversation *conversation = sonde_engine_create (f->engine);

  send_text (f, conversation, text);
  return conversation;
}

/* Lists */

static void
wait_for_list (SondeConversationList *list)
{
  for (guint i = 0; i < 200 && sonde_conversation_list_get_loading (list); i++)
    sonde_test_spin (10);
  g_assert_false (sonde_conversation_list_get_loading (list));
}

static char *
dup_titles (SondeConversationList *list)
{
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (SondeConversation) conversation = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (titles, "%s ", sonde_conversation_get_title (conversation));
    }
  return g_string_free (titles, FALSE);
}

static void
assert_titles (SondeConversationList *list, const char *expected)
{
  g_autofree char *titles = dup_titles (list);

  g_assert_cmpstr (titles, ==, expected);
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  static const char *const titles[] = { "one", "two", "three", "four", "five", "six", "seven" };
  g_autoptr (GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SondeConversationList) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    g_ptr_array_add (conversations, begin (f, titles[i]));
  close_engine (f);
  g_ptr_array_set_size (conversations, 0);
  open_engine (f);

  list = sonde_conversation_list_new (f->engine, 3);
  wait_for_list (list);
  assert_titles (list, "seven six five ");
  g_assert_false (sonde_conversation_list_get_complete (list));
  sonde_conversation_list_load_more (list);
  wait_for_list (list);
  assert_titles (list, "seven six five four three two ");
  sonde_conversation_list_load_more (list);
  wait_for_list (list);
  assert_titles (list, "seven six five four three two one ");
  g_assert_true (sonde_conversation_list_get_complete (list));
}

static void
test_shelves (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) one = begin (f, "one");
  g_autoptr (SondeConversation) two = begin (f, "two");
  g_autoptr (SondeConversation) three = begin (f, "three");
  g_autoptr (SondeConversationList) current = sonde_conversation_list_new (f->engine, 100);
  g_autoptr (SondeConversationList) archived = sonde_conversation_list_new (f->engine, 100);
  g_autoptr (SondeConversationList) trash = sonde_conversation_list_new (f->engine, 100);
  g_autoptr (SondeConversationList) folder = sonde_conversation_list_new (f->engine, 100);

  sonde_conversation_list_set_filter (archived, SONDE_SHELF_ARCHIVED, NULL);
  sonde_conversation_list_set_filter (trash, SONDE_SHELF_DELETED, NULL);
  sonde_conversation_list_set_filter (folder, SONDE_SHELF_CURRENT, "Work");
  wait_for_list (folder);
  assert_titles (current, "three two one ");
  sonde_conversation_set_pinned (one, TRUE);
  sonde_engine_save (f->engine, one);
  assert_titles (current, "one three two ");
  sonde_conversation_set_archived (two, TRUE);
  sonde_engine_save (f->engine, two);
  assert_titles (current, "one three ");
  assert_titles (archived, "two ");
  sonde_conversation_set_folder (three, "Work");
  sonde_engine_save (f->engine, three);
  assert_titles (folder, "three ");
  sonde_engine_delete (f->engine, one);
  assert_titles (current, "three ");
  assert_titles (trash, "one ");
  sonde_engine_undelete (f->engine, one);
  assert_titles (current, "one three ");
  sonde_engine_delete (f->engine, one);
  sonde_engine_delete (f->engine, three);
  assert_titles (trash, "three one ");
  sonde_engine_purge (f->engine, three);
  assert_titles (trash, "one ");
  sonde_engine_empty_trash (f->engine);
  assert_titles (trash, "");
  /* As it is shown, so it was written. */
  sonde_engine_refresh (f->engine);
  wait_for_list (current);
  wait_for_list (trash);
  wait_for_list (archived);
  assert_titles (current, "");
  assert_titles (trash, "");
  assert_titles (archived, "two ");
}

/* A clock that was put back must not hide what is said now. */
static void
test_clock (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) one = begin (f, "one");
  g_autoptr (SondeConversation) two = begin (f, "two");
  g_autoptr (SondeConversationList) list = sonde_conversation_list_new (f->engine, 100);

  wait_for_list (list);
  sonde_conversation_set_updated (two, g_get_real_time () + 100 * G_TIME_SPAN_DAY);
  sonde_engine_save (f->engine, two);
  sonde_engine_refresh (f->engine);
  wait_for_list (list);
  assert_titles (list, "two one ");
  send_text (f, one, "again");
  assert_titles (list, "one two ");
  sonde_engine_refresh (f->engine);
  wait_for_list (list);
  assert_titles (list, "one two ");
}

static void
test_unread (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) one = begin (f, "one");
  g_autoptr (SondeConversation) two = begin (f, "two");

  g_assert_false (sonde_conversation_get_unread (one));
  sonde_engine_show (f->engine, two);
  send_text (f, one, "again");
  send_text (f, two, "again");
  g_assert_true (sonde_conversation_get_unread (one));
  g_assert_false (sonde_conversation_get_unread (two));
  sonde_engine_show (f->engine, one);
  g_assert_false (sonde_conversation_get_unread (one));
  sonde_engine_hide (f->engine, one);
  send_text (f, one, "once more");
  g_assert_true (sonde_conversation_get_unread (one));
}

/* Folders and prompts */

static void
finish_library (Fixture *f, GAsyncResult **result, int code)
{
  g_autoptr (GAsyncResult) done = sonde_test_await (result);
  g_autoptr (GError) error = NULL;
  gboolean success = sonde_engine_library_finish (f->engine, done, &error);

  if (code == SONDE_ERROR_FAILED)
    g_assert_no_error (error);
  else
    g_assert_error (error, SONDE_ERROR, code);
  g_assert_true (success == (error == NULL));
}

static void
add_folder (Fixture *f, const char *name, SondeErrorCode code)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_engine_add_folder_async (f->engine, name, sonde_test_result_cb, &result);
  finish_library (f, &result, code);
}

static void
assert_folders (Fixture *f, const char *expected)
{
  GListModel *list = sonde_engine_get_folders (f->engine);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (SondeFolder) folder = g_list_model_get_item (list, i);

      g_string_append_printf (names, "%s ", sonde_folder_get_name (folder));
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_folders (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) one = begin (f, "one");
  g_autoptr (SondeFolder) first = NULL;
  g_autoptr (GAsyncResult) renamed = NULL;
  g_autoptr (GAsyncResult) taken = NULL;
  g_autoptr (GAsyncResult) removed = NULL;

  add_folder (f, " A ", SONDE_ERROR_FAILED);
  add_folder (f, "B", SONDE_ERROR_FAILED);
  add_folder (f, "A", SONDE_ERROR_INVALID_ARGUMENT);
  add_folder (f, "  ", SONDE_ERROR_INVALID_ARGUMENT);
  assert_folders (f, "A B ");
  first = g_list_model_get_item (sonde_engine_get_folders (f->engine), 0);
  sonde_conversation_set_folder (one, "A");
  sonde_engine_save (f->engine, one);
  sonde_engine_rename_folder_async (f->engine, first, "B", sonde_test_result_cb, &taken);
  finish_library (f, &taken, SONDE_ERROR_INVALID_ARGUMENT);
  sonde_engine_rename_folder_async (f->engine, first, "Z", sonde_test_result_cb, &renamed);
  finish_library (f, &renamed, SONDE_ERROR_FAILED);
  g_assert_cmpstr (sonde_conversation_get_folder (one), ==, "Z");
  sonde_engine_move_folder (f->engine, first, 1);
  assert_folders (f, "B Z ");
  close_engine (f);
  open_engine (f);
  sonde_test_spin (100);
  assert_folders (f, "B Z ");
  g_clear_object (&first);
  first = g_list_model_get_item (sonde_engine_get_folders (f->engine), 1);
  sonde_engine_remove_folder_async (f->engine, first, sonde_test_result_cb, &removed);
  finish_library (f, &removed, SONDE_ERROR_FAILED);
  assert_folders (f, "B ");
}

static void
test_prompts (Fixture *f, gconstpointer data)
{
  GListModel *list = sonde_engine_get_prompts (f->engine);
  g_autoptr (SondePrompt) prompt = sonde_prompt_new ("数学家", "你是一名数学家，用{{language}}。");
  g_autoptr (SondePrompt) unnamed = sonde_prompt_new (" ", "x");
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) changed = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) removed = NULL;
  g_autoptr (SondePrompt) stored = NULL;

  sonde_engine_save_prompt_async (f->engine, prompt, sonde_test_result_cb, &saved);
  finish_library (f, &saved, SONDE_ERROR_FAILED);
  sonde_engine_save_prompt_async (f->engine, unnamed, sonde_test_result_cb, &refused);
  finish_library (f, &refused, SONDE_ERROR_INVALID_ARGUMENT);
  sonde_prompt_set_name (prompt, "Mathematician");
  sonde_engine_save_prompt_async (f->engine, prompt, sonde_test_result_cb, &changed);
  finish_library (f, &changed, SONDE_ERROR_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  close_engine (f);
  open_engine (f);
  sonde_test_spin (100);
  list = sonde_engine_get_prompts (f->engine);
  stored = g_list_model_get_item (list, 0);
  g_assert_cmpstr (sonde_prompt_get_name (stored), ==, "Mathematician");
  g_assert_cmpstr (sonde_prompt_get_text (stored), ==, "你是一名数学家，用{{language}}。");
  sonde_engine_remove_prompt_async (f->engine, stored, sonde_test_result_cb, &removed);
  finish_library (f, &removed, SONDE_ERROR_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
}

/* Answering again */

static void
test_other_mode (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = begin (f, "Which is heavier?");
  SondeMessage *chat = sonde_conversation_get_last (conversation);
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GAsyncResult) back = NULL;
  SondeMessage *thought;

  sonde_engine_answer_again_async (
    f->engine, conversation, chat, SONDE_MODE_REASONING, sonde_test_result_cb, &again);
  finish_turn (f, &again);
  thought = sonde_conversation_get_last (conversation);
  g_assert_cmpint (sonde_message_get_mode (thought), ==, SONDE_MODE_REASONING);
  g_assert_cmpuint (sonde_message_get_reasoning_length (thought), >, 0);
  g_assert_cmpuint (sonde_message_get_n_versions (thought), ==, 2);
  g_assert_cmpint (sonde_conversation_get_mode (conversation), ==, SONDE_MODE_CHAT);
  sonde_engine_answer_again_async (
    f->engine, conversation, thought, SONDE_MODE_CHAT, sonde_test_result_cb, &back);
  finish_turn (f, &back);
  g_assert_cmpint (sonde_message_get_mode (sonde_conversation_get_last (conversation)), ==, SONDE_MODE_CHAT);
  g_assert_cmpuint (sonde_message_get_n_versions (thought), ==, 3);
}

/* What a model is shown */

static void
add_turn (GPtrArray *path, gsize size)
{
  g_autofree char *text = g_strnfill (size, 'x');

  for (SondeRole role = SONDE_ROLE_USER; role <= SONDE_ROLE_ASSISTANT; role++)
    {
      SondeMessage *message = sonde_message_new (role);

      sonde_message_set_content (message, text);
      g_ptr_array_add (path, message);
    }
}

static void
test_trim (Fixture *f, gconstpointer data)
{
  SondeProvider *provider = sonde_catalogue_lookup (sonde_engine_get_catalogue (f->engine), "deepseek");
  guint before = 0;
  guint n_cuts = 0;

  /* A conversation that grows: the beginning of what is sent changes seldom. */
  for (guint n = 1; n <= 60; n++)
    {
      g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_object_unref);
      gint64 whole;
      guint left_out;

      for (guint i = 0; i < n; i++)
        add_turn (path, 1000);
      g_ptr_array_remove_index (path, path->len - 1);
      if (n > 1)
        sonde_message_set_left_out (path->pdata[path->len - 2], before);
      whole = sonde_context_estimate (path, "system", provider);
      left_out = sonde_context_trim (path, "system", provider, 10000, 2000);
      g_assert_cmpuint (path->len, ==, 2 * (n - left_out) - 1);
      g_assert_cmpint (sonde_message_get_role (path->pdata[0]), ==, SONDE_ROLE_USER);
      g_assert_cmpint (sonde_context_estimate (path, "system", provider), <=, 8000);
      g_assert_true ((left_out == 0) == (whole <= 8000));
      g_assert_cmpuint (left_out, >=, before);
      n_cuts += left_out > before;
      before = left_out;
    }
  g_assert_cmpuint (n_cuts, >, 5);
  g_assert_cmpuint (n_cuts, <, 20);
}

static void
test_trim_little (Fixture *f, gconstpointer data)
{
  SondeProvider *provider = sonde_catalogue_lookup (sonde_engine_get_catalogue (f->engine), "deepseek");
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_object_unref);

  add_turn (path, 100000);
  g_ptr_array_remove_index (path, 1);
  /* The question itself stays, whatever it costs. */
  g_assert_cmpuint (sonde_context_trim (path, NULL, provider, 1000, 0), ==, 0);
  g_assert_cmpuint (path->len, ==, 1);
  add_turn (path, 100000);
  g_assert_cmpuint (sonde_context_trim (path, NULL, provider, 0, 0), ==, 0);
}

/* The body of the last request, up to the end of its messages. */
static char *
dup_beginning (Fixture *f)
{
  g_auto (GStrv) log = sonde_sim_dup_log (f->sim);
  const char *body = strstr (log[g_strv_length (log) - 1], "\n\n");
  const char *end = strstr (body, "}],\"thinking\"");

  g_assert_nonnull (end);
  return g_strndup (body, end + 1 - body);
}

/* What was sent once is sent again in the same bytes, so that the host need not read it again. */
static void
test_prefix (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "first", "第二 \"q\"", "third\n", "</s>", "fifth" };
  g_autoptr (SondeConversation) conversation = sonde_engine_create (f->engine);
  gint64 id;
  g_autofree char *before = NULL;

  sonde_conversation_set_system_prompt (conversation, "你是一名数学家");
  sonde_conversation_set_parameters (conversation, &(SondeParameters){ 0.5, NAN, NAN, NAN, 0 });
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *now = NULL;

      /* Whatever is asked for, and also after it was read from the disk. */
      sonde_conversation_set_mode (conversation, i % 2 ? SONDE_MODE_REASONING : SONDE_MODE_CHAT);
      send_text (f, conversation, texts[i]);
      now = dup_beginning (f);
      if (before != NULL)
        g_assert_true (g_str_has_prefix (now, before));
      g_free (before);
      before = g_steal_pointer (&now);
      if (i != 2)
        continue;
      id = sonde_conversation_get_id (conversation);
      g_clear_object (&conversation);
      close_engine (f);
      open_engine (f);
      {
        g_autoptr (GAsyncResult) result = NULL;
        g_autoptr (GAsyncResult) done = NULL;

        sonde_engine_load_async (f->engine, id, NULL, sonde_test_result_cb, &result);
        done = sonde_test_await (&result);
        conversation = sonde_engine_load_finish (f->engine, done, NULL);
      }
    }
}

static void
test_parameters (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = sonde_engine_create (f->engine);
  g_auto (GStrv) log = NULL;

  sonde_conversation_set_parameters (conversation, &(SondeParameters){ 0.5, 0.25, NAN, NAN, 99 });
  send_text (f, conversation, "hello");
  sonde_conversation_set_mode (conversation, SONDE_MODE_REASONING);
  send_text (f, conversation, "hello");
  log = sonde_sim_dup_log (f->sim);
  g_assert_nonnull (strstr (log[0], "\"temperature\":0.5,\"top_p\":0.25,\"max_tokens\":99"));
  g_assert_null (strstr (log[0], "presence_penalty"));
  g_assert_null (strstr (log[1], "temperature"));
  g_assert_nonnull (strstr (log[1], "\"max_tokens\":99"));
}

static void
test_measure (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = begin (f, "hello");
  gint64 used = 0;
  gint64 with_draft = 0;
  gint64 window = 0;

  sonde_engine_measure_context (f->engine, conversation, NULL, &used, &window);
  sonde_engine_measure_context (f->engine, conversation, "十个字的草稿在这里呀", &with_draft, &window);
  g_assert_cmpint (used, >, 0);
  g_assert_cmpint (with_draft, ==, used + 6);
  g_assert_cmpint (window, ==, 1000000);
}

/* Also while the beginning of the conversation is still on its way from the disk. */
static void
test_delete_while_loading (Fixture *f, gconstpointer data)
{
  g_autofree char *path = store_test_dup_path (f->dir);
  g_autofree char *left = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  close_engine (f);
  store_test_fill (f->dir, 900);
  open_engine (f);
  sonde_engine_load_async (f->engine, 1, NULL, sonde_test_result_cb, &result);
  done = sonde_test_await (&result);
  g_autoptr (SondeConversation) conversation = sonde_engine_load_finish (f->engine, done, NULL);

  g_assert_false (sonde_conversation_get_complete (conversation));
  sonde_engine_delete_message (f->engine, conversation, sonde_conversation_get_last (conversation));
  for (guint i = 0; i < 1000 && !sonde_conversation_get_complete (conversation); i++)
    sonde_test_spin (10);
  g_assert_cmpuint (sonde_conversation_get_messages (conversation)->len, ==, 899);
  for (guint i = 0; i < 1000 && g_strcmp0 (left, "899") != 0; i++)
    {
      sonde_test_spin (10);
      g_free (left);
      left = store_test_query (path, "SELECT count(*) FROM message");
    }
  g_assert_cmpstr (left, ==, "899");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/engine/history/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("pages", test_pages);
  ADD ("shelves", test_shelves);
  ADD ("clock", test_clock);
  ADD ("unread", test_unread);
  ADD ("folders", test_folders);
  ADD ("prompts", test_prompts);
  ADD ("other-mode", test_other_mode);
  ADD ("trim", test_trim);
  ADD ("trim/little", test_trim_little);
  ADD ("prefix", test_prefix);
  ADD ("parameters", test_parameters);
  ADD ("measure", test_measure);
  ADD ("delete-while-loading", test_delete_while_loading);
#undef ADD

  return g_test_run ();
}
