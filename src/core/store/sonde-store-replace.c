/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Another file becomes the history while the program runs: on the thread of the database it is closed,
 * exchanged and opened again in one job, so that nothing that was asked for before or after meets a history
 * in between. */

#include "sonde-restore.h"
#include "sonde-store-private.h"
#include "sonde-writers-private.h"

typedef struct
{
  SondeWork *opening;
  SondeReopened reopened;
  char *staged;
  GError *failure; /* nothing was exchanged */
} Replacing;

static void
replacing_free (gpointer data)
{
  Replacing *replacing = data;

  sonde_work_free (replacing->opening);
  sonde_reopened_clear (&replacing->reopened);
  g_clear_error (&replacing->failure);
  g_free (replacing->staged);
  g_free (replacing);
}

void
sonde_reopened_clear (SondeReopened *reopened)
{
  g_clear_pointer (&reopened->replaced, g_free);
  g_clear_pointer (&reopened->copied_aside, g_free);
  g_clear_error (&reopened->problem);
}

/* What another process works with can be neither exchanged nor put aside. */
static gboolean
check_only_one (const char *data_dir, GError **error)
{
  g_autoptr (SondeWriters) writers = sonde_writers_new (data_dir, error);

  if (writers == NULL)
    return FALSE;
  /* The one that lives is this one. */
  if (writers->n_living <= 1)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "another program has the history open");
  return FALSE;
}

/* Always succeeds: the history is open again after it, if only in memory. */
static gboolean
work_replace (SondeHistory *history, gpointer data, GError **error)
{
  Replacing *replacing = data;
  SondeWork *opening = replacing->opening;
  GError *problem = NULL;

  if (!check_only_one (opening->data_dir, &replacing->failure))
    {
      opening->on_disk = history->writers != NULL;
      return TRUE;
    }
  sonde_history_close (history);
  if (replacing->staged != NULL)
    sonde_restore_put (
      opening->data_dir, replacing->staged, &replacing->reopened.replaced, &replacing->failure);
  if (!sonde_work_open (history, opening, &problem))
    opening->problem = problem;
  return TRUE;
}

static void
done_replace_cb (GTask *task, gpointer data)
{
  Replacing *replacing = data;
  SondeStore *store = replacing->opening->store;

  store->on_disk = replacing->opening->on_disk;
  store->n_saved = replacing->opening->n_saved;
  replacing->reopened.copied_aside = g_steal_pointer (&replacing->opening->text);
  replacing->reopened.problem = g_steal_pointer (&replacing->opening->problem);
  g_task_return_boolean (task, TRUE);
}

/* Also when it did not run, because something that could not be written waits. */
static void
replaced_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  SondeStore *self = SONDE_STORE (object);
  g_autoptr (GTask) task = user_data;
  Replacing *replacing = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (self->on_disk && self->indexer == NULL)
    self->indexer = sonde_indexer_new (self->data_dir);
  if (g_task_propagate_boolean (G_TASK (result), &error) && replacing->failure == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task,
                         error != NULL ? g_steal_pointer (&error) : g_steal_pointer (&replacing->failure));
}

void
sonde_store_replace_async (SondeStore *self,
                           const char *staged,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Replacing *replacing;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (self->data_dir != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  replacing = g_new0 (Replacing, 1);
  replacing->opening = sonde_work_new (self);
  replacing->opening->data_dir = g_strdup (self->data_dir);
  replacing->staged = g_strdup (staged);
  g_task_set_source_tag (task, sonde_store_replace_async);
  g_task_set_task_data (task, replacing, replacing_free);
  sonde_store_push_chunks (self);
  /* It has a connection of its own. */
  g_clear_pointer (&self->indexer, sonde_indexer_free);
  sonde_job_queue_push (self->queue,
                        G_OBJECT (self),
                        g_task_new (self, NULL, replaced_cb, task),
                        SONDE_JOB_WRITE | SONDE_JOB_ALONE | SONDE_JOB_CLOSED,
                        work_replace,
                        done_replace_cb,
                        replacing,
                        NULL);
}

gboolean
sonde_store_replace_finish (SondeStore *self, GAsyncResult *result, SondeReopened *reopened, GError **error)
{
  Replacing *replacing;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, sonde_store_replace_async), FALSE);

  replacing = g_task_get_task_data (G_TASK (result));
  *reopened = replacing->reopened;
  replacing->reopened = (SondeReopened){ 0 };
  return g_task_propagate_boolean (G_TASK (result), error);
}
