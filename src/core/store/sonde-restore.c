/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-restore.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "sonde-backup-private.h"
#include "sonde-error.h"
#include "sonde-history-private.h"
#include "sonde-paths.h"
#include "sonde-writers-private.h"

#define STAGED       ".restored-"
#define ASIDE        SONDE_BACKUP_ASIDE
#define FOREIGN_CODE SONDE_ERROR_IMPORT_DAMAGED

void
sonde_restored_clear (SondeRestored *restored)
{
  g_clear_pointer (&restored->returning, g_ptr_array_unref);
  g_clear_pointer (&restored->leaving, g_ptr_array_unref);
  g_clear_pointer (&restored->aside, g_free);
}

/* Looking */

/* What is wrong with a file of somebody is not wrong with the history. */
static gboolean
blame_file (GError *failure, GError **error)
{
  if (g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    {
      g_propagate_error (error, sonde_error_new (FOREIGN_CODE, "%s", failure->message));
      g_error_free (failure);
    }
  else
    g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
check_is_file (const char *path, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_NOT_FOUND, "%s is no file", path));
  return FALSE;
}

static gboolean
copy_file (const char *path, const char *staged, GCancellable *cancellable, GError **error)
{
  GError *failure = NULL;
  g_autoptr (SondeDb) source = sonde_history_open_for_reading (path, &failure);

  return (source != NULL && sonde_backup_copy (source, staged, cancellable, &failure))
         || blame_file (failure, error);
}

/* An empty file is an empty history to SQLite, but nobody wants that back. */
static gboolean
check_not_empty (SondeDb *db, GError **error)
{
  gint64 version;

  if (!sonde_db_get_int (db, &version, error, "PRAGMA user_version", ""))
    return FALSE;
  if (version > 0)
    return TRUE;
  g_propagate_error (error, sonde_error_new (FOREIGN_CODE, "the file is empty"));
  return FALSE;
}

static gboolean
count (const char *path, SondeRestored *restored, GError **error)
{
  g_autoptr (SondeDb) db = sonde_db_open (path, SQLITE_OPEN_READONLY, error);

  return db != NULL && check_not_empty (db, error)
         && sonde_db_get_int (db, &restored->n_conversations, error, "SELECT count(*) FROM conversation", "")
         && sonde_db_get_int (db, &restored->n_messages, error, "SELECT count(*) FROM message", "")
         && sonde_db_get_int (db, &restored->newest, error, "SELECT max(updated) FROM conversation", "");
}

/* Replacing */

static gboolean
check_alone (SondeWriters *writers, GError **error)
{
  if (writers->n_living == 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "another program has the history open");
  return FALSE;
}

/* Writes the log back, so that the database is one file; a damaged one stays as it is. */
static void
settle (const char *path)
{
  g_autoptr (SondeDb) db = NULL;

  /* SQLite would take an empty database for a new one and delete its log. */
  if (sonde_history_get_size (path, "") > 0)
    db = sonde_db_open (path, SQLITE_OPEN_READWRITE, NULL);
  if (db != NULL)
    sonde_db_exec (db, "PRAGMA wal_checkpoint (TRUNCATE)", NULL);
}

/* A second name, so that there is a history at every moment. */
static char *
keep_aside (const char *path, GError **error)
{
  g_autofree char *name = sonde_history_dup_stamped_name (path, ASIDE);

  if (sonde_history_get_size (path, "-wal") == 0 && sonde_history_get_size (path, "-journal") == 0
      && g_file_test (path, G_FILE_TEST_IS_REGULAR) && link (path, name) == 0)
    return g_steal_pointer (&name);
  return sonde_history_set_aside (path, ASIDE, error);
}

/* It is made again from the new history. */
static void
remove_index (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, "search.db", NULL);

  sonde_backup_remove_file (path);
}

