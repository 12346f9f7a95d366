/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export.h"

#include "sonde-export-file.h"
#include "sonde-export-formulas.h"
#include "sonde-export-private.h"
#include "sonde-paths.h"

/** One way to write a document. */
typedef gboolean (*Writer) (SondeExportDocument *document, SondeExportSink *sink, GError **error);

static const Writer writers[SONDE_EXPORT_N_FORMATS] = {
  [SONDE_EXPORT_MARKDOWN] = sonde_export_markdown, [SONDE_EXPORT_JSON] = sonde_export_json,
  [SONDE_EXPORT_TEXT] = sonde_export_text,         [SONDE_EXPORT_HTML] = sonde_export_html,
  [SONDE_EXPORT_PDF] = sonde_export_pdf,           [SONDE_EXPORT_DOCX] = sonde_export_docx,
  [SONDE_EXPORT_OPENAI] = sonde_export_openai,     [SONDE_EXPORT_JSONL] = sonde_export_jsonl,
};

/** What the writing thread gets. */
typedef struct
{
  SondeExportDocument *document;
  SondeExportFormat format;
  GFile *file; /* or */
  GOutputStream *stream;
  gboolean overwrite;
  SondeExportProgress progress;
  gpointer progress_data;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  sonde_export_document_free (job->document);
  g_clear_object (&job->file);
  g_clear_object (&job->stream);
  g_free (job);
}

static Job *
job_new (SondeConversation *conversation, SondeExportFormat format, const SondeExportOptions *options)
{
  Job *job = g_new0 (Job, 1);
  SondeExportOptions defaults;

  sonde_export_options_init (&defaults, format);
  job->document = sonde_export_document_new (conversation, format, options != NULL ? options : &defaults);
  job->format = format;
  return job;
}

static gboolean
write_to (Job *job, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  SondeExportSink sink
    = { text, stream, cancellable, job->progress, job->progress_data, .total = job->document->messages->len };

  return writers[job->format](job->document, &sink, error);
}

/* Attachments have their places before the file that links to them. */
static gboolean
write_file (Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (SondeExportFile) file = sonde_export_file_new (job->file, job->overwrite, cancellable, error);

  if (file == NULL)
    return FALSE;
  if (job->format == SONDE_EXPORT_MARKDOWN)
    job->document->folder = sonde_export_folder_new (job->file, job->overwrite);
  return write_to (job, sonde_export_file_get_stream (file), cancellable, error)
         && (job->document->folder == NULL
             || sonde_export_folder_write (job->document->folder, cancellable, error))
         && sonde_export_file_commit (file, cancellable, error);
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  gboolean written;

  if (g_task_return_error_if_cancelled (task))
    return;
  written = job->file != NULL ? write_file (job, cancellable, &error)
                              : write_to (job, job->stream, cancellable, &error);
  if (written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
formulas_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (sonde_export_set_formulas_finish (result, &error))
    g_task_run_in_thread (task, write_thread);
  else
    g_task_return_error (task, error);
}

/* Formulas are set by an object of the main thread, so that comes first. */
static void
start (GTask *task, Job *job)
{
  g_task_set_task_data (task, job, job_free);
  if (job->format == SONDE_EXPORT_HTML || job->format == SONDE_EXPORT_PDF || job->format == SONDE_EXPORT_DOCX)
    sonde_export_set_formulas_async (
      job->document, g_task_get_cancellable (task), formulas_cb, g_object_ref (task));
  else
    g_task_run_in_thread (task, write_thread);
}

GBytes *
sonde_export_to_bytes (SondeConversation *conversation,
                       SondeExportFormat format,
                       const SondeExportOptions *options,
                       GError **error)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  gboolean written;
  Job *job;

  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  job = job_new (conversation, format, options);
  written = write_to (job, stream, NULL, error) && g_output_stream_close (stream, NULL, error);
  job_free (job);
  return written ? g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream)) : NULL;
}

char *
sonde_export_to_string (SondeConversation *conversation, SondeExportFormat format)
{
  g_autoptr (GBytes) bytes = sonde_export_to_bytes (conversation, format, NULL, NULL);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

char *
sonde_export_dup_file_name (SondeConversation *conversation, SondeExportFormat format)
{
  const char *title;

  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  title = sonde_conversation_get_title (conversation);
  return sonde_paths_dup_safe_file_name (title != NULL ? title : "", sonde_export_format_extension (format));
}

void
sonde_export_write_async (SondeConversation *conversation,
                          SondeExportFormat format,
                          const SondeExportOptions *options,
                          GFile *file,
                          gboolean overwrite,
                          SondeExportProgress progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));
  g_return_if_fail (G_IS_FILE (file));

  job = job_new (conversation, format, options);
  job->file = g_object_ref (file);
  job->overwrite = overwrite;
  job->progress = progress;
  job->progress_data = progress_data;
  task = g_task_new (conversation, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_export_write_async);
  start (task, job);
}

void
sonde_export_write_stream_async (SondeConversation *conversation,
                                 SondeExportFormat format,
                                 const SondeExportOptions *options,
                                 GOutputStream *stream,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));
  g_return_if_fail (G_IS_OUTPUT_STREAM (stream));

  job = job_new (conversation, format, options);
  job->stream = g_object_ref (stream);
  task = g_task_new (conversation, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_export_write_stream_async);
  start (task, job);
}

gboolean
sonde_export_write_finish (SondeConversation *conversation, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, conversation), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
