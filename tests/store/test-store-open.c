/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-error.h"
#include "sonde-history-private.h"
#include "sonde-source.h"
#include "sonde-test.h"
#include "store-test-schema.h"
#include "store-test.h"

#define NOBODY     65534
#define N_MESSAGES 200

typedef struct
{
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = sonde_test_make_dir ();
  f->path = store_test_dup_path (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_chmod (f->dir, 0700);
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

/* Modes */

static void
assert_private (const char *path, gboolean directory)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, directory ? 0700 : 0600);
}

static guint
assert_all_private (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  assert_private (path, TRUE);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        n += assert_all_private (child);
      else
        assert_private (child, FALSE);
      n++;
    }
  return n;
}

static void
test_modes (Fixture *f, gconstpointer data)
{
  mode_t mask = umask (0);
  SondeStore *store;
  g_autoptr (SondeConversation) conversation = NULL;

  g_chmod (f->dir, 0755);
  store = store_test_open (f->dir);
  conversation = store_test_begin (store, "Private");
  /* history.db, -wal, -shm, writers, two locks */
  g_assert_cmpuint (assert_all_private (f->dir), ==, 6);
  store_test_close (store);

  g_chmod (f->dir, 0777);
  g_chmod (f->path, 0666);
  store = store_test_open (f->dir);
  g_assert_cmpuint (store_test_count (store), ==, 1);
  g_assert_cmpuint (assert_all_private (f->dir), ==, 6);
  store_test_close (store);
  umask (mask);
}

/* Versions */

static void
make_from_fixture (Fixture *f, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "store", "fixtures", name, NULL);
  g_autoptr (GBytes) sql = store_test_read_file (path);

  store_test_exec (f->path, g_bytes_get_data (sql, NULL));
}

static SondeMessage *
find (SondeConversation *conversation, gint64 id)
{
  SondeMessage *message = sonde_conversation_find_message (conversation, id);

  g_assert_nonnull (message);
  return message;
}

static void
assert_fixture_answer (SondeMessage *message)
{
  const SondeUsage *usage = sonde_message_get_usage (message);
  g_autoptr (SondeSource) source = g_list_model_get_item (sonde_message_get_sources (message), 1);

  g_assert_cmpstr (
    sonde_message_get_content (message), ==, "$$\\ln(x^2+y^2) + 2\\arctan\\frac{y}{x} = C$$ [citation:2]");
  g_assert_cmpstr (sonde_message_get_reasoning (message), ==, "我们来看…");
  g_assert_cmpint (sonde_message_get_mode (message), ==, SONDE_MODE_ALL);
  g_assert_cmpstr (sonde_message_get_model (message), ==, "deepseek-v4-pro");
  g_assert_cmpint (sonde_message_get_thinking_ms (message), ==, 8500);
  g_assert_cmpint (sonde_message_get_first_token (message), ==, 0);
  g_assert_cmpstr (sonde_message_get_search_query (message), ==, "xdx+ydy=-xdy+ydx");
  g_assert_cmpint (usage->reasoning_tokens, ==, 150);
  g_assert_cmpstr (usage->json, ==, "{\"prompt_tokens\":100,\"completion_tokens\":200}");
  g_assert_cmpstr (sonde_source_get_title (source), ==, "第二页");
}

