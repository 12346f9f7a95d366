/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-archive.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "sonde-archive.h"
#include "sonde-engine-import-private.h"
#include "sonde-history-foreign.h"

#define UNPACKED ".unpacked-XXXXXX"
#define PACKED   ".packed-XXXXXX"

/* A folder that was made here, with what a history makes in it: files, and one folder of files. */
static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_unlink (file) != 0 && !g_file_test (file, G_FILE_TEST_IS_SYMLINK))
        remove_folder (file);
    }
  g_rmdir (path);
}

static char *
make_folder (const char *data_dir, const char *template, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, template, NULL);

  if (g_mkdtemp (path) != NULL)
    return g_steal_pointer (&path);
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  return NULL;
}

/* Reading */

static gboolean
library_cb (SondeLibrary *library, gpointer user_data, GError **error)
{
  return sonde_import_run_add_library (user_data, library, error);
}

static gboolean
found_cb (SondeTree *tree, double fraction, gpointer user_data, GError **error)
{
  sonde_import_run_tell (user_data, fraction);
  return sonde_import_run_add (user_data, tree, error);
}

gboolean
sonde_import_read_archive (GTask *task,
                           const char *path,
                           const char *data_dir,
                           char **settings,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *folder = make_folder (data_dir, UNPACKED, error);
  gboolean success;

  if (folder == NULL)
    return FALSE;
  success = sonde_archive_extract (path, folder, settings, cancellable, error)
            && sonde_history_read_foreign (folder, library_cb, found_cb, task, error);
  remove_folder (folder);
  return success;
}

void
sonde_import_take_settings (SondeEngine *engine, const char *settings)
{
  SondeConfig *config = sonde_engine_get_config (engine);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, settings, -1, G_KEY_FILE_NONE, NULL))
    return;
  g_key_file_remove_key (file, "General", "copies-folder", NULL);
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (file, groups[i], NULL, NULL);

      for (guint k = 0; keys != NULL && keys[k] != NULL; k++)
        {
          g_autofree char *value = g_key_file_get_string (file, groups[i], keys[k], NULL);
          g_autoptr (GError) error = NULL;

          if (value != NULL && !sonde_config_set_string (config, groups[i], keys[k], value, &error))
            g_message ("%s", error->message);
        }
    }
}

/* Writing */

typedef struct
{
  char *path;
  gboolean overwrite;
  char *folder; /* of the snapshot */
  char *history;
  char *settings;
} Packing;

static void
packing_free (gpointer data)
{
  Packing *packing = data;

  if (packing->folder != NULL)
    remove_folder (packing->folder);
  g_free (packing->path);
  g_free (packing->folder);
  g_free (packing->history);
  g_free (packing->settings);
  g_free (packing);
}

static void
pack_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Packing *packing = task_data;
  GError *error = NULL;
  gboolean written = sonde_archive_write (
    packing->path, packing->overwrite, packing->history, packing->settings, cancellable, &error);

  /* Before the answer, after which the program may end. */
  remove_folder (packing->folder);
  g_clear_pointer (&packing->folder, g_free);
  if (written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
snapshot_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (sonde_store_snapshot_finish (SONDE_STORE (object), result, &error))
    g_task_run_in_thread (task, pack_thread);
  else
    g_task_return_error (task, error);
}

/* The settings as text. Keys of providers are in the keyring and never here. */
static char *
dup_settings (SondeEngine *self)
{
  g_autofree char *path = g_build_filename (sonde_engine_get_data_dir (self), "sonde.conf", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  g_key_file_remove_key (file, "General", "copies-folder", NULL);
  return g_key_file_to_data (file, NULL, NULL);
}

void
sonde_engine_archive_async (SondeEngine *self,
                            const char *path,
                            gboolean overwrite,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Packing *packing;

  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_engine_archive_async);
  packing = g_new0 (Packing, 1);
  g_task_set_task_data (task, packing, packing_free);
  packing->path = g_strdup (path);
  packing->overwrite = overwrite;
  packing->settings = dup_settings (self);
  packing->folder = make_folder (sonde_engine_get_data_dir (self), PACKED, &error);
  if (packing->folder == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  packing->history = g_build_filename (packing->folder, "history.db", NULL);
  sonde_store_snapshot_async (
    sonde_engine_get_store (self), packing->history, cancellable, snapshot_cb, g_object_ref (task));
}

gboolean
sonde_engine_archive_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
