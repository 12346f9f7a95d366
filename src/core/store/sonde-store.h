/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"
#include "sonde-folder.h"
#include "sonde-prompt.h"

G_BEGIN_DECLS

/**
 * SondeStore:
 *
 * The history: one SQLite file (WAL), used on one thread of its own that takes jobs from a queue in the
 * order of the calls. All functions here are called on the main thread and answer there; what they are
 * given is copied before they return. Window and command line may use the same file at the same time.
 *
 * A streaming answer belongs to the process that writes it, which holds a lock file while it lives;
 * opening marks streaming answers without a living writer as interrupted.
 *
 * Signal "write-failed" (GError*): a write nobody waits for (an appended delta) failed; emitted once until
 * writing succeeds again. Deltas, saved messages and choices that failed for want of room are kept and tried
 * again with the next write, every two seconds and when the history is closed. "changed-elsewhere": another
 * process committed; looked for at most every second while sonde_store_check_elsewhere() is called.
 */
#define SONDE_TYPE_STORE (sonde_store_get_type ())
G_DECLARE_FINAL_TYPE (SondeStore, sonde_store, SONDE, STORE, GObject)

/* @data_dir: (nullable): %NULL keeps the history in memory. */
SondeStore *sonde_store_new                  (const char          *data_dir);

/* Opens or creates DATA_DIR/history.db. If it is damaged it is put aside under another name, what can be read
 * of it is copied into a new one, and @copied_aside is its path. Nothing is ever deleted. Where it cannot be
 * written the history lives in memory, with what could be read, and the finish function gives the reason
 * (SONDE_ERROR_STORE_READ_ONLY, SONDE_ERROR_STORE_FULL, …) in @problem, while returning %TRUE.
 * Errors: SONDE_ERROR_STORE_NEWER; SONDE_ERROR_STORE_CORRUPT when another process has the damaged history open.
 * After these the history lives in memory too, and is empty. */