static void
assert_fixture (SondeStore *store)
{
  g_autoptr (SondeConversation) full = store_test_load (store, 1, NULL);
  g_autoptr (SondeConversation) crashed = store_test_load (store, 2, NULL);
  g_autoptr (SondeConversation) deleted = store_test_load (store, 3, NULL);

  g_assert_cmpstr (sonde_conversation_get_title (full), ==, "偏微分方程 & \"quotes\"");
  g_assert_cmpstr (sonde_conversation_get_system_prompt (full), ==, "你是一名数学家");
  g_assert_cmpstr (sonde_conversation_get_draft (full), ==, "a draft, not sent");
  g_assert_cmpint (sonde_conversation_get_updated (full), ==, 1700000900000002);
  g_assert_cmpuint (sonde_conversation_get_n_messages (full), ==, 7);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_conversation_get_branch (full)), ==, 5);
  g_assert_cmpuint (sonde_message_get_n_versions (find (full, 2)), ==, 3);
  g_assert_cmpstr (sonde_message_get_finish_reason (find (full, 2)), ==, "stop");
  g_assert_error (sonde_message_get_error (find (full, 3)), SONDE_ERROR, SONDE_ERROR_NO_BALANCE);
  assert_fixture_answer (find (full, 4));
  g_assert_cmpstr (sonde_message_get_raw (find (full, 5)),
                   ==,
                   "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call_1\"}]}");
  g_assert_cmpstr (sonde_message_get_tool_call_id (find (full, 6)), ==, "call_1");
  g_assert_cmpint (sonde_message_get_role (find (full, 6)), ==, SONDE_ROLE_TOOL);
  g_assert_cmpint (sonde_message_get_state (find (full, 7)), ==, SONDE_STATE_INTERRUPTED);
  g_assert_cmpint (sonde_message_get_state (find (crashed, 9)), ==, SONDE_STATE_INTERRUPTED);
  g_assert_cmpstr (sonde_message_get_content (find (crashed, 9)), ==, "The answer 是");
  g_assert_cmpstr (sonde_message_get_reasoning (find (crashed, 9)), ==, "Let me think.");
  g_assert_null (deleted);
}

#define SCHEMA_QUERY                                                                                         \
  "SELECT group_concat (name || type || coalesce (sql, ''), '|') FROM "                                      \
  "(SELECT * FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name)"

static void
assert_library (SondeStore *store)
{
  g_autoptr (GPtrArray) folders = store_test_list_library (store, FALSE);
  g_autoptr (GPtrArray) prompts = store_test_list_library (store, TRUE);

  g_assert_cmpuint (folders->len, ==, 2);
  g_assert_cmpstr (sonde_folder_get_name (folders->pdata[0]), ==, "Empty");
  g_assert_cmpstr (sonde_folder_get_name (folders->pdata[1]), ==, "数学 & more");
  g_assert_cmpuint (prompts->len, ==, 2);
  g_assert_cmpstr (sonde_prompt_get_name (prompts->pdata[0]), ==, "Editor");
  g_assert_cmpstr (sonde_prompt_get_text (prompts->pdata[1]), ==, "你是一名数学家，请用{{language}}回答。");
}

/* What version 2 brought. */
static void
assert_version_2 (SondeStore *store)
{
  g_autoptr (SondeConversation) full = store_test_load (store, 1, NULL);
  g_autoptr (SondeConversation) archived = store_test_load (store, 4, NULL);
  const SondeParameters *parameters = sonde_conversation_get_parameters (full);

  g_assert_cmpstr (sonde_conversation_get_folder (full), ==, "数学 & more");
  g_assert_true (sonde_conversation_get_unread (full));
  g_assert_false (sonde_conversation_get_archived (full));
  g_assert_true (sonde_conversation_get_archived (archived));
  g_assert_cmpstr (sonde_conversation_get_view (full), ==, "{\"at\":[4,12]}");
  g_assert_cmpfloat (parameters->temperature, ==, 0.5);
  g_assert_cmpfloat (parameters->top_p, ==, 0.9);
  g_assert_cmpfloat (parameters->presence_penalty, ==, -0.5);
  g_assert_cmpfloat (parameters->frequency_penalty, ==, 1.25);
  g_assert_cmpint (parameters->max_tokens, ==, 4096);
  g_assert_cmpuint (sonde_message_get_left_out (find (full, 4)), ==, 3);
  assert_library (store);
}

/* What version 3 brought: a file that was imported is known again. */
static void
assert_version_3 (Fixture *f)
{
  g_autofree char *source
    = store_test_query (f->path, "SELECT source FROM origin WHERE conversation = 1 AND n_messages = 7");
  g_autofree char *digest = store_test_query (f->path, "SELECT digest FROM origin WHERE conversation = 4");

  g_assert_cmpstr (source, ==, "chatgpt:0f3a");
  g_assert_cmpstr (digest, ==, "without a source");
}

