/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-sim"

#include "sonde-sim-chat.h"

/* As strict as the real service (api-docs.deepseek.com: chat completion, thinking mode, error codes). Each
 * check gives the sentence of the error, or NULL. */

#define MAX_TOOLS   128
#define MAX_STOPS   16
#define MAX_USER_ID 512

/* The names DeepSeek serves now, and those of hosts that serve V3 and R1 apart. */
static char *
check_model (SimChat *chat)
{
  static const char *const names[]
    = { "deepseek-flash", "deepseek-v4-pro", "deepseek-v4-flash", "deepseek-v4-flash-vision-exp", NULL };
  static const char *const prefixes[]
    = { "deepseek-ai/", "Pro/deepseek-ai/", "DeepSeek-V3", "DeepSeek-R1", "deepseek-v3", "deepseek-r1" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (chat->model, prefixes[i]))
      return NULL;
  return g_strv_contains (names, chat->model) ? NULL : g_strdup ("Model Not Exist");
}

static gboolean
is_present (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) && !json_object_get_null_member (object, name);
}

static gboolean
has_calls (JsonObject *message)
{
  JsonNode *calls = json_object_get_member (message, "tool_calls");

  return calls != NULL && JSON_NODE_HOLDS_ARRAY (calls)
         && json_array_get_length (json_node_get_array (calls)) > 0;
}

static char *
check_assistant (SimChat *chat, JsonObject *message)
{
  if (!is_present (message, "content") && !has_calls (message))
    return g_strdup ("Invalid assistant message: content or tool_calls must be set");
  if (chat->thinking && has_calls (message) && !is_present (message, "reasoning_content"))
    return g_strdup ("The `reasoning_content` in the thinking mode must be passed back to the API.");
  return NULL;
}

static char *
check_message (SimChat *chat, JsonNode *node, guint i)
{
  static const char *const roles[] = { "system", "user", "assistant", "tool", NULL };
  JsonObject *message;
  const char *role;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup_printf ("messages[%u]: expected an object", i);
  message = json_node_get_object (node);
  role = sim_json_get_string (message, "role");
  if (!g_strv_contains (roles, role))
    return g_strdup_printf (
      "messages[%u].role: unknown variant `%s`, expected one of `system`, `user`, `assistant`, `tool`",
      i,
      role);
  if (g_str_equal (role, "assistant"))
    return check_assistant (chat, message);
  if (!is_present (message, "content"))
    return g_strdup_printf ("messages[%u]: missing field `content`", i);
  return NULL;
}

static gboolean
remove_call (GPtrArray *open_calls, const char *id)
{
  for (guint i = 0; i < open_calls->len; i++)
    if (g_str_equal (open_calls->pdata[i], id))
      {
        g_ptr_array_remove_index (open_calls, i);
        return TRUE;
      }
  return FALSE;
}

/* Every call of a tool turn is answered by one tool message that follows it, and nothing else is. */
static char *
check_tool_order (JsonArray *messages)
{
  g_autoptr (GPtrArray) open_calls = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonObject *message = json_array_get_object_element (messages, i);

      if (g_str_equal (sim_json_get_string (message, "role"), "tool"))
        {
          if (!remove_call (open_calls, sim_json_get_string (message, "tool_call_id")))
            return g_strdup (
              "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'");
          continue;
        }
      if (open_calls->len > 0)
        break;
      if (has_calls (message))
        {
          JsonArray *calls = json_object_get_array_member (message, "tool_calls");

          for (guint k = 0; k < json_array_get_length (calls); k++)
            {
              JsonNode *call = json_array_get_element (calls, k);

              if (!JSON_NODE_HOLDS_OBJECT (call))
                return g_strdup ("tool_calls: expected objects");
              g_ptr_array_add (open_calls,
                               (gpointer) sim_json_get_string (json_node_get_object (call), "id"));
            }
        }
    }
  if (open_calls->len > 0)
    return g_strdup (
      "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
      "'tool_call_id'. (insufficient tool messages following tool_calls message)");
  return NULL;
}

