/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* How the index follows the history. */

#include "sonde-error.h"
#include "sonde-index-private.h"

/* So many, or so much, are read in one statement; between two of them the clock is looked at. */
#define AT_ONCE       200
#define BYTES_AT_ONCE (256 * 1024)
/* The number of a text in the index: eight for each message. */
#define GENERATION_BITS 3
/* Notes of the history that were taken are deleted when there are so many. */
#define MANY_CHANGES 1000

typedef struct
{
  SondeDb *db;
  SondeIndex *index;
  gint64 message;
  gint64 conversation;
  gint64 change;
  gboolean progressed;
  gsize bytes; /* read by the present statement */
} Step;

#define MESSAGE_COLUMNS "id, state = 2, content, reasoning, model, mode"

static gboolean
insert_text (Step *self, sqlite3_stmt *row, gint64 number, GError **error)
{
  sqlite3_stmt *insert = sonde_db_query (
    self->db,
    error,
    "INSERT INTO message_text (rowid, content, reasoning, model, mode) VALUES (?, ?, ?, ?, ?)",
    "l",
    number);
  GError *failure = NULL;

  if (insert == NULL)
    return FALSE;
  for (int i = 2; i <= 4; i++)
    {
      const char *text = (const char *) sqlite3_column_text (row, i);
      int length = sqlite3_column_bytes (row, i);

      sqlite3_bind_text (insert, i, text, length, SQLITE_STATIC);
      self->bytes += length;
    }
  sqlite3_bind_text (insert, 5, sonde_search_get_mode_words (sqlite3_column_int (row, 5)), -1, SQLITE_STATIC);
  sonde_db_step (self->db, insert, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
add_message (Step *self, sqlite3_stmt *row, GError **error)
{
  gint64 id = sqlite3_column_int64 (row, 0);

  self->message = id;
  if (sqlite3_column_int (row, 1))
    return sonde_db_run (self->db, error, "INSERT OR IGNORE INTO skipped VALUES (?)", "l", id);
  return insert_text (self, row, id << GENERATION_BITS, error);
}

/* Ends the use of @rows after @success or a failure of reading. */
static gboolean
end_rows (sqlite3_stmt *rows, GError *failure, gboolean success, GError **error)
{
  if (rows != NULL)
    sqlite3_reset (rows);
  if (failure == NULL)
    return success;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
add_messages (Step *self, gboolean *more, GError **error)
{
  GError *failure = NULL;
  gboolean success = TRUE;
  guint n = 0;
  sqlite3_stmt *rows = sonde_db_query (self->db,
                                       &failure,
                                       "SELECT " MESSAGE_COLUMNS " FROM message WHERE id > ? "
                                       "ORDER BY id LIMIT ?",
                                       "li",
                                       self->message,
                                       AT_ONCE);

  self->bytes = 0;
  while (rows != NULL && success && self->bytes < BYTES_AT_ONCE && sonde_db_step (self->db, rows, &failure))
    {
      success = add_message (self, rows, error);
      n++;
    }
  self->progressed |= n > 0;
  *more = n == AT_ONCE || self->bytes >= BYTES_AT_ONCE;
  return end_rows (rows, failure, success, error);
}

static gboolean
set_title (Step *self, gint64 conversation, GError **error)
{
  return sonde_db_run (self->db, error, "DELETE FROM conversation_title WHERE rowid = ?", "l", conversation)
         && sonde_db_run (self->db,
                          error,
                          "INSERT INTO conversation_title (rowid, title) "
                          "SELECT id, title FROM conversation WHERE id = ?",
                          "l",
                          conversation);
}

static gboolean
add_titles (Step *self, gboolean *more, GError **error)
{
  gint64 last;

  if (!sonde_db_get_int (self->db,
                         &last,
                         error,
                         "SELECT max(id) FROM (SELECT id FROM conversation WHERE id > ? ORDER BY id LIMIT ?)",
                         "li",
                         self->conversation,
                         AT_ONCE))
    return FALSE;
  *more = last != 0;
  if (last == 0)
    return TRUE;
  self->progressed = TRUE;
  if (!sonde_db_run (self->db,
                     error,
                     "INSERT INTO conversation_title (rowid, title) "
                     "SELECT id, title FROM conversation WHERE id > ? AND id <= ?",
                     "ll",
                     self->conversation,
                     last))
    return FALSE;
  self->conversation = last;
  return TRUE;
}

/* The number under which a text that was indexed before, or passed over, is indexed now. */
static gboolean
choose_number (Step *self, gint64 id, gint64 *number, GError **error)
{
  gint64 skipped, generation;

  if (!sonde_db_get_int (self->db, &skipped, error, "SELECT 1 FROM skipped WHERE message = ?", "l", id)
      || !sonde_db_get_int (
        self->db, &generation, error, "SELECT generation FROM generation WHERE message = ?", "l", id))
    return FALSE;
  *number = id << GENERATION_BITS;
  if (skipped)
    return sonde_db_run (self->db, error, "DELETE FROM skipped WHERE message = ?", "l", id);
  if (++generation >= 1 << GENERATION_BITS)
    {
      self->index->outgrown = TRUE;
      g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "A message has changed often"));
      return FALSE;
    }
  *number += generation;
  return sonde_db_run (
    self->db, error, "INSERT OR REPLACE INTO generation VALUES (?, ?)", "ll", id, generation);
}

/* Whether what the index has taken was deleted for good; then it must go, and @error says so. */
static gboolean
check_deleted (Step *self, const char *query, gint64 id, GError **error)
{
  gint64 exists;

  if (!sonde_db_get_int (self->db, &exists, error, query, "l", id))
    return FALSE;
  if (exists)
    return TRUE;
  self->index->outgrown = TRUE;
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE_CORRUPT, "Something was deleted for good"));
  return FALSE;
}

