/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-catalogue.h"
#include "sonde-config.h"
#include "sonde-conversation.h"
#include "sonde-http.h"
#include "sonde-keyring.h"
#include "sonde-store.h"

G_BEGIN_DECLS

/**
 * SondeEngine:
 *
 * The one object a program holds: settings, providers, keys, history, and the turns in flight. Main
 * thread only. Answers go on streaming whatever conversation is shown, several at once.
 *
 * Signals: "problem" (GError *): something the person must be told outside of a message (history is not being
 * saved); "salvaged" (const char *): a translated sentence: the history was damaged, and what became of it; "notice"
 * (const char *): a translated sentence to show shortly (a retired model name was rewritten). "closing": another history
 * takes the place of this one: what is to be written is written in the handler, which then lets go of every
 * conversation and folder; "reopened" (gboolean): it is there, or else (%TRUE) the same as before.
 */
#define SONDE_TYPE_ENGINE (sonde_engine_get_type ())
G_DECLARE_FINAL_TYPE (SondeEngine, sonde_engine, SONDE, ENGINE, GObject)

/* @data_dir: (nullable): %NULL for the default one. Nothing is read or written before it is opened, but the
 * settings. */
SondeEngine       *sonde_engine_new               (const char          *data_dir);
/* An engine whose settings are those of @data_dir and whose history is in memory: nothing stays. */
SondeEngine       *sonde_engine_new_unsaved       (const char          *data_dir);
void               sonde_engine_open_async        (SondeEngine         *self,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
gboolean           sonde_engine_open_finish       (SondeEngine         *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);
/* Stops what streams, writes everything, closes the history. Blocks shortly; for the end of a program. */
void               sonde_engine_close             (SondeEngine         *self);

const char        *sonde_engine_get_data_dir      (SondeEngine         *self);
/* Whether answers are asked for as streams (the default) or whole. */
void               sonde_engine_set_streaming     (SondeEngine         *self,
                                                   gboolean             streaming);
SondeConfig       *sonde_engine_get_config        (SondeEngine         *self);
SondeCatalogue    *sonde_engine_get_catalogue     (SondeEngine         *self);
SondeKeyring      *sonde_engine_get_keyring       (SondeEngine         *self);
SondeStore        *sonde_engine_get_store         (SondeEngine         *self);
SondeHttp         *sonde_engine_get_http          (SondeEngine         *self);

/* Reads the lists again, see sonde_conversation_list_new(). */
void               sonde_engine_refresh           (SondeEngine         *self);

/* To be called once the window is up: what takes time and nobody waits for (the index of the search, the daily
 * backup, looking for damage). */
void               sonde_engine_start_background  (SondeEngine         *self);

/* A new conversation with the defaults, not stored before its first message. */
SondeConversation *sonde_engine_create            (SondeEngine         *self);
void               sonde_engine_load_async        (SondeEngine         *self,
                                                   gint64               conversation_id,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
SondeConversation *sonde_engine_load_finish       (SondeEngine         *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);
/* (nullable): the one with this id, when a list has read it or it was loaded: the same object. */
SondeConversation *sonde_engine_find              (SondeEngine         *self,
                                                   gint64               conversation_id);
/* Writes title and settings (pinned, archived, folder, unread, parameters, draft and so on) of @conversation soon
 * and puts it where it belongs in every list; nothing happens before it is stored. */
void               sonde_engine_save              (SondeEngine         *self,
                                                   SondeConversation   *conversation);
/* Writes where its transcript was left (sonde_conversation_set_view()). */
void               sonde_engine_save_view         (SondeEngine         *self,
                                                   SondeConversation   *conversation);
/* Into the trash, which empties by itself after 30 days, and back; for good. */
void               sonde_engine_delete            (SondeEngine         *self,
                                                   SondeConversation   *conversation);
void               sonde_engine_undelete          (SondeEngine         *self,
                                                   SondeConversation   *conversation);
void               sonde_engine_purge             (SondeEngine         *self,
                                                   SondeConversation   *conversation);
void               sonde_engine_empty_trash       (SondeEngine         *self);

/* A new conversation from the branch of @conversation that ends with @message, or with %NULL from all of it (its title
 * says that it is a copy). The finish function gives it, loaded. */
void               sonde_engine_copy_async        (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   SondeMessage        *message,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
SondeConversation *sonde_engine_copy_finish       (SondeEngine         *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);

/* What windows show: an answer that ends in a conversation which none of them shows makes it unread; showing it
 * makes it read. Counted: each show has its hide. */
void               sonde_engine_show              (SondeEngine         *self,
                                                   SondeConversation   *conversation);
void               sonde_engine_hide              (SondeEngine         *self,
                                                   SondeConversation   *conversation);

/* A GListModel of #SondeFolder in the person's order, kept up to date; which conversations lie in one, they say
 * themselves ("folder" is its name). Setting the folder of a conversation to a new name makes that folder. */
GListModel        *sonde_engine_get_folders       (SondeEngine         *self);
void               sonde_engine_add_folder_async  (SondeEngine         *self,
                                                   const char          *name,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void               sonde_engine_rename_folder_async (SondeEngine       *self,
                                                   SondeFolder         *folder,
                                                   const char          *name,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Its conversations stay, outside of any folder. */
void               sonde_engine_remove_folder_async (SondeEngine       *self,
                                                   SondeFolder         *folder,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void               sonde_engine_move_folder       (SondeEngine         *self,
                                                   SondeFolder         *folder,
                                                   guint                position);

/* The library of system prompts: a GListModel of #SondePrompt in the person's order, kept up to date. What is
 * chosen from it becomes the system prompt of a conversation, its variables filled (sonde_prompt_fill()). */
GListModel        *sonde_engine_get_prompts       (SondeEngine         *self);
/* A new one, or one of the list after a change. */
void               sonde_engine_save_prompt_async (SondeEngine         *self,
                                                   SondePrompt         *prompt,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void               sonde_engine_remove_prompt_async (SondeEngine       *self,
                                                   SondePrompt         *prompt,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void               sonde_engine_move_prompt       (SondeEngine         *self,
                                                   SondePrompt         *prompt,
                                                   guint                position);
/* Of all of these. SONDE_ERROR_INVALID_ARGUMENT: the name is empty or taken. */
gboolean           sonde_engine_library_finish    (SondeEngine         *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);

/* Provider and model that the next answer of @conversation will use. */
SondeProvider     *sonde_engine_get_provider      (SondeEngine         *self,
                                                   SondeConversation   *conversation);
const char        *sonde_engine_get_model         (SondeEngine         *self,
                                                   SondeConversation   *conversation);
const char        *sonde_engine_get_model_for     (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   SondeMode            mode);
/* About how many tokens the shown branch with @draft (nullable) is, and how many the model can see at once (0: not
 * known). How many of the oldest turns an answer was not shown, it says itself ("left-out"). */
void               sonde_engine_measure_context   (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   const char          *draft,
                                                   gint64              *used,
                                                   gint64              *window);

/* How many results a web search asks for. */
guint              sonde_engine_get_search_count  (SondeEngine         *self);

/* Turns. The answer is a new message in @conversation; what happens to it is seen on that message. The
 * callback runs when the turn is over: %TRUE for a complete answer. What can be wrong before (no key) is
 * an error on the answer too, so that the person sees it in its place. */
void               sonde_engine_send_async        (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   const char          *text,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Edit: a sibling of the user message @message with @text, and its answer. */
void               sonde_engine_edit_async        (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   SondeMessage        *message,
                                                   const char          *text,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Regenerate and Retry: another answer beside @message, in the conversation's present mode. */
void               sonde_engine_regenerate_async  (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   SondeMessage        *message,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Answer Again in the Other Mode: another answer beside @message in @mode; the mode of the conversation stays. */
void               sonde_engine_answer_again_async (SondeEngine        *self,
                                                   SondeConversation   *conversation,
                                                   SondeMessage        *message,
                                                   SondeMode            mode,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Goes on with the last answer. Where the host takes the beginning of an answer, in another version of it, which grows
 * from what there is; elsewhere the model is asked by a message that says so. */
void               sonde_engine_continue_async    (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* The same end for all of them. @error is what the answer shows; SONDE_ERROR_STORE* when the message could
 * not be written, and then nothing was sent and the text should be kept where it was typed. */
gboolean           sonde_engine_turn_finish       (SondeEngine         *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);
void               sonde_engine_stop              (SondeEngine         *self,
                                                   SondeConversation   *conversation);
void               sonde_engine_choose            (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   SondeMessage        *message);
void               sonde_engine_delete_message    (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   SondeMessage        *message);

/* The body of the request that @answer is the answer to, and the address that it went to; the key is no part of it. Built from
 * the conversation as it is built to be sent; @is_exact (out): whether it is known to be the same to the byte, which
 * it is not after a restart, or when the system prompt or the effort was changed. %NULL where its provider is gone. */
char              *sonde_engine_dup_request       (SondeEngine         *self,
                                                   SondeConversation   *conversation,
                                                   SondeMessage        *answer,
                                                   char               **url,
                                                   gboolean            *is_exact);

/* Takes SONDE_API_KEY out of the environment, for a program that starts others (a browser), which would inherit
 * it. To be called before there are threads. */
void               sonde_engine_take_key          (void);
/* SONDE_API_KEY, else the keyring; %NULL without error when the provider needs none. SONDE_ERROR_NO_KEY. */
void               sonde_engine_get_key_async     (SondeEngine         *self,
                                                   SondeProvider       *provider,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* The keyring alone, for a provider other than the one that is asked: SONDE_API_KEY is the key of that one and
 * must not go anywhere else. */
void               sonde_engine_get_stored_key_async (SondeEngine      *self,
                                                   SondeProvider       *provider,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Of both. */
char              *sonde_engine_get_key_finish    (SondeEngine         *self,
                                                   GAsyncResult        *result,
                                                   GError             **error);

G_END_DECLS
