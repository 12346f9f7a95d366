/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

/* Conversations: which there are, and what is done with a whole one. */

#include "sonde-conversation-list-private.h"
#include "sonde-engine-copies-private.h"
#include "sonde-engine-private.h"

void
sonde_engine_remember (SondeEngine *self, SondeConversation *conversation)
{
  gint64 id = sonde_conversation_get_id (conversation);

  g_hash_table_replace (self->known, g_memdup2 (&id, sizeof id), g_object_ref (conversation));
}

/* A copy: whoever is told may end a list. */
static GPtrArray *
dup_lists (SondeEngine *self)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->lists->len; i++)
    g_ptr_array_add (lists, g_object_ref (self->lists->pdata[i]));
  return lists;
}

void
sonde_engine_list_conversation (SondeEngine *self, SondeConversation *conversation)
{
  g_autoptr (GPtrArray) lists = dup_lists (self);

  sonde_engine_remember (self, conversation);
  for (guint i = 0; i < lists->len; i++)
    sonde_conversation_list_update (lists->pdata[i], conversation);
}

void
sonde_engine_unlist (SondeEngine *self, SondeConversation *conversation)
{
  g_autoptr (GPtrArray) lists = dup_lists (self);
  gint64 id = sonde_conversation_get_id (conversation);

  for (guint i = 0; i < lists->len; i++)
    sonde_conversation_list_remove (lists->pdata[i], conversation);
  g_hash_table_remove (self->known, &id);
}

static void
copy_settings (SondeConversation *from, SondeConversation *to)
{
  sonde_conversation_set_title (to, sonde_conversation_get_title (from));
  sonde_conversation_set_title_typed (to, sonde_conversation_get_title_typed (from));
  sonde_conversation_set_pinned (to, sonde_conversation_get_pinned (from));
  sonde_conversation_set_archived (to, sonde_conversation_get_archived (from));
  sonde_conversation_set_deleted (to, sonde_conversation_get_deleted (from));
  sonde_conversation_set_unread (to, sonde_conversation_get_unread (from));
  sonde_conversation_set_folder (to, sonde_conversation_get_folder (from));
  sonde_conversation_set_n_messages (to, sonde_conversation_get_n_messages (from));
  sonde_conversation_set_updated (to, sonde_conversation_get_updated (from));
}

static void
load_failed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) conversation = sonde_store_load_finish (SONDE_STORE (object), result, &error);

  if (conversation == NULL)
    sonde_engine_report (self, error);
}

SondeConversation *
sonde_engine_merge (SondeEngine *self, SondeConversation *listed)
{
  gint64 id = sonde_conversation_get_id (listed);
  SondeConversation *known = g_hash_table_lookup (self->known, &id);

  self->latest = MAX (self->latest, sonde_conversation_get_updated (listed));
  if (known == NULL)
    {
      sonde_engine_remember (self, listed);
      return listed;
    }
  /* What was read before it was changed here is older than what is known. */
  if (sonde_conversation_get_updated (listed) < sonde_conversation_get_updated (known))
    return known;
  gboolean newer = sonde_conversation_get_updated (listed) > sonde_conversation_get_updated (known);
  copy_settings (listed, known);
  if (newer && sonde_conversation_get_loaded (known) && !sonde_conversation_get_busy (known))
    sonde_store_load_async (self->store, id, known, NULL, load_failed_cb, g_object_ref (self));
  return known;
}

/* A clock that was set back must not move a conversation below older ones. */
void
sonde_engine_touch (SondeEngine *self, SondeConversation *conversation)
{
  gint64 before = MAX (self->latest, sonde_conversation_get_updated (conversation));

  self->latest = MAX (g_get_real_time (), before + 1);
  sonde_conversation_set_updated (conversation, self->latest);
  sonde_engine_save (self, conversation);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_save_conversation_finish (SONDE_STORE (object), result, &error))
    sonde_engine_report (self, error);
}

static void
deleted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_delete_conversation_finish (SONDE_STORE (object), result, &error))
    sonde_engine_report (self, error);
}

static void
purged_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_purge_finish (SONDE_STORE (object), result, &error))
    sonde_engine_report (self, error);
}

/* What could not be loaded and is in no list is not there. */
static void
forget_unlisted (SondeEngine *self, SondeConversation *conversation)
{
  gint64 id = sonde_conversation_get_id (conversation);

  if (sonde_conversation_get_updated (conversation) == 0)
    g_hash_table_remove (self->known, &id);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  SondeConversation *conversation = sonde_store_load_finish (SONDE_STORE (object), result, &error);

  if (conversation == NULL)
    {
      forget_unlisted (self, g_task_get_task_data (task));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  sonde_engine_remember (self, conversation);
  g_task_return_pointer (task, conversation, g_object_unref);
}

/** Reads the lists again; older readings that are still under way are dropped. */
void
sonde_engine_refresh (SondeEngine *self)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  for (guint i = 0; self->opened && i < self->lists->len; i++)
    sonde_conversation_list_refresh (self->lists->pdata[i]);
}

void
sonde_engine_start_background (SondeEngine *self)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  if (!self->opened)
    return;
  self->in_background = TRUE;
  sonde_store_start_index (self->store);
  sonde_engine_start_backups (self);
}

