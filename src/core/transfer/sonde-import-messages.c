/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

#include <string.h>

/* Lists of messages: OpenAI's, and those of Chatbox and Chatbot UI, which are the same with more around them.
 */

static gboolean
get_role (const SondeJsonValue *message, SondeRole *role)
{
  static const struct
  {
    const char *name;
    SondeRole role;
  } roles[] = { { "user", SONDE_ROLE_USER },           { "human", SONDE_ROLE_USER },
                { "assistant", SONDE_ROLE_ASSISTANT }, { "model", SONDE_ROLE_ASSISTANT },
                { "ai", SONDE_ROLE_ASSISTANT },        { "tool", SONDE_ROLE_TOOL } };
  const char *name = sonde_json_value_get_string (message, "role");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (roles); i++)
    if (g_str_equal (name, roles[i].name))
      {
        *role = roles[i].role;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_system (const SondeJsonValue *message)
{
  const char *role = sonde_json_value_get_string (message, "role");

  return g_strcmp0 (role, "system") == 0 || g_strcmp0 (role, "developer") == 0;
}

gboolean
sonde_import_is_message (const SondeJsonValue *root)
{
  SondeRole role;

  return (get_role (root, &role) || is_system (root))
         && (sonde_json_value_get (root, "content") != NULL
             || sonde_json_value_get (root, "contentParts") != NULL
             || sonde_json_value_get (root, "tool_calls") != NULL);
}

static gint64
get_time (const SondeJsonValue *message)
{
  static const char *const names[] = { "timestamp", "createdAt", "created_at", "create_time", "created" };
  gint64 time = 0;

  for (guint i = 0; time == 0 && i < G_N_ELEMENTS (names); i++)
    time = sonde_import_time (message, names[i]);
  return time;
}

static char *
dup_content (const SondeJsonValue *message)
{
  const SondeJsonValue *parts = sonde_json_value_get_array (message, "contentParts");

  return sonde_import_dup_content (parts != NULL ? parts : sonde_json_value_get (message, "content"));
}

/* A string under one of its names, or parts among the content. */
static void
set_reasoning (SondeMessage *made, const SondeJsonValue *message)
{
  static const char *const names[] = { "reasoning_content", "reasoning", "reasoningContent" };
  const SondeJsonValue *parts = sonde_json_value_get_array (message, "contentParts");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; text->len == 0 && i < G_N_ELEMENTS (names); i++)
    {
      const char *found = sonde_json_value_get_string (message, names[i]);

      g_string_append (text, found != NULL ? found : "");
    }
  for (const SondeJsonValue *part = sonde_json_value_first (parts); part != NULL; part = part->next)
    if (g_strcmp0 (sonde_json_value_get_string (part, "type"), "reasoning") == 0)
      {
        const char *found = sonde_json_value_get_string (part, "text");

        g_string_append (text, found != NULL ? found : "");
      }
  if (text->len == 0)
    return;
  sonde_message_set_reasoning (made, text->str);
  sonde_message_set_mode (made, SONDE_MODE_REASONING);
}

static void
set_model (SondeMessage *made, const SondeJsonValue *message)
{
  const SondeJsonValue *model = sonde_json_value_get (message, "model");
  const char *name = sonde_json_value_text (model);

  if (name == NULL)
    name = sonde_json_value_get_string (model, "id");
  sonde_message_set_model (made, name);
}

static void
set_calls (SondeMessage *made, const SondeJsonValue *message)
{
  const SondeJsonValue *parts = sonde_json_value_get_array (message, "contentParts");
  const SondeJsonValue *tool_calls = sonde_json_value_get_array (message, "tool_calls");
  JsonBuilder *calls;

  if (tool_calls != NULL)
    sonde_import_set_calls (made, tool_calls);
  if (parts == NULL)
    return;
  calls = sonde_import_calls_new (made);
  for (const SondeJsonValue *part = sonde_json_value_first (parts); part != NULL; part = part->next)
    if (g_strcmp0 (sonde_json_value_get_string (part, "type"), "tool-call") == 0)
      sonde_import_calls_add (calls,
                              sonde_json_value_get_id (part, "toolCallId"),
                              sonde_json_value_get_string (part, "toolName"),
                              sonde_json_value_get (part, "args"),
                              sonde_json_value_get (part, "result"));
  sonde_import_calls_end (calls, made);
}

