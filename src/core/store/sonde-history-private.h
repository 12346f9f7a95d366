/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-db-private.h"
#include "sonde-record-private.h"
#include "sonde-store.h"
#include "sonde-writers-private.h"

G_BEGIN_DECLS

/* The number in the file's header that says whose it is: "Sond". */
#define SONDE_HISTORY_APPLICATION_ID 0x536f6e64
/* Where the migrations lie among the resources. */
#define SONDE_HISTORY_MIGRATIONS "/io/github/sondechat/Sonde/store/migrations"

/* Messages whose ids are alike but for so many bits stand in one part of the index: what is deleted for good is noted once
 * for each part that knows of it. */
#define SONDE_PART_BITS 16

/* The columns of a message that change while it lives. */
#define SONDE_MESSAGE_BODY                                                                                         \
  "content, reasoning, state, writer, mode, provider, model, created, finished, thinking_ms, "               \
  "finish_reason, prompt_tokens, completion_tokens, total_tokens, cache_hit_tokens, cache_miss_tokens, "     \
  "reasoning_tokens, usage, raw, tool_call_id, error_nick, error_http, error_words, search_query, left_out, first_token"

/* A title stands on one line: nobody types a longer one, and laying one out takes time. */
#define SONDE_TITLE "substr(title, 1, 1000)"

/* The columns of a conversation in a list, before the number of its messages. */
#define SONDE_CONVERSATION_COLUMNS                                                                           \
  "id, " SONDE_TITLE                                                                                         \
  " AS title, title_typed, created, updated, pinned, folder, provider, mode, model_chat, model_reasoning, "  \
  "model_search, effort, system_prompt, draft, chosen_root, deleted, archived, unread, temperature, top_p, " \
  "presence_penalty, frequency_penalty, max_tokens"

/**
 * SondeHistory:
 *
 * The open history, for the thread of the database only. Functions that change something do it in one
 * transaction each.
 */
typedef struct
{
  SondeDb      *db;
  SondeWriters *writers; /* NULL when the history lives in memory */
  char         *writer;  /* the name of this one */
  gint64        data_version;
  char         *copied_aside;
  gint64        n_saved; /* conversations that were read out of it */
  GError       *problem; /* why the history lives in memory */
} SondeHistory;

typedef struct
{
  gint64  message;
  char   *content;
  char   *reasoning;
} SondeChunk;

void       sonde_chunk_free                   (SondeChunk  *chunk);

/* sonde-history-open.c */
gboolean   sonde_history_open                 (SondeHistory *self,
                                               const char   *data_dir,
                                               GError      **error);
void       sonde_history_close                (SondeHistory *self);
SondeDb   *sonde_history_open_for_reading     (const char   *path,
                                               GError      **error);

/* sonde-history-foreign.c */
gboolean   sonde_history_check_foreign        (const char   *path,
                                               GError      **error);

/* sonde-history-files.c */
gint64     sonde_history_get_size             (const char   *path,
                                               const char   *suffix);
char      *sonde_history_dup_stamped_name     (const char   *path,
                                               const char   *what);
gboolean   sonde_history_make_private_file    (const char   *path,
                                               GError      **error);
gboolean   sonde_history_make_private_files   (const char   *path,
                                               GError      **error);
char      *sonde_history_set_aside            (const char   *path,
                                               const char   *what,
                                               GError      **error);
void       sonde_history_put_back             (const char   *aside,
                                               const char   *path);

/* sonde-history-schema.c */
gboolean   sonde_history_migrate              (SondeDb      *db,
                                               const char   *migrations,
                                               const char   *path,
                                               GError      **error);
gboolean   sonde_history_check_header         (SondeDb      *db,
                                               GError      **error);
gboolean   sonde_history_check_pages          (SondeDb      *db,
                                               GError      **error);
gboolean   sonde_history_check_schema         (SondeDb      *db,
                                               GError      **error);

/* sonde-history-salvage.c */
gboolean   sonde_history_salvage              (SondeDb      *db,
                                               const char   *broken_path,
                                               GError      **error);

/* sonde-history-list.c */
GPtrArray *sonde_history_list                 (SondeHistory *self,
                                               const SondeListFilter *filter,
                                               const SondeListKey *after,
                                               guint         limit,
                                               GError      **error);
SondeConversationRecord *
           sonde_history_read_conversation    (sqlite3_stmt *statement);
int        sonde_history_read_enum            (sqlite3_stmt *statement,
                                               int           column,
                                               int           first,
                                               int           last,
                                               int           fallback);

/* sonde-history-load.c */
SondeConversationRecord *
           sonde_history_load                 (SondeHistory *self,
                                               gint64        id,
                                               GError      **error);
