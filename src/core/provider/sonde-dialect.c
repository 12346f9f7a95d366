/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-dialect.h"

#include "sonde-json.h"
#include "sonde-provider-data.h"

static SondeThinkingStyle
parse_thinking (const char *text)
{
  static const char *const names[] = { "none", "deepseek", "enable-thinking", "effort", "template" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      return (SondeThinkingStyle) i;
  return SONDE_THINKING_NONE;
}

static SondeReplayRule
parse_replay (const char *text)
{
  static const char *const names[] = { "never", "tool-turns", "always" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      return (SondeReplayRule) i;
  return SONDE_REPLAY_TOOL_TURNS;
}

static char **
dup_strv (JsonObject *object, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = sonde_json_get_array (object, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_strv_builder_add (builder, json_array_get_string_element (array, i));
  return g_strv_builder_end (builder);
}

static GPtrArray *
parse_retired (JsonObject *object)
{
  GPtrArray *retired = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (object == NULL)
    return retired;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      SondeRetiredModel *model = g_new0 (SondeRetiredModel, 1);

      model->name = g_strdup (name);
      model->model = g_strdup (sonde_json_get_string (json_node_get_object (node), "model"));
      model->thinking = sonde_json_get_boolean (json_node_get_object (node), "thinking", FALSE);
      g_ptr_array_add (retired, model);
    }
  return retired;
}

static GPtrArray *
parse_contexts (JsonObject *object)
{
  GPtrArray *contexts = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *pattern;
  JsonNode *node;

  if (object == NULL)
    return contexts;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &pattern, &node))
    {
      SondeContextSize *size = g_new0 (SondeContextSize, 1);

      size->pattern = g_strdup (pattern);
      size->tokens = json_node_get_int (node);
      g_ptr_array_add (contexts, size);
    }
  return contexts;
}

static SondeDialect *
parse_dialect (JsonObject *object)
{
  SondeDialect *self = g_new0 (SondeDialect, 1);

  self->id = g_strdup (sonde_json_get_string (object, "id"));
  self->name = g_strdup (sonde_json_get_string (object, "name"));
  self->base_url = g_strdup (sonde_json_get_string (object, "base-url"));
  self->models[SONDE_SLOT_CHAT] = g_strdup (sonde_json_get_string (object, "model-chat"));
  self->models[SONDE_SLOT_REASONING] = g_strdup (sonde_json_get_string (object, "model-reasoning"));
  self->models[SONDE_SLOT_SEARCH] = g_strdup (sonde_json_get_string (object, "model-search"));
  self->hosts = dup_strv (object, "hosts");
  self->fixed_models = dup_strv (object, "fixed-models");
  self->effort_models = dup_strv (object, "effort-models");
  self->thinking = parse_thinking (sonde_json_get_string (object, "thinking"));
  self->replay = parse_replay (sonde_json_get_string (object, "replay"));
  self->merges_roles = sonde_json_get_boolean (object, "merge-roles", FALSE);
  self->needs_key = sonde_json_get_boolean (object, "needs-key", FALSE);
  self->key_url = g_strdup (sonde_json_get_string (object, "key-url"));
  self->top_up_url = g_strdup (sonde_json_get_string (object, "top-up-url"));
  self->balance_path = g_strdup (sonde_json_get_string (object, "balance-path"));
  self->search_path = g_strdup (sonde_json_get_string (object, "search-path"));
  self->fetch_path = g_strdup (sonde_json_get_string (object, "fetch-path"));
  self->prefix_path = g_strdup (sonde_json_get_string (object, "prefix-path"));
  self->server_tools = dup_strv (object, "server-tools");
  self->tools = sonde_json_get_boolean (object, "tools", TRUE);
  self->currency = g_strdup (sonde_json_get_string (object, "currency"));
  self->contexts = parse_contexts (sonde_json_get_object (object, "contexts"));
  self->retired = parse_retired (sonde_json_get_object (object, "retired-models"));
  return self;
}

static GPtrArray *
load_all (void)
{
  JsonNode *root = sonde_provider_load_data ("providers.json");
  JsonArray *array = sonde_json_get_array (json_node_get_object (root), "providers");
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (all, parse_dialect (sonde_json_get_element (array, i)));
  json_node_unref (root);
  return all;
}

GPtrArray *
sonde_dialect_get_all (void)
{
  static gsize all = 0;

  if (g_once_init_enter (&all))
    g_once_init_leave (&all, (gsize) load_all ());
  return (GPtrArray *) all;
}

const SondeDialect *
sonde_dialect_find (const char *id)
{
  GPtrArray *all = sonde_dialect_get_all ();

  for (guint i = 0; i < all->len; i++)
    {
      SondeDialect *dialect = g_ptr_array_index (all, i);

      if (g_strcmp0 (dialect->id, id) == 0)
        return dialect;
    }
  return NULL;
}

const SondeDialect *
sonde_dialect_for_host (const char *host)
{
  static const SondeDialect plain = {
    .id = (char *) "",
    .replay = SONDE_REPLAY_TOOL_TURNS,
    .tools = TRUE,
  };
  GPtrArray *all = sonde_dialect_get_all ();
  g_autofree char *lower = g_ascii_strdown (host, -1);

  for (guint i = 0; i < all->len; i++)
    {
      SondeDialect *dialect = g_ptr_array_index (all, i);

      if (g_strv_contains ((const char *const *) dialect->hosts, lower))
        return dialect;
    }
  return &plain;
}

gboolean
sonde_dialect_matches (char **patterns, const char *model)
{
  for (char **pattern = patterns; pattern != NULL && *pattern != NULL; pattern++)
    if (g_pattern_match_simple (*pattern, model))
      return TRUE;
  return FALSE;
}

gint64
sonde_dialect_get_context (const SondeDialect *self, const char *model)
{
  for (guint i = 0; self->contexts != NULL && model != NULL && i < self->contexts->len; i++)
    {
      const SondeContextSize *size = g_ptr_array_index (self->contexts, i);

      if (g_pattern_match_simple (size->pattern, model))
        return size->tokens;
    }
  return 0;
}
