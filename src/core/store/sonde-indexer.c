/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-indexer-private.h"

#include "sonde-error.h"
#include "sonde-index-private.h"

/* How long a step takes when nobody waits, and the pause before the next: others want the processor too. */
#define STEP_US  (200 * 1000)
#define PAUSE_US (5 * 1000)
/* How long who searches waits for the index. */
#define PATIENCE_US (150 * 1000)
/* After so many the memory that they took is given back. */
#define MANY_STEPS 10
/* What is damaged again and again does not get better. */
#define MOST_REBUILT 2

typedef enum
{
  REQUEST_WAKE,
  REQUEST_FORGET,
  REQUEST_SEARCH,
  REQUEST_CHECK,
  REQUEST_END,
} RequestKind;

typedef struct
{
  RequestKind kind;
  GTask *task; /* main thread only */
  GCancellable *cancellable;
  char *query;
  SondeSearchOrder order;
  guint limit;
  gboolean wait;
  gboolean rebuild;

  GPtrArray *hits;
  gboolean complete; /* or, of a check: whole */
  GError *error;
} Request;

struct _SondeIndexer
{
  GThread *thread;
  GAsyncQueue *requests;
  gboolean started; /* main thread only */

  /* The thread */
  SondeIndex *index;
  gboolean more;
  guint n_steps; /* in a row, with more to do after each */
};

void
sonde_found_free (gpointer data)
{
  SondeFound *found = data;

  g_clear_pointer (&found->hits, g_ptr_array_unref);
  g_free (found);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_object (&request->task);
  g_clear_object (&request->cancellable);
  g_free (request->query);
  g_clear_pointer (&request->hits, g_ptr_array_unref);
  g_clear_error (&request->error);
  g_free (request);
}

static gboolean
complete_cb (gpointer user_data)
{
  Request *request = user_data;
  SondeFound *found;

  if (request->error != NULL)
    g_task_return_error (request->task, g_steal_pointer (&request->error));
  else if (request->kind == REQUEST_CHECK)
    g_task_return_boolean (request->task, request->complete);
  else
    {
      found = g_new0 (SondeFound, 1);
      found->hits = g_steal_pointer (&request->hits);
      found->complete = request->complete;
      g_task_return_pointer (request->task, found, sonde_found_free);
    }
  return G_SOURCE_REMOVE;
}

/* On the main thread, where the task and what it holds are let go too. */
static void
complete (Request *request)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, complete_cb, request, request_free);
  g_source_set_static_name (source, "sonde-search");
  g_source_attach (source, g_task_get_context (request->task));
}

/* The thread */