/* What version 4 brought. */
static void
assert_version_4 (SondeStore *store)
{
  g_autoptr (SondeConversation) full = store_test_load (store, 1, NULL);
  GListModel *steps = sonde_message_get_search_steps (find (full, 4));
  g_autoptr (SondeSearchStep) search = g_list_model_get_item (steps, 0);
  g_autoptr (SondeSearchStep) page = g_list_model_get_item (steps, 1);

  g_assert_cmpuint (g_list_model_get_n_items (steps), ==, 2);
  g_assert_cmpint (sonde_search_step_get_kind (search), ==, SONDE_STEP_SEARCH);
  g_assert_cmpint (sonde_search_step_get_state (search), ==, SONDE_STEP_DONE);
  g_assert_cmpuint (sonde_search_step_get_count (search), ==, 10);
  g_assert_cmpstr (sonde_search_step_get_url (page), ==, "https://example.org/2");
}

static void
test_version (Fixture *f, gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *name = g_strdup_printf ("history-v%u.sql", version);
  g_autofree char *fresh_dir = sonde_test_make_dir ();
  g_autofree char *fresh_path = store_test_dup_path (fresh_dir);
  g_autofree char *migrated = NULL;
  g_autofree char *fresh = NULL;
  SondeStore *store;

  make_from_fixture (f, name);
  store = store_test_open (f->dir);
  assert_fixture (store);
  if (version >= 2)
    assert_version_2 (store);
  if (version >= 3)
    assert_version_3 (f);
  if (version >= 4)
    assert_version_4 (store);
  store_test_close (store);
  store_test_check (f->path);
  /* An old history ends up as a new one begins. */
  store_test_close (store_test_open (fresh_dir));
  fresh = store_test_query (fresh_path, SCHEMA_QUERY);
  migrated = store_test_query (f->path, SCHEMA_QUERY);
  g_assert_cmpstr (fresh, ==, migrated);
  sonde_test_remove_dir (fresh_dir);
}

static void
migrate (Fixture *f, const char *migrations, GError **error)
{
  g_autoptr (SondeDb) db = sonde_db_open (f->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);

  g_assert_nonnull (db);
  sonde_history_migrate (db, migrations, f->path, error);
}

static void
test_migration (Fixture *f, gconstpointer migrations)
{
  gboolean good = g_str_has_suffix (migrations, "good");
  g_autofree char *backup = NULL;
  g_autofree char *version = NULL;
  g_autofree char *name = NULL;
  g_autofree char *old_name = NULL;
  g_autoptr (GError) error = NULL;

  store_test_schema_get_resource ();
  store_test_exec (f->path,
                   "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT) STRICT;"
                   "INSERT INTO thing VALUES (1, 'old'); PRAGMA user_version = 1");
  migrate (f, migrations, &error);
  version = store_test_query (f->path, "PRAGMA user_version");
  name = store_test_query (f->path, "SELECT name FROM thing");
  if (good)
    g_assert_no_error (error);
  else
    g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE);
  g_assert_cmpstr (version, ==, good ? "2" : "1");
  g_assert_cmpstr (name, ==, "old");
  /* What was there before lies beside it. */
  backup = store_test_find_file (f->dir, "history.db.version1-");
  g_assert_nonnull (backup);
  assert_private (backup, FALSE);
  old_name = store_test_query (backup, "SELECT name FROM thing");
  g_assert_cmpstr (old_name, ==, "old");
}

static void
test_newer (Fixture *f, gconstpointer data)
{
  g_autofree char *aside = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  SondeStore *store;

  store_test_fill (f->dir, N_MESSAGES);
  store_test_exec (f->path, "PRAGMA user_version = 99");
  before = store_test_read_file (f->path);
  store = store_test_try_open (f->dir, &aside, &problem, &error);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE_NEWER);
  g_assert_null (aside);
  g_assert_no_error (problem);
  store_test_assert_usable (store);
  store_test_close (store);
  after = store_test_read_file (f->path);
  g_assert_true (g_bytes_equal (before, after));
}

/* Where nothing can be written */

