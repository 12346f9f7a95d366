/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-export-batch.h"

#include <string.h>

#include "sonde-prices.h"

#define TICK_MS 100

struct _SondeExportBatch
{
  GObject parent_instance;

  SondeStore *store; /* owned, as all that follow */
  GArray *ids;
  GFile *folder;
  GOutputStream *stream;
  SondeConversation *conversation; /* that is being written */
  GFile *file;

  SondeExportFormat format;
  SondeExportOptions options;
  guint next; /* of the ids */
  guint n_written;
  guint attempt; /* which number the name has */
  guint tick;
  gint done; /* messages of the conversation; set by the thread that writes */
};

G_DEFINE_FINAL_TYPE (SondeExportBatch, sonde_export_batch, G_TYPE_OBJECT)

enum
{
  SIGNAL_PROGRESS,
  SIGNAL_WRITTEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
sonde_export_batch_finalize (GObject *object)
{
  SondeExportBatch *self = SONDE_EXPORT_BATCH (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_object (&self->folder);
  g_clear_object (&self->stream);
  g_clear_object (&self->conversation);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (sonde_export_batch_parent_class)->finalize (object);
}

static void
sonde_export_batch_class_init (SondeExportBatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_export_batch_finalize;
  signals[SIGNAL_PROGRESS] = g_signal_new ("progress",
                                           SONDE_TYPE_EXPORT_BATCH,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           2,
                                           G_TYPE_DOUBLE,
                                           G_TYPE_STRING);
  signals[SIGNAL_WRITTEN] = g_signal_new ("written",
                                          SONDE_TYPE_EXPORT_BATCH,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_STRING);
}

static void
sonde_export_batch_init (SondeExportBatch *self)
{
}

SondeExportBatch *
sonde_export_batch_new (SondeStore *store,
                        GArray *ids,
                        SondeExportFormat format,
                        const SondeExportOptions *options)
{
  SondeExportBatch *self;

  g_return_val_if_fail (SONDE_IS_STORE (store), NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (SONDE_TYPE_EXPORT_BATCH, NULL);
  self->store = g_object_ref (store);
  self->ids = ids != NULL ? g_array_ref (ids) : NULL;
  self->format = format;
  self->options = *options;
  self->options.cost = sonde_prices_get_cost;
  return self;
}

/* Progress */

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  SondeExportBatch *self = user_data;

  g_atomic_int_set (&self->done, done);
}

static gboolean
tick_cb (gpointer user_data)
{
  SondeExportBatch *self = user_data;
  guint n_messages = self->conversation != NULL ? sonde_conversation_get_n_messages (self->conversation) : 0;
  double part = (double) g_atomic_int_get (&self->done) / MAX (n_messages, 1);

  if (self->ids == NULL || self->ids->len == 0 || self->conversation == NULL)
    return G_SOURCE_CONTINUE;
  g_signal_emit (self,
                 signals[SIGNAL_PROGRESS],
                 0,
                 MIN ((self->next + MIN (part, 1)) / self->ids->len, 1),
                 sonde_conversation_get_title (self->conversation));
  return G_SOURCE_CONTINUE;
}

/* One conversation after the other */

static void load_next (GTask *task);
static void write_next (GTask *task);

static void
end (GTask *task, GError *error)
{
  SondeExportBatch *self = g_task_get_source_object (task);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
tell_written (SondeExportBatch *self)
{
  g_autofree char *name = self->file != NULL ? g_file_get_parse_name (self->file) : NULL;

  self->n_written++;
  if (name != NULL)
    g_signal_emit (self, signals[SIGNAL_WRITTEN], 0, name);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeExportBatch *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (sonde_export_write_finish (self->conversation, result, &error))
    {
      tell_written (self);
      self->next++;
      load_next (task);
    }
  else if (self->file != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    write_next (task);
  else
    end (task, g_steal_pointer (&error));
}

/* The name with a number behind it from the second attempt on. */
static GFile *
dup_file (SondeExportBatch *self)
{
  const char *extension = sonde_export_format_extension (self->format);
  g_autofree char *name = sonde_export_dup_file_name (self->conversation, self->format);
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (extension) - 1);
  g_autofree char *numbered = g_strdup_printf ("%s (%u).%s", stem, self->attempt, extension);

  return g_file_get_child (self->folder, self->attempt == 1 ? name : numbered);
}

/* A file that comes to be meanwhile is not replaced either: then the next number is tried. */
static void
write_next (GTask *task)
{
  SondeExportBatch *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  do
    {
      g_autoptr (GFile) file = NULL;

      self->attempt++;
      file = dup_file (self);
      g_set_object (&self->file, file);
    }
  while (g_file_query_exists (self->file, NULL) && !g_cancellable_is_cancelled (cancellable));
  sonde_export_write_async (self->conversation,
                            self->format,
                            &self->options,
                            self->file,
                            FALSE,
                            progress_cb,
                            self,
                            cancellable,
                            written_cb,
                            task);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeExportBatch *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->conversation = sonde_store_load_finish (self->store, result, &error);
  g_atomic_int_set (&self->done, 0);
  self->attempt = 0;
  if (self->conversation == NULL)
    end (task, error);
  else if (self->stream != NULL)
    sonde_export_write_stream_async (self->conversation,
                                     self->format,
                                     &self->options,
                                     self->stream,
                                     g_task_get_cancellable (task),
                                     written_cb,
                                     task);
  else
    write_next (task);
}

static void
load_next (GTask *task)
{
  SondeExportBatch *self = g_task_get_source_object (task);
  GError *error = NULL;

  g_clear_object (&self->conversation);
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error)
      || self->next == self->ids->len)
    end (task, error);
  else
    sonde_store_load_async (self->store,
                            g_array_index (self->ids, gint64, self->next),
                            NULL,
                            g_task_get_cancellable (task),
                            loaded_cb,
                            task);
}

/* Which ones */

static void list_shelf (GTask *task, SondeShelf shelf);

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeExportBatch *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) found = sonde_store_list_finish (self->store, result, &error);
  SondeShelf shelf = GPOINTER_TO_INT (g_task_get_task_data (task));

  if (found == NULL)
    {
      end (task, error);
      return;
    }
  for (guint i = 0; i < found->len; i++)
    {
      gint64 id = sonde_conversation_get_id (g_ptr_array_index (found, i));

      g_array_append_val (self->ids, id);
    }
  if (shelf == SONDE_SHELF_CURRENT)
    list_shelf (task, SONDE_SHELF_ARCHIVED);
  else
    load_next (task);
}