/* NULL for one with nothing in it. */
static SondeMessage *
make_message (const SondeJsonValue *message)
{
  SondeRole role;
  SondeMessage *made;

  if (!get_role (message, &role))
    return NULL;
  made = sonde_import_message (role, dup_content (message));
  if (role == SONDE_ROLE_ASSISTANT)
    {
      set_reasoning (made, message);
      set_model (made, message);
      set_calls (made, message);
    }
  if (role == SONDE_ROLE_TOOL)
    sonde_message_set_tool_call_id (made, sonde_json_value_get_id (message, "tool_call_id"));
  if (sonde_message_get_content_length (made) == 0 && sonde_message_get_reasoning_length (made) == 0
      && sonde_message_get_raw (made) == NULL)
    g_clear_object (&made);
  return made;
}

static void
add_system (SondeImportBuilder *builder, const SondeJsonValue *message)
{
  SondeConversation *conversation = sonde_import_builder_get_conversation (builder);
  g_autofree char *text = dup_content (message);

  if (*text != '\0' && sonde_import_builder_get_n_shown (builder) == 0
      && sonde_conversation_get_system_prompt (conversation) == NULL)
    sonde_conversation_set_system_prompt (conversation, text);
}

void
sonde_import_append_message (SondeImportBuilder *builder, const SondeJsonValue *message)
{
  if (is_system (message))
    add_system (builder, message);
  else
    sonde_import_builder_append (builder, NULL, make_message (message), get_time (message));
}

void
sonde_import_append_list (SondeImportBuilder *builder, const SondeJsonValue *list, const char *parent)
{
  gboolean first = TRUE;

  for (const SondeJsonValue *message = sonde_json_value_first (list); message != NULL;
       message = message->next)
    if (is_system (message))
      add_system (builder, message);
    else if (sonde_json_value_is_object (message))
      {
        const char *id = sonde_json_value_get_string (message, "id");

        if (first)
          sonde_import_builder_add (builder, id, parent, make_message (message), get_time (message), NULL);
        else
          sonde_import_builder_append (builder, id, make_message (message), get_time (message));
        first = FALSE;
      }
}

/* Chatbox keeps other ways on under the message where they begin; that which is shown is empty there. */
static void
add_forks (SondeImportBuilder *builder, const SondeJsonValue *forks)
{
  for (const SondeJsonValue *fork = sonde_json_value_first (forks); fork != NULL; fork = fork->next)
    for (const SondeJsonValue *list = sonde_json_value_first (sonde_json_value_get_array (fork, "lists"));
         list != NULL;
         list = list->next)
      sonde_import_append_list (builder, sonde_json_value_get_array (list, "messages"), fork->key);
}

static const char *
get_last_id (const SondeJsonValue *list)
{
  const char *id = NULL;

  for (const SondeJsonValue *message = sonde_json_value_first (list); message != NULL;
       message = message->next)
    if (sonde_json_value_get_string (message, "id") != NULL)
      id = sonde_json_value_get_string (message, "id");
  return id;
}

static char *
dup_source (const SondeJsonValue *root)
{
  if (sonde_json_value_get_string (root, "name") == NULL)
    return NULL;
  return sonde_import_dup_source (
    sonde_json_value_get (root, "prompt") != NULL ? "chatbotui" : "chatbox", root, "id");
}

SondeConversation *
sonde_import_messages (const SondeJsonValue *root, char **source)
{
  g_autoptr (SondeImportBuilder) builder = sonde_import_builder_new (root);
  SondeConversation *conversation = sonde_import_builder_get_conversation (builder);
  const SondeJsonValue *messages = sonde_json_value_get_array (root, "messages");
  const char *prompt = sonde_json_value_get_string (root, "prompt");

  if (prompt != NULL && *prompt != '\0')
    sonde_conversation_set_system_prompt (conversation, prompt);
  sonde_conversation_set_pinned (conversation, sonde_json_value_get_true (root, "starred"));
  /* Chatbox: what was said before the context was cleared. */
  for (const SondeJsonValue *thread = sonde_json_value_first (sonde_json_value_get_array (root, "threads"));
       thread != NULL;
       thread = thread->next)
    sonde_import_append_list (builder, sonde_json_value_get_array (thread, "messages"), NULL);
  sonde_import_append_list (builder, messages, NULL);
  add_forks (builder, sonde_json_value_get_object (root, "messageForksHash"));
  sonde_import_builder_set_current (builder, get_last_id (messages));
  *source = dup_source (root);
  return sonde_import_builder_finish (builder);
}
