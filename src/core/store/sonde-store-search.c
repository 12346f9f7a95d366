/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Searching. */

#include "sonde-search-query-private.h"
#include "sonde-store-private.h"

static void
done_search_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;
  SondeFound *found = g_new0 (SondeFound, 1);

  found->hits = g_steal_pointer (&work->array);
  found->complete = TRUE;
  g_task_return_pointer (task, found, sonde_found_free);
}

/* A history in memory has no index: it is never large. */
static void
search_through (SondeStore *self, GTask *task, const char *query, SondeSearchOrder order, guint limit)
{
  SondeWork *work = sonde_work_new (self);

  work->text = g_strdup (query);
  work->order = order;
  work->limit = limit;
  sonde_store_push (work, task, SONDE_JOB_READ, sonde_work_search, done_search_cb);
}

void
sonde_store_search_async (SondeStore *self,
                          const char *query,
                          SondeSearchOrder order,
                          guint limit,
                          gboolean wait,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (query != NULL);

  task = MAKE_TASK (sonde_store_search_async, SONDE_JOB_READ);
  if (self->indexer != NULL)
    sonde_indexer_search (self->indexer, task, query, order, limit, wait);
  else
    search_through (self, task, query, order, limit);
}

GPtrArray *
sonde_store_search_finish (SondeStore *self, GAsyncResult *result, gboolean *complete, GError **error)
{
  SondeFound *found;
  GPtrArray *hits;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  if (complete != NULL)
    *complete = found->complete;
  hits = g_steal_pointer (&found->hits);
  sonde_found_free (found);
  return hits;
}

char **
sonde_store_list_search_words (const char *query)
{
  g_autoptr (SondeSearchQuery) understood = NULL;
  GPtrArray *words = g_ptr_array_new ();

  g_return_val_if_fail (query != NULL, NULL);

  understood = sonde_search_query_new (query);
  for (guint i = 0; i < understood->terms->len; i++)
    {
      const SondeSearchTerm *term = understood->terms->pdata[i];

      if (!term->negated)
        g_ptr_array_add (words, g_strdup (term->text));
    }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

void
sonde_store_start_index (SondeStore *self)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  if (self->indexer != NULL)
    sonde_indexer_wake (self->indexer, TRUE);
}

void
sonde_store_wake_index (SondeStore *self)
{
  if (self->indexer != NULL)
    sonde_indexer_wake (self->indexer, FALSE);
}

void
sonde_store_forget (SondeStore *self)
{
  if (self->indexer != NULL)
    sonde_indexer_forget (self->indexer);
}

void
sonde_store_done_forget_cb (GTask *task, gpointer data)
{
  SondeWork *work = data;

  sonde_store_forget (work->store);
  g_task_return_boolean (task, TRUE);
}
