/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <utime.h>

#include "sonde-backup.h"
#include "sonde-error.h"
#include "sonde-restore.h"
#include "sonde-test.h"
#include "store-test.h"

/* Backups while the history is open, and the way back. */

typedef struct
{
  char *dir;
  SondeStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeConversation) conversation = NULL;

  f->dir = sonde_test_make_dir ();
  f->store = store_test_open (f->dir);
  conversation = store_test_begin (f->store, "Tides");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->store != NULL)
    store_test_close (f->store);
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
}

static SondeBackup *
back_up (Fixture *f, GCancellable *cancellable, gboolean *made, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_backup_write_async (f->dir, cancellable, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  return sonde_backup_write_finish (result, made, error);
}

static void
test_due (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeBackup) backup = NULL;
  g_autoptr (SondeBackup) same = NULL;
  g_autoptr (GError) error = NULL;
  struct utimbuf yesterday = { .actime = 0, .modtime = g_get_real_time () / G_USEC_PER_SEC - 86400 };
  gboolean made = FALSE;

  g_assert_true (sonde_backup_is_due (f->dir));
  backup = back_up (f, NULL, &made, &error);
  g_assert_no_error (error);
  g_assert_true (made);
  g_assert_false (sonde_backup_is_due (f->dir));
  g_assert_cmpint (g_utime (backup->path, &yesterday), ==, 0);
  g_assert_true (sonde_backup_is_due (f->dir));
  /* That nothing has changed is an answer too. */
  same = back_up (f, NULL, &made, &error);
  g_assert_no_error (error);
  g_assert_false (made);
  g_assert_cmpstr (same->path, ==, backup->path);
  g_assert_false (sonde_backup_is_due (f->dir));
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (f->dir, "backups", NULL);
  g_autofree char *left = NULL;
  gboolean made;

  g_cancellable_cancel (cancellable);
  g_assert_null (back_up (f, cancellable, &made, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  list = sonde_backup_list (f->dir);
  g_assert_cmpuint (list->len, ==, 0);
  left = store_test_find_file (folder, "");
  g_assert_null (left);
}

static void
test_restore (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeBackup) backup = NULL;
  g_autoptr (SondeConversation) later = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (SondeRestored) restored = { 0 };
  gboolean made;

  backup = back_up (f, NULL, &made, &error);
  g_assert_no_error (error);
  later = store_test_begin (f->store, "Later");
  /* This store has the history open. */
  g_assert_false (sonde_restore (f->dir, backup->path, FALSE, &restored, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_cmpuint (store_test_count (f->store), ==, 2);
  store_test_close (f->store);

  g_assert_true (sonde_restore (f->dir, backup->path, FALSE, &restored, &error));
  g_assert_no_error (error);
  g_assert_cmpint (restored.n_conversations, ==, 1);
  g_assert_true (g_file_test (restored.aside, G_FILE_TEST_IS_REGULAR));
  store_test_check (restored.aside);
  f->store = store_test_open (f->dir);
  g_assert_cmpuint (store_test_count (f->store), ==, 1);
  store_test_assert_usable (f->store);
}

/* The same while the store has it open: what is asked before and after meets one history each. */
static char *
replace (Fixture *f, const char *path, gboolean expected)
{
  g_autofree char *staged = NULL;
  g_auto (SondeRestored) restored = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SondeReopened reopened = { 0 };
  char *replaced;

  if (path != NULL)
    {
      staged = sonde_restore_stage (f->dir, path, NULL, &restored, &error);
      g_assert_no_error (error);
    }
  sonde_store_replace_async (f->store, staged, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  g_assert_true (sonde_store_replace_finish (f->store, result, &reopened, &error) == expected);
  if (expected)
    g_assert_no_error (error);
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_no_error (reopened.problem);
  g_assert_true (staged == NULL || g_file_test (staged, G_FILE_TEST_EXISTS) != expected);
  if (staged != NULL)
    g_unlink (staged);
  replaced = g_steal_pointer (&reopened.replaced);
  sonde_reopened_clear (&reopened);
  return replaced;
}

static void
test_replace (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeBackup) backup = NULL;
  g_autoptr (SondeConversation) later = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *again = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *path = store_test_dup_path (f->dir);
  SondeStore *other;
  gboolean made;

  backup = back_up (f, NULL, &made, NULL);
  later = store_test_begin (f->store, "Later");
  g_assert_cmpuint (store_test_count_hits (f->store, "later"), ==, 1);

  other = store_test_open (f->dir);
  refused = replace (f, backup->path, FALSE);
  g_assert_null (refused);
  store_test_close (other);
  g_assert_cmpuint (store_test_count (f->store), ==, 2);

  aside = replace (f, backup->path, TRUE);
  g_assert_cmpuint (store_test_count (f->store), ==, 1);
  g_assert_cmpuint (store_test_count_hits (f->store, "later"), ==, 0);
  g_assert_cmpuint (store_test_count_hits (f->store, "tides"), ==, 1);
  store_test_assert_usable (f->store);

  again = replace (f, aside, TRUE);
  g_assert_cmpuint (store_test_count (f->store), ==, 2);
  g_assert_cmpuint (store_test_count_hits (f->store, "later"), ==, 1);
  store_test_check (aside);
  store_test_check (again);
  /* Opening the same once more changes nothing. */
  g_assert_null (replace (f, NULL, TRUE));
  g_assert_cmpuint (store_test_count (f->store), ==, 2);
  store_test_close (f->store);
  f->store = NULL;
  store_test_check (path);
}

/* What a backup would bring back and what it would take away. */
static void
test_compare (Fixture *f, gconstpointer data)
{
  g_autoptr (SondeBackup) backup = NULL;
  g_autoptr (SondeConversation) lost = store_test_begin (f->store, "Lost");
  g_autoptr (SondeConversation) later = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (SondeRestored) found = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = store_test_dup_path (f->dir);
  gboolean made;

  backup = back_up (f, NULL, &made, NULL);
  store_test_exec (path, "DELETE FROM conversation WHERE title = 'Lost'");
  store_test_exec (path, "UPDATE conversation SET updated = updated + 1 WHERE title = 'Tides'");
  later = store_test_begin (f->store, "Later");
  sonde_restore_look_async (f->dir, backup->path, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  g_assert_true (sonde_restore_look_finish (result, &found, &error));
  g_assert_no_error (error);
  g_assert_cmpint (found.n_conversations, ==, 2);
  g_assert_true (found.compared);
  g_assert_cmpint (found.n_returning, ==, 1);
  g_assert_cmpint (found.n_leaving, ==, 1);
  g_assert_cmpint (found.n_older, ==, 1);
  g_assert_cmpuint (found.returning->len, ==, 1);
  g_assert_cmpstr (found.returning->pdata[0], ==, "Lost");
  g_assert_cmpstr (found.leaving->pdata[0], ==, "Later");
  g_assert_cmpuint (store_test_count (f->store), ==, 2);
}

static void
write_empty (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  store_test_write_file (path, "", 0);
}

/* Everything that one can go back to, and nothing else. */
static void
test_look (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name;
    SondeBackupKind kind;
    const char *date;
  } asides[] = {
    { "history.db.broken-29990102-030405-2", SONDE_BACKUP_DAMAGED, "2999-01-02" },
    { "history.db.before-restore-29980102-030405", SONDE_BACKUP_REPLACED, "2998-01-02" },
    { "history.db.version2-29970102-030405", SONDE_BACKUP_OLDER, "2997-01-02" },
  };
  static const char *const others[] = { "history.db.broken-29990102-030405-wal",
                                        "history.db.before-restore-",
                                        "history.db.other-29990102-030405",
                                        "history.db.broken-29991302-030405",
                                        "history.dbx" };
  g_autoptr (SondeBackup) backup = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gboolean made;

  backup = back_up (f, NULL, &made, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (asides); i++)
    write_empty (f->dir, asides[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    write_empty (f->dir, others[i]);
  sonde_backup_look_async (f->dir, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  list = sonde_backup_look_finish (result, NULL);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (asides) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (asides); i++)
    {
      const SondeBackup *aside = list->pdata[i];

      g_assert_cmpint (aside->kind, ==, asides[i].kind);
      g_assert_cmpstr (aside->date, ==, asides[i].date);
      g_assert_cmpint (aside->n_conversations, ==, -1);
    }
  g_assert_cmpstr (((SondeBackup *) list->pdata[3])->path, ==, backup->path);
  g_assert_cmpint (((SondeBackup *) list->pdata[3])->n_conversations, ==, 1);
}

static void
test_check (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) index = NULL;
  g_autoptr (GError) error = NULL;

  sonde_store_check_async (f->store, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  g_assert_true (sonde_store_check_finish (f->store, result, &error));
  g_assert_no_error (error);
  sonde_store_check_index_async (f->store, FALSE, NULL, sonde_test_result_cb, &index);
  index = sonde_test_await (&index);
  g_assert_true (sonde_store_check_index_finish (f->store, index, &error));
  g_assert_no_error (error);
}

static void
test_names (void)
{
  static const char *const others[]
    = { "", "2026-1-1", "2026-01-011", "../../x", "2026/01/01", "abcd-ef-gh" };
  g_autofree char *path = sonde_backup_dup_path ("/d", "2026-01-01");

  g_assert_cmpstr (path, ==, "/d/backups/history-2026-01-01.db");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (sonde_backup_dup_path ("/d", others[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store-backup/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("due", test_due);
  ADD ("cancelled", test_cancelled);
  ADD ("restore", test_restore);
  ADD ("replace", test_replace);
  ADD ("compare", test_compare);
  ADD ("look", test_look);
  ADD ("check", test_check);
  g_test_add_func ("/store-backup/names", test_names);
  return g_test_run ();
}
