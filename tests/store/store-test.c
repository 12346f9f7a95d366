/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "sonde-test.h"

SondeStore *
store_test_try_open (const char *dir, char **copied_aside, GError **problem, GError **error)
{
  SondeStore *store = sonde_store_new (dir);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_open_async (store, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  sonde_store_open_finish (store, result, copied_aside, problem, error);
  return store;
}

SondeStore *
store_test_open (const char *dir)
{
  g_autofree char *copied_aside = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;
  SondeStore *store = store_test_try_open (dir, &copied_aside, &problem, &error);

  g_assert_no_error (error);
  g_assert_no_error (problem);
  g_assert_null (copied_aside);
  return store;
}

void
store_test_close (SondeStore *store)
{
  sonde_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}

void
store_test_save_conversation (SondeStore *store, SondeConversation *conversation)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_store_save_conversation_async (store, conversation, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  sonde_store_save_conversation_finish (store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sonde_conversation_get_id (conversation), >, 0);
}

SondeConversation *
store_test_begin (SondeStore *store, const char *title)
{
  SondeConversation *conversation = sonde_conversation_new ();

  sonde_conversation_set_title (conversation, title);
  sonde_conversation_set_created (conversation, g_get_real_time ());
  store_test_save_conversation (store, conversation);
  return conversation;
}

gboolean
store_test_add (
  SondeStore *store, gint64 conversation, SondeMessage *message, gboolean durable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_add_message_async (store, conversation, message, durable, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  return sonde_store_add_message_finish (store, result, error);
}

SondeMessage *
store_test_say (SondeStore *store,
                gint64 conversation,
                gint64 parent,
                SondeRole role,
                SondeMessageState state,
                const char *content)
{
  SondeMessage *message = sonde_message_new (role);
  g_autoptr (GError) error = NULL;

  sonde_message_set_parent_id (message, parent);
  sonde_message_set_content (message, content);
  sonde_message_set_state (message, state);
  sonde_message_set_created (message, g_get_real_time ());
  store_test_add (store, conversation, message, role == SONDE_ROLE_USER, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sonde_message_get_id (message), >, 0);
  return message;
}

gboolean
store_test_save_message (SondeStore *store, SondeMessage *message, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_save_message_async (store, message, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  return sonde_store_save_message_finish (store, result, error);
}

SondeConversation *
store_test_load (SondeStore *store, gint64 conversation, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_load_async (store, conversation, NULL, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  return sonde_store_load_finish (store, result, error);
}

GPtrArray *
store_test_list (SondeStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *list;

  sonde_store_list_async (store, NULL, NULL, 0, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  list = sonde_store_list_finish (store, result, &error);
  g_assert_no_error (error);
  return list;
}

GPtrArray *
store_test_search (SondeStore *store, const char *query, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *hits;

  sonde_store_search_async (
    store, query, SONDE_SEARCH_NEWEST, limit, TRUE, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  hits = sonde_store_search_finish (store, result, NULL, &error);
  g_assert_no_error (error);
  return hits;
}

guint
store_test_count (SondeStore *store)
{
  g_autoptr (GPtrArray) list = store_test_list (store);

  return list->len;
}

guint
store_test_count_hits (SondeStore *store, const char *query)
{
  g_autoptr (GPtrArray) hits = store_test_search (store, query, 0);

  return hits->len;
}

gboolean
store_test_delete_conversation (SondeStore *store, gint64 conversation, gboolean deleted, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_delete_conversation_async (store, conversation, deleted, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  return sonde_store_delete_conversation_finish (store, result, error);
}

gboolean
store_test_delete_message (SondeStore *store, gint64 message, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_delete_message_async (store, message, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  return sonde_store_delete_message_finish (store, result, error);
}

GPtrArray *
store_test_list_library (SondeStore *store, gboolean prompts)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *list;

  if (prompts)
    sonde_store_list_prompts_async (store, NULL, sonde_test_result_cb, &result);
  else
    sonde_store_list_folders_async (store, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  list = sonde_store_list_library_finish (store, result, &error);
  g_assert_no_error (error);
  return list;
}

void
store_test_settle (SondeStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;

  sonde_store_list_async (store, NULL, NULL, 1, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  list = sonde_store_list_finish (store, result, NULL);
}

SondeMessage *
store_test_get_message (SondeConversation *conversation, guint index)
{
  GPtrArray *messages = sonde_conversation_get_messages (conversation);

  g_assert_cmpuint (index, <, messages->len);
  return g_ptr_array_index (messages, index);
}

char *
store_test_dup_path (const char *dir)
{
  return g_build_filename (dir, "history.db", NULL);
}

static sqlite3 *
open_file (const char *path)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (
    sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  return db;
}

void
store_test_exec (const char *path, const char *sql)
{
  sqlite3 *db = open_file (path);
  char *words = NULL;

  sqlite3_exec (db, sql, NULL, NULL, &words);
  g_assert_cmpstr (words, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

/* The first column of the first row. */
char *
store_test_query (const char *path, const char *sql)
{
  sqlite3 *db = open_file (path);
  sqlite3_stmt *statement = NULL;
  char *text = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return text;
}

void
store_test_check (const char *path)
{
  g_autofree char *words = store_test_query (path, "PRAGMA integrity_check");
  g_autofree char *violation = store_test_query (path, "PRAGMA foreign_key_check");

  g_assert_cmpstr (words, ==, "ok");
  g_assert_null (violation);
}

char *
store_test_dup_token (guint number, guint n)
{
  return g_strdup_printf ("%u:%u 深%s谈 ", number, n, n % 7 == 0 ? "\n\n" : "😀");
}

GBytes *
store_test_read_file (const char *path)
{
  char *contents;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

void
store_test_write_file (const char *path, const char *contents, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);
}

void
store_test_leave_dead_writer (const char *dir)
{
  g_autofree char *writers = g_build_filename (dir, "writers", NULL);
  g_autofree char *lock = g_build_filename (writers, "6d3b9c1a-8f2e-4a57-9b60-1c2d3e4f5a6b.lock", NULL);

  g_mkdir_with_parents (writers, 0700);
  store_test_write_file (lock, "", 0);
}

void
store_test_fill (const char *dir, guint n_messages)
{
  SondeStore *store = store_test_open (dir);
  g_autoptr (SondeConversation) conversation = store_test_begin (store, "Filled");
  gint64 id = sonde_conversation_get_id (conversation);
  gint64 parent = 0;

  for (guint i = 1; i <= n_messages; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u %0*d", i, (int) (i * 37 % 900), 0);
      g_autoptr (SondeMessage) message
        = store_test_say (store, id, parent, SONDE_ROLE_ASSISTANT, SONDE_STATE_COMPLETE, text);

      parent = sonde_message_get_id (message);
    }
  store_test_close (store);
}

char *
store_test_find_file (const char *dir_path, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (dir_path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      return g_build_filename (dir_path, name, NULL);
  return NULL;
}

void
store_test_assert_usable (SondeStore *store)
{
  g_autoptr (SondeConversation) conversation = store_test_begin (store, "Usable");
  g_autoptr (SondeMessage) message = store_test_say (
    store, sonde_conversation_get_id (conversation), 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "question");
  g_autoptr (SondeConversation) loaded
    = store_test_load (store, sonde_conversation_get_id (conversation), NULL);

  g_assert_cmpuint (sonde_conversation_get_n_messages (loaded), ==, 1);
}
