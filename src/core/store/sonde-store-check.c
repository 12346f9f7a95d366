/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Whether the history and its index are whole. */

#include "sonde-error.h"
#include "sonde-store-private.h"

static gboolean
work_check (SondeHistory *history, gpointer data, GError **error)
{
  g_autoptr (GError) damage = NULL;

  if (sonde_history_check_pages (history->db, &damage) && sonde_history_check_schema (history->db, &damage))
    return TRUE;
  /* Noted when the history is closed. */
  if (g_error_matches (damage, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    history->db->corrupt = TRUE;
  g_propagate_error (error, g_steal_pointer (&damage));
  return FALSE;
}

void
sonde_store_check_async (SondeStore *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  sonde_store_push (sonde_work_new (self),
                    MAKE_TASK (sonde_store_check_async, SONDE_JOB_READ),
                    SONDE_JOB_READ,
                    work_check,
                    sonde_store_done_cb);
}

gboolean
sonde_store_check_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_store_check_index_async (SondeStore *self,
                               gboolean rebuild,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_STORE (self));

  task = MAKE_TASK (sonde_store_check_index_async, SONDE_JOB_READ);
  if (self->indexer != NULL)
    {
      sonde_indexer_check (self->indexer, task, rebuild);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

gboolean
sonde_store_check_index_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
