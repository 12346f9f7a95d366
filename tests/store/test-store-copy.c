/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-error.h"
#include "sonde-test.h"
#include "sonde-tree.h"
#include "store-test.h"

/* Conversations from others: a question with two answers, the second of which was gone on with. */

typedef struct
{
  char *dir;
  SondeStore *store;
  SondeConversation *original;
  gint64 question;
  gint64 answers[2];
} Fixture;

static gint64
say (Fixture *f, gint64 parent, SondeRole role, const char *content)
{
  g_autoptr (SondeMessage) message = store_test_say (
    f->store, sonde_conversation_get_id (f->original), parent, role, SONDE_STATE_COMPLETE, content);

  return sonde_message_get_id (message);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = sonde_test_make_dir ();
  f->store = store_test_open (f->dir);
  f->original = store_test_begin (f->store, "Tides");
  f->question = say (f, 0, SONDE_ROLE_USER, "Why?");
  f->answers[0] = say (f, f->question, SONDE_ROLE_ASSISTANT, "The moon");
  f->answers[1] = say (f, f->question, SONDE_ROLE_ASSISTANT, "The sun");
  say (f, f->answers[1], SONDE_ROLE_USER, "And the wind?");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  store_test_close (f->store);
  g_clear_object (&f->original);
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
}

static gint64
copy (Fixture *f, gint64 conversation, gint64 message, const char *title, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sonde_store_copy_async (f->store, conversation, message, title, NULL, sonde_test_result_cb, &result);
  done = sonde_test_await (&result);
  return sonde_store_copy_finish (f->store, done, error);
}

static SondeConversation *
load_copy (Fixture *f, gint64 message, const char *title)
{
  g_autoptr (GError) error = NULL;
  gint64 id = copy (f, sonde_conversation_get_id (f->original), message, title, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, !=, sonde_conversation_get_id (f->original));

  SondeConversation *loaded = store_test_load (f->store, id, &error);

  g_assert_no_error (error);
  return loaded;
}

static void
assert_shown (SondeConversation *conversation, const char *const *contents)
{
  GListModel *branch = sonde_conversation_get_branch (conversation);

  g_assert_cmpuint (g_list_model_get_n_items (branch), ==, g_strv_length ((char **) contents));
  for (guint i = 0; contents[i]; i++)
    {
      g_autoptr (SondeMessage) message = g_list_model_get_item (branch, i);

      g_assert_cmpstr (sonde_message_get_content (message), ==, contents[i]);
    }
}

/* Also a branch that is not shown now. */
static void
test_branch (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) branch = load_copy (f, f->answers[0], NULL);
  g_autoptr (SondeConversation) original = NULL;

  assert_shown (branch, (const char *const[]){ "Why?", "The moon", NULL });
  g_assert_cmpuint (sonde_conversation_get_messages (branch)->len, ==, 2);
  g_assert_cmpstr (sonde_conversation_get_title (branch), ==, "Tides");
  original = store_test_load (f->store, sonde_conversation_get_id (f->original), NULL);
  assert_shown (original, (const char *const[]){ "Why?", "The sun", "And the wind?", NULL });
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) whole = NULL;

  sonde_conversation_set_pinned (f->original, TRUE);
  sonde_conversation_set_folder (f->original, "Sea");
  sonde_conversation_set_draft (f->original, "unsent");
  store_test_save_conversation (f->store, f->original);
  whole = load_copy (f, 0, "Tides (copy)");
  assert_shown (whole, (const char *const[]){ "Why?", "The sun", "And the wind?", NULL });
  g_assert_cmpuint (sonde_conversation_get_messages (whole)->len, ==, 4);
  g_assert_cmpstr (sonde_conversation_get_title (whole), ==, "Tides (copy)");
  g_assert_cmpstr (sonde_conversation_get_folder (whole), ==, "Sea");
  g_assert_false (sonde_conversation_get_pinned (whole));
  g_assert_null (sonde_conversation_get_draft (whole));
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (copy (f, 999, 0, NULL, &error), ==, 0);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (copy (f, sonde_conversation_get_id (f->original), 999, NULL, &error), ==, 0);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store-copy/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("branch", test_branch);
  ADD ("whole", test_whole);
  ADD ("missing", test_missing);
  return g_test_run ();
}