void        sonde_store_open_async           (SondeStore          *self,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_open_finish          (SondeStore          *self,
                                              GAsyncResult        *result,
                                              char               **copied_aside,
                                              GError             **problem,
                                              GError             **error);
gint64      sonde_store_get_n_saved          (SondeStore          *self);

/**
 * SondeReopened:
 * @replaced: (nullable): where the history lies that was replaced
 * @copied_aside: (nullable): as in sonde_store_open_finish()
 * @problem: (nullable): the same
 */
typedef struct
{
  char   *replaced;
  char   *copied_aside;
  GError *problem;
} SondeReopened;

void        sonde_reopened_clear             (SondeReopened       *reopened);
/* Closes the history, gives @staged, which sonde_restore_stage() made, its place, and opens it again; with %NULL the
 * same file, which is salvaged when damage was found. No other connection to the history may be open in this process;
 * numbers of conversations and messages mean others afterwards. With @error nothing was exchanged; @reopened is filled in
 * either case and the caller's to clear: the history is open then. Errors: those of sonde_restore(), and
 * SONDE_ERROR_STORE_FULL as long as something waits to be written. */
void        sonde_store_replace_async        (SondeStore          *self,
                                              const char          *staged,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_replace_finish       (SondeStore          *self,
                                              GAsyncResult        *result,
                                              SondeReopened       *reopened,
                                              GError             **error);
/* Waits for the queue and closes; the only call that blocks, for the end of a program. */
void        sonde_store_close                (SondeStore          *self);

/**
 * SondeListFilter:
 * @shelf: which of the lists
 * @folder: (nullable): only what lies in this folder
 */
typedef struct
{
  SondeShelf  shelf;
  const char *folder;
} SondeListFilter;

/** A place in the order of a list: that of a conversation as it was read. @time is when it was last updated; in
 * the trash, when it was deleted. */
typedef struct
{
  gboolean pinned;
  gint64   time;
  gint64   id;
} SondeListKey;

/* A page of a list: pinned first, then the last updated first; the trash: the last deleted first. @filter
 * (nullable) is copied; @after (nullable) is the place of the last one of the page before. @limit 0 is no limit.
 * Gives a GPtrArray of SondeConversation without messages. */
void        sonde_store_list_async           (SondeStore          *self,
                                              const SondeListFilter *filter,
                                              const SondeListKey  *after,
                                              guint                limit,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
GPtrArray  *sonde_store_list_finish          (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/* One conversation with its whole tree; SONDE_ERROR_NOT_FOUND when there is none. When @into is given,
 * that object is filled (id, settings, messages) and returned, else a new one. */
void        sonde_store_load_async           (SondeStore          *self,
                                              gint64               conversation_id,
                                              SondeConversation   *into,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* The same, but of a long conversation only the end of the shown branch is there at first; the rest follows by itself
 * ("complete"). */
void        sonde_store_load_end_async       (SondeStore          *self,
                                              gint64               conversation_id,
                                              SondeConversation   *into,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
SondeConversation *sonde_store_load_finish   (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/* Writes title, settings, chosen root, draft. A conversation with id 0 is inserted and its id set
 * before the callback runs. The time of the last update never goes back. */
void        sonde_store_save_conversation_async  (SondeStore          *self,
                                              SondeConversation   *conversation,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_save_conversation_finish (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/* Inserts a new conversation and its first message, a complete one, in one durable transaction: there is never
 * a conversation without the message that began it. Sets both ids before the callback runs. */
void        sonde_store_add_conversation_async  (SondeStore          *self,
                                              SondeConversation   *conversation,
                                              SondeMessage        *message,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_add_conversation_finish (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/* Inserts @message (its parent id says where; the parent's or the conversation's chosen child becomes
 * this one) and sets its id before the callback runs. With @durable the commit is on the disk
 * (synchronous=FULL) when the callback runs. A message with SONDE_STATE_STREAMING is owned by this process. */
void        sonde_store_add_message_async    (SondeStore          *self,
                                              gint64               conversation_id,
                                              SondeMessage        *message,
                                              gboolean             durable,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_add_message_finish   (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/* Queues what @message has grown by since the last call (the store remembers how far it is): it is written
 * after 250 ms or when it is 4 KiB. Only for a message that was added or saved as streaming. Nobody waits. */
void        sonde_store_append               (SondeStore          *self,
                                              SondeMessage        *message);

/* Writes the whole final state of @message: text, state, usage, raw, error, times, sources. */
void        sonde_store_save_message_async   (SondeStore          *self,
                                              SondeMessage        *message,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_save_message_finish  (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/* Remembers which child of @parent_id (0: of the root) is shown. Nobody waits. */
void        sonde_store_choose               (SondeStore          *self,
                                              gint64               conversation_id,
                                              gint64               parent_id,
                                              gint64               child_id);

/* Where the transcript was left, in its own words; NULL forgets it. Nobody waits. */
void        sonde_store_save_view            (SondeStore          *self,
                                              gint64               conversation_id,
                                              const char          *view);

/* Deleting puts a conversation into the trash; restoring takes it out. */
void        sonde_store_delete_conversation_async  (SondeStore          *self,
                                              gint64               conversation_id,
                                              gboolean             deleted,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_delete_conversation_finish (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);
/* Ends for good those deleted before @before (real time in microseconds), in steps. Nobody waits. */
void        sonde_store_purge_deleted        (SondeStore          *self,
                                              gint64               before);
/* Ends one that is in the trash for good; SONDE_ERROR_NOT_FOUND when it is not there. */
void        sonde_store_purge_async          (SondeStore          *self,
                                              gint64               conversation_id,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_purge_finish         (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);
/* Removes a message and everything under it, for good. */
void        sonde_store_delete_message_async  (SondeStore          *self,
                                              gint64               message_id,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_delete_message_finish (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/** Bytes @start to @end of a text. */
typedef struct
{
  guint start;
  guint end;
} SondeRange;

typedef enum
{
  SONDE_SEARCH_NEWEST,
  SONDE_SEARCH_BEST, /* by how well they match; of more than 5,000 hits the newest first */
} SondeSearchOrder;

/**
 * SondeSearchHit:
 * @message_id: the message, or 0 for the title of the conversation
 * @time: when it was said, or the conversation was last updated; microseconds since 1970 (UTC)
 * @title: of the conversation
 * @snippet: what stands around the words, on one line; the title for a title
 * @marks: (element-type SondeRange): where the words are in the snippet
 */
typedef struct
{
  gint64     conversation_id;
  gint64     message_id;
  SondeRole  role;
  gint64     time;
  char      *title;
  char      *snippet;
  GArray    *marks;
} SondeSearchHit;

void        sonde_search_hit_free            (SondeSearchHit      *hit);

/* Finds conversations by their title, then messages by what the person or the model said or thought. All words
 * must be there, in any case, width and accent; "phrase", word*, -word, model:NAME, mode:chat|reasoning|search,
 * before:DATE, after:DATE (2025, 2025-03 or 2025-03-31), in:FOLDER. The last word may not be typed to its end.
 * Nothing in the trash is found. @limit 0 is no limit. Gives a GPtrArray of SondeSearchHit.
 *
 * Reads an index in a file of its own, which is brought up to date first where that takes no longer than a moment;
 * @complete (out, nullable) is %FALSE when it is still being made, and older messages may be missing. With @wait it
 * is brought up to date however long that takes. */
void        sonde_store_search_async         (SondeStore          *self,
                                              const char          *query,
                                              SondeSearchOrder     order,
                                              guint                limit,
                                              gboolean             wait,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
GPtrArray  *sonde_store_search_finish        (SondeStore          *self,
                                              GAsyncResult        *result,
                                              gboolean            *complete,
                                              GError             **error);
/* What of @query a text can be looked for in: words and phrases, as the person wrote them; NULL-terminated. */
char      **sonde_store_list_search_words    (const char          *query);
/* Begins to make the index up to date in the background, and keeps it so. Without it that happens with the first
 * search. */
void        sonde_store_start_index          (SondeStore          *self);

/* Folders (GPtrArray of SondeFolder) and the library of system prompts (of SondePrompt), in the person's order.
 * Two folders of one name: SONDE_ERROR_INVALID_ARGUMENT. A conversation that names a folder makes it; the
 * conversations of a folder that is renamed go with it, those of one that is removed stay outside. */
void        sonde_store_list_folders_async   (SondeStore          *self,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
void        sonde_store_list_prompts_async   (SondeStore          *self,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* Of both. */
GPtrArray  *sonde_store_list_library_finish  (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);
void        sonde_store_add_folder_async     (SondeStore          *self,
                                              const char          *name,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
void        sonde_store_rename_folder_async  (SondeStore          *self,
                                              gint64               folder_id,
                                              const char          *name,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
void        sonde_store_remove_folder_async  (SondeStore          *self,
                                              gint64               folder_id,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* A prompt with id 0 is new. */
void        sonde_store_save_prompt_async    (SondeStore          *self,
                                              SondePrompt         *prompt,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
void        sonde_store_remove_prompt_async  (SondeStore          *self,
                                              gint64               prompt_id,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* @ids: (element-type gint64): the whole list in its new order. */
void        sonde_store_arrange_folders_async (SondeStore         *self,
                                              GArray              *ids,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
void        sonde_store_arrange_prompts_async (SondeStore         *self,
                                              GArray              *ids,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* Of all that change them: the id of what was added or changed, 0 with @error. */
gint64      sonde_store_change_library_finish (SondeStore         *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/* Reads the whole history and says whether it is: SONDE_ERROR_STORE_CORRUPT when not. Then the next who opens it
 * while no other program has it open puts it aside and saves what can be read. */
void        sonde_store_check_async          (SondeStore          *self,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_check_finish         (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);
/* The same for the index of the search, which is brought up to date too, and with @rebuild made anew. %TRUE: it was
 * whole; %FALSE without @error: it was not. A history in memory has none, which is whole. */
void        sonde_store_check_index_async    (SondeStore          *self,
                                              gboolean             rebuild,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean    sonde_store_check_index_finish   (SondeStore          *self,
                                              GAsyncResult        *result,
                                              GError             **error);

void        sonde_store_check_elsewhere      (SondeStore          *self);

G_END_DECLS