/** (transfer full): a conversation with the default provider and no messages. */
SondeConversation *
sonde_engine_create (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  SondeConversation *conversation = sonde_conversation_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  sonde_conversation_set_messages (conversation, none);
  return conversation;
}

/* There is one object for a conversation, also when a list reads it while it is being loaded. */
static SondeConversation *
ensure_known (SondeEngine *self, gint64 id)
{
  SondeConversation *known = g_hash_table_lookup (self->known, &id);

  if (known == NULL)
    {
      g_autoptr (SondeConversation) empty = sonde_conversation_new ();

      sonde_conversation_set_id (empty, id);
      sonde_conversation_set_updated (empty, 0);
      sonde_engine_remember (self, empty);
      known = empty; /* the table has it */
    }
  return known;
}

void
sonde_engine_load_async (SondeEngine *self,
                         gint64 conversation_id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SondeConversation *known = g_hash_table_lookup (self->known, &conversation_id);

  g_task_set_source_tag (task, sonde_engine_load_async);
  if (known != NULL && sonde_conversation_get_loaded (known))
    {
      g_task_return_pointer (task, g_object_ref (known), g_object_unref);
      g_object_unref (task);
      return;
    }
  known = ensure_known (self, conversation_id);
  g_task_set_task_data (task, g_object_ref (known), g_object_unref);
  sonde_store_load_end_async (self->store, conversation_id, known, cancellable, loaded_cb, task);
}

/** (transfer full) (nullable): the loaded conversation, always the same object for the same id. */
SondeConversation *
sonde_engine_load_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

SondeConversation *
sonde_engine_find (SondeEngine *self, gint64 conversation_id)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  SondeConversation *known = g_hash_table_lookup (self->known, &conversation_id);

  return known != NULL && sonde_conversation_get_updated (known) != 0 ? known : NULL;
}

void
sonde_engine_save (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  if (!self->opened || sonde_conversation_get_id (conversation) == 0)
    return;
  sonde_store_save_conversation_async (self->store, conversation, NULL, saved_cb, g_object_ref (self));
  sonde_engine_copies_saved (self->copies, conversation);
  sonde_engine_list_conversation (self, conversation);
}

void
sonde_engine_save_view (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  if (self->opened && sonde_conversation_get_id (conversation) != 0)
    sonde_store_save_view (
      self->store, sonde_conversation_get_id (conversation), sonde_conversation_get_view (conversation));
}

/** Stops its answer and puts it into the trash; sonde_engine_undelete() brings it back. */
void
sonde_engine_delete (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  sonde_engine_stop (self, conversation);
  if (sonde_conversation_get_id (conversation) == 0)
    return;
  sonde_engine_copies_remove (self->copies, sonde_conversation_get_id (conversation));
  sonde_conversation_set_deleted (conversation, g_get_real_time ());
  sonde_engine_list_conversation (self, conversation);
  sonde_store_delete_conversation_async (
    self->store, sonde_conversation_get_id (conversation), TRUE, NULL, deleted_cb, g_object_ref (self));
}

void
sonde_engine_undelete (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  sonde_conversation_set_deleted (conversation, 0);
  sonde_engine_list_conversation (self, conversation);
  sonde_store_delete_conversation_async (
    self->store, sonde_conversation_get_id (conversation), FALSE, NULL, deleted_cb, g_object_ref (self));
  sonde_engine_copies_saved (self->copies, conversation);
}

/** Ends a conversation in the trash for good. */
void
sonde_engine_purge (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));
  g_return_if_fail (sonde_conversation_get_deleted (conversation) != 0);

  sonde_engine_unlist (self, conversation);
  sonde_store_purge_async (
    self->store, sonde_conversation_get_id (conversation), NULL, purged_cb, g_object_ref (self));
}

/** Ends all conversations in the trash for good. */
void
sonde_engine_empty_trash (SondeEngine *self)
{
  GHashTableIter iter;
  gpointer conversation;
  g_autoptr (GPtrArray) doomed = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (SONDE_IS_ENGINE (self));

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, NULL, &conversation))
    if (sonde_conversation_get_deleted (conversation) != 0)
      g_ptr_array_add (doomed, g_object_ref (conversation));
  for (guint i = 0; i < doomed->len; i++)
    sonde_engine_unlist (self, doomed->pdata[i]);
  sonde_store_purge_deleted (self->store, G_MAXINT64);
}

/** A window shows @conversation and is looked at: what ended in it is read. */
void
sonde_engine_show (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->shown, conversation));

  self->tells_shown = TRUE;
  g_hash_table_replace (self->shown, g_object_ref (conversation), GUINT_TO_POINTER (n + 1));
  if (!sonde_conversation_get_unread (conversation))
    return;
  sonde_conversation_set_unread (conversation, FALSE);
  sonde_engine_save (self, conversation);
}

/** The end of sonde_engine_show(). */
void
sonde_engine_hide (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->shown, conversation));

  if (n > 1)
    g_hash_table_replace (self->shown, g_object_ref (conversation), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (self->shown, conversation);
}
