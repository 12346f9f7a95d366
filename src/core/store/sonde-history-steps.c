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

/** Reads "message, kind, state, count, text, url, detail". What still ran when it was stored has been cut
 * short. */
gpointer
sonde_history_read_step (sqlite3_stmt *statement)
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
