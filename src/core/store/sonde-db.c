/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-db-private.h"

#include <errno.h>

#include "sonde-error.h"
#include "sonde-text.h"

#define BUSY_TIMEOUT_MS 5000
#define PROGRESS_STEPS  1000

static void
assert_thread (SondeDb *self)
{
  g_assert (self->thread == g_thread_self ());
}

static void
finalize_cb (gpointer statement)
{
  sqlite3_finalize (statement);
}

static int
progress_cb (void *user_data)
{
  SondeDb *self = user_data;

  return g_cancellable_is_cancelled (self->cancellable);
}

static SondeErrorCode
get_error_code (SondeDb *self, int result)
{
  int system = self->handle != NULL ? sqlite3_system_errno (self->handle) : 0;

  if (result == SQLITE_CONSTRAINT_FOREIGNKEY)
    return SONDE_ERROR_NOT_FOUND;
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return SONDE_ERROR_STORE_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return SONDE_ERROR_STORE_CORRUPT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return SONDE_ERROR_STORE_READ_ONLY;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      if (system == ENOSPC || system == EDQUOT)
        return SONDE_ERROR_STORE_FULL;
      return SONDE_ERROR_STORE;
    default:
      return SONDE_ERROR_STORE;
    }
}

gboolean
sonde_db_fail (SondeDb *self, int result, GError **error)
{
  SondeErrorCode code = get_error_code (self, result);
  const char *words = self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (result);

  if (code == SONDE_ERROR_STORE_CORRUPT)
    self->corrupt = TRUE;
  if ((result & 0xff) == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, words);
  else if (error != NULL)
    *error = sonde_error_new (code, "%s (SQLite %d)", words, result);
  return FALSE;
}

static void
configure (SondeDb *self)
{
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  /* No history has any; those of a foreign file could make each change run for ever. */
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_progress_handler (self->handle, PROGRESS_STEPS, progress_cb, self);
}

SondeDb *
sonde_db_open (const char *path, int flags, GError **error)
{
  g_autoptr (SondeDb) self = g_new0 (SondeDb, 1);
  int result;

  self->thread = g_thread_self ();
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_cb);
  result = sqlite3_open_v2 (path, &self->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (result != SQLITE_OK)
    {
      sonde_db_fail (self, result, error);
      return NULL;
    }
  configure (self);
  return g_steal_pointer (&self);
}

void
sonde_db_free (SondeDb *self)
{
  assert_thread (self);
  g_hash_table_unref (self->statements);
  sqlite3_close (self->handle);
  g_free (self);
}

gboolean
sonde_db_exec (SondeDb *self, const char *sql, GError **error)
{
  int result;

  assert_thread (self);
  result = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  return result == SQLITE_OK || sonde_db_fail (self, result, error);
}

static sqlite3_stmt *
prepare (SondeDb *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int result;

  assert_thread (self);
  if (statement != NULL)
    {
      sqlite3_reset (statement);
      return statement;
    }
  result = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (result != SQLITE_OK)
    {
      sonde_db_fail (self, result, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sqlite3_sql (statement), statement);
  return statement;
}

static void
bind_value (sqlite3_stmt *statement, int i, char type, va_list *values)
{
  gint64 number;

  switch (type)
    {
    case 'i':
      sqlite3_bind_int (statement, i, va_arg (*values, int));
      break;
    case 'l':
      sqlite3_bind_int64 (statement, i, va_arg (*values, gint64));
      break;
    case 'n':
      number = va_arg (*values, gint64);
      if (number != 0)
        sqlite3_bind_int64 (statement, i, number);
      else
        sqlite3_bind_null (statement, i);
      break;
    case 's':
      sqlite3_bind_text (statement, i, va_arg (*values, const char *), -1, SQLITE_STATIC);
      break;
    default:
      g_assert_not_reached ();
    }
}

static sqlite3_stmt *
query (SondeDb *self, GError **error, const char *sql, const char *types, va_list *values)
{
  sqlite3_stmt *statement = prepare (self, sql, error);

  if (statement == NULL)
    return NULL;
  for (int i = 0; types[i] != '\0'; i++)
    bind_value (statement, i + 1, types[i], values);
  return statement;
}

sqlite3_stmt *
sonde_db_query (SondeDb *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query (self, error, sql, types, &values);
  va_end (values);
  return statement;
}

gboolean
sonde_db_step (SondeDb *self, sqlite3_stmt *statement, GError **error)
{
  int result;

  assert_thread (self);
  result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    sonde_db_fail (self, result, error);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return FALSE;
}

static gboolean
run (SondeDb *self, sqlite3_stmt *statement, gint64 *value, GError **error)
{
  GError *failure = NULL;

  if (statement == NULL)
    return FALSE;
  if (value != NULL)
    *value = 0;
  if (sonde_db_step (self, statement, &failure))
    {
      if (value != NULL)
        *value = sqlite3_column_int64 (statement, 0);
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
sonde_db_run_statement (SondeDb *self, sqlite3_stmt *statement, GError **error)
{
  return run (self, statement, NULL, error);
}

gboolean
sonde_db_run (SondeDb *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query (self, error, sql, types, &values);
  va_end (values);
  return run (self, statement, NULL, error);
}

gboolean
sonde_db_get_int (SondeDb *self, gint64 *value, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query (self, error, sql, types, &values);
  va_end (values);
  return run (self, statement, value, error);
}

char *
sonde_db_dup_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? sonde_text_dup_valid (text, sqlite3_column_bytes (statement, column)) : NULL;
}

gboolean
sonde_db_begin (SondeDb *self, gboolean durable, GError **error)
{
  return sonde_db_exec (self, durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", error)
         && sonde_db_run (self, error, "BEGIN IMMEDIATE", "");
}

gboolean
sonde_db_end (SondeDb *self, gboolean success, GError **error)
{
  if (success && sonde_db_run (self, error, "COMMIT", ""))
    return TRUE;
  /* After some errors SQLite has rolled back by itself. */
  if (!sqlite3_get_autocommit (self->handle))
    sonde_db_run (self, NULL, "ROLLBACK", "");
  return FALSE;
}
