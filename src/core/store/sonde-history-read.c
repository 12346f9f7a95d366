/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

#include "sonde-error.h"
#include "sonde-text.h"

/** Sets @error to SONDE_ERROR_NOT_FOUND; gives FALSE. */
gboolean
sonde_history_fail_not_found (GError **error, const char *what, gint64 id)
{
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_NOT_FOUND, "No %s %" G_GINT64_FORMAT, what, id));
  return FALSE;
}

static gint64
read_count (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) != SQLITE_NULL ? sqlite3_column_int64 (statement, column)
                                                                : -1;
}

/* NULL when nothing at all is known. */
static SondeUsage *
read_usage (sqlite3_stmt *statement, int i)
{
  g_autoptr (SondeUsage) usage = sonde_usage_new ();
  gboolean known = FALSE;

  for (int column = i; column < i + 7; column++)
    known = known || sqlite3_column_type (statement, column) != SQLITE_NULL;
  usage->prompt_tokens = read_count (statement, i++);
  usage->completion_tokens = read_count (statement, i++);
  usage->total_tokens = read_count (statement, i++);
  usage->cache_hit_tokens = read_count (statement, i++);
  usage->cache_miss_tokens = read_count (statement, i++);
  usage->reasoning_tokens = read_count (statement, i++);
  usage->json = sonde_db_dup_text (statement, i++);
  return known ? g_steal_pointer (&usage) : NULL;
}

static SondeMessageRecord *
read_message (sqlite3_stmt *statement)
{
  SondeMessageRecord *record = g_new0 (SondeMessageRecord, 1);
  int i = 0;

  record->content = sonde_db_dup_text (statement, i++);
  record->reasoning = sonde_db_dup_text (statement, i++);
  record->state = sonde_history_read_enum (
    statement, i++, SONDE_STATE_COMPLETE, SONDE_STATE_FAILED, SONDE_STATE_INTERRUPTED);
  record->writer = sonde_db_dup_text (statement, i++);
  record->mode = sonde_history_read_enum (statement, i++, SONDE_MODE_CHAT, SONDE_MODE_ALL, SONDE_MODE_CHAT);
  record->provider = sonde_db_dup_text (statement, i++);
  record->model = sonde_db_dup_text (statement, i++);
  record->created = sqlite3_column_int64 (statement, i++);
  record->finished = sqlite3_column_int64 (statement, i++);
  record->thinking_ms = sqlite3_column_int64 (statement, i++);
  record->finish_reason = sonde_db_dup_text (statement, i++);
  record->usage = read_usage (statement, i);
  i += 7;
  record->raw = sonde_db_dup_text (statement, i++);
  record->tool_call_id = sonde_db_dup_text (statement, i++);
  record->error_nick = sonde_db_dup_text (statement, i++);
  record->error_http = sqlite3_column_int (statement, i++);
  record->error_words = sonde_db_dup_text (statement, i++);
  record->search_query = sonde_db_dup_text (statement, i++);
  record->left_out = sqlite3_column_int (statement, i++);
  record->first_token = sqlite3_column_int64 (statement, i++);
  record->id = sqlite3_column_int64 (statement, i++);
  record->conversation = sqlite3_column_int64 (statement, i++);
  record->parent = sqlite3_column_int64 (statement, i++);
  record->chosen_child = sqlite3_column_int64 (statement, i++);
  record->role = sonde_history_read_enum (statement, i++, SONDE_ROLE_USER, SONDE_ROLE_TOOL, SONDE_ROLE_TOOL);
  return record;
}

static void
append_column (GString *text, sqlite3_stmt *statement, int column)
{
  const char *bytes = (const char *) sqlite3_column_text (statement, column);

  if (bytes != NULL)
    g_string_append_len (text, bytes, sqlite3_column_bytes (statement, column));
}

static void
replace_text (char **place, GString *text)
{
  g_free (*place);
  *place = sonde_text_dup_valid (text->str, text->len);
}

/* Adds what is still in chunks to the texts of an answer. */
gboolean
sonde_history_read_chunks (
  SondeHistory *self, gint64 message, char **content, char **reasoning, GError **error)
{
  g_autoptr (GString) whole_content = g_string_new (*content);
  g_autoptr (GString) whole_reasoning = g_string_new (*reasoning);
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "SELECT content, reasoning FROM chunk WHERE message = ? "
                                            "ORDER BY seq",
                                            "l",
                                            message);

  if (statement == NULL)
    return FALSE;
  while (sonde_db_step (self->db, statement, &failure))
    {
      append_column (whole_content, statement, 0);
      append_column (whole_reasoning, statement, 1);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  replace_text (content, whole_content);
  replace_text (reasoning, whole_reasoning);
  return TRUE;
}

/* What belongs to messages, each a row of its own */

static gpointer
read_source (sqlite3_stmt *statement)
{
  g_autofree char *title = sonde_db_dup_text (statement, 2);
  g_autofree char *url = sonde_db_dup_text (statement, 3);
  g_autofree char *date = sonde_db_dup_text (statement, 4);
  g_autofree char *text = sonde_db_dup_text (statement, 5);

  return sonde_source_new (sqlite3_column_int (statement, 1), title, url != NULL ? url : "", date, text);
}

