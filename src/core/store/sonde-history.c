/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

#include <string.h>

#include "sonde-error.h"
#include "sonde-fold-private.h"
#include "sonde-text.h"

/* A message with a time this near is said now; an older one is imported. */
#define LIVE_US (60 * G_USEC_PER_SEC)

#define CONVERSATION_COLUMNS                                                                                 \
  "id, title, title_typed, created, updated, pinned, folder, provider, mode, model_chat, model_reasoning, "  \
  "model_search, effort, system_prompt, draft, chosen_root"
#define MESSAGE_BODY                                                                                         \
  "content, reasoning, state, writer, mode, provider, model, created, finished, thinking_ms, "               \
  "finish_reason, prompt_tokens, completion_tokens, total_tokens, cache_hit_tokens, cache_miss_tokens, "     \
  "reasoning_tokens, usage, raw, tool_call_id, error_nick, error_http, error_words, search_query"
#define MESSAGE_BODY_MARKS "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

void
sonde_chunk_free (SondeChunk *chunk)
{
  g_free (chunk->content);
  g_free (chunk->reasoning);
  g_free (chunk);
}

static gboolean
fail_not_found (GError **error, const char *what, gint64 id)
{
  g_propagate_error (error, sonde_error_new (SONDE_ERROR_NOT_FOUND, "No %s %" G_GINT64_FORMAT, what, id));
  return FALSE;
}

static gboolean
changed_something (SondeHistory *self)
{
  return sqlite3_changes (self->db->handle) > 0;
}

/* Reading */

static SondeConversationRecord *
read_conversation (sqlite3_stmt *statement)
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
  record->mode = sqlite3_column_int (statement, i++);
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    record->models[slot] = sonde_db_dup_text (statement, i++);
  record->effort = sqlite3_column_int (statement, i++);
  record->system_prompt = sonde_db_dup_text (statement, i++);
  record->draft = sonde_db_dup_text (statement, i++);
  record->chosen_root = sqlite3_column_int64 (statement, i++);
  record->n_messages = sqlite3_column_int (statement, i++);
  return record;
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
  record->state = sqlite3_column_int (statement, i++);
  record->writer = sonde_db_dup_text (statement, i++);
  record->mode = sqlite3_column_int (statement, i++);
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
  record->id = sqlite3_column_int64 (statement, i++);
  record->conversation = sqlite3_column_int64 (statement, i++);
  record->parent = sqlite3_column_int64 (statement, i++);
  record->chosen_child = sqlite3_column_int64 (statement, i++);
  record->role = sqlite3_column_int (statement, i++);
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
static gboolean
read_chunks (SondeHistory *self, gint64 message, char **content, char **reasoning, GError **error)
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

static SondeSource *
read_source (sqlite3_stmt *statement)
{
  g_autofree char *title = sonde_db_dup_text (statement, 2);
  g_autofree char *url = sonde_db_dup_text (statement, 3);
  g_autofree char *date = sonde_db_dup_text (statement, 4);
  g_autofree char *text = sonde_db_dup_text (statement, 5);

  return sonde_source_new (sqlite3_column_int (statement, 1), title, url != NULL ? url : "", date, text);
}

/* @messages and the sources are both in the order of the ids of the messages. */
static gboolean
read_sources (SondeHistory *self, gint64 conversation, GPtrArray *messages, GError **error)
{
  GError *failure = NULL;
  guint i = 0;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "SELECT message, number, title, url, date, text "
                                            "FROM message JOIN source ON message.id = source.message "
                                            "WHERE conversation = ? ORDER BY message, seq",
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
      if (record->sources == NULL)
        record->sources = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (record->sources, read_source (statement));
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static GPtrArray *
read_messages (SondeHistory *self, gint64 conversation, GError **error)
{
  g_autoptr (GPtrArray) messages
    = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_message_record_free);
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "SELECT " MESSAGE_BODY ", id, conversation, parent, "
                                            "chosen_child, role FROM message WHERE conversation = ? "
                                            "ORDER BY id",
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
        read_chunks (self, record->id, &record->content, &record->reasoning, &failure);
    }
  if (failure == NULL && (messages->len == 0 || read_sources (self, conversation, messages, &failure)))
    return g_steal_pointer (&messages);
  g_propagate_error (error, failure);
  return NULL;
}

