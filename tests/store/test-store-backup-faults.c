/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each access to a file fails in turn while a backup is made, while one is restored and while the index is
 * written: there is a whole history at every moment, backups stay whole, and what is said is true. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault-vfs.h"
#include "sonde-backup.h"
#include "sonde-error.h"
#include "sonde-restore.h"
#include "sonde-test.h"
#include "store-test.h"

#define N_MESSAGES   40
#define MOST_CHANGES 3000

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
  store_test_fill (f->dir, N_MESSAGES);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fault_vfs_aim (NULL);
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static SondeBackup *
back_up (Fixture *f, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean made;

  sonde_backup_write_async (f->dir, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  return sonde_backup_write_finish (result, &made, error);
}

static void
assert_messages (const char *path, guint n)
{
  g_autofree char *expected = g_strdup_printf ("%u", n);
  g_autofree char *found = store_test_query (path, "SELECT count(*) FROM message");

  store_test_check (path);
  g_assert_cmpstr (found, ==, expected);
}

static void
assert_nothing_left (const char *folder, const char *prefix)
{
  g_autofree char *left = store_test_find_file (folder, prefix);

  g_assert_null (left);
}

/* Backups */

/* The one of another day; what fails must not touch it. */
static char *
keep_older (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeBackup) backup = back_up (f, &error);
  char *older = sonde_backup_dup_path (f->dir, "2020-01-01");

  g_assert_no_error (error);
  g_assert_cmpint (g_rename (backup->path, older), ==, 0);
  return older;
}

/* Gives whether the fault was met. */
static gboolean
fail_backup (Fixture *f, guint nth, int code, gboolean sticky)
{
  g_autofree char *folder = g_build_filename (f->dir, "backups", NULL);
  g_autoptr (SondeBackup) backup = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  guint n_faults;

  fault_vfs_arm (nth, code, sticky);
  backup = back_up (f, &error);
  n_faults = fault_vfs_count ();
  fault_vfs_arm (0, SQLITE_OK, FALSE);
  list = sonde_backup_list (f->dir);
  g_assert_cmpuint (list->len, ==, backup != NULL ? 2 : 1);
  assert_nothing_left (folder, ".unfinished-");
  if (backup != NULL)
    {
      assert_messages (backup->path, N_MESSAGES + 1);
      g_unlink (backup->path);
    }
  else
    g_assert_true (error->domain == SONDE_ERROR);
  if (backup == NULL && code == SQLITE_FULL)
    g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE_FULL);
  /* A disk that fails is no damage of the history. What is missing at the end of a read SQLite takes for
   * zeros. */
  if (code != SQLITE_IOERR_SHORT_READ)
    g_assert_false (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT));
  return n_faults > 0;
}

static void
test_backup (Fixture *f, gconstpointer data)
{
  int code = GPOINTER_TO_INT (data);
  g_autofree char *older = keep_older (f);
  g_autoptr (GBytes) before = store_test_read_file (older);
  g_autoptr (GBytes) after = NULL;
  guint nth;

  /* So that it is not the same as the older one. */
  store_test_exec (f->path, "INSERT INTO message (conversation, role, state) VALUES (1, 1, 0)");
  for (guint sticky = 0; sticky < 2; sticky++)
    {
      for (nth = 1; fail_backup (f, nth, code, sticky); nth++)
        g_assert_cmpuint (nth, <, MOST_CHANGES);
      g_test_message ("%u accesses failed in turn", nth - 1);
      g_assert_cmpuint (nth, >, 5);
    }
  assert_messages (f->path, N_MESSAGES + 1);
  after = store_test_read_file (older);
  g_assert_true (g_bytes_equal (before, after));
}

/* Restoring */

