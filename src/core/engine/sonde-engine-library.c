/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

/* Folders and the library of system prompts. */

#include "sonde-engine-private.h"

#include <string.h>

#include "sonde-error.h"
#include "sonde-text.h"

typedef struct
{
  GObject *object; /* the folder or prompt; NULL for a new folder */
  char *old_name;
  char *name;
} Change;

static void
change_free (Change *change)
{
  g_clear_object (&change->object);
  g_free (change->old_name);
  g_free (change->name);
  g_free (change);
}

static GTask *
begin_change (SondeEngine *self,
              gpointer source_tag,
              gpointer object,
              const char *name,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Change *change = g_new0 (Change, 1);

  change->object = object != NULL ? g_object_ref (G_OBJECT (object)) : NULL;
  change->name = g_strstrip (g_strdup (name));
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  return task;
}

/* The name that is wanted, or NULL: @task is answered then. */
static const char *
check_name (GTask *task)
{
  Change *change = g_task_get_task_data (task);

  if (*change->name != '\0')
    return change->name;
  g_task_return_error (task, sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, "a name is needed"));
  g_object_unref (task);
  return NULL;
}

/* 0: @task is answered. */
static gint64
finish_change (GTask *task, GObject *store, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gint64 id = sonde_store_change_library_finish (SONDE_STORE (store), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  return id;
}

/* What lies in the folder called @old_name lies in @name now (NULL: in none). The store knows already. */
static void
move_conversations (SondeEngine *self, const char *old_name, const char *name)
{
  g_autoptr (GList) known = g_hash_table_get_values (self->known);

  for (GList *l = known; l != NULL; l = l->next)
    if (g_strcmp0 (sonde_conversation_get_folder (l->data), old_name) == 0)
      {
        sonde_conversation_set_folder (l->data, name);
        sonde_engine_list_conversation (self, l->data);
      }
}

static void
remove_from (GListStore *list, gpointer object)
{
  guint position;

  if (g_list_store_find (list, object, &position))
    g_list_store_remove (list, position);
}

/* Takes over what was read; folders and prompts that stay are the same objects. */
static void
take_list (GListStore *list, GPtrArray *fresh)
{
  g_list_store_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), fresh->pdata, fresh->len);
}

static void
folders_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = sonde_store_list_library_finish (SONDE_STORE (object), result, &error);

  if (list != NULL)
    take_list (self->folders, list);
  else
    sonde_engine_report (self, error);
}

static void
prompts_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = sonde_store_list_library_finish (SONDE_STORE (object), result, &error);

  if (list != NULL)
    take_list (self->prompts, list);
  else
    sonde_engine_report (self, error);
}

void
sonde_engine_load_library (SondeEngine *self)
{
  sonde_store_list_folders_async (self->store, NULL, folders_cb, g_object_ref (self));
  sonde_store_list_prompts_async (self->store, NULL, prompts_cb, g_object_ref (self));
}

static void
report_change_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  sonde_store_change_library_finish (SONDE_STORE (object), result, &error);
  sonde_engine_report (self, error);
}

static gint64
get_id (gpointer object)
{
  return SONDE_IS_FOLDER (object) ? sonde_folder_get_id (object) : sonde_prompt_get_id (object);
}

/* Puts @object at @position of @list; gives the ids in their new order. */
static GArray *
move (GListStore *list, gpointer object, guint position)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_object_ref (object);
  remove_from (list, object);
  g_list_store_insert (list, MIN (position, g_list_model_get_n_items (G_LIST_MODEL (list))), object);
  g_object_unref (object);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), i);
      gint64 id = get_id (item);

      g_array_append_val (ids, id);
    }
  return ids;
}

/* Folders */

/** (transfer none) */
GListModel *
sonde_engine_get_folders (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->folders);
}

static void
folder_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  gint64 id = finish_change (task, object, result);

  if (id == 0)
    return;

  g_autoptr (SondeFolder) folder = sonde_folder_new (id, change->name);
  g_list_store_append (self->folders, folder);
  g_task_return_boolean (task, TRUE);
}

