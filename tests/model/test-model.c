/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-conversation.h"
#include "sonde-error.h"
#include "sonde-source.h"

static void
test_modes (void)
{
  static const char *const names[] = { "chat", "reasoning", "search", "search+reasoning" };
  SondeMode mode;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (sonde_mode_from_string (names[i], &mode));
      g_assert_cmpint (mode, ==, i);
      g_assert_cmpstr (sonde_mode_to_string (mode), ==, names[i]);
    }
  g_assert_true (sonde_mode_from_string ("reasoning+search", &mode));
  g_assert_cmpint (mode, ==, SONDE_MODE_ALL);
  g_assert_false (sonde_mode_from_string ("r1", &mode));
  g_assert_cmpint (sonde_mode_get_slot (SONDE_MODE_ALL), ==, SONDE_SLOT_REASONING);
  g_assert_cmpint (sonde_mode_get_slot (SONDE_MODE_SEARCH), ==, SONDE_SLOT_SEARCH);
}

static void
test_efforts (void)
{
  SondeEffort effort;

  g_assert_true (sonde_effort_from_string ("max", &effort));
  g_assert_cmpint (effort, ==, SONDE_EFFORT_MAX);
  g_assert_cmpstr (sonde_effort_to_string (SONDE_EFFORT_LOW), ==, "low");
  g_assert_false (sonde_effort_from_string ("extreme", &effort));
}

static void
test_source (void)
{
  g_autoptr (SondeSource) source = sonde_source_new (2, "", "https://www.example.org/a?b#c", NULL, "text");

  g_assert_cmpuint (sonde_source_get_number (source), ==, 2);
  g_assert_cmpstr (sonde_source_get_title (source), ==, "https://www.example.org/a?b#c");
  g_assert_cmpstr (sonde_source_get_domain (source), ==, "example.org");
  g_assert_cmpstr (sonde_source_get_date (source), ==, "");
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_message_grows (void)
{
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_ASSISTANT);
  guint n_content = 0;
  guint n_state = 0;

  g_signal_connect (message, "notify::content", G_CALLBACK (count_cb), &n_content);
  g_signal_connect (message, "notify::state", G_CALLBACK (count_cb), &n_state);
  sonde_message_append_content (message, "深");
  sonde_message_append_content (message, "");
  sonde_message_append_content (message, NULL);
  sonde_message_append_content (message, "谈");
  sonde_message_set_state (message, SONDE_STATE_STREAMING);
  sonde_message_set_state (message, SONDE_STATE_STREAMING);
  g_assert_cmpstr (sonde_message_get_content (message), ==, "深谈");
  g_assert_cmpuint (sonde_message_get_content_length (message), ==, 6);
  g_assert_cmpuint (n_content, ==, 2);
  g_assert_cmpuint (n_state, ==, 1);
}

static void
test_message_keeps (void)
{
  g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_ASSISTANT);
  g_autoptr (SondeUsage) usage = sonde_usage_new ();
  g_autoptr (GError) error = sonde_error_new_reply (SONDE_ERROR_CUT, 0, -1, NULL);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);

  usage->prompt_tokens = 12;
  usage->json = g_strdup ("{}");
  g_ptr_array_add (sources, sonde_source_new (1, "One", "https://example.org", NULL, NULL));
  sonde_message_set_usage (message, usage);
  sonde_message_set_error (message, error);
  sonde_message_set_sources (message, sources);
  sonde_message_set_provider (message, SONDE_PROVIDER_DEMO);
  g_assert_cmpint (sonde_message_get_usage (message)->prompt_tokens, ==, 12);
  g_assert_cmpstr (sonde_message_get_usage (message)->json, ==, "{}");
  g_assert_error (sonde_message_get_error (message), SONDE_ERROR, SONDE_ERROR_CUT);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_message_get_sources (message)), ==, 1);
  g_assert_true (sonde_message_is_canned (message));
  sonde_message_set_sources (message, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_message_get_sources (message)), ==, 0);
}

static SondeMessage *
make (gint64 id, gint64 parent_id, SondeRole role)
{
  SondeMessage *message = sonde_message_new (role);

  sonde_message_set_id (message, id);
  sonde_message_set_parent_id (message, parent_id);
  return message;
}

static void
add (SondeConversation *conversation, gint64 id, gint64 parent_id)
{
  g_autoptr (SondeMessage) message = make (id, parent_id, id % 2 ? SONDE_ROLE_USER : SONDE_ROLE_ASSISTANT);

  sonde_conversation_add_message (conversation, message);
}

static char *
dup_branch (SondeConversation *conversation)
{
  GListModel *branch = sonde_conversation_get_branch (conversation);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (branch); i++)
    {
      g_autoptr (SondeMessage) message = g_list_model_get_item (branch, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", sonde_message_get_id (message));
    }
  return g_string_free (text, FALSE);
}

static void
assert_branch (SondeConversation *conversation, const char *expected)
{
  g_autofree char *branch = dup_branch (conversation);

  g_assert_cmpstr (branch, ==, expected);
}

static void
changed_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  *(guint *) user_data = position;
}

