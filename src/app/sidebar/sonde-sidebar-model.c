/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-sidebar-model.h"

#include "sonde-day-group.h"

struct _SondeSidebarModel
{
  GObject parent_instance;

  /* owned */
  GListModel *source;
  GPtrArray *items; /* of SondeSidebarItem */
};

static GType
sonde_sidebar_model_get_item_type (GListModel *model)
{
  return SONDE_TYPE_SIDEBAR_ITEM;
}

static guint
sonde_sidebar_model_get_n_items (GListModel *model)
{
  return SONDE_SIDEBAR_MODEL (model)->items->len;
}

static gpointer
sonde_sidebar_model_get_item (GListModel *model, guint position)
{
  SondeSidebarModel *self = SONDE_SIDEBAR_MODEL (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = sonde_sidebar_model_get_item_type;
  iface->get_n_items = sonde_sidebar_model_get_n_items;
  iface->get_item = sonde_sidebar_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeSidebarModel,
                               sonde_sidebar_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static gint64
get_id (SondeSidebarItem *item)
{
  return sonde_conversation_get_id (sonde_sidebar_item_get_conversation (item));
}

static GPtrArray *
build_items (SondeSidebarModel *self)
{
  guint n_items = g_list_model_get_n_items (self->source);
  GPtrArray *items = g_ptr_array_new_full (n_items, g_object_unref);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      gint64 id = get_id (g_ptr_array_index (self->items, i));
      g_hash_table_insert (known, g_memdup2 (&id, sizeof id), g_ptr_array_index (self->items, i));
    }

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (SondeConversation) conversation = g_list_model_get_item (self->source, i);
      gint64 id = sonde_conversation_get_id (conversation);
      SondeSidebarItem *item = g_hash_table_lookup (known, &id);

      if (item)
        {
          g_hash_table_remove (known, &id);
          sonde_sidebar_item_set_conversation (item, conversation);
          g_ptr_array_add (items, g_object_ref (item));
        }
      else
        g_ptr_array_add (items, sonde_sidebar_item_new (conversation));
    }

  return items;
}

/* Replaces the items and says only what differs: a move to the top must not rebuild the whole list. */
static void
take_items (SondeSidebarModel *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->items);
  guint head = 0, tail = 0;

  while (head < old->len && head < items->len && old->pdata[head] == items->pdata[head])
    head++;
  while (tail < old->len - head && tail < items->len - head
         && old->pdata[old->len - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;

  self->items = items;
  if (old->len - head - tail > 0 || items->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, items->len - head - tail);
}

static void
items_changed_cb (SondeSidebarModel *self)
{
  take_items (self, build_items (self));
  sonde_sidebar_model_regroup (self);
}

static void
sonde_sidebar_model_finalize (GObject *object)
{
  SondeSidebarModel *self = SONDE_SIDEBAR_MODEL (object);

  g_clear_object (&self->source);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (sonde_sidebar_model_parent_class)->finalize (object);
}

static void
sonde_sidebar_model_class_init (SondeSidebarModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_sidebar_model_finalize;
}

static void
sonde_sidebar_model_init (SondeSidebarModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sonde_sidebar_model_new:
 * @conversations: of #SondeConversation, sections together
 */
SondeSidebarModel *
sonde_sidebar_model_new (GListModel *conversations)
{
  SondeSidebarModel *self = g_object_new (SONDE_TYPE_SIDEBAR_MODEL, NULL);

  g_return_val_if_fail (G_IS_LIST_MODEL (conversations), self);

  self->source = g_object_ref (conversations);
  g_signal_connect_object (
    conversations, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self);
  return self;
}

/**
 * sonde_sidebar_model_regroup:
 *
 * Says anew which item begins a section: after a change, and when another day has begun.
 */
void
sonde_sidebar_model_regroup (SondeSidebarModel *self)
{
  g_return_if_fail (SONDE_IS_SIDEBAR_MODEL (self));

  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *previous = NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      SondeSidebarItem *item = g_ptr_array_index (self->items, i);
      SondeConversation *conversation = sonde_sidebar_item_get_conversation (item);
      char *title = sonde_day_group_dup_title (
        sonde_conversation_get_updated (conversation), sonde_conversation_get_pinned (conversation), now);

      sonde_sidebar_item_set_section (item, g_strcmp0 (title, previous) == 0 ? NULL : title);
      g_free (previous);
      previous = title;
    }
}

/** The position of the conversation @conversation_id, or %GTK_INVALID_LIST_POSITION (G_MAXUINT). */
guint
sonde_sidebar_model_find (SondeSidebarModel *self, gint64 conversation_id)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR_MODEL (self), G_MAXUINT);

  for (guint i = 0; i < self->items->len; i++)
    if (get_id (g_ptr_array_index (self->items, i)) == conversation_id)
      return i;
  return G_MAXUINT;
}
