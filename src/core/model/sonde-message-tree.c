/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-message-tree-private.h"

struct _SondeMessageTree
{
  GPtrArray *messages;  /* in the order of their ids */
  GHashTable *by_id;    /* gint64 id → borrowed message */
  GHashTable *children; /* gint64 parent id → GPtrArray of borrowed messages */
  gint64 chosen_root;
  gboolean partial; /* older messages are still to come */
  GListStore *branch;
};

static GPtrArray *
get_children (SondeMessageTree *self, gint64 parent_id)
{
  return g_hash_table_lookup (self->children, &parent_id);
}

static GPtrArray *
ensure_children (SondeMessageTree *self, gint64 parent_id)
{
  GPtrArray *children = get_children (self, parent_id);

  if (children == NULL)
    {
      /* Most have one. */
      children = g_ptr_array_sized_new (1);
      g_hash_table_insert (self->children, g_memdup2 (&parent_id, sizeof parent_id), children);
    }
  return children;
}

static void
number_versions (GPtrArray *siblings)
{
  for (guint i = 0; i < siblings->len; i++)
    sonde_message_set_versions (g_ptr_array_index (siblings, i), i + 1, siblings->len);
}

static void
number_all_versions (SondeMessageTree *self)
{
  GHashTableIter iter;
  gpointer siblings;

  g_hash_table_iter_init (&iter, self->children);
  while (g_hash_table_iter_next (&iter, NULL, &siblings))
    number_versions (siblings);
}

/* The id under which @message hangs, 0 for the root. */
static gint64
get_tree_parent (SondeMessageTree *self, SondeMessage *message)
{
  gint64 parent_id = sonde_message_get_parent_id (message);

  return parent_id < sonde_message_get_id (message)
             && (self->partial || g_hash_table_contains (self->by_id, &parent_id))
           ? parent_id
           : 0;
}

static void
clear_tree (SondeMessageTree *self)
{
  g_hash_table_remove_all (self->children);
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->messages, 0);
}

static void
insert_message (SondeMessageTree *self, SondeMessage *message)
{
  gint64 *key = g_new (gint64, 1);

  *key = sonde_message_get_id (message);
  GPtrArray *siblings = ensure_children (self, get_tree_parent (self, message));
  g_ptr_array_add (siblings, message);
  g_ptr_array_add (self->messages, g_object_ref (message));
  g_hash_table_insert (self->by_id, key, message);
}

/* The child of @parent (NULL: of the root) that is shown: the chosen one, else the newest. */
static SondeMessage *
get_shown_child (SondeMessageTree *self, SondeMessage *parent)
{
  GPtrArray *children = get_children (self, parent != NULL ? sonde_message_get_id (parent) : 0);
  gint64 chosen = parent != NULL ? sonde_message_get_chosen_child (parent) : self->chosen_root;

  if (children == NULL || children->len == 0)
    return NULL;
  for (guint i = 0; i < children->len; i++)
    if (sonde_message_get_id (g_ptr_array_index (children, i)) == chosen)
      return g_ptr_array_index (children, i);
  return g_ptr_array_index (children, children->len - 1);
}

/* The oldest message above @message that is here. */
static SondeMessage *
get_top (SondeMessageTree *self, SondeMessage *message)
{
  SondeMessage *parent;

  while (message != NULL && (parent = sonde_message_tree_get_parent (self, message)) != NULL)
    message = parent;
  return message;
}

static SondeMessage *
get_branch_item (SondeMessageTree *self, guint position)
{
  g_autoptr (SondeMessage) message = g_list_model_get_item (G_LIST_MODEL (self->branch), position);

  return message;
}

/* Replaces only the part of the branch that differs, so that views keep what they show. While older messages
 * are missing it begins with the oldest one above @within, or above what is shown. */
static void
update_branch (SondeMessageTree *self, SondeMessage *within)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->branch));
  guint same = 0;
  guint rest = 0;
  SondeMessage *first = get_shown_child (self, NULL);

  if (self->partial)
    first = get_top (self, within != NULL ? within : get_branch_item (self, 0));
  for (SondeMessage *m = first; m != NULL; m = get_shown_child (self, m))
    g_ptr_array_add (shown, m);
  while (same < n_old && same < shown->len && get_branch_item (self, same) == shown->pdata[same])
    same++;
  while (same + rest < n_old && same + rest < shown->len
         && get_branch_item (self, n_old - 1 - rest) == shown->pdata[shown->len - 1 - rest])
    rest++;
  if (same + rest < n_old || same + rest < shown->len)
    g_list_store_splice (
      self->branch, same, n_old - same - rest, shown->pdata + same, shown->len - same - rest);
}

/* Puts what has come of the shown branch before it. */
static void
extend_branch (SondeMessageTree *self)
{
  g_autoptr (GPtrArray) above = g_ptr_array_new ();
  SondeMessage *message = get_branch_item (self, 0);

  while (message != NULL && (message = sonde_message_tree_get_parent (self, message)) != NULL)
    g_ptr_array_add (above, message);
  for (guint i = 0; i < above->len / 2; i++)
    {
      gpointer other = above->pdata[above->len - 1 - i];

      above->pdata[above->len - 1 - i] = above->pdata[i];
      above->pdata[i] = other;
    }
  if (above->len > 0)
    g_list_store_splice (self->branch, 0, 0, above->pdata, above->len);
}

