/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <json-glib/json-glib.h>

static const char *const roles[] = {
  [SONDE_ROLE_USER] = "user",
  [SONDE_ROLE_ASSISTANT] = "assistant",
  [SONDE_ROLE_TOOL] = "tool",
};

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* The calls as the server sent them: an answer of a tool without its call is refused by every server. */
static void
add_calls (JsonBuilder *builder, SondeMessage *message)
{
  g_autofree char *calls = sonde_export_dup_calls (message);
  g_autoptr (JsonNode) node = calls != NULL ? json_from_string (calls, NULL) : NULL;

  if (node == NULL)
    return;
  json_builder_set_member_name (builder, "tool_calls");
  json_builder_add_value (builder, g_steal_pointer (&node));
}

static char *
dup_content (SondeMessage *message, const SondeExportOptions *options)
{
  g_autoptr (GString) content = g_string_new (NULL);
  g_autoptr (GArray) cited = g_array_new (FALSE, FALSE, sizeof (guint));
  SondeExportProse prose = { NULL, sonde_export_get_n_sources (message), cited, FALSE };

  if (options->sources)
    return g_strdup (sonde_message_get_content (message));
  sonde_export_append_prose (content, sonde_message_get_content (message), &prose);
  return g_string_free (g_steal_pointer (&content), FALSE);
}

static char *
dup_message (SondeMessage *message, const SondeExportOptions *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *content = dup_content (message, options);

  json_builder_begin_object (builder);
  add_string (builder, "role", roles[sonde_message_get_role (message)]);
  add_string (builder, "content", content);
  if (sonde_export_has_text (sonde_message_get_reasoning (message)))
    add_string (builder, "reasoning_content", sonde_message_get_reasoning (message));
  add_calls (builder, message);
  if (sonde_message_get_tool_call_id (message) != NULL)
    add_string (builder, "tool_call_id", sonde_message_get_tool_call_id (message));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static char *
dup_system (const char *system_prompt)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "role", "system");
  add_string (builder, "content", system_prompt);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
append_item (GString *out, const char *item, const char *line_end, gboolean first)
{
  g_string_append_printf (out, "%s%s", first ? "" : ",", line_end);
  g_string_append (out, item);
}

static gboolean
write_messages (SondeExportDocument *document, SondeExportSink *sink, const char *line_end, GError **error)
{
  const char *system_prompt = sonde_conversation_get_system_prompt (document->conversation);
  gboolean first = TRUE;

  g_string_append (sink->text, "{\"messages\":[");
  if (sonde_export_has_text (system_prompt))
    {
      g_autofree char *item = dup_system (system_prompt);

      append_item (sink->text, item, line_end, first);
      first = FALSE;
    }
  for (guint i = 0; i < document->messages->len; i++)
    {
      g_autofree char *item = dup_message (g_ptr_array_index (document->messages, i), &document->options);

      append_item (sink->text, item, line_end, first);
      first = FALSE;
      if (!sonde_export_sink_step (sink, error))
        return FALSE;
    }
  g_string_append_printf (sink->text, "%s]}\n", line_end);
  return sonde_export_sink_flush (sink, error);
}

/** The object that a request to OpenAI's chat completions holds, one message on a line. */
gboolean
sonde_export_openai (SondeExportDocument *document, SondeExportSink *sink, GError **error)
{
  return write_messages (document, sink, "\n", error);
}

/** The same on one line, so that files can be joined. */
gboolean
sonde_export_jsonl (SondeExportDocument *document, SondeExportSink *sink, GError **error)
{
  return write_messages (document, sink, "", error);
}