static void
test_read_only_subprocess (Fixture *f, gconstpointer data)
{
  const char *dir = g_getenv ("STORE_TEST_DIR");
  gboolean full = data != NULL;
  g_autofree char *aside = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;
  SondeStore *store;

  if (!g_test_subprocess ())
    return;
  g_assert_cmpint (setresuid (NOBODY, NOBODY, NOBODY), ==, 0);
  store = store_test_try_open (dir, &aside, &problem, &error);
  g_assert_no_error (error);
  g_assert_null (aside);
  g_assert_error (problem, SONDE_ERROR, SONDE_ERROR_STORE_READ_ONLY);
  g_assert_cmpuint (store_test_count (store), ==, full ? 1 : 0);
  store_test_assert_usable (store);
  store_test_close (store);
}

static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autofree char *left = NULL;

  if (geteuid () != 0)
    {
      g_test_skip ("only root can become nobody");
      return;
    }
  if (data != NULL)
    {
      store_test_fill (f->dir, N_MESSAGES);
      g_chmod (f->path, 0444);
    }
  g_chmod (f->dir, 0555);
  g_setenv ("STORE_TEST_DIR", f->dir, TRUE);
  g_test_trap_subprocess (data != NULL ? "/store/open/read-only/full/subprocess"
                                       : "/store/open/read-only/empty/subprocess",
                          0,
                          G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  left = store_test_find_file (f->dir, data != NULL ? "history.db-" : "");
  g_assert_null (left);
}

static void
test_memory (Fixture *f, gconstpointer data)
{
  SondeStore *store = store_test_open (NULL);

  store_test_assert_usable (store);
  store_test_close (store);
}

/* Two at once */

static void
count_cb (SondeStore *store, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_two (Fixture *f, gconstpointer data)
{
  SondeStore *first = store_test_open (f->dir);
  g_autoptr (SondeConversation) conversation = store_test_begin (first, "Shared");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) answer
    = store_test_say (first, id, 0, SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, "");
  g_autoptr (SondeConversation) seen = NULL;
  g_autoptr (SondeConversation) ended = NULL;
  SondeStore *second = store_test_open (f->dir);
  g_autofree char *text = g_strnfill (5000, 'y');

  /* The other one reads what streams and leaves it alone. */
  sonde_message_append_content (answer, text);
  sonde_store_append (first, answer);
  store_test_settle (first);
  seen = store_test_load (second, id, NULL);
  g_assert_cmpint (sonde_message_get_state (store_test_get_message (seen, 0)), ==, SONDE_STATE_STREAMING);
  g_assert_cmpstr (sonde_message_get_content (store_test_get_message (seen, 0)), ==, text);
  store_test_assert_usable (second);
  store_test_close (second);

  second = store_test_open (f->dir);
  store_test_close (first);
  /* Its writer has gone now. */
  ended = store_test_load (second, id, NULL);
  g_assert_cmpint (sonde_message_get_state (store_test_get_message (ended, 0)), ==, SONDE_STATE_INTERRUPTED);
  g_assert_cmpstr (sonde_message_get_content (store_test_get_message (ended, 0)), ==, text);
  store_test_close (second);
  store_test_check (f->path);
}

static void
test_changed_elsewhere (Fixture *f, gconstpointer data)
{
  SondeStore *first = store_test_open (f->dir);
  SondeStore *second = store_test_open (f->dir);
  g_autoptr (SondeConversation) own = NULL;
  g_autoptr (SondeConversation) other = NULL;
  gint64 checked;
  guint n = 0;

  g_signal_connect (first, "changed-elsewhere", G_CALLBACK (count_cb), &n);
  own = store_test_begin (first, "Own");
  checked = g_get_monotonic_time ();
  sonde_store_check_elsewhere (first);
  store_test_settle (first);
  g_assert_cmpuint (n, ==, 0);

  other = store_test_begin (second, "Other");
  sonde_store_check_elsewhere (first);
  store_test_settle (first);
  /* It looks once a second. */
  if (g_get_monotonic_time () - checked < G_USEC_PER_SEC)
    g_assert_cmpuint (n, ==, 0);
  sonde_test_spin (1050);
  sonde_store_check_elsewhere (first);
  store_test_settle (first);
  g_assert_cmpuint (n, ==, 1);
  store_test_close (first);
  store_test_close (second);
}

