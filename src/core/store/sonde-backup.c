/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-backup-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define PREFIX "history-"
#define SUFFIX ".db"

void
sonde_backup_free (SondeBackup *self)
{
  g_free (self->path);
  g_free (self->date);
  g_free (self);
}

/* Names */

static gboolean
is_date (const char *text)
{
  static const char pattern[] = "dddd-dd-dd";

  if (strlen (text) != strlen (pattern))
    return FALSE;
  for (guint i = 0; pattern[i] != '\0'; i++)
    if (pattern[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != pattern[i])
      return FALSE;
  return TRUE;
}

char *
sonde_backup_dup_path (const char *data_dir, const char *date)
{
  g_autofree char *name = g_strconcat (PREFIX, date, SUFFIX, NULL);

  return is_date (date) ? g_build_filename (data_dir, SONDE_BACKUP_FOLDER, name, NULL) : NULL;
}

/** The day of @time (microseconds since 1970) here. */
char *
sonde_backup_dup_date (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);

  return g_date_time_format (local, "%Y-%m-%d");
}

/** %NULL when there is no backup of that day. */
SondeBackup *
sonde_backup_look_at (const char *data_dir, const char *date)
{
  g_autofree char *path = sonde_backup_dup_path (data_dir, date);
  SondeBackup *self;
  GStatBuf info;

  if (path == NULL || g_lstat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return NULL;
  self = g_new0 (SondeBackup, 1);
  self->path = g_steal_pointer (&path);
  self->date = g_strdup (date);
  self->n_conversations = -1;
  self->time = info.st_mtime * G_USEC_PER_SEC;
  self->size = info.st_size;
  return self;
}

static char *
dup_date_of_name (const char *name)
{
  gsize length = strlen (name);

  if (length <= strlen (PREFIX) + strlen (SUFFIX) || !g_str_has_prefix (name, PREFIX)
      || !g_str_has_suffix (name, SUFFIX))
    return NULL;
  return g_strndup (name + strlen (PREFIX), length - strlen (PREFIX) - strlen (SUFFIX));
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(SondeBackup *const *) b)->date, (*(SondeBackup *const *) a)->date);
}

GPtrArray *
sonde_backup_list (const char *data_dir)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_backup_free);
  g_autofree char *folder = g_build_filename (data_dir, SONDE_BACKUP_FOLDER, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *date = dup_date_of_name (name);
      SondeBackup *backup = date != NULL ? sonde_backup_look_at (data_dir, date) : NULL;

      if (backup != NULL)
        g_ptr_array_add (list, backup);
    }
  g_ptr_array_sort (list, compare_cb);
  return list;
}

gboolean
sonde_backup_is_due (const char *data_dir)
{
  g_autoptr (GPtrArray) list = sonde_backup_list (data_dir);
  g_autofree char *today = sonde_backup_dup_date (g_get_real_time ());

  for (guint i = 0; i < list->len; i++)
    {
      g_autofree char *looked = sonde_backup_dup_date (((SondeBackup *) list->pdata[i])->time);

      if (g_str_equal (looked, today))
        return FALSE;
    }
  return TRUE;
}
