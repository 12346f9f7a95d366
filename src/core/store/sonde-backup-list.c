/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* All that one can go back to, and what is in it. */

#include "sonde-backup-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "sonde-history-private.h"

/* sonde_history_dup_stamped_name() makes such names: what was done, and YYYYMMDD-HHMMSS. */
#define PREFIX       "history.db."
#define STAMP_LENGTH 15

static gboolean
find_kind (const char *what, SondeBackupKind *kind)
{
  static const struct
  {
    const char *begins;
    SondeBackupKind kind;
  } kinds[] = {
    { SONDE_BACKUP_ASIDE "-", SONDE_BACKUP_REPLACED },
    { "broken-", SONDE_BACKUP_DAMAGED },
    { "version", SONDE_BACKUP_OLDER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (what, kinds[i].begins))
      {
        *kind = kinds[i].kind;
        return TRUE;
      }
  return FALSE;
}

/* 0 when @name, behind its first "-" that a digit follows, has no time in it. */
static gint64
read_stamp (const char *name)
{
  const char *dash = strchr (name, '-');
  int year, month, day, hour, minute, second;
  g_autoptr (GDateTime) time = NULL;

  while (dash != NULL && !g_ascii_isdigit (dash[1]))
    dash = strchr (dash + 1, '-');
  if (dash == NULL || strlen (dash) < 1 + STAMP_LENGTH
      || sscanf (dash, "-%4d%2d%2d-%2d%2d%2d", &year, &month, &day, &hour, &minute, &second) != 6)
    return 0;
  time = g_date_time_new_local (year, month, day, hour, minute, second);
  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}

/* A log beside it has the ending that SQLite gives it, and is no backup. */
static gboolean
is_log (const char *name)
{
  return g_str_has_suffix (name, "-wal") || g_str_has_suffix (name, "-shm")
         || g_str_has_suffix (name, "-journal");
}

static SondeBackup *
look_at_aside (const char *data_dir, const char *name)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);
  gint64 time = read_stamp (name);
  SondeBackupKind kind;
  SondeBackup *backup;
  GStatBuf info;

  if (time == 0 || is_log (name) || !find_kind (name + strlen (PREFIX), &kind) || g_lstat (path, &info) != 0
      || !S_ISREG (info.st_mode))
    return NULL;
  backup = g_new0 (SondeBackup, 1);
  backup->kind = kind;
  backup->path = g_steal_pointer (&path);
  backup->date = sonde_backup_dup_date (time);
  backup->time = time;
  backup->size = info.st_size;
  backup->n_conversations = -1;
  return backup;
}

static void
add_asides (GPtrArray *list, const char *data_dir)
{
  g_autoptr (GDir) dir = g_dir_open (data_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      SondeBackup *backup = g_str_has_prefix (name, PREFIX) ? look_at_aside (data_dir, name) : NULL;

      if (backup != NULL)
        g_ptr_array_add (list, backup);
    }
}

static void
count (SondeBackup *backup)
{
  g_autoptr (SondeDb) db = sonde_history_open_for_reading (backup->path, NULL);

  if (db == NULL
      || !sonde_db_get_int (db, &backup->n_conversations, NULL, "SELECT count(*) FROM conversation", ""))
    backup->n_conversations = -1;
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const SondeBackup *left = *(SondeBackup *const *) a;
  const SondeBackup *right = *(SondeBackup *const *) b;

  return left->time == right->time ? strcmp (left->path, right->path) : left->time > right->time ? -1 : 1;
}

static void
look_thread (GTask *task, gpointer source, gpointer data_dir, GCancellable *cancellable)
{
  GPtrArray *list = sonde_backup_list (data_dir);

  add_asides (list, data_dir);
  g_ptr_array_sort (list, compare_cb);
  for (guint i = 0; i < list->len && !g_cancellable_is_cancelled (cancellable); i++)
    count (list->pdata[i]);
  g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

void
sonde_backup_look_async (const char *data_dir,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, sonde_backup_look_async);
  g_task_set_task_data (task, g_strdup (data_dir), g_free);
  g_task_run_in_thread (task, look_thread);
}

GPtrArray *
sonde_backup_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sonde_backup_look_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
