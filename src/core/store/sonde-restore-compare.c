/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* What would come and what would go if a file became the history. */

#include "sonde-backup-private.h"
#include "sonde-history-private.h"

/* A number may be given again in another history, but not at the same microsecond. */
#define SAME "other.id = own.id AND other.created = own.created"
#define RETURNING                                                                                            \
  "FROM main.conversation AS own WHERE NOT EXISTS (SELECT 1 FROM present.conversation AS other WHERE " SAME  \
  ")"
#define LEAVING                                                                                              \
  "FROM present.conversation AS own WHERE NOT EXISTS (SELECT 1 FROM main.conversation AS other WHERE " SAME  \
  ")"
#define SAID_SINCE                                                                                           \
  "FROM main.conversation AS own JOIN present.conversation AS other ON " SAME                                \
  " WHERE other.updated > own.updated"
#define TITLES(rest) "SELECT " SONDE_TITLE " " rest " ORDER BY own.updated DESC LIMIT ?"

static SondeDb *
open_both (const char *data_dir, const char *path, GError **error)
{
  g_autofree char *history = g_build_filename (data_dir, "history.db", NULL);
  g_autofree char *escaped = g_uri_escape_string (history, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?mode=ro", NULL);
  g_autoptr (SondeDb) db = sonde_db_open (path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);

  if (db == NULL || !sonde_db_run (db, error, "ATTACH ? AS present", "s", uri))
    return NULL;
  return g_steal_pointer (&db);
}

static GPtrArray *
list_titles (SondeDb *db, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *rows = sonde_db_query (db, error, sql, "i", SONDE_RESTORED_TITLES);
  GError *failure = NULL;

  if (rows == NULL)
    return NULL;
  while (sonde_db_step (db, rows, &failure))
    g_ptr_array_add (titles, sonde_db_dup_text (rows, 0));
  if (failure == NULL)
    return g_steal_pointer (&titles);
  g_propagate_error (error, failure);
  return NULL;
}

static gboolean
compare (SondeDb *db, SondeRestored *restored, GError **error)
{
  if (!sonde_db_get_int (db, &restored->n_returning, error, "SELECT count(*) " RETURNING, "")
      || !sonde_db_get_int (db, &restored->n_leaving, error, "SELECT count(*) " LEAVING, "")
      || !sonde_db_get_int (db, &restored->n_older, error, "SELECT count(*) " SAID_SINCE, ""))
    return FALSE;
  restored->returning = list_titles (db, TITLES (RETURNING), error);
  if (restored->returning != NULL)
    restored->leaving = list_titles (db, TITLES (LEAVING), error);
  return restored->leaving != NULL;
}

/* Where the history cannot be read there is nothing to compare with, which is no reason not to go back. */
void
sonde_restore_compare (const char *data_dir, const char *path, SondeRestored *restored)
{
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (SondeDb) db = open_both (data_dir, path, &unreadable);

  restored->compared = db != NULL && compare (db, restored, &unreadable);
  if (unreadable != NULL)
    g_debug ("nothing to compare with: %s", unreadable->message);
}