SondeConversationRecord *
           sonde_history_load_end             (SondeHistory *self,
                                               gint64        id,
                                               GError      **error);
GPtrArray *sonde_history_read_some            (SondeHistory *self,
                                               GArray       *ids,
                                               guint         first,
                                               guint         n,
                                               GError      **error);

/* sonde-history-read.c */
GPtrArray *sonde_history_read_messages        (SondeHistory *self,
                                               gint64        conversation,
                                               GError      **error);
SondeMessageRecord *
           sonde_history_read_message         (SondeHistory *self,
                                               gint64        id,
                                               GError      **error);
gboolean   sonde_history_read_chunks          (SondeHistory *self,
                                               gint64        message,
                                               char        **content,
                                               char        **reasoning,
                                               GError      **error);
gboolean   sonde_history_changed_elsewhere    (SondeHistory *self,
                                               gboolean     *changed,
                                               GError      **error);
gboolean   sonde_history_fail_not_found       (GError      **error,
                                               const char   *what,
                                               gint64        id);

/* sonde-history-write.c */
gboolean   sonde_history_save_conversation    (SondeHistory *self,
                                               SondeConversationRecord *record,
                                               GError      **error);
gboolean   sonde_history_add_conversation     (SondeHistory *self,
                                               SondeConversationRecord *conversation,
                                               SondeMessageRecord *message,
                                               GError **error);
gboolean   sonde_history_add_message          (SondeHistory *self,
                                               SondeMessageRecord *record,
                                               gboolean      durable,
                                               GError      **error);
gboolean   sonde_history_append               (SondeHistory *self,
                                               GPtrArray    *chunks,
                                               GError      **error);
gboolean   sonde_history_save_message         (SondeHistory *self,
                                               SondeMessageRecord *record,
                                               GError      **error);
gboolean   sonde_history_choose               (SondeHistory *self,
                                               gint64        conversation,
                                               gint64        parent,
                                               gint64        child,
                                               GError      **error);
gboolean   sonde_history_delete_conversation  (SondeHistory *self,
                                               gint64        id,
                                               gboolean      deleted,
                                               GError      **error);
gboolean   sonde_history_purge                (SondeHistory *self,
                                               gint64        before,
                                               gboolean     *more,
                                               GError      **error);
gboolean   sonde_history_purge_conversation   (SondeHistory *self,
                                               gint64        id,
                                               GError      **error);
gboolean   sonde_history_save_view            (SondeHistory *self,
                                               gint64        id,
                                               const char   *view,
                                               GError      **error);
gboolean   sonde_history_delete_message       (SondeHistory *self,
                                               gint64        id,
                                               GError      **error);
gboolean   sonde_history_delete_chunks        (SondeHistory *self,
                                               gint64        message,
                                               GError      **error);

gboolean   sonde_history_insert_conversation  (SondeHistory *self,
                                               SondeConversationRecord *record,
                                               GError      **error);
gboolean   sonde_history_insert_message       (SondeHistory *self,
                                               SondeMessageRecord *record,
                                               GError      **error);

/* sonde-history-library.c */
GPtrArray *sonde_history_list_folders         (SondeHistory *self,
                                               GError      **error);
gboolean   sonde_history_add_folder           (SondeHistory *self,
                                               const char   *name,
                                               gint64       *id,
                                               GError      **error);
gboolean   sonde_history_rename_folder        (SondeHistory *self,
                                               gint64        id,
                                               const char   *name,
                                               GError      **error);
gboolean   sonde_history_remove_folder        (SondeHistory *self,
                                               gint64        id,
                                               GError      **error);
GPtrArray *sonde_history_list_prompts         (SondeHistory *self,
                                               GError      **error);
gboolean   sonde_history_save_prompt          (SondeHistory *self,
                                               gint64       *id,
                                               const char   *name,
                                               const char   *text,
                                               GError      **error);
gboolean   sonde_history_remove_prompt        (SondeHistory *self,
                                               gint64        id,
                                               GError      **error);
gboolean   sonde_history_arrange              (SondeHistory *self,
                                               const char   *table,
                                               GArray       *ids,
                                               GError      **error);

/* sonde-history-interrupt.c */
gboolean   sonde_history_interrupt_orphans    (SondeHistory *self,
                                               GError      **error);

/* sonde-history-steps.c */
gboolean sonde_history_write_steps (SondeHistory             *self,
                                    const SondeMessageRecord *record,
                                    GError                  **error);
gpointer sonde_history_read_step   (sqlite3_stmt             *statement);

G_END_DECLS
