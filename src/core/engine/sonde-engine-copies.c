/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-engine-copies-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-copies.h"
#include "sonde-engine-private.h"
#include "sonde-error.h"
#include "sonde-export-private.h"

#define GROUP "General"
#define KEY   "copies-folder"

/* Of all conversations so many may wait to be written. */
#define MOST_WAITING 4
#define WAIT_MS      20

/* A long conversation shows its end before the rest is read; that takes no longer than this many looks. */
#define LOOK_MS    50
#define MOST_LOOKS 600

struct _SondeEngineCopies
{
  SondeEngine *engine; /* borrowed */
  GThreadPool *thread; /* of one thread, so that copies are written in their order */
  char *folder;        /* NULL for none */
  char *register_path;
  GCancellable *all;  /* while all are written */
  GHashTable *titles; /* gint64 id → the title that the copy has, as far as it is known */
  gboolean told;      /* that it does not work */
  int refs;           /* jobs that will answer */
  gboolean closed;
};

/** One copy to be written, or with no document removed. */
typedef struct
{
  SondeEngineCopies *copies;
  char *folder;
  gint64 id;
  SondeExportDocument *document;
  GError *error;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->document, sonde_export_document_free);
  g_clear_error (&job->error);
  g_free (job->folder);
  g_free (job);
}

/* On the thread */

static GBytes *
make_text (SondeExportDocument *document, GError **error)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GString) text = g_string_new (NULL);
  SondeExportSink sink = { text, stream, NULL, NULL, NULL, 0, document->messages->len };

  if (!sonde_export_markdown (document, &sink, error) || !g_output_stream_close (stream, NULL, error))
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
write_document (SondeCopies *copies, Job *job)
{
  g_autoptr (GBytes) text = make_text (job->document, &job->error);
  SondeConversation *conversation = job->document->conversation;

  if (text != NULL)
    sonde_copies_write (copies,
                        job->id,
                        sonde_conversation_get_created (conversation),
                        sonde_conversation_get_title (conversation),
                        text,
                        &job->error);
}

static gboolean written_cb (gpointer user_data);

static void
job_thread (gpointer data, gpointer user_data)
{
  Job *job = data;
  g_autoptr (SondeCopies) copies = sonde_copies_new (job->folder, job->copies->register_path);
  g_autoptr (GSource) source = g_idle_source_new ();

  if (job->document != NULL)
    write_document (copies, job);
  else
    sonde_copies_remove (copies, job->id, &job->error);
  g_source_set_callback (source, written_cb, job, job_free);
  g_source_set_static_name (source, "sonde-copies");
  g_source_attach (source, NULL);
}

/* On the main thread */

static void
unref (SondeEngineCopies *self)
{
  if (--self->refs > 0 || !self->closed)
    return;
  g_free (self->folder);
  g_free (self->register_path);
  g_hash_table_unref (self->titles);
  g_clear_object (&self->all);
  g_free (self);
}

static void
tell (SondeEngineCopies *self, const GError *error)
{
  g_autoptr (GError) problem = NULL;

  if (self->told)
    return;
  self->told = TRUE;
  problem = sonde_error_new (SONDE_ERROR_COPIES, "%s", error->message);
  sonde_engine_report (self->engine, problem);
}

static gboolean
written_cb (gpointer user_data)
{
  Job *job = user_data;
  SondeEngineCopies *self = job->copies;

  if (!self->closed && job->error != NULL)
    tell (self, job->error);
  else if (job->error == NULL)
    self->told = FALSE;
  unref (self);
  return G_SOURCE_REMOVE;
}

static void
push (SondeEngineCopies *self, gint64 id, SondeExportDocument *document)
{
  Job *job = g_new0 (Job, 1);

  job->copies = self;
  job->folder = g_strdup (self->folder);
  job->id = id;
  job->document = document;
  self->refs++;
  g_thread_pool_push (self->thread, job, NULL);
}

/* FALSE when it is the one that is known. */
static gboolean
remember_title (SondeEngineCopies *self, SondeConversation *conversation)
{
  gint64 id = sonde_conversation_get_id (conversation);
  const char *title = sonde_conversation_get_title (conversation);

  if (g_strcmp0 (g_hash_table_lookup (self->titles, &id), title) == 0)
    return FALSE;
  g_hash_table_replace (self->titles, g_memdup2 (&id, sizeof id), g_strdup (title));
  return TRUE;
}

/** A conversation whose beginning is not there yet. */
typedef struct
{
  SondeEngine *engine;
  SondeConversation *conversation;
  guint n_looks;
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->engine);
  g_object_unref (waiting->conversation);
  g_free (waiting);
}

