/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* The file of the index. */

#include "sonde-index-private.h"

#include <glib/gstdio.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "sonde-error.h"
#include "sonde-history-private.h"
#include "sonde-tokens-private.h"

/* The shape of the tables below; the other half of the version is that of the tokens. */
#define SHAPE   2
#define VERSION (SHAPE * 1000 + SONDE_TOKENS_VERSION)

static const char schema[]
  = "CREATE VIRTUAL TABLE conversation_title USING fts5 (title, tokenize = 'sonde', prefix = '2 3');"
    /* How far the index is: which history it is of, and the last of its numbers that were seen. */
    "CREATE TABLE progress (history TEXT, message INTEGER, conversation INTEGER, change INTEGER);"
    "INSERT INTO progress VALUES ('', 0, 0, 0);"
    /* Tables of the name message_text_NUMBER; "filled": of one that is begun anew, the last message in it. */
    "CREATE TABLE part (number INTEGER PRIMARY KEY, filled INTEGER);"
    /* Passed over while it grew. */
    "CREATE TABLE skipped (message INTEGER PRIMARY KEY);"
    /* Indexed again. */
    "CREATE TABLE generation (message INTEGER PRIMARY KEY, generation INTEGER)";

SondeIndex *
sonde_index_new (const char *data_dir)
{
  SondeIndex *self = g_new0 (SondeIndex, 1);

  self->path = g_build_filename (data_dir, "search.db", NULL);
  self->history_path = g_build_filename (data_dir, "history.db", NULL);
  return self;
}

void
sonde_index_free (SondeIndex *self)
{
  g_clear_pointer (&self->db, sonde_db_free);
  g_free (self->path);
  g_free (self->history_path);
  g_free (self);
}

static SondeDb *
open_db (const char *path, GError **error)
{
  g_autoptr (SondeDb) db = sonde_db_open (path, SONDE_DB_WRITE, error);

  if (db == NULL)
    return NULL;
  if (sonde_tokens_register (db->handle) == SQLITE_OK && sonde_index_rank_register (db->handle) == SQLITE_OK)
    return g_steal_pointer (&db);
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE, "This SQLite has no FTS5"));
  return NULL;
}

static gboolean
attach_history (SondeIndex *self, SondeDb *db, GError **error)
{
  return sonde_db_run (db, error, "ATTACH ? AS history", "s", self->history_path)
         && sonde_db_exec (db, "PRAGMA history.synchronous = NORMAL", error);
}

static gboolean
create (SondeDb *db, GError **error)
{
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %d", VERSION);
  gint64 found;
  gboolean success;

  if (!sonde_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  /* Another process may have been quicker. */
  success
    = sonde_db_get_int (db, &found, error, "PRAGMA main.user_version", "")
      && (found == VERSION || (sonde_db_exec (db, schema, error) && sonde_db_exec (db, version, error)));
  return sonde_db_end (db, success, error);
}

/* Whether the file is the index of this very history, or empty; @fits is FALSE when it must go. */
static gboolean
check_fits (SondeDb *db, gboolean *fits, GError **error)
{
  gint64 version, n_tables;

  if (!sonde_db_get_int (db, &version, error, "PRAGMA main.user_version", "")
      || !sonde_db_get_int (db, &n_tables, error, "SELECT count(*) FROM main.sqlite_schema", ""))
    return FALSE;
  *fits = version == VERSION || (version == 0 && n_tables == 0);
  return *fits == FALSE || n_tables > 0 || create (db, error);
}

/* A history that was put in the place of another one, or is older than the index, is none that it knows. */
static gboolean
check_history (SondeDb *db, gboolean *fits, GError **error)
{
  gint64 same;

  /* What changed before a new index begins it will meet as it is now. */
  if (!sonde_db_run (db,
                     error,
                     "UPDATE progress SET history = (SELECT id FROM identity LIMIT 1), change = "
                     "coalesce((SELECT seq FROM history.sqlite_sequence WHERE name = 'change'), 0) "
                     "WHERE history = ''",
                     "")
      || !sonde_db_get_int (
        db,
        &same,
        error,
        "SELECT history IS (SELECT id FROM identity LIMIT 1) "
        "AND message <= coalesce((SELECT seq FROM history.sqlite_sequence WHERE name = 'message'), 0) "
        "AND change <= coalesce((SELECT seq FROM history.sqlite_sequence WHERE name = 'change'), 0) "
        "FROM progress",
        ""))
    return FALSE;
  *fits = same != 0;
  return TRUE;
}

static gboolean
prepare (SondeIndex *self, SondeDb *db, gboolean *fits, GError **error)
{
  return sonde_db_exec (db,
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; "
                        "PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 16777216; "
                        "PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY",
                        error)
         && check_fits (db, fits, error)
         && (!*fits || (attach_history (self, db, error) && check_history (db, fits, error)));
}

/* Gives NULL without an error when the file must go. */
static SondeDb *
open_file (SondeIndex *self, GError **error)
{
  g_autoptr (SondeDb) db = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean fits = TRUE;

  if (!sonde_history_make_private_file (self->path, error))
    return NULL;
  db = open_db (self->path, error);
  if (db == NULL)
    return NULL;
  self->unclean = TRUE;
  if (prepare (self, db, &fits, &failure))
    return fits ? g_steal_pointer (&db) : NULL;
  if (!g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static void
delete_file (SondeIndex *self)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal", "" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (self->path, suffixes[i], NULL);

      g_unlink (name);
    }
}

/* Without a file the history can still be read through. */
static gboolean
open_without_index (SondeIndex *self, GError **error)
{
  g_autoptr (SondeDb) db = open_db (":memory:", error);

  if (db == NULL || !attach_history (self, db, error))
    return FALSE;
  self->db = g_steal_pointer (&db);
  self->missing = TRUE;
  return TRUE;
}

/** Opens or creates the index; where that is impossible, what it is of. */
gboolean
sonde_index_open (SondeIndex *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  self->missing = FALSE;
  self->db = open_file (self, &failure);
  if (self->db == NULL && failure == NULL)
    {
      delete_file (self);
      self->db = open_file (self, &failure);
    }
  if (self->db != NULL)
    return TRUE;
  g_message ("%s: %s", self->path, failure != NULL ? failure->message : "cannot be made");
  return open_without_index (self, error);
}

gboolean
sonde_index_rebuild (SondeIndex *self, GError **error)
{
  g_clear_pointer (&self->db, sonde_db_free);
  self->n_rebuilt++;
  delete_file (self);
  return sonde_index_open (self, error);
}

static gboolean
check_parts (SondeDb *db, GError **error)
{
  g_autoptr (GArray) parts = sonde_index_list_parts (db, error);
  gboolean success = parts != NULL;

  for (guint i = 0; success && i < parts->len; i++)
    success = sonde_db_run_statement (
      db,
      sonde_index_query_part (
        db, error, "INSERT INTO @ (@) VALUES ('integrity-check')", g_array_index (parts, gint64, i)),
      error);
  return success;
}

/* What FTS5 itself says of its tables; it compares them with the texts only where it keeps these. */
gboolean
sonde_index_check (SondeIndex *self, GError **error)
{
  return self->missing
         || (check_parts (self->db, error)
             && sonde_db_exec (
               self->db,
               "INSERT INTO conversation_title (conversation_title) VALUES ('integrity-check')",
               error)
             && sonde_history_check_pages (self->db, error));
}

/** Gives back what SQLite and the C library keep for the next time. */
void
sonde_index_free_memory (SondeIndex *self)
{
  sqlite3_db_release_memory (self->db->handle);
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}
