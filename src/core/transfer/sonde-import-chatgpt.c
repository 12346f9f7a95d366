/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ChatGPT's conversations.json: "mapping" of nodes, of which most are not shown there either. */

static gboolean
is_hidden (const SondeJsonValue *message)
{
  const SondeJsonValue *metadata = sonde_json_value_get_object (message, "metadata");
  const char *recipient = sonde_json_value_get_string (message, "recipient");

  return sonde_json_value_get_true (metadata, "is_visually_hidden_from_conversation")
         || (recipient != NULL && !g_str_equal (recipient, "all"));
}

static char *
dup_text (const SondeJsonValue *content)
{
  const char *type = sonde_json_value_get_string (content, "content_type");
  const char *text = sonde_json_value_get_string (content, "text");

  if (g_strcmp0 (type, "code") == 0 && text != NULL)
    return g_strdup_printf ("```\n%s\n```", text);
  if (sonde_json_value_get_array (content, "parts") != NULL)
    return sonde_import_dup_content (sonde_json_value_get_array (content, "parts"));
  return g_strdup (text != NULL ? text : "");
}

static gboolean
is_text (const SondeJsonValue *content)
{
  const char *type = sonde_json_value_get_string (content, "content_type");

  return type == NULL || g_str_equal (type, "text") || g_str_equal (type, "multimodal_text")
         || g_str_equal (type, "code");
}

/* What a node that is not shown tells of how the answer came to be, or NULL. */
static char *
dup_thought (const SondeJsonValue *content, const char *role)
{
  const SondeJsonValue *thoughts = sonde_json_value_get_array (content, "thoughts");
  GString *out;

  if (g_strcmp0 (role, "assistant") != 0)
    return NULL;
  if (thoughts == NULL)
    return g_strcmp0 (sonde_json_value_get_string (content, "content_type"), "code") == 0 ? dup_text (content)
                                                                                          : NULL;
  out = g_string_new (NULL);
  for (const SondeJsonValue *thought = sonde_json_value_first (thoughts); thought != NULL;
       thought = thought->next)
    {
      const char *summary = sonde_json_value_get_string (thought, "summary");
      const char *text = sonde_json_value_get_string (thought, "content");

      if (summary != NULL && *summary != '\0')
        g_string_append_printf (out, "%s%s", out->len > 0 ? "\n\n" : "", summary);
      if (text != NULL && *text != '\0')
        g_string_append_printf (out, "%s%s", out->len > 0 ? "\n\n" : "", text);
    }
  return g_string_free (out, FALSE);
}

static void
add_attachments (GString *out, const SondeJsonValue *metadata)
{
  for (const SondeJsonValue *file
       = sonde_json_value_first (sonde_json_value_get_array (metadata, "attachments"));
       file != NULL;
       file = file->next)
    sonde_import_add_file (out, sonde_json_value_get_string (file, "name"), NULL);
}

static SondeMessage *
make_question (const SondeJsonValue *message)
{
  GString *text = g_string_new (NULL);
  g_autofree char *content = dup_text (sonde_json_value_get_object (message, "content"));

  add_attachments (text, sonde_json_value_get_object (message, "metadata"));
  g_string_append (text, content);
  if (text->len > 0)
    return sonde_import_message (SONDE_ROLE_USER, g_string_free (text, FALSE));
  g_string_free (text, TRUE);
  return NULL;
}

static SondeMessage *
make_answer (const SondeJsonValue *message, const char *default_model)
{
  const SondeJsonValue *metadata = sonde_json_value_get_object (message, "metadata");
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = dup_text (sonde_json_value_get_object (message, "content"));
  const char *model = sonde_json_value_get_string (metadata, "model_slug");
  const char *status = sonde_json_value_get_string (message, "status");
  SondeMessage *answer;

  if (*text == '\0')
    return NULL;
  answer = sonde_import_message (SONDE_ROLE_ASSISTANT, sonde_import_cite (text, metadata, sources));
  sonde_message_set_model (answer, model != NULL ? model : default_model);
  if (status != NULL && !g_str_equal (status, "finished_successfully"))
    sonde_message_set_state (answer, SONDE_STATE_INTERRUPTED);
  if (sources->len > 0)
    {
      sonde_message_set_sources (answer, sources);
      sonde_message_set_mode (answer, SONDE_MODE_SEARCH);
    }
  return answer;
}

