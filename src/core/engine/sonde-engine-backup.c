/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

/* A backup each day without anybody asking, and what the person asks for. */

#include "sonde-engine-backup.h"
#include "sonde-engine-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"

/* After the window is up: its first seconds belong to the person. */
#define FIRST_S 10
/* A window that stays open for days has its backups too. */
#define NEXT_S 3600

/* Connections to the history beside the store's: counted, so that a restore can wait for their end. */

static GCancellable *
begin_beside (SondeEngine *self)
{
  if (self->beside == NULL)
    self->beside = g_cancellable_new ();
  self->n_beside++;
  return self->beside;
}

static void
end_beside (SondeEngine *self)
{
  self->n_beside--;
  sonde_engine_go_on_restoring (self);
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_check_finish (SONDE_STORE (object), result, &error)
      && g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    sonde_engine_report (self, error);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (SondeBackup) backup = NULL;
  g_autoptr (GError) error = NULL;
  gboolean made;

  backup = sonde_backup_write_finish (result, &made, &error);
  self->backing_up = FALSE;
  end_beside (self);
  /* That a copy is damaged may have other reasons. */
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT) && self->opened)
    sonde_store_check_async (self->store, NULL, checked_cb, g_object_ref (self));
  else
    sonde_engine_report (self, error);
}

static gboolean look_cb (gpointer user_data);

static void
look_again (SondeEngine *self, guint seconds)
{
  self->backup_source = g_timeout_add_seconds_full (G_PRIORITY_LOW, seconds, look_cb, self, NULL);
}

static gboolean
look_cb (gpointer user_data)
{
  SondeEngine *self = user_data;

  look_again (self, NEXT_S);
  if (self->backing_up || !sonde_backup_is_due (self->data_dir))
    return G_SOURCE_REMOVE;
  self->backing_up = TRUE;
  sonde_backup_write_async (self->data_dir, begin_beside (self), written_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
sonde_engine_start_backups (SondeEngine *self)
{
  if (self->on_disk && self->backup_source == 0)
    look_again (self, FIRST_S);
}

/** What is half written is left; the next one is made by the next who looks. */
void
sonde_engine_stop_backups (SondeEngine *self)
{
  g_clear_handle_id (&self->backup_source, g_source_remove);
  if (self->beside != NULL)
    g_cancellable_cancel (self->beside);
  g_clear_object (&self->beside);
}

/* Now */

static gboolean
check_open (SondeEngine *self, GTask *task)
{
  if (self->opened && self->on_disk)
    return TRUE;
  g_task_return_error (task, sonde_error_new (SONDE_ERROR_STORE_READ_ONLY, "the history is not on the disk"));
  g_object_unref (task);
  return FALSE;
}

typedef struct
{
  SondeBackup *backup;
  gboolean made;
} Made;

static void
made_free (gpointer data)
{
  Made *made = data;

  g_clear_pointer (&made->backup, sonde_backup_free);
  g_free (made);
}

static void
backed_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  Made *made = g_new0 (Made, 1);

  made->backup = sonde_backup_write_finish (result, &made->made, &error);
  end_beside (self);
  if (made->backup != NULL)
    {
      g_task_return_pointer (task, made, made_free);
      return;
    }
  made_free (made);
  g_task_return_error (task, error);
}

void
sonde_engine_back_up_async (SondeEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sonde_engine_back_up_async);
  if (check_open (self, task))
    sonde_backup_write_async (self->data_dir, begin_beside (self), backed_up_cb, task);
}

SondeBackup *
sonde_engine_back_up_finish (SondeEngine *self, GAsyncResult *result, gboolean *made, GError **error)
{
  Made *found;
  SondeBackup *backup;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  *made = found->made;
  backup = g_steal_pointer (&found->backup);
  made_free (found);
  return backup;
}

/* Checking */

static void
index_mended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  sonde_store_check_index_finish (SONDE_STORE (object), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, TRUE);
}

static void
index_checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean whole = sonde_store_check_index_finish (SONDE_STORE (object), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (whole)
    g_task_return_int (task, FALSE);
  else
    sonde_store_check_index_async (
      SONDE_STORE (object), TRUE, NULL, index_mended_cb, g_steal_pointer (&task));
}

/* The store itself must know, so that it salvages when it is opened again. */
static void
damage_confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (sonde_store_check_finish (SONDE_STORE (object), result, &error))
    sonde_store_check_index_async (
      SONDE_STORE (object), FALSE, NULL, index_checked_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
history_checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean whole = sonde_backup_check_finish (result, &error);

  end_beside (self);
  if (whole)
    sonde_store_check_index_async (self->store, FALSE, NULL, index_checked_cb, g_steal_pointer (&task));
  else if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    {
      g_error_free (error);
      sonde_store_check_async (self->store, NULL, damage_confirmed_cb, g_steal_pointer (&task));
    }
  else
    g_task_return_error (task, error);
}

void
sonde_engine_check_async (SondeEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sonde_engine_check_async);
  if (check_open (self, task))
    sonde_backup_check_async (self->data_dir, begin_beside (self), history_checked_cb, task);
}

gboolean
sonde_engine_check_finish (SondeEngine *self, GAsyncResult *result, gboolean *mended, GError **error)
{
  gssize value;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  value = g_task_propagate_int (G_TASK (result), error);
  *mended = value == TRUE;
  return value >= 0;
}