static gboolean
load (SondeHistory *self, gint64 id, SondeConversationRecord **record, GError **error)
{
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "SELECT " CONVERSATION_COLUMNS ", 0 FROM conversation "
                                            "WHERE id = ? AND deleted IS NULL",
                                            "l",
                                            id);

  if (statement == NULL)
    return FALSE;
  if (!sonde_db_step (self->db, statement, &failure))
    {
      if (failure == NULL)
        return fail_not_found (error, "conversation", id);
      g_propagate_error (error, failure);
      return FALSE;
    }
  *record = read_conversation (statement);
  sqlite3_reset (statement);
  (*record)->messages = read_messages (self, id, error);
  (*record)->n_messages = (*record)->messages != NULL ? (*record)->messages->len : 0;
  return (*record)->messages != NULL;
}

/* Writing */

static void
bind_text (sqlite3_stmt *statement, int *i, const char *text)
{
  sqlite3_bind_text (statement, ++*i, text, -1, SQLITE_STATIC);
}

static void
bind_int (sqlite3_stmt *statement, int *i, gint64 value)
{
  sqlite3_bind_int64 (statement, ++*i, value);
}

static void
bind_count (sqlite3_stmt *statement, int *i, gint64 count)
{
  if (count >= 0)
    sqlite3_bind_int64 (statement, ++*i, count);
  else
    sqlite3_bind_null (statement, ++*i);
}

static void
bind_usage (sqlite3_stmt *statement, int *i, const SondeUsage *usage)
{
  bind_count (statement, i, usage != NULL ? usage->prompt_tokens : -1);
  bind_count (statement, i, usage != NULL ? usage->completion_tokens : -1);
  bind_count (statement, i, usage != NULL ? usage->total_tokens : -1);
  bind_count (statement, i, usage != NULL ? usage->cache_hit_tokens : -1);
  bind_count (statement, i, usage != NULL ? usage->cache_miss_tokens : -1);
  bind_count (statement, i, usage != NULL ? usage->reasoning_tokens : -1);
  bind_text (statement, i, usage != NULL ? usage->json : NULL);
}

/* Binds MESSAGE_BODY, in its order. A streaming answer belongs to @writer. */
static void
bind_message (sqlite3_stmt *statement, int *i, const SondeMessageRecord *record, const char *writer)
{
  bind_text (statement, i, record->content != NULL ? record->content : "");
  bind_text (statement, i, record->reasoning != NULL ? record->reasoning : "");
  bind_int (statement, i, record->state);
  bind_text (statement, i, record->state == SONDE_STATE_STREAMING ? writer : NULL);
  bind_int (statement, i, record->mode);
  bind_text (statement, i, record->provider);
  bind_text (statement, i, record->model);
  bind_int (statement, i, record->created);
  bind_int (statement, i, record->finished);
  bind_int (statement, i, record->thinking_ms);
  bind_text (statement, i, record->finish_reason);
  bind_usage (statement, i, record->usage);
  bind_text (statement, i, record->raw);
  bind_text (statement, i, record->tool_call_id);
  bind_text (statement, i, record->error_nick);
  bind_int (statement, i, record->error_http);
  bind_text (statement, i, record->error_words);
  bind_text (statement, i, record->search_query);
}