static gboolean
replace (const char *path, const char *staged, char **aside, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *log_index = g_strconcat (path, "-shm", NULL);

  settle (path);
  if (g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      *aside = keep_aside (path, error);
      if (*aside == NULL)
        return FALSE;
    }
  /* Empty ones: a log with something in it was put aside. */
  g_unlink (log);
  g_unlink (log_index);
  if (g_rename (staged, path) == 0)
    return TRUE;
  /* Never without a history. */
  if (*aside != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    sonde_history_put_back (*aside, path);
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE, "%s cannot be replaced", path));
  return FALSE;
}

/* Nobody opens the history meanwhile: whoever wants to waits for the writers' lock. */
gboolean
sonde_restore_put (const char *data_dir, const char *staged, char **aside, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "history.db", NULL);
  g_autoptr (SondeWriters) writers = sonde_writers_new (data_dir, error);

  *aside = NULL;
  if (writers == NULL || !check_alone (writers, error) || !replace (path, staged, aside, error))
    return FALSE;
  remove_index (data_dir);
  sonde_writers_opened (writers);
  return TRUE;
}

static gboolean
is_used (const char *data_dir, GError **error)
{
  g_autoptr (SondeWriters) writers = sonde_writers_new (data_dir, error);

  return writers == NULL || !check_alone (writers, error);
}

char *
sonde_restore_stage (
  const char *data_dir, const char *path, GCancellable *cancellable, SondeRestored *restored, GError **error)
{
  g_autofree char *staged = NULL;

  if (!check_is_file (path, error) || !sonde_paths_make_private_dir (data_dir, error))
    return NULL;
  sonde_backup_remove_abandoned (data_dir, STAGED);
  staged = sonde_backup_make_file (data_dir, STAGED "XXXXXX", error);
  if (staged == NULL)
    return NULL;
  if (copy_file (path, staged, cancellable, error) && sonde_history_check_foreign (staged, error)
      && count (staged, restored, error))
    return g_steal_pointer (&staged);
  sonde_backup_remove_file (staged);
  return NULL;
}

gboolean
sonde_restore (
  const char *data_dir, const char *path, gboolean preview, SondeRestored *restored, GError **error)
{
  g_autofree char *staged = NULL;
  gboolean success = TRUE;

  /* Before the long copying; it is looked at again after. */
  if (!check_is_file (path, error) || !sonde_paths_make_private_dir (data_dir, error)
      || (!preview && is_used (data_dir, error)))
    return FALSE;
  staged = sonde_restore_stage (data_dir, path, NULL, restored, error);
  if (staged == NULL)
    return FALSE;
  if (preview)
    sonde_restore_compare (data_dir, staged, restored);
  else
    success = sonde_restore_put (data_dir, staged, &restored->aside, error);
  sonde_backup_remove_file (staged);
  return success;
}

/* Looking from the main thread */

typedef struct
{
  char *data_dir;
  char *path;
  SondeRestored restored;
} Looking;

static void
looking_free (gpointer data)
{
  Looking *looking = data;

  sonde_restored_clear (&looking->restored);
  g_free (looking->data_dir);
  g_free (looking->path);
  g_free (looking);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Looking *looking = data;
  GError *error = NULL;
  g_autofree char *staged
    = sonde_restore_stage (looking->data_dir, looking->path, cancellable, &looking->restored, &error);

  if (staged == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sonde_restore_compare (looking->data_dir, staged, &looking->restored);
  sonde_backup_remove_file (staged);
  g_task_return_boolean (task, TRUE);
}

void
sonde_restore_look_async (const char *data_dir,
                          const char *path,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Looking *looking = g_new0 (Looking, 1);

  looking->data_dir = g_strdup (data_dir);
  looking->path = g_strdup (path);
  g_task_set_source_tag (task, sonde_restore_look_async);
  g_task_set_task_data (task, looking, looking_free);
  g_task_run_in_thread (task, look_thread);
}

gboolean
sonde_restore_look_finish (GAsyncResult *result, SondeRestored *restored, GError **error)
{
  Looking *looking;

  g_return_val_if_fail (g_async_result_is_tagged (result, sonde_restore_look_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  looking = g_task_get_task_data (G_TASK (result));
  *restored = looking->restored;
  looking->restored = (SondeRestored){ 0 };
  return TRUE;
}