/* Damage of the index is repaired; %FALSE for anything else, which is in @error then. */
static gboolean
repair (SondeIndexer *self, GError *failure, GError **error)
{
  if (g_error_matches (failure, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT)
      && self->index->n_rebuilt < MOST_REBUILT)
    {
      g_message ("the index is made anew: %s", failure->message);
      g_error_free (failure);
      self->more = TRUE;
      return sonde_index_rebuild (self->index, error);
    }
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
step (SondeIndexer *self, gint64 deadline, GError **error)
{
  GError *failure = NULL;
  gboolean much = self->n_steps > MANY_STEPS;

  if (!sonde_index_step (self->index, deadline, &self->more, &failure))
    return repair (self, failure, error);
  self->n_steps = self->more ? self->n_steps + 1 : 0;
  /* What a large history took is not needed for the next message. */
  if (much && !self->more)
    sonde_index_free_memory (self->index);
  return TRUE;
}

/* Whoever waits is not kept by an index that cannot be written: it is as complete as it is. */
static void
catch_up (SondeIndexer *self, Request *request)
{
  gint64 patience = request->wait ? G_MAXINT64 : g_get_monotonic_time () + PATIENCE_US;
  g_autoptr (GError) error = NULL;

  self->more = TRUE;
  while (self->more && g_get_monotonic_time () < patience
         && !g_cancellable_is_cancelled (request->cancellable))
    {
      gint64 deadline = MIN (patience, g_get_monotonic_time () + STEP_US);

      if (step (self, deadline, &error))
        continue;
      g_debug ("the index stays behind: %s", error->message);
      break;
    }
  request->complete = !self->more && error == NULL;
  self->more = self->more && error == NULL;
}

static gboolean
find (SondeIndexer *self, Request *request, gboolean *lied, GError **error)
{
  GError *failure = NULL;

  self->index->db->cancellable = request->cancellable;
  request->hits = sonde_index_search (
    self->index->db, !self->index->missing, request->query, request->order, request->limit, lied, &failure);
  self->index->db->cancellable = NULL;
  if (request->hits != NULL)
    return TRUE;
  if (!repair (self, failure, error))
    return FALSE;
  catch_up (self, request);
  request->hits = sonde_index_search (
    self->index->db, !self->index->missing, request->query, request->order, request->limit, lied, error);
  return request->hits != NULL;
}

/* An index that names messages without the words belongs to another history: once more, with a new one. */
static void
search (SondeIndexer *self, Request *request)
{
  gboolean lied = FALSE;

  if (g_cancellable_set_error_if_cancelled (request->cancellable, &request->error))
    return;
  catch_up (self, request);
  if (!find (self, request, &lied, &request->error) || !lied || self->index->n_rebuilt >= MOST_REBUILT)
    return;
  g_message ("the index is made anew: it names messages that have not the words");
  if (!sonde_index_rebuild (self->index, &request->error))
    return;
  g_clear_pointer (&request->hits, g_ptr_array_unref);
  catch_up (self, request);
  find (self, request, &lied, &request->error);
}

static void
check (SondeIndexer *self, Request *request)
{
  g_autoptr (GError) damage = NULL;
  gboolean whole = sonde_index_check (self->index, &damage);

  if (!whole)
    g_message ("the index is damaged: %s", damage->message);
  request->wait = TRUE;
  if (request->rebuild && !sonde_index_rebuild (self->index, &request->error))
    return;
  catch_up (self, request);
  request->complete = whole;
}

static gboolean
ensure_open (SondeIndexer *self, GError **error)
{
  return self->index->db != NULL || sonde_index_open (self->index, error);
}

static void
work (SondeIndexer *self)
{
  g_autoptr (GError) error = NULL;

  if (ensure_open (self, &error) && step (self, g_get_monotonic_time () + STEP_US, &error))
    return;
  /* The next that is woken tries again. */
  self->more = FALSE;
  g_message ("the index stays behind: %s", error->message);
}

static void
handle (SondeIndexer *self, Request *request)
{
  if (request->kind == REQUEST_WAKE || request->kind == REQUEST_FORGET)
    {
      if (request->kind == REQUEST_FORGET)
        work (self);
      self->more = TRUE;
      request_free (request);
      return;
    }
  if (ensure_open (self, &request->error))
    {
      if (request->kind == REQUEST_SEARCH)
        search (self, request);
      else
        check (self, request);
    }
  complete (request);
}

static gpointer
thread_cb (gpointer user_data)
{
  SondeIndexer *self = user_data;

  for (;;)
    {
      Request *request = self->more ? g_async_queue_timeout_pop (self->requests, PAUSE_US)
                                    : g_async_queue_pop (self->requests);

      g_atomic_int_set (&self->index->hurry, 0);
      if (request == NULL)
        {
          work (self);
          continue;
        }
      if (request->kind == REQUEST_END)
        {
          request_free (request);
          break;
        }
      handle (self, request);
    }
  g_clear_pointer (&self->index, sonde_index_free);
  return NULL;
}

/* The main thread */

static void
push (SondeIndexer *self, Request *request)
{
  if (request->kind != REQUEST_WAKE && request->kind != REQUEST_FORGET)
    g_atomic_int_set (&self->index->hurry, 1);
  g_async_queue_push (self->requests, request);
}

static Request *
request_new (RequestKind kind, GTask *task)
{
  Request *request = g_new0 (Request, 1);

  request->kind = kind;
  request->task = task;
  if (task != NULL && g_task_get_cancellable (task) != NULL)
    request->cancellable = g_object_ref (g_task_get_cancellable (task));
  return request;
}

SondeIndexer *
sonde_indexer_new (const char *data_dir)
{
  SondeIndexer *self = g_new0 (SondeIndexer, 1);

  self->requests = g_async_queue_new ();
  self->index = sonde_index_new (data_dir);
  self->thread = g_thread_new ("sonde-search", thread_cb, self);
  return self;
}

void
sonde_indexer_free (SondeIndexer *self)
{
  push (self, request_new (REQUEST_END, NULL));
  g_thread_join (self->thread);
  g_async_queue_unref (self->requests);
  g_free (self);
}

void
sonde_indexer_wake (SondeIndexer *self, gboolean start)
{
  self->started = self->started || start;
  if (self->started)
    push (self, request_new (REQUEST_WAKE, NULL));
}

void
sonde_indexer_forget (SondeIndexer *self)
{
  self->started = TRUE;
  push (self, request_new (REQUEST_FORGET, NULL));
}

void
sonde_indexer_search (
  SondeIndexer *self, GTask *task, const char *query, SondeSearchOrder order, guint limit, gboolean wait)
{
  Request *request = request_new (REQUEST_SEARCH, task);

  request->query = g_strdup (query);
  request->order = order;
  request->limit = limit;
  request->wait = wait;
  self->started = TRUE;
  push (self, request);
}

void
sonde_indexer_check (SondeIndexer *self, GTask *task, gboolean rebuild)
{
  Request *request = request_new (REQUEST_CHECK, task);

  request->rebuild = rebuild;
  push (self, request);
}
