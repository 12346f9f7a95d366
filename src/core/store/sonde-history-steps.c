/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* The steps of searches. Thread of the database. */

#include "sonde-history-private.h"

#include "sonde-search-step.h"

static gboolean
write_step (SondeHistory *self, gint64 message, int seq, SondeSearchStep *step, GError **error)
{
  return sonde_db_run (self->db,
                       error,
                       "INSERT INTO search_step (message, seq, kind, state, count, text, url, detail) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                       "liiiisss",
                       message,
                       seq,
                       (int) sonde_search_step_get_kind (step),
                       (int) sonde_search_step_get_state (step),
                       (int) sonde_search_step_get_count (step),
                       sonde_search_step_get_text (step),
                       sonde_search_step_get_url (step),
                       sonde_search_step_get_detail (step));
}

/** Within a transaction: the steps of @record in the place of those that are stored. */
gboolean
sonde_history_write_steps (SondeHistory *self, const SondeMessageRecord *record, GError **error)
{
  if (!sonde_db_run (self->db, error, "DELETE FROM search_step WHERE message = ?", "l", record->id))
    return FALSE;
  for (guint i = 0; record->steps != NULL && i < record->steps->len; i++)
    if (!write_step (self, record->id, (int) i, g_ptr_array_index (record->steps, i), error))
      return FALSE;
  return TRUE;
}

/* What still ran when it was stored has been cut short. */
static SondeSearchStep *
read_step (sqlite3_stmt *statement)
{
  g_autofree char *text = sonde_db_dup_text (statement, 4);
  g_autofree char *url = sonde_db_dup_text (statement, 5);
  g_autofree char *detail = sonde_db_dup_text (statement, 6);
  SondeSearchStep *step = sonde_search_step_new (sqlite3_column_int (statement, 1), text, url);
  int state = sqlite3_column_int (statement, 2);

  sonde_search_step_finish (step,
                            state == SONDE_STEP_DONE ? SONDE_STEP_DONE : SONDE_STEP_FAILED,
                            (guint) MAX (sqlite3_column_int (statement, 3), 0),
                            detail);
  return step;
}

/** Reads the steps of a conversation; @messages and the steps are both in the order of the ids of the
 * messages. */
gboolean
sonde_history_read_steps (SondeHistory *self, gint64 conversation, GPtrArray *messages, GError **error)
{
  GError *failure = NULL;
  guint i = 0;
  sqlite3_stmt *statement
    = sonde_db_query (self->db,
                      error,
                      "SELECT message, kind, search_step.state, count, text, url, detail "
                      "FROM message JOIN search_step ON message.id = message "
                      "WHERE conversation = ? AND message > 0 "
                      "ORDER BY message, seq",
                      "l",
                      conversation);

  if (statement == NULL)
    return FALSE;
  while (sonde_db_step (self->db, statement, &failure))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);
      SondeMessageRecord *record = g_ptr_array_index (messages, i);

      while (record->id < id && i + 1 < messages->len)
        record = g_ptr_array_index (messages, ++i);
      if (record->steps == NULL)
        record->steps = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (record->steps, read_step (statement));
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/** Reads the steps of one message. */
gboolean
sonde_history_read_own_steps (SondeHistory *self, SondeMessageRecord *record, GError **error)
{
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "SELECT message, kind, state, count, text, url, detail "
                                            "FROM search_step WHERE message = ? ORDER BY seq",
                                            "l",
                                            record->id);

  if (statement == NULL)
    return FALSE;
  while (sonde_db_step (self->db, statement, &failure))
    {
      if (record->steps == NULL)
        record->steps = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (record->steps, read_step (statement));
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