static char *
check_ends (SimChat *chat, JsonArray *messages)
{
  JsonObject *first = json_array_get_object_element (messages, 0);
  JsonObject *last = json_array_get_object_element (messages, json_array_get_length (messages) - 1);
  const char *role = sim_json_get_string (last, "role");

  if (!g_str_equal (sim_json_get_string (first, "role"), "system")
      && !g_str_equal (sim_json_get_string (first, "role"), "user"))
    return g_strdup_printf ("The first message (except the system message) of %s must be a user message",
                            chat->model);
  if (g_str_equal (role, "user") || g_str_equal (role, "tool"))
    return NULL;
  if (g_str_equal (role, "assistant") && json_object_get_boolean_member_with_default (last, "prefix", FALSE)
      && strstr (sim_exchange_get_path (chat->exchange), "/beta/") != NULL)
    return NULL;
  return g_strdup_printf (
    "The last message of %s must be a user message, or an assistant message with prefix mode on",
    chat->model);
}

static char *
check_messages (SimChat *chat)
{
  JsonNode *node = json_object_get_member (chat->request, "messages");
  JsonArray *messages;
  char *problem = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)
      || json_array_get_length (json_node_get_array (node)) == 0)
    return g_strdup ("Empty input messages");
  messages = json_node_get_array (node);
  for (guint i = 0; problem == NULL && i < json_array_get_length (messages); i++)
    problem = check_message (chat, json_array_get_element (messages, i), i);
  if (problem == NULL)
    problem = check_ends (chat, messages);
  if (problem == NULL)
    problem = check_tool_order (messages);
  return problem;
}

static char *
check_lists (SimChat *chat)
{
  JsonNode *tools = json_object_get_member (chat->request, "tools");
  JsonNode *stop = json_object_get_member (chat->request, "stop");

  if (tools != NULL && JSON_NODE_HOLDS_ARRAY (tools)
      && json_array_get_length (json_node_get_array (tools)) > MAX_TOOLS)
    return g_strdup_printf ("Too many tools, the most is %u", MAX_TOOLS);
  if (stop != NULL && JSON_NODE_HOLDS_ARRAY (stop)
      && json_array_get_length (json_node_get_array (stop)) > MAX_STOPS)
    return g_strdup_printf ("Too many stop sequences, the most is %u", MAX_STOPS);
  if (is_present (chat->request, "stream_options") && !chat->stream)
    return g_strdup ("stream_options should be set along with stream = true");
  if (strlen (sim_json_get_string (chat->request, "user_id")) > MAX_USER_ID)
    return g_strdup ("user_id is too long");
  return NULL;
}

static char *
check_number (SimChat *chat, const char *name, double least, double most)
{
  JsonNode *node = json_object_get_member (chat->request, name);
  GType type
    = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double value;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return g_strdup_printf ("Failed to deserialize the JSON body into the target type: %s: expected a number",
                            name);
  value = json_node_get_double (node);
  if (value < least || value > most)
    return g_strdup_printf ("Invalid %s value, the valid range of %s is [%g, %g]", name, name, least, most);
  return NULL;
}

static char *
check_word (JsonObject *object, const char *name, const char *const *words)
{
  const char *word = sim_json_get_string (object, name);

  if (!is_present (object, name) || g_strv_contains (words, word))
    return NULL;
  return g_strdup_printf (
    "Failed to deserialize the JSON body into the target type: %s: unknown variant `%s`", name, word);
}

/* What the service answers with 422. */
static char *
check_values (SimChat *chat)
{
  static const char *const efforts[] = { "minimal", "low", "medium", "high", "xhigh", "max", "ultra", NULL };
  static const char *const types[] = { "enabled", "disabled", NULL };
  JsonNode *thinking = json_object_get_member (chat->request, "thinking");
  char *problem = check_number (chat, "temperature", 0, 2);

  if (problem == NULL)
    problem = check_number (chat, "top_p", 0, 1);
  if (problem == NULL)
    problem = check_number (chat, "max_tokens", 1, 393216);
  if (problem == NULL)
    problem = check_word (chat->request, "reasoning_effort", efforts);
  if (problem == NULL && thinking != NULL && JSON_NODE_HOLDS_OBJECT (thinking))
    problem = check_word (json_node_get_object (thinking), "type", types);
  return problem;
}

static gboolean
refuse (SimChat *chat, guint status, char *problem)
{
  g_autofree char *message = problem;

  if (message == NULL)
    return FALSE;
  sim_reply_error (chat->exchange, status, message);
  return TRUE;
}

gboolean
sim_chat_validate (SimChat *self)
{
  if (self->request == NULL)
    return !refuse (self, 400, g_strdup ("Failed to parse the request body as JSON"));
  return !refuse (self, 400, check_model (self)) && !refuse (self, 400, check_messages (self))
         && !refuse (self, 400, check_lists (self)) && !refuse (self, 422, check_values (self));
}
