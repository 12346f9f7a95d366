/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Folders and system prompts. */

#include "sonde-store-private.h"

static void
done_id_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  gint64 *id = g_new (gint64, 1);

  *id = work->id;
  if (work->object != NULL)
    sonde_prompt_set_id (SONDE_PROMPT (work->object), work->id);
  g_task_return_pointer (task, id, g_free);
}

static void
push_change (SondeWork *work, GTask *task, SondeJobRun run)
{
  sonde_store_push (work, task, SONDE_JOB_WRITE, run, done_id_cb);
}

void
sonde_store_list_folders_async (SondeStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  sonde_store_push (sonde_work_new (self),
                    MAKE_TASK (sonde_store_list_folders_async, SONDE_JOB_READ),
                    SONDE_JOB_READ,
                    sonde_work_list_folders,
                    sonde_store_done_array_cb);
}

void
sonde_store_list_prompts_async (SondeStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  sonde_store_push (sonde_work_new (self),
                    MAKE_TASK (sonde_store_list_prompts_async, SONDE_JOB_READ),
                    SONDE_JOB_READ,
                    sonde_work_list_prompts,
                    sonde_store_done_array_cb);
}

GPtrArray *
sonde_store_list_library_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sonde_store_add_folder_async (SondeStore *self,
                              const char *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (name != NULL);

  work = sonde_work_new (self);
  work->name = g_strdup (name);
  push_change (work, MAKE_TASK (sonde_store_add_folder_async, SONDE_JOB_WRITE), sonde_work_add_folder);
}

void
sonde_store_rename_folder_async (SondeStore *self,
                                 gint64 folder_id,
                                 const char *name,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (name != NULL);

  work = sonde_work_new (self);
  work->id = folder_id;
  work->name = g_strdup (name);
  push_change (work, MAKE_TASK (sonde_store_rename_folder_async, SONDE_JOB_WRITE), sonde_work_rename_folder);
}

void
sonde_store_remove_folder_async (SondeStore *self,
                                 gint64 folder_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->id = folder_id;
  push_change (work, MAKE_TASK (sonde_store_remove_folder_async, SONDE_JOB_WRITE), sonde_work_remove_folder);
}

void
sonde_store_save_prompt_async (SondeStore *self,
                               SondePrompt *prompt,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (SONDE_IS_PROMPT (prompt));

  work = sonde_work_new (self);
  work->object = g_object_ref (G_OBJECT (prompt));
  work->id = sonde_prompt_get_id (prompt);
  work->name = g_strdup (sonde_prompt_get_name (prompt));
  work->text = g_strdup (sonde_prompt_get_text (prompt));
  push_change (work, MAKE_TASK (sonde_store_save_prompt_async, SONDE_JOB_WRITE), sonde_work_save_prompt);
}

void
sonde_store_remove_prompt_async (SondeStore *self,
                                 gint64 prompt_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  SondeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = sonde_work_new (self);
  work->id = prompt_id;
  push_change (work, MAKE_TASK (sonde_store_remove_prompt_async, SONDE_JOB_WRITE), sonde_work_remove_prompt);
}

static void
arrange (SondeStore *self, const char *table, GArray *ids, GTask *task)
{
  SondeWork *work = sonde_work_new (self);

  work->name = g_strdup (table);
  work->ids = g_array_copy (ids);
  push_change (work, task, sonde_work_arrange);
}

void
sonde_store_arrange_folders_async (
  SondeStore *self, GArray *ids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  arrange (self, "folder", ids, MAKE_TASK (sonde_store_arrange_folders_async, SONDE_JOB_WRITE));
}

void
sonde_store_arrange_prompts_async (
  SondeStore *self, GArray *ids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  arrange (self, "prompt", ids, MAKE_TASK (sonde_store_arrange_prompts_async, SONDE_JOB_WRITE));
}

gint64
sonde_store_change_library_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  id = g_task_propagate_pointer (G_TASK (result), error);
  return id != NULL ? *id : 0;
}