static guint
count_locks (Fixture *f)
{
  g_autofree char *writers = g_build_filename (f->dir, "writers", NULL);
  g_autoptr (GDir) dir = g_dir_open (writers, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_locks (Fixture *f, gconstpointer data)
{
  g_autofree char *stranger = g_build_filename (f->dir, "writers", "notes.lock", NULL);
  SondeStore *first;
  SondeStore *second;

  store_test_leave_dead_writer (f->dir);
  store_test_write_file (stranger, "not ours", -1);
  first = store_test_open (f->dir);
  second = store_test_open (f->dir);
  g_assert_cmpuint (count_locks (f), ==, 4); /* two writers, "open", the stranger */
  store_test_close (first);
  store_test_close (second);
  g_assert_cmpuint (count_locks (f), ==, 2);
  g_assert_true (g_file_test (stranger, G_FILE_TEST_EXISTS));
}

/* A history that somebody else made: numbers that no version writes, and what SQLite would run by itself. */
static void
test_hostile (Fixture *f, gconstpointer data)
{
  SondeStore *store = store_test_open (f->dir);
  g_autoptr (SondeConversation) conversation = store_test_begin (store, "Title");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) message
    = store_test_say (store, id, 0, SONDE_ROLE_USER, SONDE_STATE_COMPLETE, "Hello");
  g_autoptr (SondeConversation) loaded = NULL;
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO message (id, conversation, role, content, state) VALUES (0, %1$d, 1, 'zero', 1);"
    "INSERT INTO message (id, conversation, role, content, state, mode) VALUES (99, %1$d, 1 << 40, '', 77, "
    "-9);"
    "UPDATE conversation SET mode = 99, effort = -1, title = replace(hex(zeroblob(5000000)), '00', '深');"
    "CREATE TRIGGER endless BEFORE UPDATE ON conversation BEGIN "
    "SELECT (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT count(*) FROM n); END",
    (int) id);

  store_test_close (store);
  store_test_exec (f->path, sql);
  store = store_test_open (f->dir);
  loaded = store_test_load (store, id, NULL);
  g_assert_cmpuint (sonde_conversation_get_messages (loaded)->len, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (sonde_conversation_get_branch (loaded)), ==, 1);
  g_assert_cmpint (g_utf8_strlen (sonde_conversation_get_title (loaded), -1), ==, 1000);
  g_assert_cmpint (sonde_conversation_get_mode (loaded), ==, SONDE_MODE_CHAT);
  g_assert_cmpint (sonde_conversation_get_effort (loaded), ==, SONDE_EFFORT_DEFAULT);
  g_assert_cmpint (sonde_message_get_role (store_test_get_message (loaded, 1)), ==, SONDE_ROLE_TOOL);
  g_assert_cmpint (sonde_message_get_state (store_test_get_message (loaded, 1)), ==, SONDE_STATE_INTERRUPTED);
  g_assert_true (store_test_delete_conversation (store, id, TRUE, NULL));
  store_test_close (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD_WITH(name, data, function)                                                                       \
  g_test_add ("/store/open/" name, Fixture, data, set_up, function, tear_down)
#define ADD(name, function) ADD_WITH (name, NULL, function)
  ADD ("modes", test_modes);
  ADD_WITH ("version/1", GUINT_TO_POINTER (1), test_version);
  ADD_WITH ("version/2", GUINT_TO_POINTER (2), test_version);
  ADD_WITH ("version/3", GUINT_TO_POINTER (3), test_version);
  ADD_WITH ("version/4", GUINT_TO_POINTER (4), test_version);
  ADD_WITH ("migration/good", "/sonde-test/store/migrations/good", test_migration);
  ADD_WITH ("migration/bad", "/sonde-test/store/migrations/bad", test_migration);
  ADD ("newer", test_newer);
  ADD ("read-only/empty", test_read_only);
  ADD ("read-only/empty/subprocess", test_read_only_subprocess);
  ADD_WITH ("read-only/full", "full", test_read_only);
  ADD_WITH ("read-only/full/subprocess", "full", test_read_only_subprocess);
  ADD ("memory", test_memory);
  ADD ("two", test_two);
  ADD ("changed-elsewhere", test_changed_elsewhere);
  ADD ("locks", test_locks);
  ADD ("hostile", test_hostile);
  return g_test_run ();
}