static gboolean
fail_restore (Fixture *f, const char *file, guint nth, int code, gboolean sticky)
{
  g_auto (SondeRestored) restored = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean success;
  guint n_faults;

  /* With a log that must not be lost. */
  store_test_exec (f->path,
                   "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
                   "INSERT INTO message (conversation, role, state) VALUES (1, 1, 0)");
  fault_vfs_arm (nth, code, sticky);
  success = sonde_restore (f->dir, file, FALSE, &restored, &error);
  n_faults = fault_vfs_count ();
  fault_vfs_arm (0, SQLITE_OK, FALSE);
  assert_nothing_left (f->dir, ".restored-");
  g_assert_true (success == (error == NULL));
  if (success)
    {
      assert_messages (f->path, N_MESSAGES);
      assert_messages (restored.aside, N_MESSAGES + 1);
      g_unlink (restored.aside);
      return n_faults > 0;
    }
  g_assert_null (restored.aside);
  assert_messages (f->path, N_MESSAGES + 1);
  store_test_exec (f->path, "DELETE FROM message WHERE role = 1 AND content = ''");
  return n_faults > 0;
}

static void
test_restore (Fixture *f, gconstpointer data)
{
  int code = GPOINTER_TO_INT (data);
  g_autofree char *file = keep_older (f);
  guint nth;

  for (guint sticky = 0; sticky < 2; sticky++)
    {
      for (nth = 1; fail_restore (f, file, nth, code, sticky); nth++)
        g_assert_cmpuint (nth, <, MOST_CHANGES);
      g_test_message ("%u accesses failed in turn", nth - 1);
      g_assert_cmpuint (nth, >, 5);
    }
  assert_messages (file, N_MESSAGES);
}

/* Restoring under an open store */

