/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-conversation-list-private.h"

#include "sonde-engine-private.h"
#include "sonde-text.h"

struct _SondeConversationList
{
  GObject parent_instance;

  /* Borrowed; NULL when it is gone */
  SondeEngine *engine;

  /* Owned */
  GPtrArray *items;
  GCancellable *reading; /* NULL when nothing is on its way */
  GPtrArray *changed;    /* what has changed since the reading was begun, which may not see it */
  char *folder;

  /* State */
  SondeShelf shelf;
  guint page;
  SondeListKey last; /* the place of the last one that was read */
  gboolean complete;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SondeConversationList,
                               sonde_conversation_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_COMPLETE = 1,
  PROP_LOADING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
notify (SondeConversationList *self, guint prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

static void
set_complete (SondeConversationList *self, gboolean complete)
{
  if (self->complete == complete)
    return;
  self->complete = complete;
  notify (self, PROP_COMPLETE);
}

/* The order */

static SondeListKey
get_key (SondeConversationList *self, SondeConversation *conversation)
{
  SondeListKey key = { 0 };

  key.id = sonde_conversation_get_id (conversation);
  if (self->shelf == SONDE_SHELF_DELETED)
    {
      key.time = sonde_conversation_get_deleted (conversation);
      return key;
    }
  key.pinned = sonde_conversation_get_pinned (conversation);
  key.time = sonde_conversation_get_updated (conversation);
  return key;
}

/* Negative when @a comes first. */
static int
compare_keys (const SondeListKey *a, const SondeListKey *b)
{
  if (a->pinned != b->pinned)
    return b->pinned - a->pinned;
  if (a->time != b->time)
    return a->time > b->time ? -1 : 1;
  return a->id == b->id ? 0 : a->id > b->id ? -1 : 1;
}

static int
compare (SondeConversationList *self, gpointer a, gpointer b)
{
  SondeListKey left = get_key (self, a);
  SondeListKey right = get_key (self, b);

  return compare_keys (&left, &right);
}

/* Where in the sorted list @conversation, which is not in it, belongs. */
static guint
find_place (SondeConversationList *self, SondeConversation *conversation)
{
  guint low = 0;
  guint high = self->items->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (compare (self, self->items->pdata[middle], conversation) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
is_in_place (SondeConversationList *self, guint position)
{
  gpointer *items = self->items->pdata;

  return (position == 0 || compare (self, items[position - 1], items[position]) < 0)
         && (position + 1 == self->items->len || compare (self, items[position], items[position + 1]) < 0);
}

static gboolean
belongs (SondeConversationList *self, SondeConversation *conversation)
{
  gboolean deleted = sonde_conversation_get_deleted (conversation) != 0;
  gboolean archived = sonde_conversation_get_archived (conversation);

  if (deleted != (self->shelf == SONDE_SHELF_DELETED))
    return FALSE;
  if (!deleted && archived != (self->shelf == SONDE_SHELF_ARCHIVED))
    return FALSE;
  return self->folder == NULL || g_strcmp0 (self->folder, sonde_conversation_get_folder (conversation)) == 0;
}

/* Behind the last page nobody has looked yet. */
static gboolean
is_within (SondeConversationList *self, SondeConversation *conversation)
{
  SondeListKey key = get_key (self, conversation);

  return self->complete || (self->items->len > 0 && compare_keys (&key, &self->last) <= 0);
}

/* Changes */

static void
remove_at (SondeConversationList *self, guint position)
{
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
insert (SondeConversationList *self, SondeConversation *conversation)
{
  guint position = find_place (self, conversation);

  g_ptr_array_insert (self->items, position, g_object_ref (conversation));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

void
sonde_conversation_list_update (SondeConversationList *self, SondeConversation *conversation)
{
  gboolean stays = belongs (self, conversation);
  guint position;

  if (self->reading != NULL)
    g_ptr_array_add (self->changed, g_object_ref (conversation));
  if (g_ptr_array_find (self->items, conversation, &position))
    {
      g_autoptr (SondeConversation) kept = g_object_ref (conversation);

      if (stays && is_in_place (self, position))
        return;
      remove_at (self, position);
      /* What was shown stays shown, also below what was read: it would be missed. */
      if (stays)
        insert (self, kept);
      return;
    }
  if (stays && is_within (self, conversation))
    insert (self, conversation);
}

void
sonde_conversation_list_remove (SondeConversationList *self, SondeConversation *conversation)
{
  guint position;

  if (g_ptr_array_find (self->items, conversation, &position))
    remove_at (self, position);
}

/* Replaces only what differs, so that the selection and the scrolled position stay. */
static void
replace (SondeConversationList *self, GPtrArray *fresh)
{
  GPtrArray *old = self->items;
  guint begin = 0;
  guint end = 0;

  while (begin < old->len && begin < fresh->len && old->pdata[begin] == fresh->pdata[begin])
    begin++;
  while (begin + end < old->len && begin + end < fresh->len
         && old->pdata[old->len - 1 - end] == fresh->pdata[fresh->len - 1 - end])
    end++;
  self->items = g_ptr_array_ref (fresh);
  if (begin + end < old->len || begin + end < fresh->len)
    g_list_model_items_changed (G_LIST_MODEL (self), begin, old->len - begin - end, fresh->len - begin - end);
  g_ptr_array_unref (old);
}

/* Tells of what was put at the end since there were @n_told. */
static void
tell_appended (SondeConversationList *self, guint n_told)
{
  if (self->items->len > n_told)
    g_list_model_items_changed (G_LIST_MODEL (self), n_told, 0, self->items->len - n_told);
}

static void
append (SondeConversationList *self, GPtrArray *page)
{
  guint n_told = self->items->len;

  for (guint i = 0; i < page->len; i++)
    {
      SondeConversation *conversation = page->pdata[i];
      guint n = self->items->len;

      if (g_ptr_array_find (self->items, conversation, NULL))
        continue;
      if (n == 0 || compare (self, self->items->pdata[n - 1], conversation) < 0)
        {
          g_ptr_array_add (self->items, g_object_ref (conversation));
          continue;
        }
      tell_appended (self, n_told);
      insert (self, conversation);
      n_told = self->items->len;
    }
  tell_appended (self, n_told);
}

/* Reading */

typedef struct
{
  SondeConversationList *list;
  GCancellable *cancellable;
  guint limit;
  gboolean anew; /* from the top, not behind what is there */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->list);
  g_object_unref (reading->cancellable);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void
note_last (SondeConversationList *self, GPtrArray *page)
{
  if (page->len > 0)
    self->last = get_key (self, page->pdata[page->len - 1]);
}

static void
end_reading (SondeConversationList *self)
{
  if (self->reading == NULL)
    return;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  notify (self, PROP_LOADING);
}

static void
take_page (SondeConversationList *self, GPtrArray *listed, const Reading *reading)
{
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  note_last (self, listed);
  for (guint i = 0; i < listed->len; i++)
    {
      SondeConversation *conversation = sonde_engine_merge (self->engine, listed->pdata[i]);

      /* A change that is not written yet is newer than what was read. */
      if (belongs (self, conversation))
        g_ptr_array_add (page, g_object_ref (conversation));
    }
  if (reading->anew)
    replace (self, page);
  else
    append (self, page);
  set_complete (self, reading->limit == 0 || listed->len < reading->limit);
}

static void
apply_changes (SondeConversationList *self)
{
  g_autoptr (GPtrArray) changed = g_steal_pointer (&self->changed);

  self->changed = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < changed->len; i++)
    sonde_conversation_list_update (self, changed->pdata[i]);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reading) reading = user_data;
  SondeConversationList *self = reading->list;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) listed = sonde_store_list_finish (SONDE_STORE (object), result, &error);

  if (self->engine == NULL || self->reading != reading->cancellable)
    return;
  if (listed != NULL)
    take_page (self, listed, reading);
  else
    sonde_engine_report (self->engine, error);
  end_reading (self);
  apply_changes (self);
}

static void
read_page (SondeConversationList *self, gboolean anew, guint limit)
{
  SondeListFilter filter = { self->shelf, self->folder };
  Reading *reading;

  end_reading (self);
  if (self->engine == NULL || !self->engine->opened)
    return;
  self->reading = g_cancellable_new ();
  reading = g_new0 (Reading, 1);
  reading->list = g_object_ref (self);
  reading->cancellable = g_object_ref (self->reading);
  reading->anew = anew;
  reading->limit = limit;
  sonde_store_list_async (self->engine->store,
                          &filter,
                          anew ? NULL : &self->last,
                          reading->limit,
                          self->reading,
                          listed_cb,
                          reading);
  notify (self, PROP_LOADING);
}

void
sonde_conversation_list_refresh (SondeConversationList *self)
{
  gboolean all = self->page == 0 || (self->complete && self->items->len > self->page);

  read_page (self, TRUE, all ? 0 : MAX (self->page, self->items->len));
}

void
sonde_conversation_list_clear (SondeConversationList *self)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new_with_free_func (g_object_unref);

  end_reading (self);
  g_ptr_array_set_size (self->changed, 0);
  replace (self, nothing);
  set_complete (self, FALSE);
}

void
sonde_conversation_list_detach (SondeConversationList *self)
{
  end_reading (self);
  self->engine = NULL;
}

static GType
get_item_type (GListModel *model)
{
  return SONDE_TYPE_CONVERSATION;
}

static guint
get_n_items (GListModel *model)
{
  return SONDE_CONVERSATION_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SondeConversationList *self = SONDE_CONVERSATION_LIST (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
sonde_conversation_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SondeConversationList *self = SONDE_CONVERSATION_LIST (object);

  switch (prop_id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->reading != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sonde_conversation_list_finalize (GObject *object)
{
  SondeConversationList *self = SONDE_CONVERSATION_LIST (object);

  if (self->engine != NULL)
    g_ptr_array_remove_fast (self->engine->lists, self);
  g_clear_object (&self->reading);
  g_ptr_array_unref (self->changed);
  g_ptr_array_unref (self->items);
  g_free (self->folder);
  G_OBJECT_CLASS (sonde_conversation_list_parent_class)->finalize (object);
}

static void
sonde_conversation_list_class_init (SondeConversationListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sonde_conversation_list_get_property;
  object_class->finalize = sonde_conversation_list_finalize;

  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sonde_conversation_list_init (SondeConversationList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->changed = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * sonde_conversation_list_new:
 * @engine: which may be closed, and may end before the list
 *
 * Returns: (transfer full): a list that fills as soon as the history is open
 */
SondeConversationList *
sonde_conversation_list_new (SondeEngine *engine, guint page)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);

  SondeConversationList *self = g_object_new (SONDE_TYPE_CONVERSATION_LIST, NULL);

  self->engine = engine;
  self->page = page;
  g_ptr_array_add (engine->lists, self);
  read_page (self, TRUE, page);
  return self;
}

void
sonde_conversation_list_set_filter (SondeConversationList *self, SondeShelf shelf, const char *folder)
{
  g_return_if_fail (SONDE_IS_CONVERSATION_LIST (self));

  gboolean changed = self->shelf != shelf;

  if (changed)
    {
      /* Another order: nothing that is there has its place in it. */
      g_autoptr (GPtrArray) nothing = g_ptr_array_new_with_free_func (g_object_unref);

      replace (self, nothing);
      self->shelf = shelf;
    }
  changed |= sonde_text_replace (&self->folder, folder);
  if (changed)
    read_page (self, TRUE, self->page);
}

void
sonde_conversation_list_load_more (SondeConversationList *self)
{
  g_return_if_fail (SONDE_IS_CONVERSATION_LIST (self));

  if (!self->complete && self->reading == NULL && self->items->len > 0)
    read_page (self, FALSE, self->page);
}

/** Whether everything is in it. */
gboolean
sonde_conversation_list_get_complete (SondeConversationList *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION_LIST (self), FALSE);

  return self->complete;
}

/** Whether a page is on its way. */
gboolean
sonde_conversation_list_get_loading (SondeConversationList *self)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION_LIST (self), FALSE);

  return self->reading != NULL;
}