typedef struct
{
  const char *of_conversation; /* in the order of the ids of the messages, which are the first column */
  const char *of_message;
  gsize place; /* in the record, of an array of objects */
  gpointer (*read) (sqlite3_stmt *statement);
} Belongings;

#define SOURCE "message, number, title, url, date, text "
#define STEP   "message, kind, search_step.state, count, text, url, detail "

static const Belongings belongings[] = {
  { "SELECT " SOURCE "FROM message JOIN source ON message.id = source.message "
    "WHERE conversation = ? AND message > 0 ORDER BY message, seq",
    "SELECT " SOURCE "FROM source WHERE message = ? ORDER BY seq",
    offsetof (SondeMessageRecord, sources),
    read_source },
  { "SELECT " STEP "FROM message JOIN search_step ON message.id = message "
    "WHERE conversation = ? AND message > 0 ORDER BY message, seq",
    "SELECT " STEP "FROM search_step WHERE message = ? ORDER BY seq",
    offsetof (SondeMessageRecord, steps),
    sonde_history_read_step },
};

static void
add_belonging (SondeMessageRecord *record, const Belongings *kind, sqlite3_stmt *statement)
{
  GPtrArray **array = G_STRUCT_MEMBER_P (record, kind->place);

  if (*array == NULL)
    *array = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (*array, kind->read (statement));
}

/* For @n records in the order of their ids. */
static gboolean
read_kind (SondeHistory *self,
           const Belongings *kind,
           const char *sql,
           gint64 id,
           SondeMessageRecord **records,
           guint n,
           GError **error)
{
  GError *failure = NULL;
  guint i = 0;
  sqlite3_stmt *statement = sonde_db_query (self->db, error, sql, "l", id);

  if (statement == NULL)
    return FALSE;
  while (sonde_db_step (self->db, statement, &failure))
    {
      while (records[i]->id < sqlite3_column_int64 (statement, 0) && i + 1 < n)
        i++;
      add_belonging (records[i], kind, statement);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
read_belongings (SondeHistory *self, gint64 conversation, GPtrArray *messages, GError **error)
{
  gboolean success = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (belongings) && success && messages->len > 0; i++)
    success = read_kind (self,
                         &belongings[i],
                         belongings[i].of_conversation,
                         conversation,
                         (SondeMessageRecord **) messages->pdata,
                         messages->len,
                         error);
  return success;
}

static gboolean
read_own_belongings (SondeHistory *self, SondeMessageRecord *record, GError **error)
{
  gboolean success = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (belongings) && success; i++)
    success = read_kind (self, &belongings[i], belongings[i].of_message, record->id, &record, 1, error);
  return success;
}

/* Messages */

/** An id is never 0 or less here: 0 stands for the root of the tree, below which a message 0 would hang
 * itself. */
GPtrArray *
sonde_history_read_messages (SondeHistory *self, gint64 conversation, GError **error)
{
  g_autoptr (GPtrArray) messages
    = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_message_record_free);
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "SELECT " SONDE_MESSAGE_BODY ", id, conversation, parent, "
                                            "chosen_child, role FROM message WHERE conversation = ? "
                                            "AND id > 0 ORDER BY id",
                                            "l",
                                            conversation);

  if (statement == NULL)
    return NULL;
  while (sonde_db_step (self->db, statement, &failure))
    g_ptr_array_add (messages, read_message (statement));
  for (guint i = 0; i < messages->len && failure == NULL; i++)
    {
      SondeMessageRecord *record = g_ptr_array_index (messages, i);

      if (record->state == SONDE_STATE_STREAMING)
        sonde_history_read_chunks (self, record->id, &record->content, &record->reasoning, &failure);
    }
  if (failure == NULL && read_belongings (self, conversation, messages, &failure))
    return g_steal_pointer (&messages);
  g_propagate_error (error, failure);
  return NULL;
}

/** One message with its sources; NULL without an error when it is not there. */
SondeMessageRecord *
sonde_history_read_message (SondeHistory *self, gint64 id, GError **error)
{
  g_autoptr (SondeMessageRecord) record = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "SELECT " SONDE_MESSAGE_BODY ", id, conversation, parent, "
                                            "chosen_child, role FROM message WHERE id = ?",
                                            "l",
                                            id);

  if (statement == NULL || !sonde_db_step (self->db, statement, error))
    return NULL;
  record = read_message (statement);
  sqlite3_reset (statement);
  if (record->state == SONDE_STATE_STREAMING
      && !sonde_history_read_chunks (self, id, &record->content, &record->reasoning, error))
    return NULL;
  return read_own_belongings (self, record, error) ? g_steal_pointer (&record) : NULL;
}

gboolean
sonde_history_changed_elsewhere (SondeHistory *self, gboolean *changed, GError **error)
{
  gint64 version;

  if (!sonde_db_get_int (self->db, &version, error, "PRAGMA data_version", ""))
    return FALSE;
  *changed = self->data_version != 0 && version != self->data_version;
  self->data_version = version;
  return TRUE;
}
