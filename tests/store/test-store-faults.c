/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first, the second, the third … access to a file fails, once or from then on, until a whole session
 * passes without meeting the fault. */

#include <sched.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "fault-vfs.h"
#include "sonde-error.h"
#include "sonde-test.h"
#include "store-test.h"

#define N_CHUNKS     4
#define CHUNK_BYTES  6000
#define MOST_CHANGES 2000

typedef struct
{
  char *dir;
  char *path;
} Fixture;

/* What a session was told. */
typedef struct
{
  gboolean on_disk;
  gint64 conversation;
  gboolean asked; /* the question was said to be on the disk */
  gboolean answered;
  char *answer; /* what was shown */
} Session;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = sonde_test_make_dir ();
  f->path = store_test_dup_path (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static gboolean
save_conversation (SondeStore *store, SondeConversation *conversation)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_save_conversation_async (store, conversation, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  return sonde_store_save_conversation_finish (store, result, NULL);
}

static SondeMessage *
make_message (SondeRole role, SondeMessageState state, gint64 parent, const char *content)
{
  SondeMessage *message = sonde_message_new (role);

  sonde_message_set_state (message, state);
  sonde_message_set_parent_id (message, parent);
  sonde_message_set_content (message, content);
  sonde_message_set_created (message, g_get_real_time ());
  return message;
}

static void
stream (SondeStore *store, SondeMessage *answer)
{
  for (guint i = 0; i < N_CHUNKS; i++)
    {
      g_autofree char *chunk = g_strnfill (CHUNK_BYTES, 'a' + i);

      sonde_message_append_content (answer, chunk);
      sonde_message_append_reasoning (answer, "…");
      sonde_store_append (store, answer);
      store_test_settle (store);
    }
}

static void
converse (SondeStore *store, Session *session)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  g_autoptr (SondeMessage) question = make_message (SONDE_ROLE_USER, SONDE_STATE_COMPLETE, 0, "question");
  g_autoptr (SondeMessage) answer = NULL;

  sonde_conversation_set_title (conversation, "Faults");
  if (!save_conversation (store, conversation))
    return;
  session->conversation = sonde_conversation_get_id (conversation);
  session->asked = store_test_add (store, session->conversation, question, TRUE, NULL);
  if (!session->asked)
    return;
  answer = make_message (SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, sonde_message_get_id (question), "");
  session->answered = store_test_add (store, session->conversation, answer, FALSE, NULL);
  stream (store, answer);
  sonde_message_set_state (answer, SONDE_STATE_COMPLETE);
  store_test_save_message (store, answer, NULL);
  session->answer = g_strdup (sonde_message_get_content (answer));
}

static void
assert_session (Fixture *f, const Session *session)
{
  SondeStore *store = store_test_open (f->dir);
  g_autoptr (SondeConversation) loaded = NULL;

  if (session->on_disk && session->asked)
    {
      loaded = store_test_load (store, session->conversation, NULL);
      g_assert_nonnull (loaded);
      g_assert_cmpstr (sonde_message_get_content (store_test_get_message (loaded, 0)), ==, "question");
    }
  /* What failed while it streamed was written when there was room again. */
  if (session->on_disk && session->answered)
    {
      g_assert_cmpint (
        sonde_message_get_state (store_test_get_message (loaded, 1)), ==, SONDE_STATE_COMPLETE);
      g_assert_cmpstr (sonde_message_get_content (store_test_get_message (loaded, 1)), ==, session->answer);
    }
  store_test_close (store);
  store_test_check (f->path);
}

/* Gives whether the fault was met. */
static gboolean
run_session (Fixture *f, guint nth, int code, gboolean sticky)
{
  Session session = { 0 };
  g_autofree char *aside = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;
  SondeStore *store;
  guint n_faults;

  fault_vfs_arm (nth, code, sticky);
  store = store_test_try_open (f->dir, &aside, &problem, &error);
  g_assert_no_error (error);
  g_assert_null (aside);
  session.on_disk = problem == NULL;
  converse (store, &session);
  n_faults = fault_vfs_count ();
  fault_vfs_arm (0, SQLITE_OK, FALSE);
  store_test_close (store);
  assert_session (f, &session);
  g_free (session.answer);
  /* Reading is worth failing only where there is something. */
  if (code != SQLITE_IOERR_READ)
    {
      sonde_test_remove_dir (f->dir);
      g_mkdir (f->dir, 0700);
    }
  return n_faults > 0;
}

static void
run_sessions (Fixture *f, int code, gboolean sticky)
{
  guint nth = 1;

  if (code == SQLITE_IOERR_READ)
    store_test_fill (f->dir, 50);
  while (run_session (f, nth, code, sticky))
    g_assert_cmpuint (++nth, <, MOST_CHANGES);
  g_test_message ("%u accesses failed in turn", nth - 1);
  g_assert_cmpuint (nth, >, 10);
}

static void
test_once (Fixture *f, gconstpointer code)
{
  run_sessions (f, GPOINTER_TO_INT (code), FALSE);
}

static void
test_sticky (Fixture *f, gconstpointer code)
{
  run_sessions (f, GPOINTER_TO_INT (code), TRUE);
}

