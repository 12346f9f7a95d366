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

#define STAGED       ".restored-XXXXXX"
#define ASIDE        "before-restore"
#define FOREIGN_CODE SONDE_ERROR_IMPORT_DAMAGED

void
sonde_restored_clear (SondeRestored *restored)
{
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
copy_file (const char *path, const char *staged, GError **error)
{
  GError *failure = NULL;
  g_autoptr (SondeDb) source = sonde_history_open_for_reading (path, &failure);

  return (source != NULL && sonde_backup_copy (source, staged, NULL, &failure))
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
replace (const char *path, const char *staged, SondeRestored *restored, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *log_index = g_strconcat (path, "-shm", NULL);

  settle (path);
  if (g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      restored->aside = keep_aside (path, error);
      if (restored->aside == NULL)
        return FALSE;
    }
  /* Empty ones: a log with something in it was put aside. */
  g_unlink (log);
  g_unlink (log_index);
  if (g_rename (staged, path) == 0)
    return TRUE;
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE, "%s cannot be replaced", path));
  return FALSE;
}

/* Nobody opens the history meanwhile: whoever wants to waits for the writers' lock. */
static gboolean
take_place (const char *data_dir, const char *staged, SondeRestored *restored, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "history.db", NULL);
  g_autoptr (SondeWriters) writers = sonde_writers_new (data_dir, error);

  if (writers == NULL || !check_alone (writers, error) || !replace (path, staged, restored, error))
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

gboolean
sonde_restore (
  const char *data_dir, const char *path, gboolean preview, SondeRestored *restored, GError **error)
{
  g_autofree char *staged = NULL;
  gboolean success;

  /* Before the long copying; it is looked at again after. */
  if (!check_is_file (path, error) || !sonde_paths_make_private_dir (data_dir, error)
      || (!preview && is_used (data_dir, error)))
    return FALSE;
  staged = sonde_backup_make_file (data_dir, STAGED, error);
  if (staged == NULL)
    return FALSE;
  success = copy_file (path, staged, error) && sonde_history_check_foreign (staged, error)
            && count (staged, restored, error) && (preview || take_place (data_dir, staged, restored, error));
  sonde_backup_remove_file (staged);
  return success;
}