/* A picture that a tool made, of which only the name is in the file. */
static SondeMessage *
make_picture (const SondeJsonValue *message, const char *default_model)
{
  const SondeJsonValue *content = sonde_json_value_get_object (message, "content");

  if (g_strcmp0 (sonde_json_value_get_string (content, "content_type"), "multimodal_text") != 0)
    return NULL;
  for (const SondeJsonValue *part = sonde_json_value_first (sonde_json_value_get_array (content, "parts"));
       part != NULL;
       part = part->next)
    if (g_strcmp0 (sonde_json_value_get_string (part, "content_type"), "image_asset_pointer") == 0)
      return make_answer (message, default_model);
  return NULL;
}

static SondeMessage *
make_message (const SondeJsonValue *message, const char *role, const char *default_model)
{
  if (message == NULL || is_hidden (message))
    return NULL;
  if (g_strcmp0 (role, "tool") == 0)
    return make_picture (message, default_model);
  if (!is_text (sonde_json_value_get_object (message, "content")))
    return NULL;
  if (g_strcmp0 (role, "user") == 0)
    return make_question (message);
  return g_strcmp0 (role, "assistant") == 0 ? make_answer (message, default_model) : NULL;
}

static void
add_system (SondeImportBuilder *builder, const SondeJsonValue *message)
{
  SondeConversation *conversation = sonde_import_builder_get_conversation (builder);
  g_autofree char *text = dup_text (sonde_json_value_get_object (message, "content"));

  if (!is_hidden (message) && *text != '\0' && sonde_conversation_get_system_prompt (conversation) == NULL)
    sonde_conversation_set_system_prompt (conversation, text);
}

static void
add_node (SondeImportBuilder *builder, const SondeJsonValue *node, const char *default_model)
{
  const SondeJsonValue *message = sonde_json_value_get_object (node, "message");
  const SondeJsonValue *author = sonde_json_value_get_object (message, "author");
  const SondeJsonValue *metadata = sonde_json_value_get_object (message, "metadata");
  const char *role = sonde_json_value_get_string (author, "role");
  SondeMessage *made = make_message (message, role, default_model);
  char *thought = made == NULL ? dup_thought (sonde_json_value_get_object (message, "content"), role) : NULL;

  if (g_strcmp0 (role, "system") == 0)
    add_system (builder, message);
  if (made != NULL)
    sonde_message_set_thinking_ms (
      made,
      (gint64) CLAMP (sonde_json_value_get_number (metadata, "finished_duration_sec", 0), 0, 86400) * 1000);
  sonde_import_builder_add (builder,
                            node->key,
                            sonde_json_value_get_id (node, "parent"),
                            made,
                            sonde_import_time (message, "create_time"),
                            thought);
}

SondeConversation *
sonde_import_chatgpt (const SondeJsonValue *root, char **source)
{
  g_autoptr (SondeImportBuilder) builder = sonde_import_builder_new (root);
  const SondeJsonValue *mapping = sonde_json_value_get_object (root, "mapping");
  const char *default_model = sonde_json_value_get_string (root, "default_model_slug");

  for (const SondeJsonValue *node = sonde_json_value_first (mapping); node != NULL; node = node->next)
    add_node (builder, node, default_model);
  sonde_import_builder_set_current (builder, sonde_json_value_get_id (root, "current_node"));
  *source = sonde_import_dup_source ("chatgpt", root, "conversation_id");
  if (*source == NULL)
    *source = sonde_import_dup_source ("chatgpt", root, "id");
  return sonde_import_builder_finish (builder);
}
