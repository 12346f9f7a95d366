/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-library.h"

#include "sonde-history-private.h"
#include "sonde-store-private.h"

void
sonde_library_free (SondeLibrary *self)
{
  g_clear_pointer (&self->folders, g_ptr_array_unref);
  g_clear_pointer (&self->prompts, g_ptr_array_unref);
  g_free (self);
}

/** What the thread of the database gets and gives. */
typedef struct
{
  SondeLibrary *library;
  gboolean was_empty;
} LibraryWork;

static void
free_work (gpointer data)
{
  LibraryWork *work = data;

  sonde_library_free (work->library);
  g_free (work);
}

static gboolean
add_folder (SondeHistory *history, SondeFolder *folder, GError **error)
{
  return sonde_db_run (history->db,
                       error,
                       "INSERT INTO folder (name, position) "
                       "SELECT ?1, 1 + coalesce ((SELECT max (position) FROM folder), 0) "
                       "WHERE NOT EXISTS (SELECT 1 FROM folder WHERE name = ?1)",
                       "s",
                       sonde_folder_get_name (folder));
}

static gboolean
add_prompt (SondeHistory *history, SondePrompt *prompt, GError **error)
{
  return sonde_db_run (history->db,
                       error,
                       "INSERT INTO prompt (name, text, position) "
                       "SELECT ?1, ?2, 1 + coalesce ((SELECT max (position) FROM prompt), 0) "
                       "WHERE NOT EXISTS (SELECT 1 FROM prompt WHERE name = ?1 AND text = ?2)",
                       "ss",
                       sonde_prompt_get_name (prompt),
                       sonde_prompt_get_text (prompt));
}

static gboolean
look_whether_empty (SondeHistory *history, gboolean *is_empty, GError **error)
{
  gint64 some = 0;
  gboolean success
    = sonde_db_get_int (history->db, &some, error, "SELECT EXISTS (SELECT 1 FROM conversation)", "");

  *is_empty = some == 0;
  return success;
}

static gboolean
add_all (SondeHistory *history, LibraryWork *work, GError **error)
{
  gboolean success = look_whether_empty (history, &work->was_empty, error);

  for (guint i = 0; i < work->library->folders->len && success; i++)
    success = add_folder (history, g_ptr_array_index (work->library->folders, i), error);
  for (guint i = 0; i < work->library->prompts->len && success; i++)
    success = add_prompt (history, g_ptr_array_index (work->library->prompts, i), error);
  return success;
}

static gboolean
work_add (SondeHistory *history, gpointer data, GError **error)
{
  return sonde_db_begin (history->db, FALSE, error)
         && sonde_db_end (history->db, add_all (history, data, error), error);
}

static void
done_cb (GTask *task, gpointer data)
{
  LibraryWork *work = data;

  g_task_return_pointer (task, g_memdup2 (&work->was_empty, sizeof work->was_empty), g_free);
}

void
sonde_store_add_library_async (SondeStore *self,
                               SondeLibrary *library,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  LibraryWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (library != NULL);

  work = g_new0 (LibraryWork, 1);
  work->library = library;
  sonde_job_queue_push (self->queue,
                        G_OBJECT (self),
                        MAKE_TASK (sonde_store_add_library_async, SONDE_JOB_WRITE),
                        SONDE_JOB_WRITE,
                        work_add,
                        done_cb,
                        work,
                        free_work);
}

gboolean
sonde_store_add_library_finish (SondeStore *self, GAsyncResult *result, gboolean *was_empty, GError **error)
{
  g_autofree gboolean *answer = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  answer = g_task_propagate_pointer (G_TASK (result), error);
  if (answer == NULL)
    return FALSE;
  *was_empty = *answer;
  return TRUE;
}