static gboolean
fail_replace (Fixture *f, const char *file, guint nth, int code)
{
  g_auto (SondeRestored) found = { 0 };
  g_autofree char *staged = sonde_restore_stage (f->dir, file, NULL, &found, NULL);
  SondeStore *store = store_test_open (f->dir);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SondeReopened reopened = { 0 };
  gboolean success;
  guint n_faults;

  store_test_settle (store);
  fault_vfs_arm (nth, code, FALSE);
  sonde_store_replace_async (store, staged, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  success = sonde_store_replace_finish (store, result, &reopened, &error);
  g_clear_object (&result); /* it holds the store */
  n_faults = fault_vfs_count ();
  fault_vfs_arm (0, SQLITE_OK, FALSE);
  g_assert_null (reopened.copied_aside);
  g_unlink (staged);
  store_test_close (store);
  assert_messages (f->path, N_MESSAGES + (success ? 0 : 1));
  if (success)
    {
      assert_messages (reopened.replaced, N_MESSAGES + 1);
      g_assert_cmpint (g_rename (reopened.replaced, f->path), ==, 0);
    }
  sonde_reopened_clear (&reopened);
  return n_faults > 0;
}

static void
test_replace (Fixture *f, gconstpointer data)
{
  int code = GPOINTER_TO_INT (data);
  g_autofree char *file = keep_older (f);
  guint nth;

  store_test_exec (f->path, "INSERT INTO message (conversation, role, state) VALUES (1, 1, 0)");
  for (nth = 1; fail_replace (f, file, nth, code); nth++)
    g_assert_cmpuint (nth, <, MOST_CHANGES);
  g_test_message ("%u accesses failed in turn", nth - 1);
  g_assert_cmpuint (nth, >, 2);
}

/* The index of the search */

static guint
count_hits (Fixture *f)
{
  SondeStore *store = store_test_open (f->dir);
  guint n = store_test_count_hits (store, "message");

  store_test_close (store);
  return n;
}

static void
remove_index (Fixture *f)
{
  static const char *const names[] = { "search.db", "search.db-wal", "search.db-shm", "search.db-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);

      g_unlink (path);
    }
}

/* While it fails a search may say less, but never crash, nor touch the history; after it everything is found.
 */
static gboolean
fail_index (Fixture *f, guint nth, int code, gboolean sticky)
{
  SondeStore *store = store_test_open (f->dir);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;
  gboolean complete = FALSE;
  guint n_faults;

  fault_vfs_arm (nth, code, sticky);
  sonde_store_search_async (
    store, "message", SONDE_SEARCH_NEWEST, 0, TRUE, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  hits = sonde_store_search_finish (store, result, &complete, &error);
  g_clear_object (&result); /* it holds the store */
  n_faults = fault_vfs_count ();
  fault_vfs_arm (0, SQLITE_OK, FALSE);
  if (hits != NULL && complete)
    g_assert_cmpuint (hits->len, ==, N_MESSAGES);
  g_assert_true (hits != NULL || error != NULL);
  store_test_close (store);
  g_assert_cmpuint (count_hits (f), ==, N_MESSAGES);
  return n_faults > 0;
}

static void
test_index (Fixture *f, gconstpointer data)
{
  int code = GPOINTER_TO_INT (data);
  gboolean reading = code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ;
  guint nth;

  g_assert_cmpuint (count_hits (f), ==, N_MESSAGES);
  fault_vfs_aim ("search.db");
  for (guint sticky = 0; sticky < 2; sticky++)
    {
      nth = 0;
      do
        {
          /* Writing is worth failing only where there is something to write. */
          if (!reading)
            remove_index (f);
          g_assert_cmpuint (++nth, <, MOST_CHANGES);
        }
      while (fail_index (f, nth, code, sticky));
      g_test_message ("%u accesses failed in turn", nth - 1);
      g_assert_cmpuint (nth, >, reading ? 2 : 5);
    }
  assert_messages (f->path, N_MESSAGES);
}

/* Every page of the index destroyed in turn, in three ways; the history is never blamed for it. */

typedef enum
{
  ZEROS,
  NOISE,
  CUT,
  N_HARMS
} Harm;

static void
harm_page (const char *path, gsize page, Harm harm)
{
  guint8 bytes[4096];
  int fd = g_open (path, O_WRONLY, 0);

  memset (bytes, 0, sizeof bytes);
  for (gsize i = 0; harm == NOISE && i < sizeof bytes; i++)
    bytes[i] = g_test_rand_int ();
  if (harm == CUT)
    g_assert_cmpint (ftruncate (fd, page * sizeof bytes), ==, 0);
  else
    g_assert_cmpint (pwrite (fd, bytes, sizeof bytes, page * sizeof bytes), ==, sizeof bytes);
  close (fd);
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "search.db", NULL);
  g_autoptr (GBytes) whole = NULL;
  g_autofree char *aside = NULL;
  gsize n_pages;

  g_assert_cmpuint (count_hits (f), ==, N_MESSAGES);
  store_test_exec (path, "PRAGMA wal_checkpoint (TRUNCATE); PRAGMA journal_mode = DELETE");
  whole = store_test_read_file (path);
  n_pages = g_bytes_get_size (whole) / 4096;
  g_assert_cmpuint (n_pages, >, 5);
  for (gsize page = 0; page < n_pages; page++)
    for (Harm harm = ZEROS; harm < N_HARMS; harm++)
      {
        remove_index (f);
        store_test_write_file (path, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
        harm_page (path, page, harm);
        g_assert_cmpuint (count_hits (f), ==, N_MESSAGES);
      }
  g_test_message ("%u pages harmed", (guint) n_pages);
  assert_messages (f->path, N_MESSAGES);
  aside = store_test_find_file (f->dir, "history.db.");
  g_assert_null (aside);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();

#define ADD(name, data, function)                                                                            \
  g_test_add ("/store/backup-faults/" name, Fixture, GINT_TO_POINTER (data), set_up, function, tear_down)
  ADD ("backup/full", SQLITE_FULL, test_backup);
  ADD ("backup/io-error", SQLITE_IOERR_WRITE, test_backup);
  ADD ("backup/read-error", SQLITE_IOERR_READ, test_backup);
  ADD ("backup/short-read", SQLITE_IOERR_SHORT_READ, test_backup);
  ADD ("restore/full", SQLITE_FULL, test_restore);
  ADD ("restore/io-error", SQLITE_IOERR_WRITE, test_restore);
  ADD ("restore/read-error", SQLITE_IOERR_READ, test_restore);
  ADD ("restore/short-read", SQLITE_IOERR_SHORT_READ, test_restore);
  ADD ("replace/full", SQLITE_FULL, test_replace);
  ADD ("replace/io-error", SQLITE_IOERR_WRITE, test_replace);
  ADD ("replace/read-error", SQLITE_IOERR_READ, test_replace);
  ADD ("index/full", SQLITE_FULL, test_index);
  ADD ("index/io-error", SQLITE_IOERR_WRITE, test_index);
  ADD ("index/read-error", SQLITE_IOERR_READ, test_index);
  ADD ("index/short-read", SQLITE_IOERR_SHORT_READ, test_index);
  ADD ("index/pages", 0, test_pages);
  return g_test_run ();
}
