/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Writing conversations. */

#include "sonde-store-private.h"

static void
done_save_conversation_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  sonde_conversation_set_id (SONDE_CONVERSATION (work->object), work->conversation_record->id);
  sonde_store_wake_index (work->store);
  g_task_return_boolean (task, TRUE);
}

static void
done_add_conversation_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  sonde_conversation_set_id (SONDE_CONVERSATION (work->object), work->conversation_record->id);
  sonde_store_wake_index (work->store);
  sonde_message_set_id (work->first_message, work->message_record->id);
  g_task_return_boolean (task, TRUE);
}

/* Between two steps others have their turn. */
static void
done_purge_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  if (work->flag)
    {
      sonde_store_forget (work->store);
      sonde_store_purge_deleted (work->store, work->before);
    }
  g_task_return_boolean (task, TRUE);
}

void
sonde_store_save_conversation_async (SondeStore *self,
                                     SondeConversation *conversation,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  work = sonde_work_new (self);
  work->object = g_object_ref (G_OBJECT (conversation));
  work->conversation_record = sonde_conversation_record_new (conversation);
  sonde_store_push (work,
                    MAKE_TASK (sonde_store_save_conversation_async, SONDE_JOB_WRITE),
                    SONDE_JOB_WRITE,
                    sonde_work_save_conversation,
                    done_save_conversation_cb);
}

gboolean
sonde_store_save_conversation_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_store_add_conversation_async (SondeStore *self,
                                    SondeConversation *conversation,
                                    SondeMessage *message,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));
  g_return_if_fail (SONDE_IS_MESSAGE (message));
  g_return_if_fail (sonde_conversation_get_id (conversation) == 0);

  work = sonde_work_new (self);
  work->object = g_object_ref (G_OBJECT (conversation));
  work->first_message = g_object_ref (message);
  work->conversation_record = sonde_conversation_record_new (conversation);
  work->message_record = sonde_message_record_new (message);
  sonde_store_push (work,
                    MAKE_TASK (sonde_store_add_conversation_async, SONDE_JOB_WRITE),
                    SONDE_JOB_WRITE,
                    sonde_work_add_conversation,
                    done_add_conversation_cb);
}

gboolean
sonde_store_add_conversation_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_store_delete_conversation_async (SondeStore *self,
                                       gint64 conversation_id,
                                       gboolean deleted,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->conversation = conversation_id;
  work->flag = deleted;
  sonde_store_push (work,
                    MAKE_TASK (sonde_store_delete_conversation_async, SONDE_JOB_WRITE),
                    SONDE_JOB_WRITE,
                    sonde_work_delete_conversation,
                    sonde_store_done_cb);
}

gboolean
sonde_store_delete_conversation_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_store_purge_deleted (SondeStore *self, gint64 before)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->before = before;
  sonde_store_push (
    work, g_task_new (self, NULL, NULL, NULL), SONDE_JOB_WRITE, sonde_work_purge, done_purge_cb);
}

void
sonde_store_purge_async (SondeStore *self,
                         gint64 conversation_id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->conversation = conversation_id;
  sonde_store_push (work,
                    MAKE_TASK (sonde_store_purge_async, SONDE_JOB_WRITE),
                    SONDE_JOB_WRITE,
                    sonde_work_purge_conversation,
                    sonde_store_done_forget_cb);
}

gboolean
sonde_store_purge_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_store_save_view (SondeStore *self, gint64 conversation_id, const char *view)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->conversation = conversation_id;
  work->text = g_strdup (view);
  sonde_store_push (work, NULL, SONDE_JOB_WRITE, sonde_work_save_view, NULL);
}