static gboolean
set_changed_title (Step *self, gint64 conversation, GError **error)
{
  return conversation > self->conversation
         || (check_deleted (self, "SELECT 1 FROM conversation WHERE id = ?", conversation, error)
             && set_title (self, conversation, error));
}

static gboolean
add_changed_message (Step *self, gint64 id, GError **error)
{
  GError *failure = NULL;
  gboolean success = TRUE;
  gint64 number;
  sqlite3_stmt *row;

  /* What comes later is not known yet, and will be met. */
  if (id > self->message)
    return TRUE;
  if (!check_deleted (self, "SELECT 1 FROM message WHERE id = ?", id, error))
    return FALSE;
  row = sonde_db_query (self->db, &failure, "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = ?", "l", id);
  if (row != NULL && sonde_db_step (self->db, row, &failure) && !sqlite3_column_int (row, 1))
    success = choose_number (self, id, &number, error) && insert_text (self, row, number, error);
  return end_rows (row, failure, success, error);
}

static gboolean
take_changes (Step *self, gboolean *more, GError **error)
{
  GError *failure = NULL;
  gboolean success = TRUE;
  guint n = 0;
  sqlite3_stmt *rows = sonde_db_query (self->db,
                                       &failure,
                                       "SELECT seq, message, conversation FROM change WHERE seq > ? "
                                       "ORDER BY seq LIMIT ?",
                                       "li",
                                       self->change,
                                       AT_ONCE);

  while (rows != NULL && success && sonde_db_step (self->db, rows, &failure))
    {
      gint64 message = sqlite3_column_int64 (rows, 1);
      gint64 conversation = sqlite3_column_int64 (rows, 2);

      self->change = sqlite3_column_int64 (rows, 0);
      if (message != 0)
        success = add_changed_message (self, message, error);
      if (success && conversation != 0)
        success = set_changed_title (self, conversation, error);
      n++;
    }
  self->progressed |= n > 0;
  *more = n == AT_ONCE;
  return end_rows (rows, failure, success, error);
}

static gboolean
run (Step *self, gint64 deadline, gboolean *more, GError **error)
{
  gboolean changes = TRUE;
  gboolean titles = TRUE;
  gboolean messages = TRUE;

  do
    {
      if ((changes && !take_changes (self, &changes, error)) || (titles && !add_titles (self, &titles, error))
          || (messages && !add_messages (self, &messages, error)))
        return FALSE;
      *more = changes || titles || messages;
    }
  while (*more && g_get_monotonic_time () < deadline && !g_atomic_int_get (&self->index->hurry));
  return !self->progressed
         || sonde_db_run (self->db,
                          error,
                          "UPDATE progress SET message = ?, conversation = ?, change = ?",
                          "lll",
                          self->message,
                          self->conversation,
                          self->change);
}

static gboolean
read_progress (Step *self, GError **error)
{
  GError *failure = NULL;
  sqlite3_stmt *row
    = sonde_db_query (self->db, &failure, "SELECT message, conversation, change FROM progress", "");

  if (row != NULL && sonde_db_step (self->db, row, &failure))
    {
      self->message = sqlite3_column_int64 (row, 0);
      self->conversation = sqlite3_column_int64 (row, 1);
      self->change = sqlite3_column_int64 (row, 2);
    }
  return end_rows (row, failure, TRUE, error);
}

/* Notes that every index has taken, in a transaction of its own: the history is locked no longer than that.
 */
static void
forget_changes (Step *self)
{
  gint64 first = 0;

  if (sonde_db_get_int (self->db, &first, NULL, "SELECT min(seq) FROM change", "") && first > 0
      && self->change - first >= MANY_CHANGES)
    sonde_db_run (self->db, NULL, "DELETE FROM change WHERE seq <= ?", "l", self->change);
}

gboolean
sonde_index_step (SondeIndex *self, gint64 deadline, gboolean *more, GError **error)
{
  Step step = { self->db, self, 0, 0, 0, FALSE, 0 };
  gboolean success;

  *more = FALSE;
  if (self->missing)
    return TRUE;
  /* Not BEGIN IMMEDIATE, which would lock the history too. The first statement takes the lock of the index,
   * so that what is read next is what will be changed. */
  if (!sonde_db_exec (self->db, "BEGIN", error))
    return FALSE;
  success = sonde_db_exec (self->db, "UPDATE progress SET message = message", error)
            && read_progress (&step, error) && run (&step, deadline, more, error);
  if (success && !step.progressed)
    {
      sonde_db_end (self->db, FALSE, NULL);
      return TRUE;
    }
  if (!sonde_db_end (self->db, success, error))
    return FALSE;
  if (!*more)
    forget_changes (&step);
  return TRUE;
}
