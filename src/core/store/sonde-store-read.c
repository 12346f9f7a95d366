/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Lists, loading and searching. */

#include "sonde-store-private.h"

/* So many older messages of a long conversation come together: a few milliseconds of the main thread. */
#define OLDER_AT_ONCE 250

static void load_older (SondeStore *self, SondeConversation *conversation, GArray *ids, guint first);

static void
done_list_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < work->array->len; i++)
    {
      SondeConversation *conversation = sonde_conversation_new ();

      sonde_conversation_record_fill (g_ptr_array_index (work->array, i), conversation);
      g_ptr_array_add (list, conversation);
    }
  g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

/* The rest of a long conversation, in pieces: between two of them others have their turn, on both threads. */

static void
done_older_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  SondeConversation *conversation = SONDE_CONVERSATION (work->object);
  guint next = work->first + work->limit;

  /* It may have been read anew meanwhile. */
  if (!sonde_conversation_get_complete (conversation))
    {
      g_autoptr (GPtrArray) messages = sonde_message_records_to_messages (work->array);

      sonde_conversation_add_older (conversation, messages);
      if (next < work->ids->len)
        load_older (work->store, conversation, work->ids, next);
      else
        sonde_conversation_complete (conversation);
    }
  g_task_return_boolean (task, TRUE);
}

static void
older_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeConversation) conversation = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return;
  g_message ("the beginning of a conversation cannot be read: %s", error->message);
  /* Nothing more will come, and somebody may wait for it. */
  sonde_conversation_complete (conversation);
}

static void
load_older (SondeStore *self, SondeConversation *conversation, GArray *ids, guint first)
{
  SondeWork *work = sonde_work_new (self);
  GTask *task = g_task_new (self, NULL, older_cb, g_object_ref (conversation));

  work->object = g_object_ref (G_OBJECT (conversation));
  work->ids = g_array_ref (ids);
  work->first = first;
  work->limit = OLDER_AT_ONCE;
  g_task_set_priority (task, G_PRIORITY_DEFAULT_IDLE);
  sonde_store_push (work, task, SONDE_JOB_READ, sonde_work_load_older, done_older_cb);
}

static void
done_load_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  SondeConversation *conversation
    = work->object != NULL ? SONDE_CONVERSATION (g_steal_pointer (&work->object)) : sonde_conversation_new ();

  sonde_conversation_record_fill (work->conversation_record, conversation);
  if (work->conversation_record->older != NULL)
    load_older (work->store, conversation, work->conversation_record->older, 0);
  g_task_return_pointer (task, conversation, g_object_unref);
}

void
sonde_store_list_async (SondeStore *self,
                        const SondeListFilter *filter,
                        const SondeListKey *after,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  if (filter != NULL)
    {
      work->filter.shelf = filter->shelf;
      work->filter.folder = g_strdup (filter->folder);
    }
  work->flag = after != NULL;
  if (after != NULL)
    work->after = *after;
  work->limit = limit;
  sonde_store_push (
    work, MAKE_TASK (sonde_store_list_async, SONDE_JOB_READ), SONDE_JOB_READ, sonde_work_list, done_list_cb);
}

GPtrArray *
sonde_store_list_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sonde_store_load_async (SondeStore *self,
                        gint64 conversation_id,
                        SondeConversation *into,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->conversation = conversation_id;
  work->object = into != NULL ? g_object_ref (G_OBJECT (into)) : NULL;
  sonde_store_push (
    work, MAKE_TASK (sonde_store_load_async, SONDE_JOB_READ), SONDE_JOB_READ, sonde_work_load, done_load_cb);
}

void
sonde_store_load_end_async (SondeStore *self,
                            gint64 conversation_id,
                            SondeConversation *into,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->conversation = conversation_id;
  work->flag = TRUE;
  work->object = into != NULL ? g_object_ref (G_OBJECT (into)) : NULL;
  sonde_store_push (work,
                    MAKE_TASK (sonde_store_load_end_async, SONDE_JOB_READ),
                    SONDE_JOB_READ,
                    sonde_work_load,
                    done_load_cb);
}

SondeConversation *
sonde_store_load_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