static void
test_tree (void)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  guint position = G_MAXUINT;

  add (conversation, 1, 0);
  add (conversation, 2, 1);
  add (conversation, 3, 2);
  add (conversation, 4, 3);
  assert_branch (conversation, "1 2 3 4");

  /* Another answer to 1, with a question after it. */
  g_signal_connect (
    sonde_conversation_get_branch (conversation), "items-changed", G_CALLBACK (changed_cb), &position);
  add (conversation, 6, 1);
  assert_branch (conversation, "1 6");
  g_assert_cmpuint (position, ==, 1);
  add (conversation, 7, 6);

  SondeMessage *first = sonde_conversation_find_message (conversation, 2);
  g_assert_cmpuint (sonde_message_get_version (first), ==, 1);
  g_assert_cmpuint (sonde_message_get_n_versions (first), ==, 2);
  sonde_conversation_choose (conversation, first);
  assert_branch (conversation, "1 2 3 4");
  sonde_conversation_choose (conversation, sonde_conversation_find_message (conversation, 6));
  assert_branch (conversation, "1 6 7");
  g_assert_cmpuint (sonde_conversation_get_n_messages (conversation), ==, 6);
}

static void
test_tree_removal (void)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();

  add (conversation, 1, 0);
  add (conversation, 2, 1);
  add (conversation, 3, 2);
  add (conversation, 4, 1);
  sonde_conversation_remove_message (conversation, sonde_conversation_find_message (conversation, 4));
  assert_branch (conversation, "1 2 3");
  g_assert_cmpuint (sonde_message_get_n_versions (sonde_conversation_find_message (conversation, 2)), ==, 1);
  sonde_conversation_remove_message (conversation, sonde_conversation_find_message (conversation, 2));
  assert_branch (conversation, "1");
  g_assert_null (sonde_conversation_find_message (conversation, 3));
  sonde_conversation_remove_message (conversation, sonde_conversation_find_message (conversation, 1));
  assert_branch (conversation, "");
  g_assert_null (sonde_conversation_get_last (conversation));
}

static void
test_tree_loaded (void)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (messages, make (1, 0, SONDE_ROLE_USER));
  g_ptr_array_add (messages, make (2, 1, SONDE_ROLE_ASSISTANT));
  g_ptr_array_add (messages, make (4, 1, SONDE_ROLE_ASSISTANT));
  g_ptr_array_add (messages, make (9, 77, SONDE_ROLE_USER)); /* its parent is gone */
  sonde_message_set_chosen_child (g_ptr_array_index (messages, 0), 2);
  sonde_conversation_set_chosen_root (conversation, 1);
  g_assert_false (sonde_conversation_get_loaded (conversation));
  sonde_conversation_set_messages (conversation, messages);
  g_assert_true (sonde_conversation_get_loaded (conversation));
  assert_branch (conversation, "1 2");
  sonde_conversation_choose (conversation, sonde_conversation_find_message (conversation, 9));
  assert_branch (conversation, "9");
}

/* A damaged history may say anything about parents. */
static void
test_tree_of_loops (void)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (messages, make (1, 2, SONDE_ROLE_USER));
  g_ptr_array_add (messages, make (2, 1, SONDE_ROLE_ASSISTANT));
  g_ptr_array_add (messages, make (3, 3, SONDE_ROLE_USER));
  sonde_conversation_set_chosen_root (conversation, 1);
  sonde_conversation_set_messages (conversation, messages);
  assert_branch (conversation, "1 2");
  g_autoptr (GPtrArray) path
    = sonde_conversation_dup_path (conversation, sonde_conversation_find_message (conversation, 2));
  g_assert_cmpuint (path->len, ==, 2);
  sonde_conversation_choose (conversation, sonde_conversation_find_message (conversation, 3));
  assert_branch (conversation, "3");
}

static void
test_path (void)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();

  add (conversation, 1, 0);
  add (conversation, 2, 1);
  add (conversation, 3, 2);
  add (conversation, 4, 1);
  g_autoptr (GPtrArray) path
    = sonde_conversation_dup_path (conversation, sonde_conversation_find_message (conversation, 3));
  g_autoptr (GPtrArray) siblings
    = sonde_conversation_dup_siblings (conversation, sonde_conversation_find_message (conversation, 2));
  g_autoptr (GPtrArray) nothing = sonde_conversation_dup_path (conversation, NULL);

  g_assert_cmpuint (path->len, ==, 3);
  g_assert_cmpint (sonde_message_get_id (g_ptr_array_index (path, 0)), ==, 1);
  g_assert_cmpint (sonde_message_get_id (g_ptr_array_index (path, 2)), ==, 3);
  g_assert_cmpuint (siblings->len, ==, 2);
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
test_settings_notify (void)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  guint n_mode = 0;
  guint n_model = 0;

  g_signal_connect (conversation, "notify::mode", G_CALLBACK (count_cb), &n_mode);
  g_signal_connect (conversation, "notify::model", G_CALLBACK (count_cb), &n_model);
  sonde_conversation_set_model (conversation, SONDE_SLOT_REASONING, "r1");
  sonde_conversation_set_mode (conversation, SONDE_MODE_REASONING);
  sonde_conversation_set_mode (conversation, SONDE_MODE_REASONING);
  g_assert_cmpuint (n_mode, ==, 1);
  g_assert_cmpuint (n_model, ==, 2);

  g_autofree char *model = NULL;
  g_object_get (conversation, "model", &model, NULL);
  g_assert_cmpstr (model, ==, "r1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/modes", test_modes);
  g_test_add_func ("/model/efforts", test_efforts);
  g_test_add_func ("/model/source", test_source);
  g_test_add_func ("/model/message/grows", test_message_grows);
  g_test_add_func ("/model/message/keeps", test_message_keeps);
  g_test_add_func ("/model/tree/branches", test_tree);
  g_test_add_func ("/model/tree/removal", test_tree_removal);
  g_test_add_func ("/model/tree/loaded", test_tree_loaded);
  g_test_add_func ("/model/tree/of-loops", test_tree_of_loops);
  g_test_add_func ("/model/tree/path", test_path);
  g_test_add_func ("/model/conversation/settings-notify", test_settings_notify);
  return g_test_run ();
}
