/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-tool-calls.h"

#include "sonde-json.h"

#include <string.h>

/* No host allows more tools than 128; a stream that opens more calls than this is hostile. */
#define MAX_CALLS 1024

typedef struct
{
  SondeToolCall call; /* first: the list is one of SondeToolCall for everybody else */
  gint64 index;       /* -1 when the host gives none */
  GString *arguments; /* call.arguments points into it */
} Gathering;

static void
gathering_free (gpointer data)
{
  Gathering *self = data;

  g_free (self->call.id);
  g_free (self->call.name);
  g_string_free (self->arguments, TRUE);
  g_free (self);
}

static Gathering *
open_call (GPtrArray *self, gint64 index)
{
  Gathering *gathering = g_new0 (Gathering, 1);

  gathering->index = index;
  gathering->arguments = g_string_new (NULL);
  gathering->call.arguments = gathering->arguments->str;
  g_ptr_array_add (self, gathering);
  return gathering;
}

static Gathering *
find_by_id (GPtrArray *self, const char *id)
{
  for (guint i = 0; i < self->len; i++)
    {
      Gathering *gathering = g_ptr_array_index (self, i);

      if (g_strcmp0 (gathering->call.id, id) == 0)
        return gathering;
    }
  return NULL;
}

/* The last one: some hosts give every parallel call the same index. */
static Gathering *
find_by_index (GPtrArray *self, gint64 index)
{
  for (guint i = self->len; index >= 0 && i > 0; i--)
    {
      Gathering *gathering = g_ptr_array_index (self, i - 1);

      if (gathering->index == index)
        return gathering;
    }
  return NULL;
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || text[0] == '\0';
}

/* The call that a fragment continues, or NULL when it opens one: by id, then index, then the last call. */
static Gathering *
find_call (GPtrArray *self, const char *id, gint64 index, const char *name)
{
  Gathering *found = is_empty (id) ? NULL : find_by_id (self, id);

  if (found != NULL)
    return found;
  found = find_by_index (self, index);
  if (found != NULL)
    /* Another id with a name is another call at the same index; without a name the id merely changed. */
    return is_empty (id) || is_empty (found->call.id) || is_empty (name) ? found : NULL;
  if (self->len == 0 || !is_empty (id))
    return NULL;
  found = g_ptr_array_index (self, self->len - 1);
  if (is_empty (name) || is_empty (found->call.name))
    return found;
  return index < 0 && strcmp (name, found->call.name) == 0 ? found : NULL;
}

/* Hosts repeat id and name, so they are set, never appended. */
static void
set_once (char **place, const char *text)
{
  if (!is_empty (text) && is_empty (*place))
    {
      g_free (*place);
      *place = g_strdup (text);
    }
}

static void
add_arguments (Gathering *self, JsonObject *function)
{
  JsonNode *node = function != NULL ? json_object_get_member (function, "arguments") : NULL;
  const char *text = sonde_json_get_string (function, "arguments");
  g_autofree char *json = NULL;

  /* Some hosts send the arguments as an object instead of as its text. */
  if (text == NULL && node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    text = json = json_to_string (node, FALSE);
  if (text != NULL)
    g_string_append (self->arguments, text);
  self->call.arguments = self->arguments->str;
}

static void
add_fragment (GPtrArray *self, JsonObject *fragment, gint64 position)
{
  JsonObject *function = sonde_json_get_object (fragment, "function");
  const char *id = sonde_json_get_string (fragment, "id");
  const char *name = sonde_json_get_string (function, "name");
  gint64 index = sonde_json_get_int (fragment, "index", position);
  Gathering *gathering = find_call (self, id, index, name);

  if (gathering == NULL && self->len >= MAX_CALLS)
    return;
  if (gathering == NULL)
    gathering = open_call (self, index);
  set_once (&gathering->call.id, id);
  set_once (&gathering->call.name, name);
  add_arguments (gathering, function);
}

GPtrArray *
sonde_tool_calls_new (void)
{
  return g_ptr_array_new_with_free_func (gathering_free);
}

void
sonde_tool_calls_add (GPtrArray *self, JsonArray *fragments)
{
  guint n = json_array_get_length (fragments);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *fragment = sonde_json_get_element (fragments, i);

      /* Without indices, calls that stand side by side are different ones. */
      if (fragment != NULL)
        add_fragment (self, fragment, n > 1 ? (gint64) i : -1);
    }
}

void
sonde_tool_calls_complete (GPtrArray *self)
{
  for (guint i = 0; i < self->len; i++)
    {
      SondeToolCall *call = g_ptr_array_index (self, i);
      g_autofree char *id = g_strdup_printf ("call_%02u", i);

      set_once (&call->id, id);
    }
}

void
sonde_tool_calls_build (GPtrArray *self, JsonBuilder *builder)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->len; i++)
    {
      SondeToolCall *call = g_ptr_array_index (self, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, call->id != NULL ? call->id : "");
      json_builder_set_member_name (builder, "type");
      json_builder_add_string_value (builder, "function");
      json_builder_set_member_name (builder, "function");
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, call->name != NULL ? call->name : "");
      json_builder_set_member_name (builder, "arguments");
      json_builder_add_string_value (builder, call->arguments);
      json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}
