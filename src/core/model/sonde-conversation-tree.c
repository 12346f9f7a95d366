/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

/* The messages of a conversation. */

#include "sonde-conversation-private.h"

/**
 * sonde_conversation_set_messages:
 * @messages: (element-type SondeMessage): all messages of the tree in the order of their ids
 *
 * Replaces the tree. A message whose parent is missing begins the conversation instead of being lost.
 */
void
sonde_conversation_set_messages (SondeConversation *self, GPtrArray *messages)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));
  g_return_if_fail (messages != NULL);

  sonde_message_tree_set (sonde_conversation_get_tree (self), messages);
  sonde_conversation_tree_changed (self, TRUE);
}

/**
 * sonde_conversation_set_tail:
 * @tail: (element-type SondeMessage): the last messages of the shown branch, with their versions counted
 * @n_messages: how many there are in the whole tree
 *
 * The beginning of loading a long conversation: "loaded" but not "complete". sonde_conversation_add_older()
 * brings the others, at which the branch grows at its front, and sonde_conversation_complete() ends it.
 */
void
sonde_conversation_set_tail (SondeConversation *self, GPtrArray *tail, guint n_messages)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));
  g_return_if_fail (tail != NULL);

  sonde_message_tree_set_tail (sonde_conversation_get_tree (self), tail);
  sonde_conversation_set_n_messages (self, n_messages);
  sonde_conversation_tree_changed (self, TRUE);
}

/** @messages: (element-type SondeMessage): in any order; those that are there already are passed over */
void
sonde_conversation_add_older (SondeConversation *self, GPtrArray *messages)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  sonde_message_tree_add_older (sonde_conversation_get_tree (self), messages);
}

/** Nothing more will come. */
void
sonde_conversation_complete (SondeConversation *self)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  if (!sonde_message_tree_get_partial (sonde_conversation_get_tree (self)))
    return;
  sonde_message_tree_complete (sonde_conversation_get_tree (self));
  sonde_conversation_tree_changed (self, TRUE);
}

/** Whether all messages are here; a long conversation shows its end before. */
gboolean
sonde_conversation_get_complete (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), FALSE);

  return sonde_conversation_get_loaded (self)
         && !sonde_message_tree_get_partial (sonde_conversation_get_tree (self));
}

/** (element-type SondeMessage) (transfer none): the whole tree in the order of the ids. */
GPtrArray *
sonde_conversation_get_messages (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return sonde_message_tree_get_messages (sonde_conversation_get_tree (self));
}

/** (transfer none): the shown branch, a list of #SondeMessage that follows every change. */
GListModel *
sonde_conversation_get_branch (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return sonde_message_tree_get_branch (sonde_conversation_get_tree (self));
}

/** The id of the first message that is shown, 0 for the newest. */
gint64
sonde_conversation_get_chosen_root (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), 0);

  return sonde_message_tree_get_chosen_root (sonde_conversation_get_tree (self));
}

/** For loading, before sonde_conversation_set_messages(). */
void
sonde_conversation_set_chosen_root (SondeConversation *self, gint64 message_id)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));

  sonde_message_tree_set_chosen_root (sonde_conversation_get_tree (self), message_id);
}

/** (transfer none) (nullable): the message with this id. */
SondeMessage *
sonde_conversation_find_message (SondeConversation *self, gint64 message_id)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  return sonde_message_tree_find (sonde_conversation_get_tree (self), message_id);
}

/** (transfer none) (nullable): the last message of the shown branch. */
SondeMessage *
sonde_conversation_get_last (SondeConversation *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  GListModel *branch = sonde_message_tree_get_branch (sonde_conversation_get_tree (self));
  guint n = g_list_model_get_n_items (branch);
  g_autoptr (SondeMessage) last = n > 0 ? g_list_model_get_item (branch, n - 1) : NULL;

  return last;
}

/** (transfer none) (nullable): what @message answers or follows. */
SondeMessage *
sonde_conversation_get_parent (SondeConversation *self, SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  return sonde_message_tree_get_parent (sonde_conversation_get_tree (self), message);
}

/**
 * sonde_conversation_dup_path:
 * @message: (nullable): where the path ends; %NULL gives an empty path
 *
 * Returns: (transfer full) (element-type SondeMessage): from the first message to @message
 */
GPtrArray *
sonde_conversation_dup_path (SondeConversation *self, SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);

  GPtrArray *path = g_ptr_array_new_with_free_func (g_object_unref);

  for (SondeMessage *m = message; m != NULL; m = sonde_conversation_get_parent (self, m))
    g_ptr_array_add (path, g_object_ref (m));
  for (guint i = 0; i < path->len / 2; i++)
    {
      gpointer other = path->pdata[path->len - 1 - i];

      path->pdata[path->len - 1 - i] = path->pdata[i];
      path->pdata[i] = other;
    }
  return path;
}

/** (transfer full) (element-type SondeMessage): the alternatives of @message and itself, oldest first. */
GPtrArray *
sonde_conversation_dup_siblings (SondeConversation *self, SondeMessage *message)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (SONDE_IS_MESSAGE (message), NULL);

  GPtrArray *siblings = sonde_message_tree_get_siblings (sonde_conversation_get_tree (self), message);
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; siblings != NULL && i < siblings->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (siblings, i)));
  return copy;
}

/** Puts a stored message under its parent and shows it. */
void
sonde_conversation_add_message (SondeConversation *self, SondeMessage *message)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));
  g_return_if_fail (sonde_message_get_id (message) != 0);

  sonde_message_tree_add (sonde_conversation_get_tree (self), message);
  sonde_conversation_tree_changed (self, FALSE);
}

/** Takes @message and everything under it away; another alternative is shown if there is one. */
void
sonde_conversation_remove_message (SondeConversation *self, SondeMessage *message)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  sonde_message_tree_remove (sonde_conversation_get_tree (self), message);
  sonde_conversation_tree_changed (self, FALSE);
}

/** Shows @message and, under it, what was shown there last. */
void
sonde_conversation_choose (SondeConversation *self, SondeMessage *message)
{
  g_return_if_fail (SONDE_IS_CONVERSATION (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  sonde_message_tree_choose (sonde_conversation_get_tree (self), message);
}
