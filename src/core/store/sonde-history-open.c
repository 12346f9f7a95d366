/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

#include "sonde-error.h"
#include "sonde-paths.h"

#define FILE_NAME "history.db"

/* After a crash a larger history is not read through before it opens: SQLite itself stands a killed process,
 * and damage that it meets later is noted for the next time. */
#define CHECK_BYTES (512 * 1024 * 1024)
/* A larger history is not copied into memory when it cannot be written. */
#define MEMORY_BYTES (256 * 1024 * 1024)

static gboolean
check_writable (SondeDb *db, GError **error)
{
  if (sqlite3_db_readonly (db->handle, "main") != 1)
    return TRUE;
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_READ_ONLY, "The file cannot be written"));
  return FALSE;
}

static gboolean
prepare_db (SondeDb *db, const char *path, gboolean check, GError **error)
{
  return check_writable (db, error) && sonde_history_check_header (db, error)
         && sonde_db_exec (db,
                           "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; "
                           "PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 16777216",
                           error)
         && (!check || sonde_history_check_pages (db, error))
         && sonde_history_migrate (db, SONDE_HISTORY_MIGRATIONS, path, error)
         && sonde_history_check_schema (db, error);
}

static SondeDb *
open_file (const char *path, gboolean check, GError **error)
{
  g_autoptr (SondeDb) db = NULL;

  if (!sonde_history_make_private_files (path, error))
    return NULL;
  db = sonde_db_open (path, SONDE_DB_WRITE, error);
  return db != NULL && prepare_db (db, path, check, error) ? g_steal_pointer (&db) : NULL;
}

static gboolean
begin_anew (SondeHistory *self, const char *path, GError **error)
{
  g_autoptr (GError) unreadable = NULL;

  self->copied_aside = sonde_history_set_aside (path, "broken", error);
  if (self->copied_aside == NULL)
    return FALSE;
  self->db = open_file (path, FALSE, error);
  if (self->db == NULL)
    return FALSE;
  /* Reading an empty one would delete its log. */
  if (sonde_history_get_size (self->copied_aside, "") > 0
      && !sonde_history_salvage (self->db, self->copied_aside, &unreadable))
    g_message ("%s: %s", self->copied_aside, unreadable->message);
  sonde_db_get_int (self->db, &self->n_saved, NULL, "SELECT count(*) FROM conversation", "");
  return TRUE;
}

/* A write that is not possible now (a full disk) is no reason not to read; loading tries it again. */
static gboolean
open_existing (SondeHistory *self, const char *path, gboolean check, GError **error)
{
  g_autoptr (GError) failure = NULL;

  self->db = open_file (path, check, error);
  if (self->db == NULL)
    return FALSE;
  if (sonde_history_interrupt_orphans (self, &failure))
    return TRUE;
  g_message ("%s: %s", path, failure->message);
  if (!self->db->corrupt)
    return TRUE;
  g_clear_pointer (&self->db, sonde_db_free);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
open_on_disk (SondeHistory *self, const char *data_dir, const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean check;
  gboolean success;

  if (!sonde_paths_make_private_dir (data_dir, error))
    return FALSE;
  self->writers = sonde_writers_new (data_dir, error);
  if (self->writers == NULL)
    return FALSE;
  self->writer = g_strdup (self->writers->uuid);
  check = self->writers->found_damage
          || (self->writers->dead->len > 0 && sonde_history_get_size (path, "") < CHECK_BYTES);
  success = open_existing (self, path, check, &failure);
  /* What another process works with cannot be put aside. */
  if (g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT) && self->writers->n_living == 0)
    {
      g_clear_error (&failure);
      success = begin_anew (self, path, &failure);
    }
  if (success)
    sonde_writers_opened (self->writers);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return success;
}

/* Memory */

static gboolean
copy_db (SondeDb *target, SondeDb *source, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (target->handle, "main", source->handle, "main");
  int result = SQLITE_ERROR;

  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      result = sqlite3_backup_finish (backup);
    }
  return result == SQLITE_OK || sonde_db_fail (target, result, error);
}

