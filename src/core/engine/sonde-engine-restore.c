/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

/* Another history in the place of the one that is open. */

#include "sonde-conversation-list-private.h"
#include "sonde-engine-backup.h"
#include "sonde-engine-copies-private.h"
#include "sonde-engine-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "sonde-error.h"
#include "sonde-restore.h"

typedef struct
{
  char *path;   /* NULL: the same history again */
  char *staged; /* a checked copy of it */
  char *replaced;
} Restoring;

static void
restoring_free (gpointer data)
{
  Restoring *restoring = data;

  /* What was used up has another name by now. */
  if (restoring->staged != NULL)
    g_unlink (restoring->staged);
  g_free (restoring->staged);
  g_free (restoring->path);
  g_free (restoring->replaced);
  g_free (restoring);
}

/* Leaving */

static gboolean
check_idle (SondeEngine *self, GError **error)
{
  /* One in memory would be lost. */
  if (!self->opened || !self->on_disk)
    g_propagate_error (error,
                       sonde_error_new (SONDE_ERROR_STORE_READ_ONLY, "the history is not on the disk"));
  else if (g_hash_table_size (self->turns) > 0)
    g_set_error_literal (error,
                         SONDE_ERROR,
                         SONDE_ERROR_INVALID_ARGUMENT,
                         _ ("An answer is being written. Stop it, or wait for its end"));
  else if (g_atomic_int_get (&self->n_imports) > 0)
    g_set_error_literal (error,
                         SONDE_ERROR,
                         SONDE_ERROR_INVALID_ARGUMENT,
                         _ ("Conversations are being imported. Wait for the end"));
  else
    return TRUE;
  return FALSE;
}

/* Numbers mean other conversations from now on: what somebody still holds is written nowhere. */
static void
forget_all (SondeEngine *self)
{
  g_autoptr (GList) known = g_hash_table_get_values (self->known);

  g_list_foreach (known, (GFunc) (void (*) (void)) g_object_ref, NULL);
  g_hash_table_remove_all (self->known);
  for (GList *l = known; l != NULL; l = l->next)
    {
      sonde_conversation_set_id (l->data, 0);
      g_object_unref (l->data);
    }
  self->latest = 0;
}

static void
leave (SondeEngine *self)
{
  sonde_engine_stop_titles (self);
  sonde_engine_emit_closing (self);
  self->opened = FALSE;
  for (guint i = 0; i < self->lists->len; i++)
    sonde_conversation_list_clear (self->lists->pdata[i]);
  forget_all (self);
  /* They are about other conversations too. */
  g_clear_pointer (&self->copies, sonde_engine_copies_free);
}

/* Coming back */

static void
replaced_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Restoring *restoring = g_task_get_task_data (task);
  SondeReopened reopened = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean success = sonde_store_replace_finish (SONDE_STORE (object), result, &reopened, &error);

  restoring->replaced = g_steal_pointer (&reopened.replaced);
  /* What was on its way when it was left. */
  forget_all (self);
  self->copies = sonde_engine_copies_new (self);
  sonde_engine_take_opened (self, reopened.copied_aside, reopened.problem);
  sonde_reopened_clear (&reopened);
  sonde_engine_emit_reopened (self, !success);
  if (self->in_background)
    sonde_engine_start_background (self);
  if (success)
    {
      sonde_engine_write_copies_async (self, NULL, NULL);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Nothing else has the history open now. */
static void
exchange (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);
  Restoring *restoring = g_task_get_task_data (task);
  GError *error = NULL;

  if (!check_idle (self, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  leave (self);
  sonde_store_replace_async (self->store, restoring->staged, replaced_cb, task);
}

static gboolean
exchange_cb (gpointer task)
{
  exchange (task);
  return G_SOURCE_REMOVE;
}

void
sonde_engine_go_on_restoring (SondeEngine *self)
{
  if (self->restoring != NULL && self->n_beside == 0)
    g_idle_add (exchange_cb, g_steal_pointer (&self->restoring));
}

/* A connection that is closed after its file was exchanged would take the log of the new one for its own. */
static void
wait_for_others (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);

  sonde_engine_stop_backups (self);
  self->restoring = task;
  sonde_engine_go_on_restoring (self);
}

static void
stage_thread (GTask *task, gpointer engine, gpointer data, GCancellable *cancellable)
{
  Restoring *restoring = data;
  g_auto (SondeRestored) found = { 0 };
  GError *error = NULL;

  restoring->staged
    = sonde_restore_stage (sonde_engine_get_data_dir (engine), restoring->path, cancellable, &found, &error);
  if (restoring->staged != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
staged_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Restoring *staging = g_task_get_task_data (G_TASK (result));
  Restoring *restoring = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  restoring->staged = g_steal_pointer (&staging->staged);
  wait_for_others (g_steal_pointer (&task));
}

static void
stage (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);
  Restoring *restoring = g_task_get_task_data (task);
  Restoring *staging = g_new0 (Restoring, 1);
  g_autoptr (GTask) stage = g_task_new (self, NULL, staged_cb, task);

  staging->path = g_strdup (restoring->path);
  g_task_set_task_data (stage, staging, restoring_free);
  g_task_run_in_thread (stage, stage_thread);
}

static GTask *
begin (SondeEngine *self, gpointer tag, const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Restoring *restoring = g_new0 (Restoring, 1);
  GError *error = NULL;

  restoring->path = g_strdup (path);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, restoring, restoring_free);
  if (self->restoring == NULL && check_idle (self, &error))
    return g_steal_pointer (&task);
  g_task_return_error (
    task, error != NULL ? error : sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, "it is under way"));
  return NULL;
}

void
sonde_engine_restore_async (SondeEngine *self,
                            const char *path,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (path != NULL);

  task = begin (self, sonde_engine_restore_async, path, callback, user_data);
  if (task != NULL)
    stage (task);
}

void
sonde_engine_salvage_async (SondeEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_ENGINE (self));

  task = begin (self, sonde_engine_salvage_async, NULL, callback, user_data);
  if (task != NULL)
    wait_for_others (task);
}

gboolean
sonde_engine_restore_finish (SondeEngine *self, GAsyncResult *result, char **replaced, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (replaced != NULL)
    *replaced = g_strdup (((Restoring *) g_task_get_task_data (G_TASK (result)))->replaced);
  return TRUE;
}
