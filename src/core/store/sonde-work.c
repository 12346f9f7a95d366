/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-work-private.h"

#include "sonde-index-private.h"

SondeWork *
sonde_work_new (SondeStore *store)
{
  SondeWork *work = g_new0 (SondeWork, 1);

  work->store = store;
  return work;
}

void
sonde_work_free (gpointer data)
{
  SondeWork *work = data;

  g_free (work->data_dir);
  g_free (work->text);
  g_free (work->name);
  g_free ((char *) work->filter.folder);
  g_clear_pointer (&work->ids, g_array_unref);
  g_clear_object (&work->object);
  g_clear_object (&work->first_message);
  g_clear_pointer (&work->conversation_record, sonde_conversation_record_free);
  g_clear_pointer (&work->message_record, sonde_message_record_free);
  g_clear_pointer (&work->array, g_ptr_array_unref);
  g_clear_error (&work->problem);
  g_free (work);
}

gboolean
sonde_work_open (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;
  gboolean success;

  g_return_val_if_fail (history->db == NULL, TRUE);

  success = sonde_history_open (history, work->data_dir, error);
  /* What others commit from now on is news. */
  if (history->db != NULL)
    sonde_history_changed_elsewhere (history, &work->flag, NULL);
  /* The thread that keeps the index has a connection of its own. */
  work->on_disk = success && history->writers != NULL;
  work->text = g_steal_pointer (&history->copied_aside);
  work->n_saved = history->n_saved;
  work->problem = g_steal_pointer (&history->problem);
  return success;
}

gboolean
sonde_work_list (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  work->array
    = sonde_history_list (history, &work->filter, work->flag ? &work->after : NULL, work->limit, error);
  return work->array != NULL;
}

gboolean
sonde_work_load (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  work->conversation_record = work->flag ? sonde_history_load_end (history, work->conversation, error)
                                         : sonde_history_load (history, work->conversation, error);
  return work->conversation_record != NULL;
}

gboolean
sonde_work_load_older (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  work->array = sonde_history_read_some (history, work->ids, work->first, work->limit, error);
  return work->array != NULL;
}

gboolean
sonde_work_search (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  work->array
    = sonde_index_search (history->db, FALSE, work->text, work->order, work->limit, &work->flag, error);
  return work->array != NULL;
}

gboolean
sonde_work_check_elsewhere (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_changed_elsewhere (history, &work->flag, error);
}

gboolean
sonde_work_save_conversation (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_save_conversation (history, work->conversation_record, error);
}

gboolean
sonde_work_add_conversation (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_add_conversation (history, work->conversation_record, work->message_record, error);
}

gboolean
sonde_work_add_message (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_add_message (history, work->message_record, work->flag, error);
}

gboolean
sonde_work_append (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_append (history, work->array, error);
}

gboolean
sonde_work_save_message (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_save_message (history, work->message_record, error);
}

gboolean
sonde_work_choose (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_choose (history, work->conversation, work->message, work->child, error);
}

gboolean
sonde_work_delete_conversation (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_delete_conversation (history, work->conversation, work->flag, error);
}

gboolean
sonde_work_purge (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_purge (history, work->before, &work->flag, error);
}

gboolean
sonde_work_purge_conversation (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_purge_conversation (history, work->conversation, error);
}

gboolean
sonde_work_save_view (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_save_view (history, work->conversation, work->text, error);
}

gboolean
sonde_work_list_folders (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  work->array = sonde_history_list_folders (history, error);
  return work->array != NULL;
}

gboolean
sonde_work_add_folder (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_add_folder (history, work->name, &work->id, error);
}

gboolean
sonde_work_rename_folder (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_rename_folder (history, work->id, work->name, error);
}

gboolean
sonde_work_remove_folder (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_remove_folder (history, work->id, error);
}

gboolean
sonde_work_list_prompts (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  work->array = sonde_history_list_prompts (history, error);
  return work->array != NULL;
}

gboolean
sonde_work_save_prompt (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_save_prompt (history, &work->id, work->name, work->text, error);
}

gboolean
sonde_work_remove_prompt (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_remove_prompt (history, work->id, error);
}

gboolean
sonde_work_arrange (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_arrange (history, work->name, work->ids, error);
}

gboolean
sonde_work_delete_message (SondeHistory *history, gpointer data, GError **error)
{
  SondeWork *work = data;

  return sonde_history_delete_message (history, work->message, error);
}
