/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

#include "sonde-attachment.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SondeAttachment
{
  GObject parent_instance;

  /* owned */
  char *name;
  char *text;
  char *uri;
};

G_DEFINE_FINAL_TYPE (SondeAttachment, sonde_attachment, G_TYPE_OBJECT)

static void
sonde_attachment_finalize (GObject *object)
{
  SondeAttachment *self = SONDE_ATTACHMENT (object);

  g_free (self->name);
  g_free (self->text);
  g_free (self->uri);

  G_OBJECT_CLASS (sonde_attachment_parent_class)->finalize (object);
}

static void
sonde_attachment_class_init (SondeAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_attachment_finalize;
}

static void
sonde_attachment_init (SondeAttachment *self)
{
}

/* A name stands on one line of the message: a file may be called anything. */
static char *
dup_one_line (const char *name)
{
  char *line = g_utf8_make_valid (name, -1);

  for (char *p = line; *p; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return line;
}

SondeAttachment *
sonde_attachment_new (const char *name, const char *text)
{
  g_return_val_if_fail (name != NULL && text != NULL, NULL);

  SondeAttachment *self = g_object_new (SONDE_TYPE_ATTACHMENT, NULL);

  self->name = dup_one_line (name);
  self->text = g_strdup (text);
  return self;
}

static void
fail_too_large (GTask *task, const char *name)
{
  /* Translators: %s is the name of a file */
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("“%s” is larger than 1 MiB"), name);
}

static SondeAttachment *
make_attachment (const char *name, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = NULL;

  if (size >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    {
      data += 3;
      size -= 3;
    }
  /* This refuses NUL bytes too. */
  if (!g_utf8_validate (data, size, NULL))
    return NULL;

  text = g_strndup (data ? data : "", size);
  return sonde_attachment_new (name, text);
}

/* Reads at most one byte more than is allowed: a device or a growing file must not fill the memory. */
static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GFile *file = data;
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info
    = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, cancellable, &error);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree guint8 *buffer = NULL;
  gsize size = 0;

  if (info && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("“%s” is not a file"), name);
      return;
    }
  if (info)
    stream = g_file_read (file, cancellable, &error);
  buffer = g_malloc (SONDE_ATTACHMENT_MAX + 1);
  if (stream == NULL
      || !g_input_stream_read_all (
        G_INPUT_STREAM (stream), buffer, SONDE_ATTACHMENT_MAX + 1, &size, cancellable, &error))
    {
      g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("“%s” cannot be read: %s"), name, error->message);
      return;
    }
  if (size > SONDE_ATTACHMENT_MAX)
    {
      fail_too_large (task, name);
      return;
    }

  g_autoptr (GBytes) bytes = g_bytes_new_static (buffer, size);
  SondeAttachment *attachment = make_attachment (name, bytes);
  if (attachment)
    {
      attachment->uri = g_file_get_uri (file);
      g_task_return_pointer (task, attachment, g_object_unref);
    }
  else
    g_task_return_new_error (
      task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("“%s” is not a text file in UTF-8"), name);
}

/**
 * sonde_attachment_load_async:
 *
 * Reads @file in a thread. The message of an error is a translated sentence for the person.
 */
void
sonde_attachment_load_async (GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (G_IS_FILE (file));

  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, sonde_attachment_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_thread);
}

SondeAttachment *
sonde_attachment_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
sonde_attachment_get_name (SondeAttachment *self)
{
  g_return_val_if_fail (SONDE_IS_ATTACHMENT (self), NULL);

  return self->name;
}

const char *
sonde_attachment_get_uri (SondeAttachment *self)
{
  g_return_val_if_fail (SONDE_IS_ATTACHMENT (self), NULL);

  return self->uri;
}

/**
 * sonde_attachment_dup_message:
 * @attachments: of #SondeAttachment
 * @question: what the person typed
 *
 * One user message of files and question, in the structure that DeepSeek published with R1.
 */
char *
sonde_attachment_dup_message (GListModel *attachments, const char *question)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (attachments), NULL);

  GString *message = g_string_new (NULL);
  guint n_items = g_list_model_get_n_items (attachments);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (SondeAttachment) file = g_list_model_get_item (attachments, i);

      g_string_append_printf (message,
                              "[file name]: %s\n[file content begin]\n%s%s[file content end]\n",
                              file->name,
                              file->text,
                              g_str_has_suffix (file->text, "\n") ? "" : "\n");
    }
  g_string_append (message, question);
  return g_string_free (message, FALSE);
}
