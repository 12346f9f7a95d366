/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-error.h"
#include "sonde-paths.h"
#include "sonde-store-schema.h"

#define FILE_NAME   "history.db"
#define MIGRATIONS  "/io/github/sondechat/Sonde/store/migrations"
#define WRITE_FLAGS (SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)

/* After a crash a larger history is not read through before it opens: SQLite itself stands a killed process,
 * and damage that it meets later is noted for the next time. */
#define CHECK_BYTES (512 * 1024 * 1024)
/* A larger history is not copied into memory when it cannot be written. */
#define MEMORY_BYTES (256 * 1024 * 1024)

static GBytes *
load_migration (const char *migrations, gint64 version)
{
  g_autofree char *path = g_strdup_printf ("%s/%03d.sql", migrations, (int) version);

  /* The linker leaves out an object that nothing names. */
  sonde_store_schema_get_resource ();
  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/** The version that the last of @migrations, a resource path, leads to. */
gint64
sonde_history_get_latest_version (const char *migrations)
{
  for (gint64 version = 1;; version++)
    {
      g_autoptr (GBytes) sql = load_migration (migrations, version);

      if (sql == NULL)
        return version - 1;
    }
}

static char *
dup_stamped_name (const char *path, const char *what)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s.%s-%s", path, what, stamp);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.%s-%s-%u", path, what, stamp, i);
    }
  return g_steal_pointer (&name);
}

static gboolean
fail_with_errno (const char *path, GError **error)
{
  int saved = errno;
  SondeErrorCode code = saved == ENOSPC || saved == EDQUOT ? SONDE_ERROR_STORE_FULL
                        : saved == EISDIR                  ? SONDE_ERROR_STORE_CORRUPT
                                                           : SONDE_ERROR_STORE_READ_ONLY;

  g_propagate_error (error, sonde_error_new (code, "%s: %s", path, g_strerror (saved)));
  return FALSE;
}

/* Made before SQLite sees it, which would ask the umask; its other files get the same mode. A file that is
 * there is not opened: closing it would end the locks that SQLite may have on it in this process. */
static gboolean
make_private_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
  else if (errno != EEXIST)
    return fail_with_errno (path, error);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      errno = EISDIR;
      return fail_with_errno (path, error);
    }
  return g_chmod (path, 0600) == 0 || fail_with_errno (path, error);
}

static gint64
get_size (const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  GStatBuf info;

  return g_stat (name, &info) == 0 ? info.st_size : 0;
}

static gboolean
make_private_files (const char *path, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm" };

  /* SQLite would take an empty database for a new one and delete its log. */
  if (get_size (path, "") == 0 && get_size (path, "-wal") > 0)
    {
      g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "%s has lost its pages", path));
      return FALSE;
    }
  if (!make_private_file (path, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_chmod (name, 0600);
    }
  return TRUE;
}

/* Migrations */

static gboolean
back_up (SondeDb *db, const char *path, gint64 version, GError **error)
{
  g_autofree char *what = g_strdup_printf ("version%d", (int) version);
  g_autofree char *name = dup_stamped_name (path, what);

  return make_private_file (name, error) && sonde_db_run (db, error, "VACUUM INTO ?", "s", name);
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
  gint64 latest = sonde_history_get_latest_version (migrations);
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

/* Checks */

static gboolean
check_header (SondeDb *db, GError **error)
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
  if (version <= sonde_history_get_latest_version (MIGRATIONS))
    return TRUE;
  g_propagate_error (error,
                     sonde_error_new (SONDE_ERROR_STORE_NEWER, "The history has version %d", (int) version));
  return FALSE;
}

/* Not quick_check, which misses an index that does not fit its table; this one takes half as long again. */
static gboolean
check_pages (SondeDb *db, GError **error)
{
  g_autofree char *words = NULL;
  sqlite3_stmt *statement = sonde_db_query (db, error, "PRAGMA integrity_check(1)", "");

  if (statement == NULL || !sonde_db_step (db, statement, error))
    return FALSE;
  words = sonde_db_dup_text (statement, 0);
  sqlite3_reset (statement);
  if (g_strcmp0 (words, "ok") == 0)
    return TRUE;
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "%s", words));
  return FALSE;
}

