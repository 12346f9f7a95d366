/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* The tables of which the index is made. */

#include "sonde-history-private.h"
#include "sonde-index-private.h"

sqlite3_stmt *
sonde_index_query_part (SondeDb *db, GError **error, const char *sql, gint64 number)
{
  g_autofree char *table = g_strdup_printf ("message_text_%" G_GINT64_FORMAT, number);
  g_autoptr (GString) text = g_string_new (sql);

  g_string_replace (text, "@", table, 0);
  return sonde_db_query (db, error, text->str, "");
}

GArray *
sonde_index_list_parts (SondeDb *db, GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (gint64));
  GError *failure = NULL;
  sqlite3_stmt *rows = sonde_db_query (db, &failure, "SELECT number FROM part ORDER BY number DESC", "");

  while (rows != NULL && sonde_db_step (db, rows, &failure))
    {
      gint64 number = sqlite3_column_int64 (rows, 0);

      g_array_append_val (parts, number);
    }
  if (failure == NULL)
    return g_steal_pointer (&parts);
  g_propagate_error (error, failure);
  return NULL;
}

gboolean
sonde_index_add_part (SondeDb *db, gint64 number, GError **error)
{
  gint64 exists;

  if (!sonde_db_get_int (db, &exists, error, "SELECT 1 FROM part WHERE number = ?", "l", number))
    return FALSE;
  return exists
         || (sonde_db_run_statement (
               db,
               sonde_index_query_part (db,
                                       error,
                                       "CREATE VIRTUAL TABLE @ USING fts5 (content, reasoning, model, mode, "
                                       "content = '', tokenize = 'sonde', prefix = '2 3')",
                                       number),
               error)
             && sonde_db_run (db, error, "INSERT INTO part (number) VALUES (?)", "l", number));
}

gboolean
sonde_index_clear_part (SondeDb *db, gint64 number, GError **error)
{
  gint64 first = number << SONDE_PART_BITS;
  gint64 last = ((number + 1) << SONDE_PART_BITS) - 1;

  return sonde_db_run_statement (
           db, sonde_index_query_part (db, error, "INSERT INTO @ (@) VALUES ('delete-all')", number), error)
         && sonde_db_run (db, error, "DELETE FROM skipped WHERE message BETWEEN ? AND ?", "ll", first, last)
         && sonde_db_run (
           db, error, "DELETE FROM generation WHERE message BETWEEN ? AND ?", "ll", first, last);
}