static gboolean
look_again_cb (gpointer user_data)
{
  Waiting *waiting = user_data;
  SondeEngineCopies *self = waiting->engine->copies;

  if (self == NULL || self->closed || ++waiting->n_looks > MOST_LOOKS)
    return G_SOURCE_REMOVE;
  if (!sonde_conversation_get_complete (waiting->conversation))
    return G_SOURCE_CONTINUE;
  sonde_engine_copies_write (self, waiting->conversation);
  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (SondeEngineCopies *self, SondeConversation *conversation)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->engine = g_object_ref (self->engine);
  waiting->conversation = g_object_ref (conversation);
  g_timeout_add_full (G_PRIORITY_DEFAULT, LOOK_MS, look_again_cb, waiting, waiting_free);
}

void
sonde_engine_copies_write (SondeEngineCopies *self, SondeConversation *conversation)
{
  SondeExportOptions options;

  if (self == NULL || self->folder == NULL || self->closed || !sonde_conversation_get_loaded (conversation)
      || sonde_conversation_get_busy (conversation) || sonde_conversation_get_id (conversation) == 0)
    return;
  if (!sonde_conversation_get_complete (conversation))
    {
      wait_for_rest (self, conversation);
      return;
    }
  remember_title (self, conversation);
  sonde_export_options_init (&options, SONDE_EXPORT_MARKDOWN);
  push (self,
        sonde_conversation_get_id (conversation),
        sonde_export_document_new (conversation, SONDE_EXPORT_MARKDOWN, &options));
}

void
sonde_engine_copies_remove (SondeEngineCopies *self, gint64 conversation_id)
{
  if (self == NULL || self->folder == NULL || self->closed)
    return;
  g_hash_table_remove (self->titles, &conversation_id);
  push (self, conversation_id, NULL);
}

/* One that is not loaded */

static void
loaded_one_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) engine = user_data;
  g_autoptr (SondeConversation) conversation = sonde_store_load_finish (SONDE_STORE (object), result, NULL);

  if (conversation != NULL)
    sonde_engine_copies_write (engine->copies, conversation);
}

void
sonde_engine_copies_saved (SondeEngineCopies *self, SondeConversation *conversation)
{
  if (self == NULL || self->folder == NULL || self->closed || sonde_conversation_get_busy (conversation)
      || !remember_title (self, conversation))
    return;
  if (sonde_conversation_get_loaded (conversation))
    sonde_engine_copies_write (self, conversation);
  else
    sonde_store_load_async (self->engine->store,
                            sonde_conversation_get_id (conversation),
                            NULL,
                            NULL,
                            loaded_one_cb,
                            g_object_ref (self->engine));
}

/* All of them */

typedef struct
{
  SondeEngine *engine;
  SondeShelf shelf;
  GPtrArray *listed;
  guint next;
  SondeConversation *loaded; /* the one that is to be written */
  guint n_looks;             /* whether it is whole */
} All;

static void
all_free (gpointer data)
{
  All *all = data;

  g_object_unref (all->engine);
  g_clear_pointer (&all->listed, g_ptr_array_unref);
  g_clear_object (&all->loaded);
  g_free (all);
}

static void write_next (GTask *task);
static void list_shelf (GTask *task);

static gboolean
again_cb (gpointer user_data)
{
  write_next (user_data);
  return G_SOURCE_REMOVE;
}

/* Writes what was loaded when it is whole, and goes on. */
static gboolean
write_loaded_cb (gpointer user_data)
{
  GTask *task = user_data;
  All *all = g_task_get_task_data (task);
  gboolean cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (task));

  if (all->loaded != NULL && !cancelled && !sonde_conversation_get_complete (all->loaded)
      && ++all->n_looks < MOST_LOOKS)
    {
      g_timeout_add (WAIT_MS, write_loaded_cb, task);
      return G_SOURCE_REMOVE;
    }
  if (all->loaded != NULL && !cancelled)
    sonde_engine_copies_write (all->engine->copies, all->loaded);
  all->n_looks = 0;
  g_clear_object (&all->loaded);
  write_next (task);
  return G_SOURCE_REMOVE;
}

/* One at a time: no more than that is in memory, and what the person does comes between. One that was deleted
 * meanwhile is no reason to end. */
static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  All *all = g_task_get_task_data (task);
  g_autoptr (SondeConversation) conversation = sonde_store_load_finish (SONDE_STORE (object), result, NULL);

  if (conversation != NULL)
    g_set_object (&all->loaded, conversation);
  write_loaded_cb (task);
}

