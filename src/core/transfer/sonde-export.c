/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>

#include "sonde-error.h"
#include "sonde-export-private.h"
#include "sonde-paths.h"

static const char *const extensions[] = {
  [SONDE_EXPORT_MARKDOWN] = "md",
  [SONDE_EXPORT_JSON] = "json",
  [SONDE_EXPORT_TEXT] = "txt",
};

const char *
sonde_export_role_name (SondeMessage *message)
{
  switch (sonde_message_get_role (message))
    {
    case SONDE_ROLE_USER:
      return _ ("You");
    case SONDE_ROLE_TOOL:
      return _ ("Tool");
    case SONDE_ROLE_ASSISTANT:
    default:
      return _ ("Assistant");
    }
}

/* @text on one line without control characters. */
char *
sonde_export_dup_line (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        g_string_append_c (line, ' ');
      else
        g_string_append_unichar (line, c);
    }
  return g_strstrip (g_string_free (line, FALSE));
}

static char *
dup_state (SondeMessage *message)
{
  SondeErrorExplanation explanation = { 0 };

  switch (sonde_message_get_state (message))
    {
    case SONDE_STATE_STREAMING:
      return g_strdup (_ ("still being written"));
    case SONDE_STATE_INTERRUPTED:
      return g_strdup (_ ("interrupted"));
    case SONDE_STATE_FAILED:
      if (sonde_message_get_error (message) == NULL)
        return g_strdup (_ ("failed"));
      sonde_error_explain (sonde_message_get_error (message), &explanation);
      return g_strdup_printf (_ ("failed: %s"), explanation.sentence);
    case SONDE_STATE_COMPLETE:
    default:
      return NULL;
    }
}

static void
take_part (GPtrArray *parts, char *part)
{
  if (part != NULL && *part != '\0')
    g_ptr_array_add (parts, part);
  else
    g_free (part);
}

static char *
dup_time (gint64 real_time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL && real_time_us > 0 ? g_date_time_format (local, "%Y-%m-%d %H:%M %:z") : NULL;
}

/* Time, model, mode and state of @message, as one line. */
char *
sonde_export_dup_about (SondeMessage *message)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  gboolean answer = sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT;
  const char *model = sonde_message_get_model (message);

  take_part (parts, dup_time (sonde_message_get_created (message)));
  if (answer && model != NULL)
    take_part (parts, sonde_export_dup_line (model));
  if (answer)
    take_part (parts, g_strdup (sonde_mode_to_string (sonde_message_get_mode (message))));
  if (sonde_message_is_canned (message))
    take_part (parts, g_strdup (_ ("canned answer of the demonstration")));
  take_part (parts, dup_state (message));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

/* The tool calls of an answer as pretty JSON, or NULL. */
char *
sonde_export_dup_calls (SondeMessage *message)
{
  const char *raw = sonde_message_get_raw (message);
  g_autoptr (JsonNode) root = raw != NULL ? json_from_string (raw, NULL) : NULL;
  JsonNode *calls = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    calls = json_object_get_member (json_node_get_object (root), "tool_calls");
  if (calls == NULL || !JSON_NODE_HOLDS_ARRAY (calls)
      || json_array_get_length (json_node_get_array (calls)) == 0)
    return NULL;
  return json_to_string (calls, TRUE);
}

/* Renaming over a device would destroy it, and over a symbolic link would replace the link. */
static gboolean
write_path (const char *path, const char *text, GCancellable *cancellable, GError **error)
{
  g_autofree char *real = realpath (path, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (real != NULL ? real : path);
  g_autoptr (GFileOutputStream) stream = NULL;

  if (real == NULL || g_file_test (real, G_FILE_TEST_IS_REGULAR | G_FILE_TEST_IS_DIR))
    return g_file_set_contents_full (
      g_file_peek_path (file), text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
  stream = g_file_append_to (file, G_FILE_CREATE_NONE, cancellable, error);
  return stream != NULL
         && g_output_stream_write_all (
           G_OUTPUT_STREAM (stream), text, strlen (text), NULL, cancellable, error)
         && g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

/** What the writing thread gets. */
typedef struct
{
  char *text;
  GFile *file;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->text);
  g_object_unref (job->file);
  g_free (job);
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  const char *path = g_file_peek_path (job->file);
  GError *error = NULL;
  gboolean written;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (path != NULL)
    written = write_path (path, job->text, cancellable, &error);
  else
    written = g_file_replace_contents (
      job->file, job->text, strlen (job->text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, cancellable, &error);
  if (written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

gboolean
sonde_export_format_from_string (const char *text, SondeExportFormat *format)
{
  g_return_val_if_fail (text != NULL && format != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (g_str_equal (text, extensions[i]))
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

const char *
sonde_export_format_extension (SondeExportFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (extensions), NULL);

  return extensions[format];
}

char *
sonde_export_to_string (SondeConversation *conversation, SondeExportFormat format)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  switch (format)
    {
    case SONDE_EXPORT_MARKDOWN:
      return sonde_export_markdown (conversation);
    case SONDE_EXPORT_JSON:
      return sonde_export_json (conversation);
    case SONDE_EXPORT_TEXT:
      return sonde_export_text (conversation);
    default:
      g_return_val_if_reached (NULL);
    }
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
                          GFile *file,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));
  g_return_if_fail (G_IS_FILE (file));

  job = g_new0 (Job, 1);
  job->text = sonde_export_to_string (conversation, format);
  job->file = g_object_ref (file);
  task = g_task_new (conversation, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_export_write_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_thread);
}

gboolean
sonde_export_write_finish (SondeConversation *conversation, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, conversation), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
