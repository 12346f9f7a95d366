/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

/* After damage reading goes on behind it; the gap that is jumped doubles each time. */
#define MOST_JUMPS 40

static int
find_column (sqlite3_stmt *rows, const char *name)
{
  for (int i = 1; i < sqlite3_column_count (rows); i++)
    if (g_strcmp0 (sqlite3_column_name (rows, i), name) == 0)
      return i;
  return 0;
}

/* INSERT for the columns that both have. In tables of one shape the place counts and not the name, which may
 * be damaged too. The first column of @rows is the key once more. */
static char *
build_insert (SondeDb *db, const char *table, sqlite3_stmt *rows)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s", table);
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);
  sqlite3_stmt *own = sonde_db_query (db, NULL, sql, "");
  int n = own != NULL ? sqlite3_column_count (own) : 0;

  for (int i = 0; i < n; i++)
    {
      const char *name = sqlite3_column_name (own, i);
      int place = n + 1 == sqlite3_column_count (rows) ? i + 1 : find_column (rows, name);

      if (place == 0)
        continue;
      g_string_append_printf (columns, "%s%s", columns->len > 0 ? ", " : "", name);
      g_string_append_printf (marks, "%s?%d", marks->len > 0 ? ", " : "", place + 1);
    }
  return g_strdup_printf ("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", table, columns->str, marks->str);
}

static void
copy_row (SondeDb *db, const char *table, const char *sql, sqlite3_stmt *rows)
{
  g_autoptr (GError) unusable = NULL;
  sqlite3_stmt *insert = sonde_db_query (db, &unusable, sql, "");

  for (int i = 0; insert != NULL && i < sqlite3_column_count (rows); i++)
    sqlite3_bind_value (insert, i + 1, sqlite3_column_value (rows, i));
  if (insert != NULL)
    sonde_db_step (db, insert, &unusable);
  if (unusable != NULL)
    g_debug ("%s: %s", table, unusable->message);
}

/* Copies the rows whose @key is larger than @after, gives the last one's; @end: nothing is left. */
static gint64
copy_rows (SondeDb *db, SondeDb *broken, const char *table, const char *key, gint64 after, gboolean *end)
{
  g_autofree char *sql
    = g_strdup_printf ("SELECT %s, * FROM %s NOT INDEXED WHERE %s > ? ORDER BY 1", key, table, key);
  g_autofree char *insert = NULL;
  g_autoptr (GError) damage = NULL;
  sqlite3_stmt *rows = sonde_db_query (broken, &damage, sql, "l", after);

  if (rows != NULL)
    insert = build_insert (db, table, rows);
  while (rows != NULL && sonde_db_step (broken, rows, &damage))
    {
      after = MAX (after, sqlite3_column_int64 (rows, 0));
      copy_row (db, table, insert, rows);
    }
  *end = damage == NULL || rows == NULL;
  return after;
}

static void
copy_table (SondeDb *db, SondeDb *broken, const char *table, const char *key)
{
  gboolean end = FALSE;
  gint64 after = 0;

  for (guint jump = 0; jump < MOST_JUMPS && !end; jump++)
    {
      gint64 last = copy_rows (db, broken, table, key, after, &end);

      if (last > after)
        jump = 0;
      after = last + (1 << MIN (jump, 30));
    }
}

/* Makes what was found whole again. A message whose parent is lost follows the one before it. */
static const char repair[] = "INSERT INTO conversation (id, title, created, updated) "
                             "SELECT conversation, '', min(created), max(created) FROM message "
                             "WHERE conversation NOT IN (SELECT id FROM conversation) GROUP BY conversation;"
                             "UPDATE message SET parent = (SELECT max(id) FROM message AS earlier WHERE "
                             "earlier.conversation = message.conversation AND earlier.id < message.id) "
                             "WHERE parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM message AS above WHERE "
                             "above.id = message.parent AND above.id < message.id "
                             "AND above.conversation = message.conversation);"
                             "DELETE FROM chunk WHERE message NOT IN (SELECT id FROM message);"
                             "DELETE FROM source WHERE message NOT IN (SELECT id FROM message);"
                             "DELETE FROM search_step WHERE message NOT IN (SELECT id FROM message);"
                             "DELETE FROM origin WHERE conversation NOT IN (SELECT id FROM conversation);"
                             "INSERT INTO folder (name) SELECT DISTINCT folder FROM conversation "
                             "WHERE folder <> '' AND folder NOT IN (SELECT name FROM folder)";

/**
 * sonde_history_salvage:
 * @db: a new history
 * @broken_path: a damaged one, which stays as it is
 *
 * Copies every row that can still be read.
 */
gboolean
sonde_history_salvage (SondeDb *db, const char *broken_path, GError **error)
{
  g_autoptr (SondeDb) broken = sonde_db_open (broken_path, SQLITE_OPEN_READONLY, error);
  gboolean success;

  if (broken == NULL)
    return FALSE;
  /* Then SQLite reads a file that was cut off, and passes over what it cannot understand of the schema. */
  sqlite3_db_config (broken->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  sqlite3_db_config (broken->handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
  if (!sonde_db_exec (db, "PRAGMA foreign_keys = OFF", error) || !sonde_db_begin (db, TRUE, error))
    return FALSE;
  copy_table (db, broken, "conversation", "rowid");
  copy_table (db, broken, "message", "rowid");
  copy_table (db, broken, "chunk", "message");
  copy_table (db, broken, "source", "message");
  copy_table (db, broken, "search_step", "message");
  copy_table (db, broken, "origin", "rowid");
  copy_table (db, broken, "folder", "rowid");
  copy_table (db, broken, "prompt", "rowid");
  success = sonde_db_end (db, sonde_db_exec (db, repair, error), error);
  return sonde_db_exec (db, "PRAGMA foreign_keys = ON", error) && success;
}
