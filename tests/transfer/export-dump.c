/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdlib.h>

#include "export-sample.h"
#include "sonde-export.h"

static void
result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The strings of a JSON array, each an answer. */
static SondeConversation *
load (const char *path)
{
  SondeConversation *conversation = sonde_conversation_new ();
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    exit (2);
  root = json_from_string (text, NULL);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (root)); i++)
    {
      g_autoptr (SondeMessage) message = sonde_message_new (SONDE_ROLE_ASSISTANT);
      const char *content = json_array_get_string_element (json_node_get_array (root), i);

      sonde_message_set_id (message, i + 1);
      sonde_message_set_parent_id (message, i);
      sonde_message_set_state (message, SONDE_STATE_COMPLETE);
      sonde_message_set_content (message, content);
      sonde_message_set_reasoning (message, content);
      sonde_conversation_add_message (conversation, message);
    }
  return conversation;
}

/* Usage: export-dump FORMAT OUTPUT [MESSAGES|tree|FILE]: the sample conversation as a file, for programs that
 * check it. */
int
main (int argc, char *argv[])
{
  guint n_messages = argc > 3 ? (guint) atoi (argv[3]) : 0;
  g_autoptr (SondeConversation) conversation = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SondeExportFormat format;
  SondeExportOptions options;

  setlocale (LC_ALL, "");
  if (argc < 3 || !sonde_export_format_from_string (argv[1], &format))
    return 2;
  if (argc > 3 && g_str_has_suffix (argv[3], ".json"))
    conversation = load (argv[3]);
  else
    conversation = n_messages > 0 ? export_sample_new_long (n_messages) : export_sample_new_rich ();
  sonde_export_options_init (&options, format);
  if (argc > 3 && n_messages == 0)
    options.whole_tree = TRUE;
  file = g_file_new_for_path (argv[2]);
  sonde_export_write_async (conversation, format, &options, file, TRUE, NULL, NULL, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!sonde_export_write_finish (conversation, result, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}
