/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "sonde-error.h"

/* A request may hold 48 MiB (api-docs.deepseek.com, vision), and JSON escapes take room. */
#define MAX_BYTES    (32u * 1024 * 1024)
#define BUFFER_BYTES (64 * 1024)

static char *
check_text (const char *name, GByteArray *bytes, GError **error)
{
  if (bytes->len > MAX_BYTES)
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT, _ ("“%s” is larger than 32 MiB"), name);
  else if (!g_utf8_validate_len ((const char *) bytes->data, bytes->len, NULL))
    g_set_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT, _ ("“%s” is not a text in UTF-8"), name);
  else
    return g_strndup ((const char *) bytes->data, bytes->len);
  return NULL;
}

/* Reads a little more than is allowed at most: a device or a pipe need not end. */
static char *
read_text (GInputStream *input, const char *name, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (BUFFER_BYTES); /* never without data */
  g_autofree guint8 *buffer = g_malloc (BUFFER_BYTES);
  gssize length;

  while (bytes->len <= MAX_BYTES
         && (length = g_input_stream_read (input, buffer, BUFFER_BYTES, NULL, error)) != 0)
    {
      if (length < 0)
        return NULL;
      g_byte_array_append (bytes, buffer, length);
    }
  return check_text (name, bytes, error);
}

static char *
read_stdin (GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  return read_text (input, _ ("standard input"), error);
}

/* A name stands on one line of the message: a file may be called anything. */
static char *
dup_file_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *name = g_filename_display_name (base);

  for (char *p = name; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return name;
}

/* DeepSeek's published form for a file (DeepSeek-R1, official prompts). A pipe is read too: shells pass one
 * for <(…). */
static gboolean
append_file (GString *question, const char *path, GError **error)
{
  g_autofree char *name = dup_file_name (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) input = g_file_read (file, NULL, error);
  g_autofree char *contents = NULL;

  if (input == NULL)
    return FALSE;
  contents = read_text (G_INPUT_STREAM (input), name, error);
  if (contents == NULL)
    return FALSE;
  g_string_append_printf (
    question, "[file name]: %s\n[file content begin]\n%s\n[file content end]\n", name, contents);
  return TRUE;
}

/**
 * cli_build_question:
 * @prompt: the question, or "-" to read it from standard input
 * @files: (nullable): paths of text files to put before it
 */
char *
cli_build_question (const char *prompt, char **files, GError **error)
{
  g_autofree char *text = g_str_equal (prompt, "-") ? read_stdin (error) : g_strdup (prompt);
  g_autoptr (GString) question = g_string_new (NULL);

  if (text == NULL)
    return NULL;
  if (*g_strchomp (text) == '\0')
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT, _ ("The question is empty"));
      return NULL;
    }
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (!append_file (question, files[i], error))
      return NULL;
  g_string_append (question, text);
  return g_string_free (g_steal_pointer (&question), FALSE);
}

static gboolean
store_conversation (SondeStore *store, SondeConversation *conversation, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_save_conversation_async (store, conversation, NULL, cli_result_cb, &result);
  return sonde_store_save_conversation_finish (store, cli_wait (&result), error);
}

static gboolean
store_message (SondeStore *store, SondeConversation *conversation, SondeMessage *message, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_add_message_async (
    store, sonde_conversation_get_id (conversation), message, FALSE, NULL, cli_result_cb, &result);
  return sonde_store_add_message_finish (store, cli_wait (&result), error);
}

/* The shown branch of @conversation as a conversation of its own in @store, with new ids. */
static gboolean
move_branch (SondeStore *store, SondeConversation *conversation, GError **error)
{
  GListModel *branch = sonde_conversation_get_branch (conversation);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 parent = 0;

  for (guint i = 0; i < g_list_model_get_n_items (branch); i++)
    g_ptr_array_add (messages, g_list_model_get_item (branch, i));
  sonde_conversation_set_id (conversation, 0);
  sonde_conversation_set_chosen_root (conversation, 0);
  if (!store_conversation (store, conversation, error))
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    {
      SondeMessage *message = g_ptr_array_index (messages, i);

      sonde_message_set_id (message, 0);
      sonde_message_set_parent_id (message, parent);
      sonde_message_set_chosen_child (message, 0);
      if (!store_message (store, conversation, message, error))
        return FALSE;
      parent = sonde_message_get_id (message);
    }
  sonde_conversation_set_messages (conversation, messages);
  return TRUE;
}

/**
 * cli_borrow_conversation:
 * @unsaved: an open engine whose history is in memory
 * @id: the id of a saved conversation
 *
 * Its shown branch, copied into @unsaved, so that it can be gone on with and nothing of that is saved.
 */
SondeConversation *
cli_borrow_conversation (Cli *cli, SondeEngine *unsaved, gint64 id, GError **error)
{
  g_autoptr (SondeEngine) saved = cli_open_engine (cli, TRUE, error);
  g_autoptr (SondeConversation) conversation = saved != NULL ? cli_load (saved, id, error) : NULL;

  if (saved != NULL)
    sonde_engine_close (saved);
  if (conversation == NULL || !move_branch (sonde_engine_get_store (unsaved), conversation, error))
    return NULL;
  return g_steal_pointer (&conversation);
}