/* What is told */

typedef struct
{
  guint n;
  GError *error;
} Told;

static void
write_failed_cb (SondeStore *store, const GError *error, gpointer user_data)
{
  Told *told = user_data;

  told->n++;
  g_clear_error (&told->error);
  told->error = g_error_copy (error);
}

static gboolean
wait_for_chunks (Fixture *f, const char *expected)
{
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *chunks = store_test_query (f->path, "SELECT count(*) FROM chunk");

      if (g_strcmp0 (chunks, expected) == 0)
        return TRUE;
      sonde_test_spin (100);
    }
  return FALSE;
}

/* Said once, not for each token; written without being asked again when there is room. */
static void
test_recovery (Fixture *f, gconstpointer data)
{
  SondeStore *store = store_test_open (f->dir);
  g_autoptr (SondeConversation) conversation = store_test_begin (store, "Full");
  gint64 id = sonde_conversation_get_id (conversation);
  g_autoptr (SondeMessage) answer
    = store_test_say (store, id, 0, SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, "");
  g_autoptr (SondeMessage) refused = make_message (SONDE_ROLE_USER, SONDE_STATE_COMPLETE, 0, "refused");
  g_autoptr (SondeConversation) loaded = NULL;
  g_autoptr (GError) error = NULL;
  Told told = { 0 };

  g_signal_connect (store, "write-failed", G_CALLBACK (write_failed_cb), &told);
  fault_vfs_arm (1, SQLITE_FULL, TRUE);
  stream (store, answer);
  g_assert_cmpuint (told.n, ==, 1);
  g_assert_error (told.error, SONDE_ERROR, SONDE_ERROR_STORE_FULL);
  g_assert_false (store_test_add (store, id, refused, TRUE, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE_FULL);

  fault_vfs_arm (0, SQLITE_OK, FALSE);
  g_assert_true (wait_for_chunks (f, "4"));
  loaded = store_test_load (store, id, NULL);
  g_assert_cmpuint (sonde_conversation_get_n_messages (loaded), ==, 1);
  g_assert_cmpstr (
    sonde_message_get_content (store_test_get_message (loaded, 0)), ==, sonde_message_get_content (answer));
  g_error_free (told.error);
  store_test_close (store);
}

/* A real file system without room */

static gboolean
mount_small (const char *dir)
{
  return unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("none", dir, "tmpfs", 0, "size=1m,mode=0700") == 0;
}

static void
fill_disk (const char *path)
{
  static const char air[4096];
  FILE *file = g_fopen (path, "w");

  while (fwrite (air, 1, sizeof air, file) == sizeof air && fflush (file) == 0)
    ;
  fclose (file);
}

static void
test_full_disk_subprocess (Fixture *f, gconstpointer data)
{
  g_autofree char *balloon = g_build_filename (f->dir, "balloon", NULL);
  g_autofree char *text = g_strnfill (100 * 1024, 't');
  g_autoptr (SondeConversation) conversation = NULL;
  g_autoptr (SondeMessage) question = make_message (SONDE_ROLE_USER, SONDE_STATE_COMPLETE, 0, text);
  g_autoptr (SondeMessage) answer = NULL;
  g_autoptr (GError) error = NULL;
  SondeStore *store;
  gint64 id;

  if (!g_test_subprocess ())
    return;
  if (!mount_small (f->dir))
    {
      g_printerr ("no small file system here\n");
      return;
    }
  store = store_test_open (f->dir);
  conversation = store_test_begin (store, "Full");
  id = sonde_conversation_get_id (conversation);
  answer = store_test_say (store, id, 0, SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, "");
  fill_disk (balloon);
  g_assert_false (store_test_add (store, id, question, TRUE, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE_FULL);
  g_clear_error (&error);
  sonde_message_append_content (answer, text);
  sonde_store_append (store, answer);
  store_test_settle (store);
  g_unlink (balloon);
  g_assert_true (wait_for_chunks (f, "1"));
  g_assert_true (store_test_add (store, id, question, TRUE, &error));
  store_test_close (store);
  store_test_check (f->path);
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  if (geteuid () != 0)
    {
      g_test_skip ("only root can mount a small file system");
      return;
    }
  g_test_trap_subprocess ("/store/faults/full-disk/subprocess", 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();

#define ADD(name, data, function)                                                                            \
  g_test_add ("/store/faults/" name, Fixture, GINT_TO_POINTER (data), set_up, function, tear_down)
  ADD ("full/once", SQLITE_FULL, test_once);
  ADD ("full/sticky", SQLITE_FULL, test_sticky);
  ADD ("io-error/once", SQLITE_IOERR_WRITE, test_once);
  ADD ("io-error/sticky", SQLITE_IOERR_WRITE, test_sticky);
  ADD ("read-error/once", SQLITE_IOERR_READ, test_once);
  ADD ("read-error/sticky", SQLITE_IOERR_READ, test_sticky);
  ADD ("recovery", 0, test_recovery);
  ADD ("full-disk", 0, test_full_disk);
  ADD ("full-disk/subprocess", 0, test_full_disk_subprocess);
  return g_test_run ();
}
