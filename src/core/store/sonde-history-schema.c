/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

#include <stdlib.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-store-schema.h"

static GBytes *
load_migration (const char *migrations, gint64 version)
{
  g_autofree char *path = g_strdup_printf ("%s/%03d.sql", migrations, (int) version);

  /* The linker leaves out an object that nothing names. */
  sonde_store_schema_get_resource ();
  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/* The version that the last of @migrations leads to. */
static gint64
get_latest_version (const char *migrations)
{
  for (gint64 version = 1;; version++)
    {
      g_autoptr (GBytes) sql = load_migration (migrations, version);

      if (sql == NULL)
        return version - 1;
    }
}

static gboolean
back_up (SondeDb *db, const char *path, gint64 version, GError **error)
{
  g_autofree char *what = g_strdup_printf ("version%d", (int) version);
  g_autofree char *name = sonde_history_dup_stamped_name (path, what);

  return sonde_history_make_private_file (name, error)
         && sonde_db_run (db, error, "VACUUM INTO ?", "s", name);
}

static gboolean
migrate_to (SondeDb *db, const char *migrations, gint64 version, GError **error)
{
  g_autoptr (GBytes) sql = load_migration (migrations, version);
  g_autofree char *header = g_strdup_printf (
    "PRAGMA application_id = %d; PRAGMA user_version = %d", SONDE_HISTORY_APPLICATION_ID, (int) version);
  gboolean success;

  if (!sonde_db_begin (db, TRUE, error))
    return FALSE;
  success = sonde_db_exec (db, g_bytes_get_data (sql, NULL), error) && sonde_db_exec (db, header, error);
  return sonde_db_end (db, success, error);
}

/**
 * sonde_history_migrate:
 * @migrations: the resource path of the migrations
 * @path: the file of @db; an older history is copied beside it before it is changed; %NULL in memory
 *
 * Brings @db to the latest version, each step in a transaction of its own.
 */
gboolean
sonde_history_migrate (SondeDb *db, const char *migrations, const char *path, GError **error)
{
  gint64 latest = get_latest_version (migrations);
  gint64 version;

  if (!sonde_db_get_int (db, &version, error, "PRAGMA user_version", ""))
    return FALSE;
  if (path != NULL && version > 0 && version < latest && !back_up (db, path, version, error))
    return FALSE;
  while (version < latest)
    if (!migrate_to (db, migrations, ++version, error))
      return FALSE;
  return TRUE;
}

gboolean
sonde_history_check_header (SondeDb *db, GError **error)
{
  gint64 application, version, n_tables;

  if (!sonde_db_get_int (db, &application, error, "PRAGMA application_id", "")
      || !sonde_db_get_int (db, &version, error, "PRAGMA user_version", "")
      || !sonde_db_get_int (db, &n_tables, error, "SELECT count(*) FROM sqlite_schema", ""))
    return FALSE;
  if (application == 0 && version == 0 && n_tables == 0)
    return TRUE;
  if (application != SONDE_HISTORY_APPLICATION_ID || version <= 0)
    {
      db->corrupt = TRUE;
      g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "Not a history of Sonde"));
      return FALSE;
    }
  if (version <= get_latest_version (SONDE_HISTORY_MIGRATIONS))
    return TRUE;
  g_propagate_error (error,
                     sonde_error_new (SONDE_ERROR_STORE_NEWER, "The history has version %d", (int) version));
  return FALSE;
}

/* integrity_check tells of a page that the disk did not give as if the database were damaged. */
static gboolean
is_disk_failure (const char *words)
{
  static const char before_code[] = "error code=";
  const char *found = words != NULL ? strstr (words, before_code) : NULL;
  int code = found != NULL ? atoi (found + strlen (before_code)) : SQLITE_OK;

  return (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_NOMEM;
}

/* Not quick_check, which misses an index that does not fit its table; this one takes half as long again. */
gboolean
sonde_history_check_pages (SondeDb *db, GError **error)
{
  g_autofree char *words = NULL;
  sqlite3_stmt *statement = sonde_db_query (db, error, "PRAGMA integrity_check(1)", "");

  if (statement == NULL || !sonde_db_step (db, statement, error))
    return FALSE;
  words = sonde_db_dup_text (statement, 0);
  sqlite3_reset (statement);
  if (g_strcmp0 (words, "ok") == 0)
    return TRUE;
  g_propagate_error (
    error,
    sonde_error_new (is_disk_failure (words) ? SONDE_ERROR_STORE : SONDE_ERROR_STORE_CORRUPT, "%s", words));
  return FALSE;
}

static gboolean
check_part (SondeDb *db, sqlite3_stmt *part, GError **error)
{
  gint64 n;

  if (!sonde_db_get_int (db,
                         &n,
                         error,
                         "SELECT count(*) FROM sqlite_schema WHERE name = ? AND sql = ?",
                         "ss",
                         sqlite3_column_text (part, 0),
                         sqlite3_column_text (part, 1)))
    return FALSE;
  if (n == 1)
    return TRUE;
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "Not the tables of a history"));
  return FALSE;
}

/* Damage may lie in the words that describe the tables: what the migrations make must all be there. */
gboolean
sonde_history_check_schema (SondeDb *db, GError **error)
{
  g_autoptr (SondeDb) fresh = sonde_db_open (":memory:", SONDE_DB_WRITE, error);
  sqlite3_stmt *parts;
  gboolean complete = TRUE;

  if (fresh == NULL || !sonde_history_migrate (fresh, SONDE_HISTORY_MIGRATIONS, NULL, error))
    return FALSE;
  parts = sonde_db_query (fresh, error, "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL", "");
  while (parts != NULL && complete && sonde_db_step (fresh, parts, NULL))
    complete = check_part (db, parts, error);
  return parts != NULL && complete;
}
