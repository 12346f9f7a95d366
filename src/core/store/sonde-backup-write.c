/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-backup-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#include "sonde-error.h"
#include "sonde-history-private.h"
#include "sonde-paths.h"

#define UNFINISHED ".unfinished-"

#define MOST_KEPT 7
/* 4 MiB; between two steps others get the disk. */
#define STEP_PAGES 1024
#define PAUSE_US   (2 * 1000)
/* What is unfinished and was not written to for so long belongs to nobody. */
#define ABANDONED_US G_TIME_SPAN_HOUR

/* Copying */

static gboolean
fail_with_errno (const char *path, GError **error)
{
  int saved = errno;
  SondeErrorCode code = saved == ENOSPC || saved == EDQUOT                    ? SONDE_ERROR_STORE_FULL
                        : saved == EACCES || saved == EROFS || saved == EPERM ? SONDE_ERROR_STORE_READ_ONLY
                                                                              : SONDE_ERROR_STORE;

  g_propagate_error (error, sonde_error_new (code, "%s: %s", path, g_strerror (saved)));
  return FALSE;
}

char *
sonde_backup_make_file (const char *folder, const char *template, GError **error)
{
  g_autofree char *path = g_build_filename (folder, template, NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      fail_with_errno (path, error);
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&path);
}

void
sonde_backup_remove_file (const char *path)
{
  static const char *const suffixes[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}

void
sonde_backup_remove_abandoned (const char *folder, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_str_has_prefix (name, prefix) && g_lstat (path, &info) == 0
          && info.st_mtime * G_USEC_PER_SEC < g_get_real_time () - ABANDONED_US)
        g_unlink (path);
    }
}

/* In a transaction of its own, so that no write of anybody makes it begin anew. */
static gboolean
hold_moment (SondeDb *source, GError **error)
{
  gint64 n;

  return sonde_db_exec (source, "BEGIN", error)
         && sonde_db_get_int (source, &n, error, "SELECT count(*) FROM sqlite_schema", "");
}

static gboolean
copy_pages (SondeDb *target, SondeDb *source, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (target->handle, "main", source->handle, "main");
  int step = SQLITE_OK;
  int result;

  if (backup == NULL)
    return sonde_db_fail (target, sqlite3_errcode (target->handle), error);
  while (step == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    {
      step = sqlite3_backup_step (backup, STEP_PAGES);
      if (step == SQLITE_OK)
        g_usleep (PAUSE_US);
    }
  result = sqlite3_backup_finish (backup);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return (result == SQLITE_OK && step == SQLITE_DONE) || sonde_db_fail (target, result, error);
}

gboolean
sonde_backup_copy (SondeDb *source, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (SondeDb) target = sonde_db_open (path, SONDE_DB_WRITE, error);

  /* A file with a log could not be read where nothing can be written. */
  return target != NULL && hold_moment (source, error) && copy_pages (target, source, cancellable, error)
         && sonde_db_exec (target, "PRAGMA journal_mode = DELETE", error);
}

/* Writing */

typedef struct
{
  char *data_dir;
  gboolean made;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->data_dir);
  g_free (writing);
}

static gboolean
check_copy (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (SondeDb) db = sonde_db_open (path, SQLITE_OPEN_READONLY, error);

  if (db == NULL)
    return FALSE;
  db->cancellable = cancellable;
  return sonde_history_check_header (db, error) && sonde_history_check_pages (db, error);
}

static gboolean
write_copy (const char *data_dir, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *history = g_build_filename (data_dir, "history.db", NULL);
  /* Whoever closes it last writes its log back, and may be this one. */
  g_autoptr (SondeDb) source = sonde_db_open (history, SQLITE_OPEN_READWRITE, error);

  return source != NULL && sonde_backup_copy (source, path, cancellable, error)
         && check_copy (path, cancellable, error);
}

/* Pages without a change are the same bytes. */
static gboolean
is_same (const char *path, const SondeBackup *backup)
{
  g_autoptr (GMappedFile) one = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GMappedFile) other = g_mapped_file_new (backup->path, FALSE, NULL);

  return one != NULL && other != NULL && g_mapped_file_get_length (one) == g_mapped_file_get_length (other)
         && memcmp (g_mapped_file_get_contents (one),
                    g_mapped_file_get_contents (other),
                    g_mapped_file_get_length (one))
              == 0;
}

/* @date stays even when the clock went back and others seem newer. */
static void
remove_oldest (const char *data_dir, const char *date)
{
  g_autoptr (GPtrArray) list = sonde_backup_list (data_dir);

  for (guint i = MOST_KEPT; i < list->len; i++)
    {
      const SondeBackup *backup = list->pdata[i];

      if (!g_str_equal (backup->date, date))
        g_unlink (backup->path);
    }
}

/* The copy at @path becomes today's backup; gives the newest one. */
static SondeBackup *
keep (Writing *writing, const char *path, GError **error)
{
  g_autofree char *today = sonde_backup_dup_date (g_get_real_time ());
  g_autofree char *name = sonde_backup_dup_path (writing->data_dir, today);
  g_autoptr (GPtrArray) list = sonde_backup_list (writing->data_dir);

  const SondeBackup *newest = list->len > 0 ? list->pdata[0] : NULL;

  if (newest != NULL && is_same (path, newest) && g_utime (newest->path, NULL) == 0)
    return sonde_backup_look_at (writing->data_dir, newest->date);
  if (g_rename (path, name) != 0)
    {
      fail_with_errno (name, error);
      return NULL;
    }
  writing->made = TRUE;
  remove_oldest (writing->data_dir, today);
  return sonde_backup_look_at (writing->data_dir, today);
}

static SondeBackup *
write_backup (Writing *writing, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_build_filename (writing->data_dir, SONDE_BACKUP_FOLDER, NULL);
  g_autofree char *path = NULL;
  SondeBackup *backup = NULL;

  if (!sonde_paths_make_private_dir (folder, error))
    return NULL;
  sonde_backup_remove_abandoned (folder, UNFINISHED);
  path = sonde_backup_make_file (folder, UNFINISHED "XXXXXX", error);
  if (path == NULL)
    return NULL;
  if (write_copy (writing->data_dir, path, cancellable, error))
    backup = keep (writing, path, error);
  sonde_backup_remove_file (path);
  return backup;
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  SondeBackup *backup = write_backup (task_data, cancellable, &error);

  if (backup != NULL)
    g_task_return_pointer (task, backup, (GDestroyNotify) sonde_backup_free);
  else
    g_task_return_error (task,
                         error != NULL ? error : sonde_error_new (SONDE_ERROR_STORE, "the backup is gone"));
}

void
sonde_backup_write_async (const char *data_dir,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Writing *writing = g_new0 (Writing, 1);

  g_task_set_source_tag (task, sonde_backup_write_async);
  writing->data_dir = g_strdup (data_dir);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_thread);
}

SondeBackup *
sonde_backup_write_finish (GAsyncResult *result, gboolean *made, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sonde_backup_write_async), NULL);

  *made = ((Writing *) g_task_get_task_data (G_TASK (result)))->made;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Checking */

static void
check_thread (GTask *task, gpointer source, gpointer data_dir, GCancellable *cancellable)
{
  g_autofree char *path = g_build_filename (data_dir, "history.db", NULL);
  GError *error = NULL;

  if (check_copy (path, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
sonde_backup_check_async (const char *data_dir,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, sonde_backup_check_async);
  g_task_set_task_data (task, g_strdup (data_dir), g_free);
  g_task_run_in_thread (task, check_thread);
}

gboolean
sonde_backup_check_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sonde_backup_check_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
