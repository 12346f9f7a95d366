/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-request.h"

#include "sonde-json.h"
#include "sonde-provider-private.h"

#include <string.h>

/* A message on its way into the body. */
typedef struct
{
  const char *role;
  GString *content;
  SondeMessage *message; /* the turn it was made of, NULL for the system message */
  JsonObject *raw;       /* the stored JSON of an assistant turn of this provider's host, or NULL */
  gboolean with_calls;   /* its tool calls are answered by the messages that follow */
  gboolean is_prefix;
} Turn;

static void
turn_free (gpointer data)
{
  Turn *self = data;

  g_string_free (self->content, TRUE);
  g_clear_pointer (&self->raw, json_object_unref);
  g_free (self);
}

static Turn *
turn_new (const char *role, const char *content, SondeMessage *message)
{
  Turn *self = g_new0 (Turn, 1);

  self->role = role;
  self->content = g_string_new (content);
  self->message = message;
  return self;
}

static JsonObject *
parse_raw (const char *json)
{
  g_auto (SondeJsonReader) reader = { 0 };
  JsonNode *root = NULL;

  sonde_json_reader_init (&reader);
  if (json != NULL)
    root = sonde_json_reader_parse (&reader, json, strlen (json), NULL);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

static JsonArray *
get_calls (Turn *self)
{
  JsonArray *calls = self->raw != NULL ? sonde_json_get_array (self->raw, "tool_calls") : NULL;

  return calls != NULL && json_array_get_length (calls) > 0 ? calls : NULL;
}

static gboolean
is_answered (GPtrArray *messages, guint position, const char *id)
{
  for (guint i = position; i < messages->len; i++)
    {
      SondeMessage *message = g_ptr_array_index (messages, i);

      if (sonde_message_get_role (message) != SONDE_ROLE_TOOL)
        return FALSE;
      if (g_strcmp0 (sonde_message_get_tool_call_id (message), id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A host refuses calls without an answer to each, so the calls of a turn that was interrupted stay out. */
static gboolean
are_answered (GPtrArray *messages, guint position, JsonArray *calls)
{
  for (guint i = 0; i < json_array_get_length (calls); i++)
    {
      const char *id = sonde_json_get_string (sonde_json_get_element (calls, i), "id");

      if (id == NULL || !is_answered (messages, position, id))
        return FALSE;
    }
  return TRUE;
}

/* NULL for a turn with nothing in it: content must not be null, and empty turns teach nothing. */
static Turn *
make_assistant_turn (const SondeRequest *self, guint position)
{
  SondeMessage *message = g_ptr_array_index (self->messages, position);
  Turn *turn = turn_new ("assistant", sonde_message_get_content (message), message);
  JsonArray *calls;

  turn->raw = parse_raw (sonde_message_get_raw (message));
  calls = get_calls (turn);
  turn->with_calls = calls != NULL && are_answered (self->messages, position + 1, calls);
  if (turn->content->len > 0 || turn->with_calls)
    return turn;
  turn_free (turn);
  return NULL;
}

/* NULL when the call that it answers is not sent. */
static Turn *
make_tool_turn (GPtrArray *turns, SondeMessage *message)
{
  guint i = turns->len;
  const char *id = sonde_message_get_tool_call_id (message);
  Turn *caller;

  while (i > 0 && g_str_equal (((Turn *) g_ptr_array_index (turns, i - 1))->role, "tool"))
    i--;
  caller = i > 0 ? g_ptr_array_index (turns, i - 1) : NULL;
  if (caller == NULL || !caller->with_calls || id == NULL)
    return NULL;
  return turn_new ("tool", sonde_message_get_content (message), message);
}

static Turn *
make_turn (const SondeRequest *self, GPtrArray *turns, guint position)
{
  SondeMessage *message = g_ptr_array_index (self->messages, position);

  switch (sonde_message_get_role (message))
    {
    case SONDE_ROLE_ASSISTANT:
      return make_assistant_turn (self, position);
    case SONDE_ROLE_TOOL:
      return make_tool_turn (turns, message);
    case SONDE_ROLE_USER:
    default:
      return turn_new ("user", sonde_message_get_content (message), message);
    }
}

/* SCNet wants user and assistant to alternate, without empty content. */
static gboolean
merge_turn (GPtrArray *turns, Turn *turn)
{
  Turn *last = turns->len > 0 ? g_ptr_array_index (turns, turns->len - 1) : NULL;

  if (turn->content->len == 0 && !turn->with_calls)
    return TRUE;
  if (last == NULL || !g_str_equal (last->role, turn->role) || g_str_equal (turn->role, "tool")
      || last->with_calls || turn->with_calls)
    return FALSE;
  g_string_append_printf (last->content, "\n\n%s", turn->content->str);
  return TRUE;
}

static GPtrArray *
make_turns (const SondeRequest *self)
{
  GPtrArray *turns = g_ptr_array_new_with_free_func (turn_free);

  if (self->system_prompt != NULL && self->system_prompt[0] != '\0')
    g_ptr_array_add (turns, turn_new ("system", self->system_prompt, NULL));
  for (guint i = 0; i < self->messages->len; i++)
    {
      Turn *turn = make_turn (self, turns, i);

      if (turn == NULL)
        continue;
      if (sonde_provider_get_merges_roles (self->provider) && merge_turn (turns, turn))
        turn_free (turn);
      else
        g_ptr_array_add (turns, turn);
    }
  return turns;
}

static void
build_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value != NULL ? value : "");
}

static void
build_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/* A turn with calls must have the field also when it is empty: if the host had it, or if this request thinks.
 */
static gboolean
wants_reasoning (const SondeRequest *self, Turn *turn, const char *reasoning)
{
  return reasoning[0] != '\0' || (self->mode & SONDE_MODE_REASONING) != 0
         || (turn->raw != NULL && json_object_has_member (turn->raw, "reasoning_content"));
}

/* api-docs.deepseek.com, thinking mode. DeepSeek wants the field on every turn, "" where there was none; it
 * ignores it where it does not need it, and so the prefix stays the same from turn to turn. Other hosts get
 * what they sent. */
static void
build_reasoning (const SondeRequest *self, JsonBuilder *builder, Turn *turn)
{
  const char *reasoning = turn->raw != NULL ? sonde_json_get_string (turn->raw, "reasoning_content") : NULL;
  SondeReplayRule rule = sonde_provider_get_replay (self->provider);

  if (reasoning == NULL)
    reasoning = sonde_message_get_reasoning (turn->message);
  if (reasoning == NULL)
    reasoning = "";
  if (rule == SONDE_REPLAY_ALWAYS
      || (rule == SONDE_REPLAY_TOOL_TURNS && turn->with_calls && wants_reasoning (self, turn, reasoning)))
    build_string (builder, "reasoning_content", reasoning);
}

static gboolean
is_from_here (const SondeRequest *self, Turn *turn)
{
  return g_strcmp0 (sonde_message_get_provider (turn->message), sonde_provider_get_id (self->provider)) == 0;
}

/* What a host added to its own message goes back to it unchanged (1.8), but to no other host. */
static void
build_extras (const SondeRequest *self, JsonBuilder *builder, Turn *turn)
{
  static const char *const known[] = { "role", "content", "reasoning_content", "tool_calls", NULL };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (turn->raw == NULL || !is_from_here (self, turn))
    return;
  json_object_iter_init (&iter, turn->raw);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_strv_contains (known, name))
      {
        json_builder_set_member_name (builder, name);
        json_builder_add_value (builder, json_node_copy (node));
      }
}

/* Content that came as blocks, such as those of tools that the server runs, goes back to it as it came. */
static void
build_content (const SondeRequest *self, JsonBuilder *builder, Turn *turn)
{
  JsonArray *blocks
    = turn->raw != NULL && is_from_here (self, turn) ? sonde_json_get_array (turn->raw, "content") : NULL;

  if (blocks == NULL)
    {
      build_string (builder, "content", turn->content->str);
      return;
    }
  json_builder_set_member_name (builder, "content");
  json_builder_add_value (builder, json_node_copy (json_object_get_member (turn->raw, "content")));
}

static void
build_turn (const SondeRequest *self, JsonBuilder *builder, Turn *turn)
{
  json_builder_begin_object (builder);
  build_string (builder, "role", turn->role);
  if (g_str_equal (turn->role, "tool"))
    build_string (builder, "tool_call_id", sonde_message_get_tool_call_id (turn->message));
  build_content (self, builder, turn);
  if (g_str_equal (turn->role, "assistant"))
    {
      build_reasoning (self, builder, turn);
      if (turn->with_calls)
        {
          json_builder_set_member_name (builder, "tool_calls");
          json_builder_add_value (builder, json_node_copy (json_object_get_member (turn->raw, "tool_calls")));
        }
      build_extras (self, builder, turn);
    }
  if (turn->is_prefix)
    build_boolean (builder, "prefix", TRUE);
  json_builder_end_object (builder);
}

static void
build_messages (const SondeRequest *self, JsonBuilder *builder)
{
  g_autoptr (GPtrArray) turns = make_turns (self);

  if (self->prefix && turns->len > 0)
    ((Turn *) turns->pdata[turns->len - 1])->is_prefix = TRUE;

  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < turns->len; i++)
    build_turn (self, builder, g_ptr_array_index (turns, i));
  json_builder_end_array (builder);
}

static SondeEffort
get_effort (const SondeRequest *self)
{
  return self->effort != SONDE_EFFORT_DEFAULT ? self->effort : sonde_provider_get_effort (self->provider);
}

static void
build_effort (const SondeRequest *self, JsonBuilder *builder)
{
  if (get_effort (self) != SONDE_EFFORT_DEFAULT)
    build_string (builder, "reasoning_effort", sonde_effort_to_string (get_effort (self)));
}

/* SiliconFlow knows high and max only, for some models. */
static void
build_enable_thinking (const SondeRequest *self, JsonBuilder *builder, const char *model, gboolean thinks)
{
  build_boolean (builder, "enable_thinking", thinks);
  if (thinks && get_effort (self) >= SONDE_EFFORT_HIGH && sonde_provider_takes_effort (self->provider, model))
    build_effort (self, builder);
}

static void
build_thinking (const SondeRequest *self, JsonBuilder *builder, const char *model, gboolean thinks)
{
  if (sonde_provider_is_fixed (self->provider, model))
    return;
  switch (sonde_provider_get_thinking (self->provider))
    {
    case SONDE_THINKING_DEEPSEEK:
      json_builder_set_member_name (builder, "thinking");
      json_builder_begin_object (builder);
      build_string (builder, "type", thinks ? "enabled" : "disabled");
      json_builder_end_object (builder);
      if (thinks)
        build_effort (self, builder);
      break;
    case SONDE_THINKING_ENABLE:
      build_enable_thinking (self, builder, model, thinks);
      break;
    case SONDE_THINKING_EFFORT:
      /* Without a word from the person a model that can think does so. */
      if (thinks)
        build_effort (self, builder);
      else
        build_string (builder, "reasoning_effort", "none");
      break;
    case SONDE_THINKING_TEMPLATE:
      json_builder_set_member_name (builder, "chat_template_kwargs");
      json_builder_begin_object (builder);
      /* DeepSeek's templates know the first name, Qwen's the second; unknown ones are ignored. */
      build_boolean (builder, "thinking", thinks);
      build_boolean (builder, "enable_thinking", thinks);
      json_builder_end_object (builder);
      break;
    case SONDE_THINKING_NONE:
    default:
      break;
    }
}

static void
build_number (JsonBuilder *builder, const char *name, double value)
{
  if (isnan (value))
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

/* DeepSeek ignores all but the length while it thinks (api-docs.deepseek.com, thinking mode); others refuse.
 */
static void
build_parameters (const SondeRequest *self, JsonBuilder *builder, gboolean thinks)
{
  const SondeParameters *parameters = self->parameters;

  if (parameters == NULL)
    return;
  if (!thinks)
    {
      build_number (builder, "temperature", parameters->temperature);
      build_number (builder, "top_p", parameters->top_p);
      build_number (builder, "presence_penalty", parameters->presence_penalty);
      build_number (builder, "frequency_penalty", parameters->frequency_penalty);
    }
  if (parameters->max_tokens <= 0)
    return;
  json_builder_set_member_name (builder, "max_tokens");
  json_builder_add_int_value (builder, parameters->max_tokens);
}

static void
build_stream (const SondeRequest *self, JsonBuilder *builder)
{
  build_boolean (builder, "stream", self->stream);
  if (!self->stream)
    return;
  json_builder_set_member_name (builder, "stream_options");
  json_builder_begin_object (builder);
  build_boolean (builder, "include_usage", TRUE);
  json_builder_end_object (builder);
}

/* The tools stand before what changes from one request to the next, so that the prefix stays the same. */
static void
build_tools (const SondeRequest *self, JsonBuilder *builder)
{
  g_auto (SondeJsonReader) reader = { 0 };
  JsonNode *root = NULL;

  if (self->tools == NULL)
    return;
  sonde_json_reader_init (&reader);
  root = sonde_json_reader_parse (&reader, self->tools, strlen (self->tools), NULL);
  g_return_if_fail (root != NULL && JSON_NODE_HOLDS_ARRAY (root));
  json_builder_set_member_name (builder, "tools");
  json_builder_add_value (builder, json_node_copy (root));
  if (self->tool_choice != NULL)
    build_string (builder, "tool_choice", self->tool_choice);
}

/* The model to name; a retired name may also say whether to think, over the mode. */
static char *
choose_model (const SondeRequest *self, gboolean *thinks)
{
  const char *model = self->model;
  char *rewritten;
  int thinking = -1;

  if (model == NULL || model[0] == '\0')
    model = sonde_provider_get_model (self->provider, sonde_mode_get_slot (self->mode));
  rewritten = sonde_provider_rewrite_model (self->provider, model, &thinking);
  *thinks = (self->mode & SONDE_MODE_REASONING) != 0 || thinking == 1;
  return rewritten != NULL ? rewritten : g_strdup (model != NULL ? model : "");
}

char *
sonde_request_to_json (const SondeRequest *self, char **used_model)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *model = NULL;
  gboolean thinks;

  g_return_val_if_fail (self != NULL && SONDE_IS_PROVIDER (self->provider) && self->messages != NULL, NULL);

  model = choose_model (self, &thinks);
  json_builder_begin_object (builder);
  build_string (builder, "model", model);
  build_messages (self, builder);
  build_tools (self, builder);
  build_thinking (self, builder, model, thinks);
  build_parameters (self, builder, thinks);
  build_stream (self, builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  if (used_model != NULL)
    *used_model = g_steal_pointer (&model);
  return json_to_string (root, FALSE);
}
