/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

static gboolean
interrupt_message (SondeHistory *self, gint64 id, GError **error)
{
  g_autofree char *content = NULL;
  g_autofree char *reasoning = NULL;
  sqlite3_stmt *statement
    = sonde_db_query (self->db, error, "SELECT content, reasoning FROM message WHERE id = ?", "l", id);

  if (statement == NULL || !sonde_db_step (self->db, statement, error))
    return FALSE;
  content = sonde_db_dup_text (statement, 0);
  reasoning = sonde_db_dup_text (statement, 1);
  sqlite3_reset (statement);
  return sonde_history_read_chunks (self, id, &content, &reasoning, error)
         && sonde_db_run (self->db,
                          error,
                          "UPDATE message SET content = ?, reasoning = ?, state = ?, writer = NULL "
                          "WHERE id = ?",
                          "ssil",
                          content,
                          reasoning,
                          (int) SONDE_STATE_INTERRUPTED,
                          id)
         && sonde_history_delete_chunks (self, id, error)
         && sonde_db_run (self->db, error, "INSERT INTO change (message) VALUES (?)", "l", id);
}

static gboolean
interrupt_writer (SondeHistory *self, const char *writer, GError **error)
{
  gboolean success = TRUE;
  gint64 id = 0;

  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  while (success)
    {
      success = sonde_db_get_int (
        self->db, &id, error, "SELECT id FROM message WHERE state = 2 AND writer IS ? LIMIT 1", "s", writer);
      if (!success || id == 0)
        break;
      success = interrupt_message (self, id, error);
    }
  return sonde_db_end (self->db, success, error);
}

static GPtrArray *
list_streaming_writers (SondeHistory *self, GError **error)
{
  g_autoptr (GPtrArray) writers = g_ptr_array_new_with_free_func (g_free);
  GError *failure = NULL;
  sqlite3_stmt *statement
    = sonde_db_query (self->db, error, "SELECT DISTINCT writer FROM message WHERE state = 2", "");

  if (statement == NULL)
    return NULL;
  while (sonde_db_step (self->db, statement, &failure))
    g_ptr_array_add (writers, sonde_db_dup_text (statement, 0));
  if (failure == NULL)
    return g_steal_pointer (&writers);
  g_propagate_error (error, failure);
  return NULL;
}

static gboolean
is_living (SondeHistory *self, const char *writer)
{
  return g_strcmp0 (writer, self->writer) == 0
         || (writer != NULL && self->writers != NULL && sonde_writers_is_living (self->writers, writer));
}

gboolean
sonde_history_interrupt_orphans (SondeHistory *self, GError **error)
{
  g_autoptr (GPtrArray) writers = list_streaming_writers (self, error);

  if (writers == NULL)
    return FALSE;
  for (guint i = 0; i < writers->len; i++)
    {
      const char *writer = g_ptr_array_index (writers, i);

      if (!is_living (self, writer) && !interrupt_writer (self, writer, error))
        return FALSE;
    }
  return TRUE;
}
