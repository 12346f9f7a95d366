/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-foreign.h"

#include "sonde-error.h"
#include "sonde-store-private.h"
#include "sonde-tree-private.h"

/* Checking */

static gboolean
refuse (SondeErrorCode code, const char *words, GError **error)
{
  g_propagate_error (error, sonde_error_new (code, "%s", words));
  return FALSE;
}

/* Names and kinds of everything in a schema that is not SQLite's own. */
static GHashTable *
list_parts (SondeDb *db, GError **error)
{
  g_autoptr (GHashTable) parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *rows = sonde_db_query (
    db,
    error,
    "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "");

  if (rows == NULL)
    return NULL;
  while (sonde_db_step (db, rows, &failure))
    g_hash_table_add (parts, sonde_db_dup_text (rows, 0));
  if (failure == NULL)
    return g_steal_pointer (&parts);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* A table more, a view or a trigger would be a program of somebody else. */
static gboolean
check_parts (SondeDb *db, GError **error)
{
  g_autoptr (SondeDb) fresh = sonde_db_open (":memory:", SONDE_DB_WRITE, error);
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GHashTable) parts = NULL;
  GHashTableIter iter;
  gpointer part;

  if (fresh == NULL || !sonde_history_migrate (fresh, SONDE_HISTORY_MIGRATIONS, NULL, error))
    return FALSE;
  known = list_parts (fresh, error);
  parts = known != NULL ? list_parts (db, error) : NULL;
  if (parts == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &part, NULL))
    if (!g_hash_table_contains (known, part))
      return refuse (SONDE_ERROR_IMPORT_REFUSED, part, error);
  return TRUE;
}

/**
 * sonde_history_check_foreign:
 * @path: a history that may come from anybody, which nobody else changes meanwhile
 * @error: SONDE_ERROR_IMPORT_REFUSED, SONDE_ERROR_IMPORT_DAMAGED, SONDE_ERROR_STORE_NEWER
 *
 * Whether it holds the tables of a history, nothing else, and is whole. Blocks.
 */
gboolean
sonde_history_check_foreign (const char *path, GError **error)
{
  g_autoptr (SondeDb) db = sonde_db_open (path, SQLITE_OPEN_READONLY, error);
  g_autoptr (GError) failure = NULL;

  if (db == NULL)
    return FALSE;
  if (sonde_history_check_header (db, &failure) && check_parts (db, &failure)
      && sonde_history_check_pages (db, &failure))
    return TRUE;
  if (g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    return refuse (SONDE_ERROR_IMPORT_DAMAGED, failure->message, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Reading */

typedef struct
{
  gint64 id;
  gint64 deleted; /* or 0 */
} Found;

static GArray *
list_all (SondeHistory *history, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Found));
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *rows = sonde_db_query (
    history->db, error, "SELECT id, coalesce (deleted, 0) FROM conversation ORDER BY id", "");

  if (rows == NULL)
    return NULL;
  while (sonde_db_step (history->db, rows, &failure))
    {
      Found found = { sqlite3_column_int64 (rows, 0), sqlite3_column_int64 (rows, 1) };

      g_array_append_val (all, found);
    }
  if (failure == NULL)
    return g_steal_pointer (&all);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static char *
dup_source (SondeHistory *history, gint64 id)
{
  sqlite3_stmt *rows
    = sonde_db_query (history->db, NULL, "SELECT source FROM origin WHERE conversation = ?", "l", id);
  char *source = rows != NULL && sonde_db_step (history->db, rows, NULL) ? sonde_db_dup_text (rows, 0) : NULL;

  if (rows != NULL)
    sqlite3_reset (rows);
  return source;
}

static gboolean
read_one (SondeHistory *history,
          const Found *one,
          double fraction,
          SondeTreeFound found,
          gpointer user_data,
          GError **error)
{
  SondeConversationRecord *record = sonde_history_load (history, one->id, error);
  g_autofree char *source = NULL;

  if (record == NULL)
    return FALSE;
  source = dup_source (history, one->id);
  if (record->messages->len > 0)
    return found (sonde_tree_new_from_record (record, source, one->deleted), fraction, user_data, error);
  sonde_conversation_record_free (record);
  return TRUE;
}

/* It is a private copy, so what is in its trash is taken out for reading. */
static gboolean
read_all (SondeHistory *history, SondeTreeFound found, gpointer user_data, GError **error)
{
  g_autoptr (GArray) all = list_all (history, error);

  if (all == NULL || !sonde_db_run (history->db, error, "UPDATE conversation SET deleted = NULL", ""))
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (!read_one (history, &g_array_index (all, Found, i), (i + 1.0) / all->len, found, user_data, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_library (SondeHistory *history, SondeLibraryFound found, gpointer user_data, GError **error)
{
  SondeLibrary *library = g_new0 (SondeLibrary, 1);

  library->folders = sonde_history_list_folders (history, error);
  library->prompts = library->folders != NULL ? sonde_history_list_prompts (history, error) : NULL;
  if (library->prompts != NULL)
    return found (library, user_data, error);
  sonde_library_free (library);
  return FALSE;
}

gboolean
sonde_history_read_foreign (const char *data_dir,
                            SondeLibraryFound library_found,
                            SondeTreeFound found,
                            gpointer user_data,
                            GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "history.db", NULL);
  SondeHistory history = { 0 };
  gboolean success;

  if (!sonde_history_check_foreign (path, error))
    return FALSE;
  success = sonde_history_open (&history, data_dir, error);
  if (success && history.problem != NULL)
    {
      g_propagate_error (error, g_error_copy (history.problem));
      success = FALSE;
    }
  if (success && history.copied_aside != NULL)
    success = refuse (SONDE_ERROR_IMPORT_DAMAGED, "Not the tables of a history", error);
  success = success && read_library (&history, library_found, user_data, error)
            && read_all (&history, found, user_data, error);
  sonde_history_close (&history);
  return success;
}

/* A snapshot */

static gboolean
work_snapshot (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_make_private_file (work->text, error)
         && sonde_db_run (history->db, error, "VACUUM INTO ?", "s", work->text);
}

void
sonde_store_snapshot_async (SondeStore *self,
                            const char *path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (path != NULL);

  work = sonde_work_new (self);
  work->text = g_strdup (path);
  sonde_store_push (work,
                    MAKE_TASK (sonde_store_snapshot_async, SONDE_JOB_READ),
                    SONDE_JOB_READ,
                    work_snapshot,
                    sonde_store_done_cb);
}

gboolean
sonde_store_snapshot_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
