/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Folders and system prompts: two short lists that the person arranges. */

#include "sonde-history-private.h"

#include "sonde-error.h"
#include "sonde-folder.h"
#include "sonde-prompt.h"

static GPtrArray *
collect (SondeHistory *self, const char *sql, GObject *(*read) (sqlite3_stmt *statement), GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db, error, sql, "");

  if (statement == NULL)
    return NULL;
  while (sonde_db_step (self->db, statement, &failure))
    g_ptr_array_add (list, read (statement));
  if (failure == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, failure);
  return NULL;
}

static GObject *
read_folder (sqlite3_stmt *statement)
{
  g_autofree char *name = sonde_db_dup_text (statement, 1);

  return G_OBJECT (sonde_folder_new (sqlite3_column_int64 (statement, 0), name));
}

/** (element-type SondeFolder): in the person's order; of no thread until it is handed over. */
GPtrArray *
sonde_history_list_folders (SondeHistory *self, GError **error)
{
  return collect (self, "SELECT id, name FROM folder ORDER BY position, id", read_folder, error);
}

static gboolean
fail_name_taken (GError **error)
{
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, "there is a folder of that name"));
  return FALSE;
}

/* Whether a folder other than @id is called so. */
static gboolean
find_folder (SondeHistory *self, const char *name, gint64 except, gint64 *id, GError **error)
{
  return sonde_db_get_int (
    self->db, id, error, "SELECT id FROM folder WHERE name = ? AND id <> ?", "sl", name, except);
}

static gboolean
insert_folder (SondeHistory *self, const char *name, gint64 *id, GError **error)
{
  gint64 other;

  if (!find_folder (self, name, 0, &other, error))
    return FALSE;
  if (other != 0)
    return fail_name_taken (error);
  if (!sonde_db_run (
        self->db,
        error,
        "INSERT INTO folder (name, position) SELECT ?, 1 + coalesce(max(position), 0) FROM folder",
        "s",
        name))
    return FALSE;
  *id = sqlite3_last_insert_rowid (self->db->handle);
  return TRUE;
}

gboolean
sonde_history_add_folder (SondeHistory *self, const char *name, gint64 *id, GError **error)
{
  return sonde_db_begin (self->db, FALSE, error)
         && sonde_db_end (self->db, insert_folder (self, name, id, error), error);
}

static gboolean
check_folder (SondeHistory *self, gint64 id, GError **error)
{
  gint64 found;

  return sonde_db_get_int (self->db, &found, error, "SELECT id FROM folder WHERE id = ?", "l", id)
         && (found != 0 || sonde_history_fail_not_found (error, "folder", id));
}

static gboolean
rename_folder (SondeHistory *self, gint64 id, const char *name, GError **error)
{
  gint64 other;

  if (!check_folder (self, id, error) || !find_folder (self, name, id, &other, error))
    return FALSE;
  if (other != 0)
    return fail_name_taken (error);
  return sonde_db_run (self->db,
                       error,
                       "UPDATE conversation SET folder = ?1 "
                       "WHERE folder = (SELECT name FROM folder WHERE id = ?2)",
                       "sl",
                       name,
                       id)
         && sonde_db_run (self->db, error, "UPDATE folder SET name = ?1 WHERE id = ?2", "sl", name, id);
}

gboolean
sonde_history_rename_folder (SondeHistory *self, gint64 id, const char *name, GError **error)
{
  return sonde_db_begin (self->db, FALSE, error)
         && sonde_db_end (self->db, rename_folder (self, id, name, error), error);
}

/** Its conversations stay, outside of any folder. */
gboolean
sonde_history_remove_folder (SondeHistory *self, gint64 id, GError **error)
{
  gboolean success;

  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  success = check_folder (self, id, error)
            && sonde_db_run (self->db,
                             error,
                             "UPDATE conversation SET folder = NULL "
                             "WHERE folder = (SELECT name FROM folder WHERE id = ?)",
                             "l",
                             id)
            && sonde_db_run (self->db, error, "DELETE FROM folder WHERE id = ?", "l", id);
  return sonde_db_end (self->db, success, error);
}

static GObject *
read_prompt (sqlite3_stmt *statement)
{
  g_autofree char *name = sonde_db_dup_text (statement, 1);
  g_autofree char *text = sonde_db_dup_text (statement, 2);
  SondePrompt *prompt = sonde_prompt_new (name, text);

  sonde_prompt_set_id (prompt, sqlite3_column_int64 (statement, 0));
  return G_OBJECT (prompt);
}

/** (element-type SondePrompt): in the person's order; of no thread until it is handed over. */
GPtrArray *
sonde_history_list_prompts (SondeHistory *self, GError **error)
{
  return collect (self, "SELECT id, name, text FROM prompt ORDER BY position, id", read_prompt, error);
}

static gboolean
write_prompt (SondeHistory *self, gint64 *id, const char *name, const char *text, GError **error)
{
  gint64 found = 0;

  if (*id != 0)
    return sonde_db_run (
             self->db, error, "UPDATE prompt SET name = ?, text = ? WHERE id = ?", "ssl", name, text, *id)
           && sonde_db_get_int (self->db, &found, error, "SELECT id FROM prompt WHERE id = ?", "l", *id)
           && (found != 0 || sonde_history_fail_not_found (error, "prompt", *id));
  if (!sonde_db_run (self->db,
                     error,
                     "INSERT INTO prompt (name, text, position) "
                     "SELECT ?, ?, 1 + coalesce(max(position), 0) FROM prompt",
                     "ss",
                     name,
                     text))
    return FALSE;
  *id = sqlite3_last_insert_rowid (self->db->handle);
  return TRUE;
}

/** @id: (inout): 0 for a new one. */
gboolean
sonde_history_save_prompt (SondeHistory *self, gint64 *id, const char *name, const char *text, GError **error)
{
  return sonde_db_begin (self->db, FALSE, error)
         && sonde_db_end (self->db, write_prompt (self, id, name, text, error), error);
}

gboolean
sonde_history_remove_prompt (SondeHistory *self, gint64 id, GError **error)
{
  return sonde_db_begin (self->db, FALSE, error)
         && sonde_db_end (
           self->db, sonde_db_run (self->db, error, "DELETE FROM prompt WHERE id = ?", "l", id), error);
}

/** Puts the rows of @table (folder or prompt) into the order of @ids. */
gboolean
sonde_history_arrange (SondeHistory *self, const char *table, GArray *ids, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET position = ? WHERE id = ?", table);
  gboolean success = TRUE;

  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  for (guint i = 0; i < ids->len && success; i++)
    success = sonde_db_run (self->db, error, sql, "ll", (gint64) i + 1, g_array_index (ids, gint64, i));
  return sonde_db_end (self->db, success, error);
}