/* From shelf to shelf; @task ends with the last conversation of the last. */
static void
write_next (GTask *task)
{
  All *all = g_task_get_task_data (task);
  SondeEngineCopies *self = all->engine->copies;

  if (self == NULL || self->closed)
    g_cancellable_cancel (g_task_get_cancellable (task));
  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else if (all->next < all->listed->len && g_thread_pool_unprocessed (self->thread) > MOST_WAITING)
    g_timeout_add (WAIT_MS, again_cb, task);
  else if (all->next < all->listed->len)
    sonde_store_load_async (all->engine->store,
                            sonde_conversation_get_id (all->listed->pdata[all->next++]),
                            NULL,
                            NULL,
                            loaded_cb,
                            task);
  else if (all->shelf == SONDE_SHELF_CURRENT)
    {
      all->shelf = SONDE_SHELF_ARCHIVED;
      list_shelf (task);
    }
  else
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  All *all = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&all->listed, g_ptr_array_unref);
  all->listed = sonde_store_list_finish (SONDE_STORE (object), result, &error);
  all->next = 0;
  if (all->listed != NULL)
    {
      write_next (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
list_shelf (GTask *task)
{
  All *all = g_task_get_task_data (task);
  SondeListFilter filter = { .shelf = all->shelf };

  sonde_store_list_async (all->engine->store, &filter, NULL, 0, NULL, listed_cb, task);
}

static void
stop_all (SondeEngineCopies *self)
{
  g_cancellable_cancel (self->all);
  g_clear_object (&self->all);
}

void
sonde_engine_write_copies_async (SondeEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  SondeEngineCopies *copies;
  GTask *task;
  All *all;

  g_return_if_fail (SONDE_IS_ENGINE (self));

  copies = self->copies;
  if (copies != NULL)
    stop_all (copies);
  if (copies == NULL || copies->folder == NULL || copies->closed || !self->opened)
    {
      task = g_task_new (self, NULL, callback, user_data);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  copies->all = g_cancellable_new ();
  task = g_task_new (self, copies->all, callback, user_data);
  g_task_set_source_tag (task, sonde_engine_write_copies_async);
  all = g_new0 (All, 1);
  all->engine = g_object_ref (self);
  all->shelf = SONDE_SHELF_CURRENT;
  g_task_set_task_data (task, all, all_free);
  list_shelf (task);
}

gboolean
sonde_engine_write_copies_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The setting, which another process may change too. */
static void
config_changed_cb (SondeConfig *config, gpointer user_data)
{
  SondeEngineCopies *self = user_data;
  char *folder = sonde_config_dup_string (config, GROUP, KEY);

  if (g_strcmp0 (folder, self->folder) == 0)
    {
      g_free (folder);
      return;
    }
  g_hash_table_remove_all (self->titles);
  g_free (self->folder);
  self->folder = folder;
  self->told = FALSE;
  sonde_engine_write_copies_async (self->engine, NULL, NULL);
}

SondeEngineCopies *
sonde_engine_copies_new (SondeEngine *engine)
{
  SondeEngineCopies *self = g_new0 (SondeEngineCopies, 1);

  self->engine = engine;
  self->refs = 1;
  self->folder = sonde_config_dup_string (engine->config, GROUP, KEY);
  self->titles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->register_path = g_build_filename (engine->data_dir, "copies", NULL);
  self->thread = g_thread_pool_new (job_thread, NULL, 1, FALSE, NULL);
  g_signal_connect (engine->config, "changed", G_CALLBACK (config_changed_cb), self);
  return self;
}

void
sonde_engine_copies_close (SondeEngineCopies *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  stop_all (self);
  g_signal_handlers_disconnect_by_data (self->engine->config, self);
  g_thread_pool_free (g_steal_pointer (&self->thread), FALSE, TRUE);
}

void
sonde_engine_copies_free (SondeEngineCopies *self)
{
  sonde_engine_copies_close (self);
  unref (self);
}

void
sonde_engine_write_copy (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  sonde_engine_copies_write (self->copies, conversation);
}

void
sonde_engine_remove_copy (SondeEngine *self, gint64 conversation_id)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  sonde_engine_copies_remove (self->copies, conversation_id);
}

char *
sonde_engine_dup_copies_folder (SondeEngine *self)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), NULL);

  return sonde_config_dup_string (self->config, GROUP, KEY);
}

gboolean
sonde_engine_set_copies_folder (SondeEngine *self, const char *folder, GError **error)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (self), FALSE);

  if (folder == NULL
      || (g_path_is_absolute (folder) && g_utf8_validate (folder, -1, NULL)
          && g_file_test (folder, G_FILE_TEST_IS_DIR)))
    return sonde_config_set_string (self->config, GROUP, KEY, folder, error);
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT, _ ("“%s” is not a folder"), folder);
  return FALSE;
}
