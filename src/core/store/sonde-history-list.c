/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Conversations without their messages, page by page. */

#include "sonde-history-private.h"

/* A page begins behind a place in the order and not at a number, so that what moves to the top meanwhile is
 * neither left out nor told twice. */
#define PAGE(where, order)                                                                                   \
  "SELECT " SONDE_CONVERSATION_COLUMNS                                                                       \
  ", (SELECT count(*) FROM message WHERE conversation = shown.id) FROM "                                     \
  "(SELECT * FROM conversation WHERE " where " ORDER BY " order " LIMIT ?4) AS shown ORDER BY " order

/* The first page and the one behind a place. */
#define PAGES(where, order, key)                                                                             \
  {                                                                                                          \
    PAGE (where, order), PAGE (where " AND " key, order),                                                    \
  }

#define SHOWN_ORDER "pinned DESC, updated DESC, id DESC"
#define SHOWN_KEY   "(pinned, updated, id) < (?1, ?2, ?3)"

#define DELETED_ORDER "deleted DESC, id DESC"
#define DELETED_KEY   "(deleted, id) < (?2, ?3)"

/* Each is answered from the index of its list: conversation_shown and so on. */
static const char *const pages[][2][2] = {
  [SONDE_SHELF_CURRENT] = {
    PAGES ("deleted IS NULL AND archived = 0", SHOWN_ORDER, SHOWN_KEY),
    PAGES ("deleted IS NULL AND archived = 0 AND folder IS NOT NULL AND folder = ?5", SHOWN_ORDER, SHOWN_KEY),
  },
  [SONDE_SHELF_ARCHIVED] = {
    PAGES ("deleted IS NULL AND archived = 1", SHOWN_ORDER, SHOWN_KEY),
    PAGES ("deleted IS NULL AND archived = 1 AND folder = ?5", SHOWN_ORDER, SHOWN_KEY),
  },
  [SONDE_SHELF_DELETED] = {
    PAGES ("deleted IS NOT NULL", DELETED_ORDER, DELETED_KEY),
    PAGES ("deleted IS NOT NULL AND folder = ?5", DELETED_ORDER, DELETED_KEY),
  },
};

/* A number of an enumeration of @first to @last; @fallback for one that this version does not know. */
int
sonde_history_read_enum (sqlite3_stmt *statement, int column, int first, int last, int fallback)
{
  gint64 value = sqlite3_column_int64 (statement, column);

  return value >= first && value <= last ? (int) value : fallback;
}

static double
read_real (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) != SQLITE_NULL ? sqlite3_column_double (statement, column)
                                                                : NAN;
}

/* Numbers that no version writes count as unset. */
static void
read_parameters (sqlite3_stmt *statement, int i, SondeParameters *parameters)
{
  parameters->temperature = read_real (statement, i++);
  parameters->top_p = read_real (statement, i++);
  parameters->presence_penalty = read_real (statement, i++);
  parameters->frequency_penalty = read_real (statement, i++);
  parameters->max_tokens = sqlite3_column_int64 (statement, i++);
  if (!sonde_parameters_valid (parameters))
    *parameters = (SondeParameters) SONDE_PARAMETERS_NONE;
}

/** Reads SONDE_CONVERSATION_COLUMNS and, behind them, the number of messages. */
SondeConversationRecord *
sonde_history_read_conversation (sqlite3_stmt *statement)
{
  SondeConversationRecord *record = g_new0 (SondeConversationRecord, 1);
  int i = 0;

  record->id = sqlite3_column_int64 (statement, i++);
  record->title = sonde_db_dup_text (statement, i++);
  record->title_typed = sqlite3_column_int (statement, i++);
  record->created = sqlite3_column_int64 (statement, i++);
  record->updated = sqlite3_column_int64 (statement, i++);
  record->pinned = sqlite3_column_int (statement, i++);
  record->folder = sonde_db_dup_text (statement, i++);
  record->provider = sonde_db_dup_text (statement, i++);
  record->mode = sonde_history_read_enum (statement, i++, SONDE_MODE_CHAT, SONDE_MODE_ALL, SONDE_MODE_CHAT);
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    record->models[slot] = sonde_db_dup_text (statement, i++);
  record->effort
    = sonde_history_read_enum (statement, i++, SONDE_EFFORT_DEFAULT, SONDE_EFFORT_MAX, SONDE_EFFORT_DEFAULT);
  record->system_prompt = sonde_db_dup_text (statement, i++);
  record->draft = sonde_db_dup_text (statement, i++);
  record->chosen_root = sqlite3_column_int64 (statement, i++);
  record->deleted = sqlite3_column_int64 (statement, i++);
  record->archived = sqlite3_column_int (statement, i++);
  record->unread = sqlite3_column_int (statement, i++);
  read_parameters (statement, i, &record->parameters);
  i += 5;
  record->n_messages = sqlite3_column_int (statement, i++);
  return record;
}

/** (element-type SondeConversationRecord) */
GPtrArray *
sonde_history_list (
  SondeHistory *self, const SondeListFilter *filter, const SondeListKey *after, guint limit, GError **error)
{
  static const SondeListKey none = { 0 };
  const SondeListKey *key = after != NULL ? after : &none;
  g_autoptr (GPtrArray) list
    = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_conversation_record_free);
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            pages[filter->shelf][filter->folder != NULL][after != NULL],
                                            filter->folder != NULL ? "illls" : "illl",
                                            (int) key->pinned,
                                            key->time,
                                            key->id,
                                            limit > 0 ? (gint64) limit : (gint64) -1,
                                            filter->folder);

  if (statement == NULL)
    return NULL;
  while (sonde_db_step (self->db, statement, &failure))
    g_ptr_array_add (list, sonde_history_read_conversation (statement));
  if (failure == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, failure);
  return NULL;
}
