/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-store.h"

G_BEGIN_DECLS

/**
 * SondeTree:
 *
 * A whole conversation on its way into the history: a copy that can be made on any thread.
 */
typedef struct _SondeTree SondeTree;

/* @conversation has all its messages, whose ids are 1, 2, 3… with no parent after a child; it stays as it is.
 * @source (nullable): what it is called where it comes from, such as "chatgpt:ID". Of a streaming answer what came
 * is kept as interrupted. */
SondeTree    *sonde_tree_new            (SondeConversation   *conversation,
                                         const char          *source);
void          sonde_tree_free           (SondeTree           *self);
guint         sonde_tree_get_n_messages (const SondeTree     *self);
/* About how much memory it takes. */
gsize         sonde_tree_get_size       (const SondeTree     *self);
/* What is the same for conversations of the same source or, without one, of the same roles and texts. */
const char   *sonde_tree_get_name       (const SondeTree     *self);
/* Whether it comes out of the trash of a history, and goes into that of this one. */
gboolean      sonde_tree_get_deleted    (const SondeTree     *self);

/**
 * SondeTreeOutcome:
 * @SONDE_TREE_ADDED: it was new
 * @SONDE_TREE_DUPLICATE: it is in the history already, and nothing was done
 * @SONDE_TREE_UPDATED: an older state of it was imported before and not gone on with here; that one is in the
 *   trash now, and this one took its place
 *
 * Conversations in the trash do not count as being in the history, but for those that come out of a trash.
 */
typedef enum
{
  SONDE_TREE_ADDED,
  SONDE_TREE_DUPLICATE,
  SONDE_TREE_UPDATED,
} SondeTreeOutcome;

/* Inserts the whole conversation in one transaction, unless it is there already: after a crash it is there or not,
 * but never in part. @tree (transfer full). With @dry_run nothing is written and the outcome is what it would be.
 * The finish function gives the id of the conversation that is there now, 0 in a dry run. */
void          sonde_store_add_tree_async  (SondeStore          *self,
                                           SondeTree           *tree,
                                           gboolean             dry_run,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean      sonde_store_add_tree_finish (SondeStore          *self,
                                           GAsyncResult        *result,
                                           SondeTreeOutcome    *outcome,
                                           gint64              *conversation_id,
                                           GError             **error);

/* Copies a stored conversation, in one transaction: the branch that ends with @message_id, or with 0 the whole tree.
 * @title (nullable) takes the place of its own. SONDE_ERROR_NOT_FOUND. The finish function gives the id of the new
 * one, 0 with @error. */
void          sonde_store_copy_async       (SondeStore         *self,
                                            gint64              conversation_id,
                                            gint64              message_id,
                                            const char         *title,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gint64        sonde_store_copy_finish      (SondeStore         *self,
                                            GAsyncResult       *result,
                                            GError            **error);

/* Moves every conversation into the trash. The finish function gives how many. */
void          sonde_store_trash_all_async  (SondeStore         *self,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean      sonde_store_trash_all_finish (SondeStore         *self,
                                            GAsyncResult       *result,
                                            GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeTree, sonde_tree_free)

G_END_DECLS