/* While older messages are missing, what has no parent here is no root. */
static void
remember_choice (SondeMessageTree *self, SondeMessage *message)
{
  SondeMessage *parent = sonde_message_tree_get_parent (self, message);

  if (parent != NULL)
    sonde_message_set_chosen_child (parent, sonde_message_get_id (message));
  else if (!self->partial || sonde_message_get_parent_id (message) == 0)
    self->chosen_root = sonde_message_get_id (message);
}

static void
forget_message (SondeMessageTree *self, SondeMessage *message)
{
  gint64 id = sonde_message_get_id (message);

  g_hash_table_remove (self->by_id, &id);
  g_hash_table_remove (self->children, &id);
  g_ptr_array_remove (self->messages, message);
}

static void
remove_subtree (SondeMessageTree *self, SondeMessage *message)
{
  g_autoptr (GPtrArray) doomed = g_ptr_array_new_with_free_func (g_object_unref);

  /* The list grows while it is walked: a breadth-first walk without recursion. */
  g_ptr_array_add (doomed, g_object_ref (message));
  for (guint i = 0; i < doomed->len; i++)
    {
      GPtrArray *children = get_children (self, sonde_message_get_id (g_ptr_array_index (doomed, i)));

      for (guint c = 0; children != NULL && c < children->len; c++)
        g_ptr_array_add (doomed, g_object_ref (g_ptr_array_index (children, c)));
    }
  for (guint i = 0; i < doomed->len; i++)
    forget_message (self, g_ptr_array_index (doomed, i));
}

SondeMessageTree *
sonde_message_tree_new (void)
{
  SondeMessageTree *self = g_new0 (SondeMessageTree, 1);

  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->children
    = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->branch = g_list_store_new (SONDE_TYPE_MESSAGE);
  return self;
}

void
sonde_message_tree_free (SondeMessageTree *self)
{
  g_hash_table_unref (self->children);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->messages);
  g_object_unref (self->branch);
  g_free (self);
}

static gpointer
copy_ref_cb (gconstpointer message, gpointer user_data)
{
  return g_object_ref ((gpointer) message);
}

void
sonde_message_tree_set (SondeMessageTree *self, GPtrArray *messages)
{
  clear_tree (self);
  self->partial = FALSE;
  for (guint i = 0; i < messages->len; i++)
    insert_message (self, g_ptr_array_index (messages, i));
  number_all_versions (self);
  update_branch (self, NULL);
}

void
sonde_message_tree_set_tail (SondeMessageTree *self, GPtrArray *tail)
{
  clear_tree (self);
  self->partial = TRUE;
  for (guint i = 0; i < tail->len; i++)
    insert_message (self, g_ptr_array_index (tail, i));
  update_branch (self, tail->len > 0 ? tail->pdata[tail->len - 1] : NULL);
}

void
sonde_message_tree_add_older (SondeMessageTree *self, GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    if (sonde_message_tree_find (self, sonde_message_get_id (messages->pdata[i])) == NULL)
      insert_message (self, messages->pdata[i]);
  extend_branch (self);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 left = sonde_message_get_id (*(SondeMessage *const *) a);
  gint64 right = sonde_message_get_id (*(SondeMessage *const *) b);

  return (left > right) - (left < right);
}

void
sonde_message_tree_complete (SondeMessageTree *self)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_copy (self->messages, copy_ref_cb, NULL);

  g_ptr_array_set_free_func (messages, g_object_unref);
  g_ptr_array_sort (messages, compare_ids);
  sonde_message_tree_set (self, messages);
}

gboolean
sonde_message_tree_get_partial (SondeMessageTree *self)
{
  return self->partial;
}

void
sonde_message_tree_add (SondeMessageTree *self, SondeMessage *message)
{
  insert_message (self, message);
  if (!self->partial)
    number_versions (sonde_message_tree_get_siblings (self, message));
  sonde_message_tree_choose (self, message);
}

void
sonde_message_tree_remove (SondeMessageTree *self, SondeMessage *message)
{
  GPtrArray *siblings = sonde_message_tree_get_siblings (self, message);

  g_object_ref (message);
  g_ptr_array_remove (siblings, message);
  number_versions (siblings);
  remove_subtree (self, message);
  update_branch (self, NULL);
  g_object_unref (message);
}

void
sonde_message_tree_choose (SondeMessageTree *self, SondeMessage *message)
{
  for (SondeMessage *m = message; m != NULL; m = sonde_message_tree_get_parent (self, m))
    remember_choice (self, m);
  update_branch (self, message);
}

GPtrArray *
sonde_message_tree_get_messages (SondeMessageTree *self)
{
  return self->messages;
}

GListModel *
sonde_message_tree_get_branch (SondeMessageTree *self)
{
  return G_LIST_MODEL (self->branch);
}

gint64
sonde_message_tree_get_chosen_root (SondeMessageTree *self)
{
  return self->chosen_root;
}

void
sonde_message_tree_set_chosen_root (SondeMessageTree *self, gint64 message_id)
{
  self->chosen_root = message_id;
}

SondeMessage *
sonde_message_tree_find (SondeMessageTree *self, gint64 message_id)
{
  return g_hash_table_lookup (self->by_id, &message_id);
}

SondeMessage *
sonde_message_tree_get_parent (SondeMessageTree *self, SondeMessage *message)
{
  return sonde_message_tree_find (self, get_tree_parent (self, message));
}

/* With @message itself, oldest first. */
GPtrArray *
sonde_message_tree_get_siblings (SondeMessageTree *self, SondeMessage *message)
{
  return get_children (self, get_tree_parent (self, message));
}