static gboolean
finish_statement (SondeHistory *self, sqlite3_stmt *statement, GError **error)
{
  GError *failure = NULL;

  while (sonde_db_step (self->db, statement, &failure))
    ;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
write_sources (SondeHistory *self, const SondeMessageRecord *record, GError **error)
{
  if (!sonde_db_run (self->db, error, "DELETE FROM source WHERE message = ?", "l", record->id))
    return FALSE;
  for (guint i = 0; record->sources != NULL && i < record->sources->len; i++)
    {
      SondeSource *source = g_ptr_array_index (record->sources, i);

      if (!sonde_db_run (self->db,
                         error,
                         "INSERT INTO source (message, seq, number, title, url, date, text) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?)",
                         "liissss",
                         record->id,
                         (int) i,
                         (int) sonde_source_get_number (source),
                         sonde_source_get_title (source),
                         sonde_source_get_url (source),
                         sonde_source_get_date (source),
                         sonde_source_get_text (source)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_message (SondeHistory *self, SondeMessageRecord *record, GError **error)
{
  int i = 0;
  sqlite3_stmt *statement
    = sonde_db_query (self->db,
                      error,
                      "INSERT INTO message (" MESSAGE_BODY ", conversation, parent, chosen_child, role) "
                      "VALUES (" MESSAGE_BODY_MARKS ", ?, ?, ?, ?)",
                      "");

  if (statement == NULL)
    return FALSE;
  bind_message (statement, &i, record, self->writer);
  bind_int (statement, &i, record->conversation);
  if (record->parent != 0)
    bind_int (statement, &i, record->parent);
  else
    i++;
  if (record->chosen_child != 0)
    bind_int (statement, &i, record->chosen_child);
  else
    i++;
  bind_int (statement, &i, record->role);
  if (!finish_statement (self, statement, error))
    return FALSE;
  record->id = sqlite3_last_insert_rowid (self->db->handle);
  return TRUE;
}

static gboolean
write_choice (SondeHistory *self, gint64 conversation, gint64 parent, gint64 child, GError **error)
{
  if (parent != 0)
    return sonde_db_run (self->db,
                         error,
                         "UPDATE message SET chosen_child = ? WHERE id = ? AND conversation = ?",
                         "nll",
                         child,
                         parent,
                         conversation);
  return sonde_db_run (
    self->db, error, "UPDATE conversation SET chosen_root = ? WHERE id = ?", "nl", child, conversation);
}

/* What was said now comes first in the list, whatever the clock does. */
static gboolean
touch_conversation (SondeHistory *self, const SondeMessageRecord *record, GError **error)
{
  if (ABS (g_get_real_time () - record->created) < LIVE_US)
    return sonde_db_run (self->db,
                         error,
                         "UPDATE conversation SET updated = max(?, 1 + (SELECT max(updated) FROM "
                         "conversation)) WHERE id = ?",
                         "ll",
                         record->created,
                         record->conversation);
  return sonde_db_run (self->db,
                       error,
                       "UPDATE conversation SET updated = max(updated, ?) WHERE id = ?",
                       "ll",
                       record->created,
                       record->conversation);
}

static gboolean
insert_chunk (SondeHistory *self, const SondeChunk *chunk, GError **error)
{
  return sonde_db_run (self->db,
                       error,
                       "INSERT INTO chunk (message, seq, content, reasoning) "
                       "SELECT id, (SELECT 1 + coalesce(max(seq), 0) FROM chunk WHERE message = ?1), ?2, ?3 "
                       "FROM message WHERE id = ?1 AND state = 2",
                       "lss",
                       chunk->message,
                       chunk->content,
                       chunk->reasoning);
}

static gboolean
delete_chunks (SondeHistory *self, gint64 message, GError **error)
{
  return sonde_db_run (self->db, error, "DELETE FROM chunk WHERE message = ?", "l", message);
}

static gboolean
update_message (SondeHistory *self, const SondeMessageRecord *record, GError **error)
{
  int i = 0;
  sqlite3_stmt *statement = sonde_db_query (
    self->db, error, "UPDATE message SET (" MESSAGE_BODY ") = (" MESSAGE_BODY_MARKS ") WHERE id = ?", "");

  if (statement == NULL)
    return FALSE;
  bind_message (statement, &i, record, self->writer);
  bind_int (statement, &i, record->id);
  return finish_statement (self, statement, error)
         && (changed_something (self) || fail_not_found (error, "message", record->id))
         && delete_chunks (self, record->id, error) && write_sources (self, record, error);
}

/* Interruption */

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
  return read_chunks (self, id, &content, &reasoning, error)
         && sonde_db_run (self->db,
                          error,
                          "UPDATE message SET content = ?, reasoning = ?, state = ?, writer = NULL "
                          "WHERE id = ?",
                          "ssil",
                          content,
                          reasoning,
                          (int) SONDE_STATE_INTERRUPTED,
                          id)
         && delete_chunks (self, id, error);
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

/* Jobs */

/** (element-type SondeConversationRecord) */
GPtrArray *
sonde_history_list (SondeHistory *self, const char *query, guint offset, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list
    = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_conversation_record_free);
  g_autofree char *folded = query != NULL && *query != '\0' ? sonde_fold (query, -1) : NULL;
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (
    self->db,
    error,
    "SELECT " CONVERSATION_COLUMNS ", (SELECT count(*) FROM message WHERE conversation = shown.id) FROM "
    "(SELECT * FROM conversation WHERE deleted IS NULL AND (?1 IS NULL "
    "OR instr(fold(title), ?1) > 0 OR EXISTS (SELECT 1 FROM message WHERE "
    "conversation = conversation.id AND role < 3 AND instr(fold(content), ?1) > 0)) "
    "ORDER BY pinned DESC, updated DESC, id DESC LIMIT ?2 OFFSET ?3) AS shown "
    "ORDER BY pinned DESC, updated DESC, id DESC",
    "sll",
    folded,
    limit > 0 ? (gint64) limit : (gint64) -1,
    (gint64) offset);

  if (statement == NULL)
    return NULL;
  while (sonde_db_step (self->db, statement, &failure))
    g_ptr_array_add (list, read_conversation (statement));
  if (failure == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, failure);
  return NULL;
}

SondeConversationRecord *
sonde_history_load (SondeHistory *self, gint64 id, GError **error)
{
  g_autoptr (SondeConversationRecord) record = NULL;
  g_autoptr (GError) unimportant = NULL;
  gboolean success;

  /* The command line may have died while the window is open. */
  if (!sonde_history_interrupt_orphans (self, &unimportant))
    g_debug ("%s", unimportant->message);
  /* One transaction, so that what another process writes meanwhile is seen whole or not at all. */
  if (!sonde_db_run (self->db, error, "BEGIN", ""))
    return NULL;
  success = load (self, id, &record, error);
  if (!sonde_db_end (self->db, success, error))
    return NULL;
  return g_steal_pointer (&record);
}

static gboolean
write_conversation (SondeHistory *self, const SondeConversationRecord *record, GError **error)
{
  gint64 updated = record->updated != 0 ? record->updated : record->created;
  sqlite3_stmt *statement
    = record->id != 0
        ? sonde_db_query (self->db,
                          error,
                          "UPDATE conversation SET title = ?, title_typed = ?, updated = max(updated, ?), "
                          "pinned = ?, folder = ?, provider = ?, mode = ?, model_chat = ?, "
                          "model_reasoning = ?, model_search = ?, effort = ?, system_prompt = ?, draft = ?, "
                          "chosen_root = ?, created = ? WHERE id = ?",
                          "")
        : sonde_db_query (self->db,
                          error,
                          "INSERT INTO conversation (title, title_typed, updated, pinned, folder, provider, "
                          "mode, model_chat, model_reasoning, model_search, effort, system_prompt, draft, "
                          "chosen_root, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          "");
  int i = 0;

  if (statement == NULL)
    return FALSE;
  bind_text (statement, &i, record->title != NULL ? record->title : "");
  bind_int (statement, &i, record->title_typed);
  bind_int (statement, &i, updated);
  bind_int (statement, &i, record->pinned);
  bind_text (statement, &i, record->folder);
  bind_text (statement, &i, record->provider);
  bind_int (statement, &i, record->mode);
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    bind_text (statement, &i, record->models[slot]);
  bind_int (statement, &i, record->effort);
  bind_text (statement, &i, record->system_prompt);
  bind_text (statement, &i, record->draft);
  if (record->chosen_root != 0)
    bind_int (statement, &i, record->chosen_root);
  else
    i++;
  bind_int (statement, &i, record->created);
  if (record->id != 0)
    bind_int (statement, &i, record->id);
  return finish_statement (self, statement, error);
}

gboolean
sonde_history_save_conversation (SondeHistory *self, SondeConversationRecord *record, GError **error)
{
  gboolean success;

  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  success = write_conversation (self, record, error)
            && (changed_something (self) || fail_not_found (error, "conversation", record->id));
  if (success && record->id == 0)
    record->id = sqlite3_last_insert_rowid (self->db->handle);
  return sonde_db_end (self->db, success, error);
}

gboolean
sonde_history_add_message (SondeHistory *self, SondeMessageRecord *record, gboolean durable, GError **error)
{
  gboolean success;

  if (!sonde_db_begin (self->db, durable, error))
    return FALSE;
  success = insert_message (self, record, error) && write_sources (self, record, error)
            && write_choice (self, record->conversation, record->parent, record->id, error)
            && touch_conversation (self, record, error);
  return sonde_db_end (self->db, success, error);
}

/** @chunks: (element-type SondeChunk) */
gboolean
sonde_history_append (SondeHistory *self, GPtrArray *chunks, GError **error)
{
  gboolean success = TRUE;

  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  for (guint i = 0; i < chunks->len && success; i++)
    success = insert_chunk (self, g_ptr_array_index (chunks, i), error);
  return sonde_db_end (self->db, success, error);
}

/** A finished message is durable, like a question. */
gboolean
sonde_history_save_message (SondeHistory *self, SondeMessageRecord *record, GError **error)
{
  if (!sonde_db_begin (self->db, record->state != SONDE_STATE_STREAMING, error))
    return FALSE;
  return sonde_db_end (self->db, update_message (self, record, error), error);
}

gboolean
sonde_history_choose (SondeHistory *self, gint64 conversation, gint64 parent, gint64 child, GError **error)
{
  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  return sonde_db_end (self->db, write_choice (self, conversation, parent, child, error), error);
}

gboolean
sonde_history_delete_conversation (SondeHistory *self, gint64 id, gboolean deleted, GError **error)
{
  gboolean success;

  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  success = sonde_db_run (self->db,
                          error,
                          "UPDATE conversation SET deleted = ? WHERE id = ?",
                          "nl",
                          deleted ? g_get_real_time () : (gint64) 0,
                          id)
            && (changed_something (self) || fail_not_found (error, "conversation", id));
  return sonde_db_end (self->db, success, error);
}

gboolean
sonde_history_purge (SondeHistory *self, gint64 before, GError **error)
{
  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  return sonde_db_end (
    self->db,
    sonde_db_run (self->db, error, "DELETE FROM conversation WHERE deleted < ?", "l", before),
    error);
}

static gboolean
delete_subtree (SondeHistory *self, gint64 id, GError **error)
{
  gint64 conversation;
  gint64 parent;

  return sonde_db_get_int (
           self->db, &conversation, error, "SELECT conversation FROM message WHERE id = ?", "l", id)
         && (conversation != 0 || fail_not_found (error, "message", id))
         && sonde_db_get_int (self->db, &parent, error, "SELECT parent FROM message WHERE id = ?", "l", id)
         && sonde_db_run (self->db,
                          error,
                          "DELETE FROM message WHERE id IN (WITH RECURSIVE tree (id) AS (SELECT ?1 UNION "
                          "SELECT message.id FROM tree JOIN message ON conversation = ?2 "
                          "AND parent = tree.id) SELECT id FROM tree)",
                          "ll",
                          id,
                          conversation)
         && sonde_db_run (self->db,
                          error,
                          "UPDATE message SET chosen_child = (SELECT max(id) FROM message AS child "
                          "WHERE child.conversation = ?2 AND child.parent = ?1) "
                          "WHERE id = ?1 AND chosen_child = ?3",
                          "lll",
                          parent,
                          conversation,
                          id)
         && sonde_db_run (self->db,
                          error,
                          "UPDATE conversation SET chosen_root = (SELECT max(id) FROM message "
                          "WHERE conversation = ?1 AND parent IS NULL) WHERE id = ?1 AND chosen_root = ?2",
                          "ll",
                          conversation,
                          id);
}

gboolean
sonde_history_delete_message (SondeHistory *self, gint64 id, GError **error)
{
  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  return sonde_db_end (self->db, delete_subtree (self, id, error), error);
}

static gboolean
collect_hits (
  SondeHistory *self, GPtrArray *hits, const char *folded, sqlite3_stmt *statement, GError **error)
{
  GError *failure = NULL;

  if (statement == NULL)
    return FALSE;
  while (sonde_db_step (self->db, statement, &failure))
    {
      SondeSearchHit *hit = g_new0 (SondeSearchHit, 1);
      g_autofree char *text = sonde_db_dup_text (statement, 4);

      hit->conversation_id = sqlite3_column_int64 (statement, 0);
      hit->message_id = sqlite3_column_int64 (statement, 1);
      hit->role = sqlite3_column_int (statement, 2);
      hit->title = sonde_db_dup_text (statement, 3);
      hit->snippet = sonde_fold_snippet (text, folded);
      g_ptr_array_add (hits, hit);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/** (element-type SondeSearchHit): titles first, then messages, both newest first. */
GPtrArray *
sonde_history_search (SondeHistory *self, const char *query, guint limit, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_search_hit_free);
  g_autofree char *folded = sonde_fold (query, -1);
  gint64 most = limit > 0 ? limit : G_MAXINT64;
  sqlite3_stmt *statement;

  if (*folded == '\0')
    return g_steal_pointer (&hits);
  statement = sonde_db_query (self->db,
                              error,
                              "SELECT id, 0, 0, title, title FROM conversation WHERE deleted IS NULL "
                              "AND instr(fold(title), ?1) > 0 ORDER BY id DESC LIMIT ?2",
                              "sl",
                              folded,
                              most);
  if (!collect_hits (self, hits, folded, statement, error))
    return NULL;
  statement = sonde_db_query (self->db,
                              error,
                              "SELECT conversation, message.id, role, title, content FROM message "
                              "JOIN conversation ON conversation.id = conversation "
                              "WHERE deleted IS NULL AND role < 3 AND instr(fold(content), ?1) > 0 "
                              "ORDER BY message.id DESC LIMIT ?2",
                              "sl",
                              folded,
                              most - hits->len);
  if (!collect_hits (self, hits, folded, statement, error))
    return NULL;
  return g_steal_pointer (&hits);
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
