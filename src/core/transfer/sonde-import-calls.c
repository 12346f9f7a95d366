/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value != NULL ? value : "");
}

static void
add_text (JsonBuilder *builder, const char *name, const SondeJsonValue *value)
{
  g_autofree char *json
    = value != NULL && value->kind != SONDE_JSON_STRING ? sonde_json_value_to_string (value) : NULL;

  add_string (builder, name, json != NULL ? json : sonde_json_value_text (value));
}

JsonBuilder *
sonde_import_calls_new (SondeMessage *message)
{
  JsonBuilder *calls = json_builder_new_immutable ();

  json_builder_begin_object (calls);
  add_string (calls, "role", "assistant");
  add_string (calls, "content", sonde_message_get_content (message));
  json_builder_set_member_name (calls, "tool_calls");
  json_builder_begin_array (calls);
  return calls;
}

void
sonde_import_calls_add (JsonBuilder *calls,
                        const char *id,
                        const char *name,
                        const SondeJsonValue *arguments,
                        const SondeJsonValue *result)
{
  json_builder_begin_object (calls);
  add_string (calls, "id", id);
  add_string (calls, "type", "function");
  json_builder_set_member_name (calls, "function");
  json_builder_begin_object (calls);
  add_string (calls, "name", name);
  add_text (calls, "arguments", arguments);
  json_builder_end_object (calls);
  if (result != NULL)
    add_text (calls, "result", result);
  json_builder_end_object (calls);
}

void
sonde_import_calls_end (JsonBuilder *calls, SondeMessage *message)
{
  g_autoptr (JsonNode) root = NULL;
  JsonArray *array;

  json_builder_end_array (calls);
  json_builder_end_object (calls);
  root = json_builder_get_root (calls);
  array = json_object_get_array_member (json_node_get_object (root), "tool_calls");
  if (json_array_get_length (array) > 0)
    {
      g_autofree char *raw = json_to_string (root, FALSE);

      sonde_message_set_raw (message, raw);
    }
  g_object_unref (calls);
}

void
sonde_import_set_calls (SondeMessage *message, const SondeJsonValue *tool_calls)
{
  JsonBuilder *calls = sonde_import_calls_new (message);

  for (const SondeJsonValue *call = sonde_json_value_first (tool_calls); call != NULL; call = call->next)
    {
      const SondeJsonValue *function = sonde_json_value_get_object (call, "function");

      if (function != NULL)
        sonde_import_calls_add (calls,
                                sonde_json_value_get_id (call, "id"),
                                sonde_json_value_get_string (function, "name"),
                                sonde_json_value_get (function, "arguments"),
                                sonde_json_value_get (call, "result"));
    }
  sonde_import_calls_end (calls, message);
}
