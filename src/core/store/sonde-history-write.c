/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-history-private.h"

/* A message with a time this near is said now; an older one is imported. */
#define LIVE_US (60 * G_USEC_PER_SEC)

/* So many conversations are ended in one step: an answer that is to be saved waits no longer. */
#define PURGED_AT_ONCE 20

#define MESSAGE_BODY_MARKS "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

void
sonde_chunk_free (SondeChunk *chunk)
{
  g_free (chunk->content);
  g_free (chunk->reasoning);
  g_free (chunk);
}

static gboolean
changed_something (SondeHistory *self)
{
  return sqlite3_changes (self->db->handle) > 0;
}

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

/* Binds SONDE_MESSAGE_BODY, in its order. A streaming answer belongs to @writer. */
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
  bind_int (statement, i, record->left_out);
  bind_int (statement, i, record->first_token);
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
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "INSERT INTO message (" SONDE_MESSAGE_BODY
                                            ", conversation, parent, chosen_child, role) "
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

gboolean
sonde_history_delete_chunks (SondeHistory *self, gint64 message, GError **error)
{
  return sonde_db_run (self->db, error, "DELETE FROM chunk WHERE message = ?", "l", message);
}

/* For the index: what is whole now and was not, or was something else. */
static gboolean
note_change (SondeHistory *self, const SondeMessageRecord *record, GError **error)
{
  return record->state == SONDE_STATE_STREAMING
         || sonde_db_run (self->db,
                          error,
                          "INSERT INTO change (message) SELECT id FROM message WHERE id = ? "
                          "AND (state = 2 OR content <> ? OR reasoning <> ?)",
                          "lss",
                          record->id,
                          record->content != NULL ? record->content : "",
                          record->reasoning != NULL ? record->reasoning : "");
}

static gboolean
update_message (SondeHistory *self, const SondeMessageRecord *record, GError **error)
{
  int i = 0;
  sqlite3_stmt *statement
    = sonde_db_query (self->db,
                      error,
                      "UPDATE message SET (" SONDE_MESSAGE_BODY ") = (" MESSAGE_BODY_MARKS ") WHERE id = ?",
                      "");

  if (statement == NULL || !note_change (self, record, error))
    return FALSE;
  bind_message (statement, &i, record, self->writer);
  bind_int (statement, &i, record->id);
  return finish_statement (self, statement, error)
         && (changed_something (self) || sonde_history_fail_not_found (error, "message", record->id))
         && sonde_history_delete_chunks (self, record->id, error) && write_sources (self, record, error)
         && sonde_history_write_steps (self, record, error);
}

static void
bind_real (sqlite3_stmt *statement, int *i, double value)
{
  if (isnan (value))
    sqlite3_bind_null (statement, ++*i);
  else
    sqlite3_bind_double (statement, ++*i, value);
}

static void
bind_parameters (sqlite3_stmt *statement, int *i, const SondeParameters *parameters)
{
  bind_real (statement, i, parameters->temperature);
  bind_real (statement, i, parameters->top_p);
  bind_real (statement, i, parameters->presence_penalty);
  bind_real (statement, i, parameters->frequency_penalty);
  bind_count (statement, i, parameters->max_tokens > 0 ? parameters->max_tokens : -1);
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
                          "chosen_root = ?, created = ?, archived = ?, unread = ?, temperature = ?, "
                          "top_p = ?, presence_penalty = ?, frequency_penalty = ?, max_tokens = ? "
                          "WHERE id = ?",
                          "")
        : sonde_db_query (self->db,
                          error,
                          "INSERT INTO conversation (title, title_typed, updated, pinned, folder, provider, "
                          "mode, model_chat, model_reasoning, model_search, effort, system_prompt, draft, "
                          "chosen_root, created, archived, unread, temperature, top_p, presence_penalty, "
                          "frequency_penalty, max_tokens) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                          "?, ?, ?, ?, ?, ?, ?, ?)",
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
  bind_int (statement, &i, record->archived);
  bind_int (statement, &i, record->unread);
  bind_parameters (statement, &i, &record->parameters);
  if (record->id != 0)
    bind_int (statement, &i, record->id);
  return finish_statement (self, statement, error);
}

/* Whoever names a folder (an import, the command line) makes it. */
static gboolean
ensure_folder (SondeHistory *self, const char *name, GError **error)
{
  return name == NULL || *name == '\0'
         || sonde_db_run (self->db,
                          error,
                          "INSERT INTO folder (name, position) "
                          "SELECT ?1, 1 + coalesce((SELECT max(position) FROM folder), 0) "
                          "WHERE NOT EXISTS (SELECT 1 FROM folder WHERE name = ?1)",
                          "s",
                          name);
}

/* For the index: a title that is another one now. */
static gboolean
note_title (SondeHistory *self, const SondeConversationRecord *record, GError **error)
{
  return record->id == 0
         || sonde_db_run (
           self->db,
           error,
           "INSERT INTO change (conversation) SELECT id FROM conversation WHERE id = ? AND title <> ?",
           "ls",
           record->id,
           record->title != NULL ? record->title : "");
}

/* A record with id 0 is inserted and gets its id. */
static gboolean
put_conversation (SondeHistory *self, SondeConversationRecord *record, GError **error)
{
  if (!note_title (self, record, error))
    return FALSE;
  if (!write_conversation (self, record, error))
    return FALSE;
  if (!changed_something (self))
    return sonde_history_fail_not_found (error, "conversation", record->id);
  if (record->id == 0)
    record->id = sqlite3_last_insert_rowid (self->db->handle);
  return ensure_folder (self, record->folder, error);
}

