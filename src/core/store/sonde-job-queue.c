/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-job-queue-private.h"

#include "sonde-error.h"

#define KEPT_RETRY_US (2 * G_USEC_PER_SEC)

struct _SondeJob
{
  SondeJobQueue *queue;

  /* Main thread only */
  GObject *owner;
  GTask *task;
  SondeJobDone done;

  SondeJobFlags flags;
  SondeJobRun run; /* NULL ends the thread */
  gpointer data;
  GDestroyNotify free_data;
  GError *error;
  gboolean tell; /* that a job nobody waits for failed */
};

struct _SondeJobQueue
{
  GThread *thread; /* NULL when it was closed */
  GAsyncQueue *jobs;
  SondeJobFailed failed;
  gpointer user_data;

  /* Thread of the database only */
  SondeHistory history;
  GQueue kept; /* jobs that failed and are tried again, in their order */
  gboolean told;
};

static void
job_clear (gpointer data)
{
  SondeJob *job = data;

  if (job->free_data != NULL)
    job->free_data (job->data);
  g_clear_error (&job->error);
}

static void
job_unref (SondeJob *job)
{
  g_atomic_rc_box_release_full (job, job_clear);
}

static gboolean
complete_cb (gpointer user_data)
{
  SondeJob *job = user_data;
  g_autoptr (GObject) owner = g_steal_pointer (&job->owner);
  g_autoptr (GTask) task = g_steal_pointer (&job->task);

  if (task != NULL && job->error != NULL)
    g_task_return_error (task, g_error_copy (job->error));
  else if (task != NULL)
    job->done (task, job->data);
  else if (job->tell)
    job->queue->failed (job->queue->user_data, job->error);
  return G_SOURCE_REMOVE;
}

/* The reference goes to the main context; there the callbacks run and the owner is let go. */
static void
complete (SondeJob *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  /* What nobody waits for lets frames be drawn first. */
  g_source_set_priority (source, job->task != NULL ? g_task_get_priority (job->task) : G_PRIORITY_DEFAULT);
  g_source_set_callback (source, complete_cb, job, (GDestroyNotify) job_unref);
  g_source_set_static_name (source, "sonde-store");
  g_source_attach (source, job->task != NULL ? g_task_get_context (job->task) : NULL);
}

/* A full disk or a busy one gets better; anything else does not. */
static gboolean
may_succeed_later (const GError *error)
{
  return g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_FULL)
         || g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE);
}

static gboolean
run_kept_jobs (SondeJobQueue *self, GError **error)
{
  SondeJob *job;

  while ((job = g_queue_peek_head (&self->kept)) != NULL)
    {
      g_autoptr (GError) failure = NULL;

      if (!job->run (&self->history, job->data, &failure) && may_succeed_later (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      g_queue_pop_head (&self->kept);
      job_unref (job);
    }
  self->told = FALSE;
  return TRUE;
}

static void
keep_job (SondeJobQueue *self, SondeJob *job)
{
  g_queue_push_tail (&self->kept, g_atomic_rc_box_acquire (job));
}

static void
run_job (SondeJobQueue *self, SondeJob *job)
{
  g_autoptr (GError) unwritten = NULL;
  gboolean keep = (job->flags & SONDE_JOB_KEEP) != 0;
  gboolean waits = keep || (job->flags & SONDE_JOB_ALONE) != 0;

  if (self->history.db == NULL && (job->flags & SONDE_JOB_CLOSED) == 0)
    {
      job->error = sonde_error_new (SONDE_ERROR_STORE, "The history is not open");
      return;
    }
  if ((job->flags & SONDE_JOB_WRITE) != 0 && !run_kept_jobs (self, &unwritten) && waits)
    /* What is kept must come first. */
    job->error = g_steal_pointer (&unwritten);
  else if (job->run (&self->history, job->data, &job->error))
    return;
  if (keep && may_succeed_later (job->error))
    keep_job (self, job);
  job->tell = !self->told;
  self->told = self->told || job->task == NULL;
}

static void
run_unless_cancelled (SondeJobQueue *self, SondeJob *job)
{
  GCancellable *cancellable = job->task != NULL ? g_task_get_cancellable (job->task) : NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &job->error))
    return;
  /* Only reading is interrupted: what is being written is either there or not. */
  if (self->history.db != NULL && (job->flags & SONDE_JOB_WRITE) == 0)
    self->history.db->cancellable = cancellable;
  run_job (self, job);
  if (self->history.db != NULL)
    self->history.db->cancellable = NULL;
}

static SondeJob *
pop (SondeJobQueue *self)
{
  if (g_queue_is_empty (&self->kept))
    return g_async_queue_pop (self->jobs);
  return g_async_queue_timeout_pop (self->jobs, KEPT_RETRY_US);
}

static gpointer
thread_cb (gpointer user_data)
{
  SondeJobQueue *self = user_data;

  for (;;)
    {
      SondeJob *job = pop (self);

      if (job == NULL)
        {
          run_kept_jobs (self, NULL);
          continue;
        }
      if (job->run == NULL)
        {
          job_unref (job);
          break;
        }
      run_unless_cancelled (self, job);
      complete (job);
    }
  run_kept_jobs (self, NULL);
  g_queue_clear_full (&self->kept, (GDestroyNotify) job_unref);
  sonde_history_close (&self->history);
  return NULL;
}

SondeJobQueue *
sonde_job_queue_new (SondeJobFailed failed, gpointer user_data)
{
  SondeJobQueue *self = g_new0 (SondeJobQueue, 1);

  self->failed = failed;
  self->user_data = user_data;
  self->jobs = g_async_queue_new ();
  g_queue_init (&self->kept);
  self->thread = g_thread_new ("sonde-store", thread_cb, self);
  return self;
}

void
sonde_job_queue_close (SondeJobQueue *self)
{
  if (self->thread == NULL)
    return;
  g_async_queue_push (self->jobs, g_atomic_rc_box_new0 (SondeJob));
  g_thread_join (g_steal_pointer (&self->thread));
}

void
sonde_job_queue_free (SondeJobQueue *self)
{
  sonde_job_queue_close (self);
  g_async_queue_unref (self->jobs);
  g_free (self);
}

void
sonde_job_queue_push (SondeJobQueue *self,
                      GObject *owner,
                      GTask *task,
                      SondeJobFlags flags,
                      SondeJobRun run,
                      SondeJobDone done,
                      gpointer data,
                      GDestroyNotify free_data)
{
  SondeJob *job = g_atomic_rc_box_new0 (SondeJob);

  job->queue = self;
  job->owner = g_object_ref (owner);
  job->task = task;
  job->flags = flags;
  job->run = run;
  job->done = done;
  job->data = data;
  job->free_data = free_data;
  if (self->thread != NULL)
    {
      g_async_queue_push (self->jobs, job);
      return;
    }
  job->error = sonde_error_new (SONDE_ERROR_STORE, "The history is closed");
  complete (job);
}
