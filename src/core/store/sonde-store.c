/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-store-private.h"

#define CHECK_ELSEWHERE_US G_USEC_PER_SEC

G_DEFINE_FINAL_TYPE (SondeStore, sonde_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_WRITE_FAILED,
  SIGNAL_CHANGED_ELSEWHERE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
sonde_store_push (SondeWork *work, GTask *task, SondeJobFlags flags, SondeJobRun run, SondeJobDone done)
{
  sonde_job_queue_push (
    work->store->queue, G_OBJECT (work->store), task, flags, run, done, work, sonde_work_free);
}

GTask *
sonde_store_make_task (SondeStore *self,
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

void
sonde_store_done_cb (GTask *task, gpointer data)
{
  g_task_return_boolean (task, TRUE);
}

void
sonde_store_done_array_cb (GTask *task, gpointer data)
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
  work->store->on_disk = work->on_disk;
  work->store->n_saved = work->n_saved;
  if (work->on_disk && work->store->indexer == NULL)
    work->store->indexer = sonde_indexer_new (work->store->data_dir);
  g_task_return_pointer (task, result, sonde_work_free);
}

/* Reading */

static void
done_check_elsewhere_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  if (work->flag)
    {
      sonde_store_wake_index (work->store);
      g_signal_emit (work->store, signals[SIGNAL_CHANGED_ELSEWHERE], 0);
    }
  g_task_return_boolean (task, TRUE);
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
  sonde_store_push (work,
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

/** How many conversations were read out of the damaged history that was put aside last. */
gint64
sonde_store_get_n_saved (SondeStore *self)
{
  g_return_val_if_fail (SONDE_IS_STORE (self), 0);

  return self->n_saved;
}

void
sonde_store_close (SondeStore *self)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  sonde_store_push_chunks (self);
  g_clear_pointer (&self->indexer, sonde_indexer_free);
  sonde_job_queue_close (self->queue);
}

void
sonde_store_check_elsewhere (SondeStore *self)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (SONDE_IS_STORE (self));

  if (self->checked_elsewhere != 0 && now - self->checked_elsewhere < CHECK_ELSEWHERE_US)
    return;
  self->checked_elsewhere = now;
  sonde_store_push (sonde_work_new (self),
                    g_task_new (self, NULL, NULL, NULL),
                    SONDE_JOB_READ,
                    sonde_work_check_elsewhere,
                    done_check_elsewhere_cb);
}
