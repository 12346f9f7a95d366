/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Writing messages. */

#include "sonde-store-private.h"

/* What streams is on the disk after this time, or when it is this much. */
#define APPEND_MS    250
#define APPEND_BYTES 4096

static void
done_add_message_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  SondeMessage *message = SONDE_MESSAGE (work->object);

  sonde_message_set_id (message, work->message_record->id);
  sonde_growth_note (work->store->growth, message, work->message_record);
  sonde_store_wake_index (work->store);
  g_task_return_boolean (task, TRUE);
}

static void
done_save_message_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  sonde_store_wake_index (work->store);
  g_task_return_boolean (task, TRUE);
}

void
sonde_store_push_chunks (SondeStore *self)
{
  g_autoptr (GPtrArray) chunks = sonde_growth_take (self->growth);
  SondeWork *work;

  g_clear_handle_id (&self->append_source, g_source_remove);
  if (chunks->len == 0)
    return;
  work = sonde_work_new (self);
  work->array = g_steal_pointer (&chunks);
  sonde_store_push (work, NULL, SONDE_JOB_WRITE | SONDE_JOB_KEEP, sonde_work_append, NULL);
}

static gboolean
append_cb (gpointer user_data)
{
  SondeStore *self = user_data;

  self->append_source = 0;
  sonde_store_push_chunks (self);
  return G_SOURCE_REMOVE;
}

static void
push_message (SondeStore *self, SondeMessage *message, GTask *task)
{
  SondeWork *work = sonde_work_new (self);

  work->message_record = sonde_message_record_new (message);
  sonde_growth_note (self->growth, message, work->message_record);
  sonde_store_push (
    work, task, SONDE_JOB_WRITE | SONDE_JOB_KEEP, sonde_work_save_message, done_save_message_cb);
}

void
sonde_store_add_message_async (SondeStore *self,
                               gint64 conversation_id,
                               SondeMessage *message,
                               gboolean durable,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  work = sonde_work_new (self);
  work->object = g_object_ref (G_OBJECT (message));
  work->message_record = sonde_message_record_new (message);
  work->message_record->conversation = conversation_id;
  work->flag = durable;
  sonde_store_push (work,
                    MAKE_TASK (sonde_store_add_message_async, SONDE_JOB_WRITE),
                    SONDE_JOB_WRITE,
                    sonde_work_add_message,
                    done_add_message_cb);
}

gboolean
sonde_store_add_message_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_store_append (SondeStore *self, SondeMessage *message)
{
  gssize grown;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  if (!sonde_growth_measure (self->growth, message, &grown))
    return;
  if (grown < 0)
    push_message (self, message, NULL);
  else if (grown >= APPEND_BYTES)
    sonde_store_push_chunks (self);
  else if (grown > 0 && self->append_source == 0)
    self->append_source = g_timeout_add (APPEND_MS, append_cb, self);
}

void
sonde_store_save_message_async (SondeStore *self,
                                SondeMessage *message,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  push_message (self, message, MAKE_TASK (sonde_store_save_message_async, SONDE_JOB_WRITE));
}

gboolean
sonde_store_save_message_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_store_choose (SondeStore *self, gint64 conversation_id, gint64 parent_id, gint64 child_id)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->conversation = conversation_id;
  work->message = parent_id;
  work->child = child_id;
  sonde_store_push (work, NULL, SONDE_JOB_WRITE | SONDE_JOB_KEEP, sonde_work_choose, NULL);
}

void
sonde_store_delete_message_async (SondeStore *self,
                                  gint64 message_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->message = message_id;
  sonde_store_push (work,
                    MAKE_TASK (sonde_store_delete_message_async, SONDE_JOB_WRITE),
                    SONDE_JOB_WRITE,
                    sonde_work_delete_message,
                    sonde_store_done_forget_cb);
}

gboolean
sonde_store_delete_message_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