gboolean
sonde_history_save_conversation (SondeHistory *self, SondeConversationRecord *record, GError **error)
{
  return sonde_db_begin (self->db, FALSE, error)
         && sonde_db_end (self->db, put_conversation (self, record, error), error);
}

static gboolean
put_message (SondeHistory *self, SondeMessageRecord *record, GError **error)
{
  return insert_message (self, record, error) && write_sources (self, record, error)
         && (record->steps == NULL || sonde_history_write_steps (self, record, error))
         && write_choice (self, record->conversation, record->parent, record->id, error)
         && touch_conversation (self, record, error);
}

gboolean
sonde_history_add_message (SondeHistory *self, SondeMessageRecord *record, gboolean durable, GError **error)
{
  return sonde_db_begin (self->db, durable, error)
         && sonde_db_end (self->db, put_message (self, record, error), error);
}

gboolean
sonde_history_add_conversation (SondeHistory *self,
                                SondeConversationRecord *conversation,
                                SondeMessageRecord *message,
                                GError **error)
{
  gboolean success;

  if (!sonde_db_begin (self->db, TRUE, error))
    return FALSE;
  success = put_conversation (self, conversation, error);
  message->conversation = conversation->id;
  return sonde_db_end (self->db, success && put_message (self, message, error), error);
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
            && (changed_something (self) || sonde_history_fail_not_found (error, "conversation", id));
  return sonde_db_end (self->db, success, error);
}

/* What the index is to forget, see sonde_index_step(): of each of its parts the first message tells whether
 * it knows any.
 */
#define EACH_PART "message.id >> " G_STRINGIFY (SONDE_PART_BITS)
#define NOTE_FORGOTTEN                                                                                       \
  "INSERT INTO change (message, conversation) SELECT min(message.id), conversation.id FROM conversation "    \
  "LEFT JOIN message ON message.conversation = conversation.id WHERE conversation.id IN (%s) "               \
  "GROUP BY conversation.id, " EACH_PART

/* Ends those for good whose ids the query @which gives, which has the two parameters. */
static gboolean
purge (SondeHistory *self, const char *which, gint64 first, gint64 second, GError **error)
{
  g_autofree char *note = g_strdup_printf (NOTE_FORGOTTEN, which);
  g_autofree char *delete = g_strdup_printf ("DELETE FROM conversation WHERE id IN (%s)", which);

  return sonde_db_run (self->db, error, note, "ll", first, second)
         && sonde_db_run (self->db, error, delete, "ll", first, second);
}

/** Ends some of those deleted before @before for good; @more: (out): whether there may be more. */
gboolean
sonde_history_purge (SondeHistory *self, gint64 before, gboolean *more, GError **error)
{
  gboolean success;

  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  success = purge (
    self, "SELECT id FROM conversation WHERE deleted < ? ORDER BY id LIMIT ?", before, PURGED_AT_ONCE, error);
  *more = success && changed_something (self);
  return sonde_db_end (self->db, success, error);
}

/** Ends one that is in the trash for good. */
gboolean
sonde_history_purge_conversation (SondeHistory *self, gint64 id, GError **error)
{
  gboolean success;

  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  success
    = purge (self, "SELECT id FROM conversation WHERE id = ? AND deleted IS NOT NULL LIMIT ?", id, 1, error)
      && (changed_something (self) || sonde_history_fail_not_found (error, "deleted conversation", id));
  return sonde_db_end (self->db, success, error);
}

gboolean
sonde_history_save_view (SondeHistory *self, gint64 id, const char *view, GError **error)
{
  if (!sonde_db_begin (self->db, FALSE, error))
    return FALSE;
  return sonde_db_end (
    self->db,
    sonde_db_run (self->db, error, "UPDATE conversation SET view = ? WHERE id = ?", "sl", view, id),
    error);
}

/* The messages that go with the message ?1 of the conversation ?2. */
#define SUBTREE                                                                                              \
  "WITH RECURSIVE tree (id) AS (SELECT ?1 UNION SELECT message.id FROM tree JOIN message "                   \
  "ON conversation = ?2 AND parent = tree.id) "

static gboolean
delete_subtree (SondeHistory *self, gint64 id, GError **error)
{
  gint64 conversation;
  gint64 parent;

  return sonde_db_get_int (
           self->db, &conversation, error, "SELECT conversation FROM message WHERE id = ?", "l", id)
         && (conversation != 0 || sonde_history_fail_not_found (error, "message", id))
         && sonde_db_run (self->db,
                          error,
                          SUBTREE "INSERT INTO change (message) SELECT min(message.id) FROM tree "
                                  "JOIN message ON message.id = tree.id GROUP BY " EACH_PART,
                          "ll",
                          id,
                          conversation)
         && sonde_db_get_int (self->db, &parent, error, "SELECT parent FROM message WHERE id = ?", "l", id)
         && sonde_db_run (self->db,
                          error,
                          SUBTREE "DELETE FROM message WHERE id IN (SELECT id FROM tree)",
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

/** Within a transaction: the conversation alone, as it is in @record, which gets its id. */
gboolean
sonde_history_insert_conversation (SondeHistory *self, SondeConversationRecord *record, GError **error)
{
  return put_conversation (self, record, error);
}

/** Within a transaction: a message as it is in @record, which gets its id; no choice changes and no time. */
gboolean
sonde_history_insert_message (SondeHistory *self, SondeMessageRecord *record, GError **error)
{
  return insert_message (self, record, error)
         && (record->sources == NULL || record->sources->len == 0 || write_sources (self, record, error))
         && (record->steps == NULL || sonde_history_write_steps (self, record, error));
}