/* Damage may lie in the words that describe the tables: what the migrations make must all be there. */
static gboolean
check_schema (SondeDb *db, GError **error)
{
  g_autoptr (SondeDb) fresh = sonde_db_open (":memory:", WRITE_FLAGS, error);
  sqlite3_stmt *parts;
  gboolean complete = TRUE;

  if (fresh == NULL || !sonde_history_migrate (fresh, MIGRATIONS, NULL, error))
    return FALSE;
  parts = sonde_db_query (fresh, error, "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL", "");
  while (parts != NULL && complete && sonde_db_step (fresh, parts, error))
    {
      gint64 n = 0;

      complete = sonde_db_get_int (db,
                                   &n,
                                   NULL,
                                   "SELECT count(*) FROM sqlite_schema WHERE name = ? AND sql = ?",
                                   "ss",
                                   sqlite3_column_text (parts, 0),
                                   sqlite3_column_text (parts, 1))
                 && n == 1;
    }
  if (!complete)
    g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "Not the tables of a history"));
  return parts != NULL && complete;
}

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
  return check_writable (db, error) && check_header (db, error)
         && sonde_db_exec (db,
                           "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; "
                           "PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 16777216",
                           error)
         && (!check || check_pages (db, error)) && sonde_history_migrate (db, MIGRATIONS, path, error)
         && check_schema (db, error);
}

static SondeDb *
open_file (const char *path, gboolean check, GError **error)
{
  g_autoptr (SondeDb) db = NULL;

  if (!make_private_files (path, error))
    return NULL;
  db = sonde_db_open (path, WRITE_FLAGS, error);
  return db != NULL && prepare_db (db, path, check, error) ? g_steal_pointer (&db) : NULL;
}

/* Damage */

static gboolean
rename_part (const char *path, const char *target, const char *suffix, GError **error)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (target, suffix, NULL);

  return !g_file_test (from, G_FILE_TEST_EXISTS) || g_rename (from, to) == 0 || fail_with_errno (from, error);
}

/* The log goes with its database; the index of the log holds nothing. */
static char *
set_aside (const char *path, GError **error)
{
  g_autofree char *target = dup_stamped_name (path, "broken");
  g_autofree char *index = g_strconcat (path, "-shm", NULL);

  if (!rename_part (path, target, "-wal", error) || !rename_part (path, target, "-journal", error)
      || !rename_part (path, target, "", error))
    return NULL;
  g_unlink (index);
  return g_steal_pointer (&target);
}

static gboolean
begin_anew (SondeHistory *self, const char *path, GError **error)
{
  g_autoptr (GError) unreadable = NULL;

  self->copied_aside = set_aside (path, error);
  if (self->copied_aside == NULL)
    return FALSE;
  self->db = open_file (path, FALSE, error);
  if (self->db == NULL)
    return FALSE;
  /* Reading an empty one would delete its log. */
  if (get_size (self->copied_aside, "") > 0
      && !sonde_history_salvage (self->db, self->copied_aside, &unreadable))
    g_message ("%s: %s", self->copied_aside, unreadable->message);
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
  check = self->writers->found_damage || (self->writers->dead->len > 0 && get_size (path, "") < CHECK_BYTES);
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
static SondeDb *
open_for_reading (const char *path, GError **error)
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

  if (get_size (path, "") == 0 || get_size (path, "") > MEMORY_BYTES)
    return FALSE;
  db = open_for_reading (path, error);
  return db != NULL && check_header (db, error) && copy_db (memory, db, error)
         && sonde_db_exec (memory, "PRAGMA journal_mode = MEMORY", error);
}

static SondeDb *
open_memory (GError **error)
{
  return sonde_db_open (":memory:", WRITE_FLAGS, error);
}

static gboolean
open_in_memory (SondeHistory *self, const char *path, GError **error)
{
  g_autoptr (GError) unreadable = NULL;

  self->db = open_memory (error);
  if (self->db == NULL)
    return FALSE;
  if (path == NULL || !copy_into_memory (self->db, path, &unreadable)
      || !sonde_history_migrate (self->db, MIGRATIONS, NULL, &unreadable))
    {
      if (unreadable != NULL)
        g_message ("%s: %s", path, unreadable->message);
      sonde_db_free (self->db);
      self->db = open_memory (error);
    }
  return self->db != NULL && sonde_history_migrate (self->db, MIGRATIONS, NULL, error)
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
