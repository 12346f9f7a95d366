/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/**
 * SondeMessageTree:
 *
 * The messages of a conversation by id and by parent, and the branch of them that is shown. A parent is always
 * older than its children: what says otherwise begins the conversation, so that nothing is hidden and no walk
 * is endless.
 */
typedef struct _SondeMessageTree SondeMessageTree;

SondeMessageTree *sonde_message_tree_new             (void);
void              sonde_message_tree_free            (SondeMessageTree *self);

/* (element-type SondeMessage): the whole tree, replaced, in the order of the ids. */
void              sonde_message_tree_set             (SondeMessageTree *self,
                                                      GPtrArray        *messages);
/* Begins with the last messages of the shown branch; the others follow in any order, and at the end the tree is as
 * if it had been set at once. Until then nothing may be removed. */
void              sonde_message_tree_set_tail        (SondeMessageTree *self,
                                                      GPtrArray        *tail);
void              sonde_message_tree_add_older       (SondeMessageTree *self,
                                                      GPtrArray        *messages);
void              sonde_message_tree_complete        (SondeMessageTree *self);
gboolean          sonde_message_tree_get_partial     (SondeMessageTree *self);
void              sonde_message_tree_add             (SondeMessageTree *self,
                                                      SondeMessage     *message);
void              sonde_message_tree_remove          (SondeMessageTree *self,
                                                      SondeMessage     *message);
void              sonde_message_tree_choose          (SondeMessageTree *self,
                                                      SondeMessage     *message);

GPtrArray        *sonde_message_tree_get_messages    (SondeMessageTree *self);
GListModel       *sonde_message_tree_get_branch      (SondeMessageTree *self);
gint64            sonde_message_tree_get_chosen_root (SondeMessageTree *self);
void              sonde_message_tree_set_chosen_root (SondeMessageTree *self,
                                                      gint64            message_id);
SondeMessage     *sonde_message_tree_find            (SondeMessageTree *self,
                                                      gint64            message_id);
SondeMessage     *sonde_message_tree_get_parent      (SondeMessageTree *self,
                                                      SondeMessage     *message);
GPtrArray        *sonde_message_tree_get_siblings    (SondeMessageTree *self,
                                                      SondeMessage     *message);

G_END_DECLS
