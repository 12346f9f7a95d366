/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* How the index follows the history. */

#include "sonde-history-private.h"
#include "sonde-index-private.h"

/* So many, or so much, are read in one statement; between two of them the clock is looked at. */
#define AT_ONCE       200
#define BYTES_AT_ONCE (256 * 1024)
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
  gboolean forgot_message; /* deleted for good */
  gboolean forgot_title;
  gsize bytes; /* read by the present statement */
} Step;

#define MESSAGE_COLUMNS "id, state = 2, content, reasoning, model, mode"

static sqlite3_stmt *
begin_insert (Step *self, gint64 number, GError **error)
{
  gint64 part = number >> SONDE_GENERATION_BITS >> SONDE_PART_BITS;
  sqlite3_stmt *insert;

  if (!sonde_index_add_part (self->db, part, error))
    return NULL;
  insert = sonde_index_query_part (
    self->db, error, "INSERT INTO @ (rowid, content, reasoning, model, mode) VALUES (?, ?, ?, ?, ?)", part);
  if (insert != NULL)
    sqlite3_bind_int64 (insert, 1, number);
  return insert;
}

static gboolean
insert_text (Step *self, sqlite3_stmt *row, gint64 number, GError **error)
{
  sqlite3_stmt *insert = begin_insert (self, number, error);

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
  return sonde_db_run_statement (self->db, insert, error);
}

