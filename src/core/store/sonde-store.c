/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-store.h"

#include "sonde-growth-private.h"
#include "sonde-job-queue-private.h"
#include "sonde-work-private.h"

/* What streams is on the disk after this time, or when it is this much. */
#define APPEND_MS    250
#define APPEND_BYTES 4096

#define CHECK_ELSEWHERE_US G_USEC_PER_SEC

struct _SondeStore
{
  GObject parent_instance;

  char *data_dir;
  SondeJobQueue *queue;
  SondeGrowth *growth;

  guint append_source;
  gint64 checked_elsewhere; /* monotonic time */
};

G_DEFINE_FINAL_TYPE (SondeStore, sonde_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_WRITE_FAILED,
  SIGNAL_CHANGED_ELSEWHERE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
push (SondeWork *work, GTask *task, SondeJobFlags flags, SondeJobRun run, SondeJobDone done)
{
  sonde_job_queue_push (
    work->store->queue, G_OBJECT (work->store), task, flags, run, done, work, sonde_work_free);
}

static GTask *
make_task (SondeStore *self,
           gpointer tag,
           SondeJobFlags flags,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* What was written was written. */
  g_task_set_check_cancellable (task, (flags & SONDE_JOB_WRITE) == 0);
  return task;
}

#define MAKE_TASK(tag, flags) make_task (self, tag, flags, cancellable, callback, user_data)

static void
done_cb (GTask *task, gpointer data)
{
  g_task_return_boolean (task, TRUE);
}

static void
done_array_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  g_task_return_pointer (task, g_steal_pointer (&work->array), (GDestroyNotify) g_ptr_array_unref);
}

static void
write_failed_cb (gpointer user_data, const GError *error)
{
  g_signal_emit (user_data, signals[SIGNAL_WRITE_FAILED], 0, error);
}

/* Opening */

static void
done_open_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  SondeWork *result = sonde_work_new (work->store);

  result->text = g_steal_pointer (&work->text);
  result->problem = g_steal_pointer (&work->problem);
  g_task_return_pointer (task, result, sonde_work_free);
}

/* Reading */

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

static void
done_load_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  SondeConversation *conversation
    = work->object != NULL ? SONDE_CONVERSATION (g_steal_pointer (&work->object)) : sonde_conversation_new ();

  sonde_conversation_record_fill (work->conversation_record, conversation);
  g_task_return_pointer (task, conversation, g_object_unref);
}

static void
done_check_elsewhere_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  if (work->flag)
    g_signal_emit (work->store, signals[SIGNAL_CHANGED_ELSEWHERE], 0);
  g_task_return_boolean (task, TRUE);
}

/* Writing */

static void
done_save_conversation_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  sonde_conversation_set_id (SONDE_CONVERSATION (work->object), work->conversation_record->id);
  g_task_return_boolean (task, TRUE);
}

static void
done_add_conversation_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  sonde_conversation_set_id (SONDE_CONVERSATION (work->object), work->conversation_record->id);
  sonde_message_set_id (work->first_message, work->message_record->id);
  g_task_return_boolean (task, TRUE);
}

static void
done_add_message_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  SondeMessage *message = SONDE_MESSAGE (work->object);

  sonde_message_set_id (message, work->message_record->id);
  sonde_growth_note (work->store->growth, message, work->message_record);
  g_task_return_boolean (task, TRUE);
}

static void
push_chunks (SondeStore *self)
{
  g_autoptr (GPtrArray) chunks = sonde_growth_take (self->growth);
  SondeWork *work;

  g_clear_handle_id (&self->append_source, g_source_remove);
  if (chunks->len == 0)
    return;
  work = sonde_work_new (self);
  work->array = g_steal_pointer (&chunks);
  push (work, NULL, SONDE_JOB_WRITE | SONDE_JOB_KEEP, sonde_work_append, NULL);
}

static gboolean
append_cb (gpointer user_data)
{
  SondeStore *self = user_data;

  self->append_source = 0;
  push_chunks (self);
  return G_SOURCE_REMOVE;
}

static void
push_message (SondeStore *self, SondeMessage *message, GTask *task)
{
  SondeWork *work = sonde_work_new (self);

  work->message_record = sonde_message_record_new (message);
  sonde_growth_note (self->growth, message, work->message_record);
  push (work, task, SONDE_JOB_WRITE | SONDE_JOB_KEEP, sonde_work_save_message, done_cb);
}

