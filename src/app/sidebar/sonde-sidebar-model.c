/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-sidebar-model.h"

#include "sonde-day-group.h"

struct _SondeSidebarModel
{
  GObject parent_instance;

  /* owned */
  GListModel *source;
  GHashTable *items; /* conversation → its SondeSidebarItem, borrowed, while somebody has that */
  GDateTime *now;    /* when the sections were said last */

  /* state */
  gboolean by_day;
};

static GType
sonde_sidebar_model_get_item_type (GListModel *model)
{
  return SONDE_TYPE_SIDEBAR_ITEM;
}

static guint
sonde_sidebar_model_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (SONDE_SIDEBAR_MODEL (model)->source);
}

static char *
dup_section (SondeSidebarModel *self, SondeConversation *conversation)
{
  return sonde_day_group_dup_title (
    sonde_conversation_get_updated (conversation), sonde_conversation_get_pinned (conversation), self->now);
}

/* Says whether the conversation at @position begins a section. */
static void
update_section (SondeSidebarModel *self, SondeSidebarItem *item, guint position)
{
  g_autoptr (SondeConversation) above
    = position > 0 ? g_list_model_get_item (self->source, position - 1) : NULL;
  g_autofree char *section = NULL;
  g_autofree char *section_above = NULL;

  if (self->by_day)
    section = dup_section (self, sonde_sidebar_item_get_conversation (item));
  if (above && section)
    section_above = dup_section (self, above);
  sonde_sidebar_item_set_section (item, g_strcmp0 (section, section_above) == 0 ? NULL : section);
}

static guint
find (SondeSidebarModel *self, SondeConversation *conversation)
{
  guint n_items = g_list_model_get_n_items (self->source);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (SondeConversation) other = g_list_model_get_item (self->source, i);

      if (other == conversation)
        return i;
    }
  return n_items;
}

static void
update_sections (SondeSidebarModel *self, guint begin, guint end)
{
  guint n_items = g_list_model_get_n_items (self->source);

  for (guint i = begin; i < MIN (end, n_items) && g_hash_table_size (self->items) > 0; i++)
    {
      g_autoptr (SondeConversation) conversation = g_list_model_get_item (self->source, i);
      SondeSidebarItem *item = g_hash_table_lookup (self->items, conversation);

      if (item)
        update_section (self, item, i);
    }
}

/* It was answered just now, and may have come from another day without leaving its place. */
static void
updated_cb (SondeSidebarItem *item)
{
  SondeSidebarModel *self = g_object_get_data (G_OBJECT (item), "model");
  guint position = find (self, sonde_sidebar_item_get_conversation (item));

  update_sections (self, position, position + 2);
}

/* Called while @item is disposed of: it still knows its conversation. */
static void
item_gone_cb (gpointer user_data, GObject *item)
{
  SondeSidebarModel *self = user_data;

  g_hash_table_remove (self->items, sonde_sidebar_item_get_conversation (SONDE_SIDEBAR_ITEM (item)));
}

static SondeSidebarItem *
dup_item (SondeSidebarModel *self, SondeConversation *conversation, guint position)
{
  SondeSidebarItem *item = g_hash_table_lookup (self->items, conversation);

  if (item)
    return g_object_ref (item);
  item = sonde_sidebar_item_new (conversation);
  g_hash_table_insert (self->items, conversation, item);
  g_object_weak_ref (G_OBJECT (item), item_gone_cb, self);
  g_object_set_data (G_OBJECT (item), "model", self);
  g_signal_connect_object (conversation, "notify::updated", G_CALLBACK (updated_cb), item, G_CONNECT_SWAPPED);
  update_section (self, item, position);
  return item;
}

/* An item is made when a row wants it: a long list costs what is seen of it. */
static gpointer
sonde_sidebar_model_get_item (GListModel *model, guint position)
{
  SondeSidebarModel *self = SONDE_SIDEBAR_MODEL (model);
  g_autoptr (SondeConversation) conversation = g_list_model_get_item (self->source, position);

  return conversation ? dup_item (self, conversation, position) : NULL;
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

/* What is below a change may begin a section now. */
static void
items_changed_cb (SondeSidebarModel *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  update_sections (self, position, position + added + 1);
}

static void
sonde_sidebar_model_finalize (GObject *object)
{
  SondeSidebarModel *self = SONDE_SIDEBAR_MODEL (object);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      g_object_weak_unref (item, item_gone_cb, self);
      g_signal_handlers_disconnect_by_func (
        sonde_sidebar_item_get_conversation (item), G_CALLBACK (updated_cb), item);
    }
  g_hash_table_unref (self->items);
  g_clear_object (&self->source);
  g_date_time_unref (self->now);

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
  self->items = g_hash_table_new (NULL, NULL);
  self->now = g_date_time_new_now_local ();
  self->by_day = TRUE;
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
  return self;
}

/** @by_day: whether there are sections at all; what is in the trash is in the order of its deletion */
void
sonde_sidebar_model_set_by_day (SondeSidebarModel *self, gboolean by_day)
{
  g_return_if_fail (SONDE_IS_SIDEBAR_MODEL (self));

  if (self->by_day == !!by_day)
    return;
  self->by_day = !!by_day;
  update_sections (self, 0, G_MAXUINT);
}

/**
 * sonde_sidebar_model_regroup:
 *
 * Says anew which item begins a section, when another day has begun.
 */
void
sonde_sidebar_model_regroup (SondeSidebarModel *self)
{
  g_return_if_fail (SONDE_IS_SIDEBAR_MODEL (self));

  GDateTime *now = g_date_time_new_now_local ();
  gboolean same = g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (self->now)
                  && g_date_time_get_year (now) == g_date_time_get_year (self->now);

  g_date_time_unref (self->now);
  self->now = now;
  if (!same)
    update_sections (self, 0, G_MAXUINT);
}

/** The position of the conversation @conversation_id, or %GTK_INVALID_LIST_POSITION (G_MAXUINT). */
guint
sonde_sidebar_model_find (SondeSidebarModel *self, gint64 conversation_id)
{
  g_return_val_if_fail (SONDE_IS_SIDEBAR_MODEL (self), G_MAXUINT);

  guint n_items = g_list_model_get_n_items (self->source);

  for (guint i = 0; i < n_items && conversation_id != 0; i++)
    {
      g_autoptr (SondeConversation) conversation = g_list_model_get_item (self->source, i);

      if (sonde_conversation_get_id (conversation) == conversation_id)
        return i;
    }
  return G_MAXUINT;
}