static gboolean
add_message (Step *self, sqlite3_stmt *row, gint64 id, GError **error)
{
  if (sqlite3_column_int (row, 1))
    return sonde_db_run (self->db, error, "INSERT OR IGNORE INTO skipped VALUES (?)", "l", id);
  return insert_text (self, row, id << SONDE_GENERATION_BITS, error);
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

/* Some messages between @last, which follows, and @end. */
static gboolean
add_messages (Step *self, gint64 *last, gint64 end, gboolean *more, GError **error)
{
  GError *failure = NULL;
  gboolean success = TRUE;
  guint n = 0;
  sqlite3_stmt *rows = sonde_db_query (self->db,
                                       &failure,
                                       "SELECT " MESSAGE_COLUMNS " FROM message WHERE id > ? AND id < ? "
                                       "ORDER BY id LIMIT ?",
                                       "lli",
                                       *last,
                                       end,
                                       AT_ONCE);

  self->bytes = 0;
  while (rows != NULL && success && self->bytes < BYTES_AT_ONCE && sonde_db_step (self->db, rows, &failure))
    {
      *last = sqlite3_column_int64 (rows, 0);
      success = add_message (self, rows, *last, error);
      n++;
    }
  self->progressed |= n > 0;
  *more = n == AT_ONCE || self->bytes >= BYTES_AT_ONCE;
  return end_rows (rows, failure, success, error);
}

/* Parts that were begun anew */

static gint64
get_part_begin (gint64 part)
{
  return part << SONDE_PART_BITS;
}

static gboolean
clear_part (Step *self, gint64 part, GError **error)
{
  gint64 before = get_part_begin (part) - 1;

  self->forgot_message = TRUE;
  if (!sonde_index_clear_part (self->db, part, error))
    return FALSE;
  if (part < self->message >> SONDE_PART_BITS)
    return sonde_db_run (self->db, error, "UPDATE part SET filled = ? WHERE number = ?", "ll", before, part);
  self->message = before;
  return sonde_db_run (self->db, error, "UPDATE part SET filled = NULL WHERE number = ?", "l", part);
}

/* Some messages of the newest of them. */
static gboolean
refill (Step *self, gboolean *more, GError **error)
{
  gint64 part, filled;

  if (!sonde_db_get_int (
        self->db, &part, error, "SELECT coalesce(max(number), -1) FROM part WHERE filled IS NOT NULL", "")
      || !sonde_db_get_int (self->db, &filled, error, "SELECT filled FROM part WHERE number = ?", "l", part))
    return FALSE;
  *more = part >= 0;
  if (part < 0)
    return TRUE;
  self->progressed = TRUE;
  if (!add_messages (self, &filled, get_part_begin (part + 1), more, error))
    return FALSE;
  if (*more)
    return sonde_db_run (self->db, error, "UPDATE part SET filled = ? WHERE number = ?", "ll", filled, part);
  *more = TRUE; /* perhaps another */
  return sonde_db_run (self->db, error, "UPDATE part SET filled = NULL WHERE number = ?", "l", part);
}

/* Titles */

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

/* What changed */

/* The number under which a text that was indexed before, or passed over, is indexed now; 0 when it has
 * changed more often than can be told, and all that its part has is indexed again. */
static gboolean
choose_number (Step *self, gint64 id, gint64 *number, GError **error)
{
  gint64 skipped, generation;

  *number = id << SONDE_GENERATION_BITS;
  if (!sonde_db_get_int (self->db, &skipped, error, "SELECT 1 FROM skipped WHERE message = ?", "l", id)
      || !sonde_db_get_int (
        self->db, &generation, error, "SELECT generation FROM generation WHERE message = ?", "l", id))
    return FALSE;
  if (skipped)
    return sonde_db_run (self->db, error, "DELETE FROM skipped WHERE message = ?", "l", id);
  if (++generation >= 1 << SONDE_GENERATION_BITS)
    {
      *number = 0;
      return clear_part (self, id >> SONDE_PART_BITS, error);
    }
  *number += generation;
  return sonde_db_run (
    self->db, error, "INSERT OR REPLACE INTO generation VALUES (?, ?)", "ll", id, generation);
}

static gboolean
set_changed_title (Step *self, gint64 conversation, GError **error)
{
  gint64 exists;

  if (conversation > self->conversation)
    return TRUE;
  if (!sonde_db_get_int (
        self->db, &exists, error, "SELECT 1 FROM conversation WHERE id = ?", "l", conversation))
    return FALSE;
  self->forgot_title |= !exists;
  return set_title (self, conversation, error);
}

/* Whether the index has met the message @id: what comes later it will meet as it is then. */
static gboolean
knows (Step *self, gint64 id, gboolean *known, GError **error)
{
  gint64 filled;

  *known = FALSE;
  if (id > self->message)
    return TRUE;
  if (!sonde_db_get_int (self->db,
                         &filled,
                         error,
                         "SELECT coalesce((SELECT filled FROM part WHERE number = ?), ?)",
                         "ll",
                         id >> SONDE_PART_BITS,
                         G_MAXINT64))
    return FALSE;
  *known = id <= filled;
  return TRUE;
}

static gboolean
index_again (Step *self, gint64 id, sqlite3_stmt *row, GError **error)
{
  gint64 number;

  if (sqlite3_column_int (row, 1))
    return TRUE;
  return choose_number (self, id, &number, error) && (number == 0 || insert_text (self, row, number, error));
}

static gboolean
add_changed_message (Step *self, gint64 id, GError **error)
{
  GError *failure = NULL;
  gboolean success, known;
  sqlite3_stmt *row;

  if (!knows (self, id, &known, error) || !known)
    return !known;
  row = sonde_db_query (self->db, &failure, "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = ?", "l", id);
  if (row != NULL && sonde_db_step (self->db, row, &failure))
    success = index_again (self, id, row, error);
  else
    success = failure != NULL || clear_part (self, id >> SONDE_PART_BITS, error);
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

/* FTS5 drops words that were deleted when it makes one table of all its tables. */
static gboolean
forget_titles (Step *self, GError **error)
{
  return sonde_db_exec (
    self->db, "INSERT INTO conversation_title (conversation_title) VALUES ('optimize')", error);
}

static gboolean
run (Step *self, gint64 deadline, gboolean *more, GError **error)
{
  gboolean changes = TRUE;
  gboolean titles = TRUE;
  gboolean messages = TRUE;
  gboolean parts = TRUE;
  gboolean success;

  do
    {
      /* All that changed first, so that nothing is added that is to be deleted. */
      if (changes)
        success = take_changes (self, &changes, error);
      else
        success = (!titles || add_titles (self, &titles, error))
                  && (!messages || add_messages (self, &self->message, G_MAXINT64, &messages, error))
                  && (!parts || refill (self, &parts, error));
      *more = changes || titles || messages || parts;
    }
  while (success && *more && g_get_monotonic_time () < deadline && !g_atomic_int_get (&self->index->hurry));
  if (success && self->forgot_title)
    success = forget_titles (self, error);
  return success
         && (!self->progressed
             || sonde_db_run (self->db,
                              error,
                              "UPDATE progress SET message = ?, conversation = ?, change = ?",
                              "lll",
                              self->message,
                              self->conversation,
                              self->change));
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

/* Overwrites the journal, which has the pages as they were before. Somebody who reads can be in the way. */
static void
clean_journal (SondeIndex *self)
{
  gint64 busy = 1;

  if (sonde_db_get_int (self->db, &busy, NULL, "PRAGMA main.wal_checkpoint (TRUNCATE)", "") && !busy)
    self->unclean = FALSE;
}

gboolean
sonde_index_step (SondeIndex *self, gint64 deadline, gboolean *more, GError **error)
{
  Step step = { .db = self->db, .index = self };
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
    sonde_db_end (self->db, FALSE, NULL);
  else if (!sonde_db_end (self->db, success, error))
    return FALSE;
  self->unclean = self->unclean || step.forgot_message || step.forgot_title;
  if (self->unclean)
    clean_journal (self);
  if (!*more && step.progressed)
    forget_changes (&step);
  return TRUE;
}
