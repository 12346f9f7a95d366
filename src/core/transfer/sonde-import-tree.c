/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-tree-private.h"

static void
clear_node (gpointer data)
{
  SondeImportNode *node = data;

  g_clear_object (&node->message);
  g_clear_pointer (&node->thought, g_free);
}

SondeImportNode *
sonde_import_tree_get (SondeImportTree *self, guint i)
{
  return &g_array_index (self->nodes, SondeImportNode, i);
}

void
sonde_import_tree_init (SondeImportTree *self)
{
  self->nodes = g_array_new (FALSE, TRUE, sizeof (SondeImportNode));
  g_array_set_clear_func (self->nodes, clear_node);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->first_root = self->last_root = SONDE_IMPORT_NOBODY;
}

void
sonde_import_tree_clear (SondeImportTree *self)
{
  g_array_unref (self->nodes);
  g_hash_table_unref (self->by_id);
  g_array_unref (self->order);
}

/** Another node, without relatives yet. Gives its number. */
guint
sonde_import_tree_add (SondeImportTree *self, const char *id, const char *parent_id)
{
  SondeImportNode node = {
    .id = id,
    .parent_id = parent_id,
    .parent = SONDE_IMPORT_NOBODY,
    .first_child = SONDE_IMPORT_NOBODY,
    .last_child = SONDE_IMPORT_NOBODY,
    .next_sibling = SONDE_IMPORT_NOBODY,
  };

  g_array_append_val (self->nodes, node);
  if (id != NULL)
    g_hash_table_insert (self->by_id, (gpointer) id, GUINT_TO_POINTER (self->nodes->len));
  return self->nodes->len - 1;
}

guint
sonde_import_tree_find (SondeImportTree *self, const char *id)
{
  guint found = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, id)) : 0;

  return found > 0 ? found - 1 : SONDE_IMPORT_NOBODY;
}

static void
hang (SondeImportTree *self, guint i, guint parent)
{
  guint *first
    = parent != SONDE_IMPORT_NOBODY ? &sonde_import_tree_get (self, parent)->first_child : &self->first_root;
  guint *last
    = parent != SONDE_IMPORT_NOBODY ? &sonde_import_tree_get (self, parent)->last_child : &self->last_root;

  sonde_import_tree_get (self, i)->parent = parent;
  if (*last != SONDE_IMPORT_NOBODY)
    sonde_import_tree_get (self, *last)->next_sibling = i;
  else
    *first = i;
  *last = i;
}

static int
compare_times (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint left = *(const guint *) a;
  guint right = *(const guint *) b;
  gint64 difference
    = sonde_import_tree_get (user_data, left)->time - sonde_import_tree_get (user_data, right)->time;

  return difference != 0 ? (difference > 0) - (difference < 0) : (left > right) - (left < right);
}

/* Alternatives in the order in which they were made: by their times, where these are known, then as in the
 * file.
 */
static void
hang_all (SondeImportTree *self)
{
  g_autoptr (GArray) by_time = g_array_sized_new (FALSE, FALSE, sizeof (guint), self->nodes->len);

  for (guint i = 0; i < self->nodes->len; i++)
    g_array_append_val (by_time, i);
  g_array_sort_with_data (by_time, compare_times, self);
  for (guint k = 0; k < by_time->len; k++)
    {
      guint i = g_array_index (by_time, guint, k);
      SondeImportNode *node = sonde_import_tree_get (self, i);
      guint parent
        = node->parent != SONDE_IMPORT_NOBODY ? node->parent : sonde_import_tree_find (self, node->parent_id);

      hang (self, i, parent != i ? parent : SONDE_IMPORT_NOBODY);
    }
}

/* Appends @root and what is below to the order, depth first. */
static void
walk (SondeImportTree *self, guint root, GArray *stack)
{
  g_array_append_val (stack, root);
  while (stack->len > 0)
    {
      guint i = g_array_index (stack, guint, stack->len - 1);
      guint begin;
      SondeImportNode *node = sonde_import_tree_get (self, i);

      g_array_set_size (stack, stack->len - 1);
      if (node->visited)
        continue;
      node->visited = TRUE;
      node->depth
        = node->parent != SONDE_IMPORT_NOBODY ? sonde_import_tree_get (self, node->parent)->depth + 1 : 0;
      g_array_append_val (self->order, i);
      begin = stack->len;
      for (guint child = node->first_child; child != SONDE_IMPORT_NOBODY;
           child = sonde_import_tree_get (self, child)->next_sibling)
        g_array_append_val (stack, child);
      for (guint low = begin, high = stack->len; high > low + 1; low++, high--)
        {
          guint other = g_array_index (stack, guint, high - 1);

          g_array_index (stack, guint, high - 1) = g_array_index (stack, guint, low);
          g_array_index (stack, guint, low) = other;
        }
    }
}

static void
order_all (SondeImportTree *self)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint root = self->first_root; root != SONDE_IMPORT_NOBODY;
       root = sonde_import_tree_get (self, root)->next_sibling)
    walk (self, root, stack);
  /* What no beginning leads to is a ring, which is cut where it is met. */
  for (guint i = 0; i < self->nodes->len; i++)
    if (!sonde_import_tree_get (self, i)->visited)
      {
        sonde_import_tree_get (self, i)->parent = SONDE_IMPORT_NOBODY;
        walk (self, i, stack);
      }
}

/** Finds the relatives of all and puts them in order. */
void
sonde_import_tree_order (SondeImportTree *self)
{
  hang_all (self);
  order_all (self);
}

/** The nearest one above that is shown. */
guint
sonde_import_tree_get_shown_parent (SondeImportTree *self, guint i)
{
  guint parent = sonde_import_tree_get (self, i)->parent;

  if (parent == SONDE_IMPORT_NOBODY || sonde_import_tree_get (self, parent)->message != NULL)
    return parent;
  return sonde_import_tree_get (self, parent)->shown_parent;
}

/** The nearest of the hidden nodes directly above @i in which something was thought. */
guint
sonde_import_tree_get_thinking_above (SondeImportTree *self, guint i)
{
  guint parent = sonde_import_tree_get (self, i)->parent;

  return parent != SONDE_IMPORT_NOBODY && sonde_import_tree_get (self, parent)->message == NULL
           ? sonde_import_tree_get (self, parent)->thinking
           : SONDE_IMPORT_NOBODY;
}

guint
sonde_import_tree_get_deepest (SondeImportTree *self)
{
  guint deepest = g_array_index (self->order, guint, 0);

  for (guint k = 1; k < self->order->len; k++)
    {
      guint i = g_array_index (self->order, guint, k);

      if (sonde_import_tree_get (self, i)->depth >= sonde_import_tree_get (self, deepest)->depth)
        deepest = i;
    }
  return deepest;
}