void
sonde_engine_add_folder_async (SondeEngine *self,
                               const char *name,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (name != NULL);

  GTask *task = begin_change (self, sonde_engine_add_folder_async, NULL, name, callback, user_data);

  name = check_name (task);
  if (name != NULL)
    sonde_store_add_folder_async (self->store, name, NULL, folder_added_cb, task);
}

static void
folder_renamed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);

  if (finish_change (task, object, result) == 0)
    return;
  sonde_folder_set_name (SONDE_FOLDER (change->object), change->name);
  move_conversations (self, change->old_name, change->name);
  g_task_return_boolean (task, TRUE);
}

void
sonde_engine_rename_folder_async (
  SondeEngine *self, SondeFolder *folder, const char *name, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_FOLDER (folder));
  g_return_if_fail (name != NULL);

  GTask *task = begin_change (self, sonde_engine_rename_folder_async, folder, name, callback, user_data);

  name = check_name (task);
  if (name == NULL)
    return;
  ((Change *) g_task_get_task_data (task))->old_name = g_strdup (sonde_folder_get_name (folder));
  sonde_store_rename_folder_async (
    self->store, sonde_folder_get_id (folder), name, NULL, folder_renamed_cb, task);
}

static void
folder_removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);

  if (finish_change (task, object, result) == 0)
    return;
  remove_from (self->folders, change->object);
  move_conversations (self, change->name, NULL);
  g_task_return_boolean (task, TRUE);
}

void
sonde_engine_remove_folder_async (SondeEngine *self,
                                  SondeFolder *folder,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_FOLDER (folder));

  GTask *task = begin_change (
    self, sonde_engine_remove_folder_async, folder, sonde_folder_get_name (folder), callback, user_data);

  sonde_store_remove_folder_async (self->store, sonde_folder_get_id (folder), NULL, folder_removed_cb, task);
}

void
sonde_engine_move_folder (SondeEngine *self, SondeFolder *folder, guint position)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_FOLDER (folder));

  g_autoptr (GArray) ids = move (self->folders, folder, position);
  sonde_store_arrange_folders_async (self->store, ids, NULL, report_change_cb, g_object_ref (self));
}

/* Prompts */

/** (transfer none) */
GListModel *
sonde_engine_get_prompts (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->prompts);
}

static void
prompt_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);

  if (finish_change (task, object, result) == 0)
    return;
  if (!g_list_store_find (self->prompts, change->object, NULL))
    g_list_store_append (self->prompts, change->object);
  g_task_return_boolean (task, TRUE);
}

void
sonde_engine_save_prompt_async (SondeEngine *self,
                                SondePrompt *prompt,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_PROMPT (prompt));

  GTask *task = begin_change (
    self, sonde_engine_save_prompt_async, prompt, sonde_prompt_get_name (prompt), callback, user_data);

  if (check_name (task) != NULL)
    sonde_store_save_prompt_async (self->store, prompt, NULL, prompt_saved_cb, task);
}

static void
prompt_removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);

  if (finish_change (task, object, result) == 0)
    return;
  remove_from (self->prompts, change->object);
  g_task_return_boolean (task, TRUE);
}

void
sonde_engine_remove_prompt_async (SondeEngine *self,
                                  SondePrompt *prompt,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_PROMPT (prompt));

  GTask *task = begin_change (
    self, sonde_engine_remove_prompt_async, prompt, sonde_prompt_get_name (prompt), callback, user_data);

  sonde_store_remove_prompt_async (self->store, sonde_prompt_get_id (prompt), NULL, prompt_removed_cb, task);
}

void
sonde_engine_move_prompt (SondeEngine *self, SondePrompt *prompt, guint position)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_PROMPT (prompt));

  g_autoptr (GArray) ids = move (self->prompts, prompt, position);
  sonde_store_arrange_prompts_async (self->store, ids, NULL, report_change_cb, g_object_ref (self));
}

gboolean
sonde_engine_library_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