static void
list_shelf (GTask *task, SondeShelf shelf)
{
  SondeExportBatch *self = g_task_get_source_object (task);
  const SondeListFilter filter = { shelf, NULL };

  g_task_set_task_data (task, GINT_TO_POINTER (shelf), NULL);
  sonde_store_list_async (self->store, &filter, NULL, 0, g_task_get_cancellable (task), listed_cb, task);
}

static void
start (SondeExportBatch *self, GTask *task)
{
  self->tick = g_timeout_add (TICK_MS, tick_cb, self);
  if (self->ids != NULL)
    load_next (task);
  else
    {
      self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      list_shelf (task, SONDE_SHELF_CURRENT);
    }
}

static gboolean
make_folder (GFile *folder, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (g_file_make_directory_with_parents (folder, NULL, &problem)
      || g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

void
sonde_export_batch_run_async (SondeExportBatch *self,
                              GFile *folder,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  GError *error = NULL;

  g_return_if_fail (SONDE_IS_EXPORT_BATCH (self));
  g_return_if_fail (G_IS_FILE (folder));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_export_batch_run_async);
  g_set_object (&self->folder, folder);
  if (make_folder (folder, &error))
    start (self, task);
  else
    end (task, error);
}

void
sonde_export_batch_join_async (SondeExportBatch *self,
                               GOutputStream *stream,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SONDE_IS_EXPORT_BATCH (self));
  g_return_if_fail (G_IS_OUTPUT_STREAM (stream));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_export_batch_join_async);
  g_set_object (&self->stream, stream);
  start (self, task);
}

gboolean
sonde_export_batch_finish (SondeExportBatch *self, GAsyncResult *result, guint *n_written, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (n_written != NULL)
    *n_written = self->n_written;
  return g_task_propagate_boolean (G_TASK (result), error);
}