static void
sonde_store_finalize (GObject *object)
{
  SondeStore *self = SONDE_STORE (object);

  sonde_store_close (self);
  sonde_job_queue_free (self->queue);
  sonde_growth_free (self->growth);
  g_free (self->data_dir);
  G_OBJECT_CLASS (sonde_store_parent_class)->finalize (object);
}

static void
sonde_store_class_init (SondeStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sonde_store_finalize;

  signals[SIGNAL_WRITE_FAILED] = g_signal_new ("write-failed",
                                               G_TYPE_FROM_CLASS (klass),
                                               G_SIGNAL_RUN_LAST,
                                               0,
                                               NULL,
                                               NULL,
                                               NULL,
                                               G_TYPE_NONE,
                                               1,
                                               G_TYPE_ERROR);
  signals[SIGNAL_CHANGED_ELSEWHERE] = g_signal_new (
    "changed-elsewhere", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_store_init (SondeStore *self)
{
  self->queue = sonde_job_queue_new (write_failed_cb, self);
  self->growth = sonde_growth_new ();
}

SondeStore *
sonde_store_new (const char *data_dir)
{
  SondeStore *self = g_object_new (SONDE_TYPE_STORE, NULL);

  self->data_dir = g_strdup (data_dir);
  return self;
}

void
sonde_store_open_async (SondeStore *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->data_dir = g_strdup (self->data_dir);
  push (work,
        MAKE_TASK (sonde_store_open_async, SONDE_JOB_WRITE),
        SONDE_JOB_READ | SONDE_JOB_CLOSED,
        sonde_work_open,
        done_open_cb);
}

gboolean
sonde_store_open_finish (
  SondeStore *self, GAsyncResult *result, char **copied_aside, GError **problem, GError **error)
{
  SondeWork *work;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  work = g_task_propagate_pointer (G_TASK (result), error);
  if (work == NULL)
    return FALSE;
  if (copied_aside != NULL)
    *copied_aside = g_steal_pointer (&work->text);
  if (problem != NULL)
    *problem = g_steal_pointer (&work->problem);
  sonde_work_free (work);
  return TRUE;
}

void
sonde_store_close (SondeStore *self)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  push_chunks (self);
  sonde_job_queue_close (self->queue);
}

void
sonde_store_list_async (SondeStore *self,
                        const char *query,
                        guint offset,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->text = g_strdup (query);
  work->offset = offset;
  work->limit = limit;
  push (
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
  push (
    work, MAKE_TASK (sonde_store_load_async, SONDE_JOB_READ), SONDE_JOB_READ, sonde_work_load, done_load_cb);
}

SondeConversation *
sonde_store_load_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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
  push (work,
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
  push (work,
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
  push (work,
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
    push_chunks (self);
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
  push (work, NULL, SONDE_JOB_WRITE | SONDE_JOB_KEEP, sonde_work_choose, NULL);
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
  push (work,
        MAKE_TASK (sonde_store_delete_conversation_async, SONDE_JOB_WRITE),
        SONDE_JOB_WRITE,
        sonde_work_delete_conversation,
        done_cb);
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
  push (work, NULL, SONDE_JOB_WRITE | SONDE_JOB_KEEP, sonde_work_purge, NULL);
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
  push (work,
        MAKE_TASK (sonde_store_delete_message_async, SONDE_JOB_WRITE),
        SONDE_JOB_WRITE,
        sonde_work_delete_message,
        done_cb);
}

gboolean
sonde_store_delete_message_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_search_hit_free (SondeSearchHit *hit)
{
  g_free (hit->title);
  g_free (hit->snippet);
  g_free (hit);
}

void
sonde_store_search_async (SondeStore *self,
                          const char *query,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (query != NULL);

  work = sonde_work_new (self);
  work->text = g_strdup (query);
  work->limit = limit;
  push (work,
        MAKE_TASK (sonde_store_search_async, SONDE_JOB_READ),
        SONDE_JOB_READ,
        sonde_work_search,
        done_array_cb);
}

GPtrArray *
sonde_store_search_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sonde_store_check_elsewhere (SondeStore *self)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (SONDE_IS_STORE (self));

  if (self->checked_elsewhere != 0 && now - self->checked_elsewhere < CHECK_ELSEWHERE_US)
    return;
  self->checked_elsewhere = now;
  push (sonde_work_new (self),
        g_task_new (self, NULL, NULL, NULL),
        SONDE_JOB_READ,
        sonde_work_check_elsewhere,
        done_check_elsewhere_cb);
}