/* A database with a log can be read in a directory that cannot be written only as if nobody else wrote. */
SondeDb *
sonde_history_open_for_reading (const char *path, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *plain = g_strconcat ("file:", escaped, "?mode=ro", NULL);
  g_autofree char *immutable = g_strconcat (plain, "&immutable=1", NULL);
  g_autoptr (SondeDb) db = sonde_db_open (plain, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
  gint64 version;

  if (db != NULL && sonde_db_get_int (db, &version, NULL, "SELECT count(*) FROM sqlite_schema", ""))
    return g_steal_pointer (&db);
  g_clear_pointer (&db, sonde_db_free);
  return sonde_db_open (immutable, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
}

/* What can be read of the history on the disk can be seen in memory. */
static gboolean
copy_into_memory (SondeDb *memory, const char *path, GError **error)
{
  g_autoptr (SondeDb) db = NULL;

  if (sonde_history_get_size (path, "") == 0 || sonde_history_get_size (path, "") > MEMORY_BYTES)
    return FALSE;
  db = sonde_history_open_for_reading (path, error);
  return db != NULL && sonde_history_check_header (db, error) && copy_db (memory, db, error)
         && sonde_db_exec (memory, "PRAGMA journal_mode = MEMORY", error);
}

static SondeDb *
open_memory (GError **error)
{
  return sonde_db_open (":memory:", SONDE_DB_WRITE, error);
}

static gboolean
open_in_memory (SondeHistory *self, const char *path, GError **error)
{
  g_autoptr (GError) unreadable = NULL;

  self->db = open_memory (error);
  if (self->db == NULL)
    return FALSE;
  if (path == NULL || !copy_into_memory (self->db, path, &unreadable)
      || !sonde_history_migrate (self->db, SONDE_HISTORY_MIGRATIONS, NULL, &unreadable))
    {
      if (unreadable != NULL)
        g_message ("%s: %s", path, unreadable->message);
      sonde_db_free (self->db);
      self->db = open_memory (error);
    }
  return self->db != NULL && sonde_history_migrate (self->db, SONDE_HISTORY_MIGRATIONS, NULL, error)
         && sonde_history_interrupt_orphans (self, error);
}

static void
close_all (SondeHistory *self)
{
  if (self->db != NULL && self->db->corrupt && self->writers != NULL)
    sonde_writers_note_damage (self->writers);
  g_clear_pointer (&self->db, sonde_db_free);
  g_clear_pointer (&self->writers, sonde_writers_free);
  g_clear_pointer (&self->writer, g_free);
}

/**
 * sonde_history_open:
 *
 * Opens the history in @data_dir, or one in memory when that is %NULL. If it cannot be written, @self lives
 * in memory and its problem says why. With @error (a newer or a damaged history in use) it lives in memory
 * too, and is empty.
 */
gboolean
sonde_history_open (SondeHistory *self, const char *data_dir, GError **error)
{
  g_autofree char *path = data_dir != NULL ? g_build_filename (data_dir, FILE_NAME, NULL) : NULL;
  g_autoptr (GError) failure = NULL;
  gboolean fatal;

  if (data_dir == NULL)
    {
      self->writer = g_uuid_string_random ();
      return open_in_memory (self, NULL, error);
    }
  if (open_on_disk (self, data_dir, path, &failure))
    return TRUE;
  close_all (self);
  self->writer = g_uuid_string_random ();
  fatal = g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_STORE_NEWER)
          || g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT);
  if (!open_in_memory (self, fatal ? NULL : path, fatal ? NULL : error))
    return FALSE;
  if (!fatal)
    {
      self->problem = g_steal_pointer (&failure);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

void
sonde_history_close (SondeHistory *self)
{
  close_all (self);
  g_clear_pointer (&self->copied_aside, g_free);
  g_clear_error (&self->problem);
}
