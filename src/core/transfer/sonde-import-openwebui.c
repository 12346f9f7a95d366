/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

#include <string.h>

/* Open WebUI: "chat.history.messages" by id. The thoughts stand in the text as <details>, and in newer
 * versions in "output" too, which says the same without wrapping. */

#define DETAILS_BEGIN "<details"
#define DETAILS_END   "</details>"
#define SUMMARY_END   "</summary>"

/* Texts that are made of "output" or of the text. */
typedef struct
{
  GString *content;
  GString *reasoning;
} Answer;

static void
add_paragraph (GString *out, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, "\n\n");
  g_string_append (out, text);
}

static void
add_texts (GString *out, const SondeJsonValue *parts)
{
  for (const SondeJsonValue *part = sonde_json_value_first (parts); part != NULL; part = part->next)
    add_paragraph (out, sonde_json_value_get_string (part, "text"));
}

static void
read_output (Answer *self, const SondeJsonValue *output)
{
  for (const SondeJsonValue *item = sonde_json_value_first (output); item != NULL; item = item->next)
    {
      const char *type = sonde_json_value_get_string (item, "type");
      GString *out = g_strcmp0 (type, "reasoning") == 0 ? self->reasoning : self->content;

      if (g_strcmp0 (type, "reasoning") != 0 && g_strcmp0 (type, "message") != 0)
        continue;
      add_texts (out, sonde_json_value_get_array (item, "content"));
      if (sonde_json_value_get_array (item, "content") == NULL)
        add_texts (out, sonde_json_value_get_array (item, "summary"));
    }
}

/* The five entities that Open WebUI writes. */
static char *
dup_unescaped (const char *text)
{
  static const struct
  {
    const char *entity;
    char c;
  } entities[] = { { "&gt;", '>' },   { "&lt;", '<' },    { "&quot;", '"' },
                   { "&#39;", '\'' }, { "&#x27;", '\'' }, { "&amp;", '&' } };
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize length = 1;
      char c = *text;

      for (guint i = 0; *text == '&' && i < G_N_ELEMENTS (entities); i++)
        if (g_str_has_prefix (text, entities[i].entity))
          {
            length = strlen (entities[i].entity);
            c = entities[i].c;
            break;
          }
      g_string_append_c (out, c);
      text += length;
    }
  return g_string_free (out, FALSE);
}

/* The thoughts in a <details>, whose lines are a quotation. */
static void
add_quoted (GString *out, const char *begin, const char *end)
{
  const char *summary = g_strstr_len (begin, end - begin, SUMMARY_END);
  const char *from = summary != NULL ? summary + strlen (SUMMARY_END) : begin;
  g_autofree char *inner = g_strndup (from, end - from);
  g_autofree char *text = dup_unescaped (inner);
  g_auto (GStrv) lines = g_strsplit (g_strstrip (text), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "> "))
      memmove (lines[i], lines[i] + 2, strlen (lines[i] + 2) + 1);
    else if (g_str_equal (lines[i], ">"))
      lines[i][0] = '\0';
  g_autofree char *joined = g_strjoinv ("\n", lines);
  add_paragraph (out, joined);
}

/* Only what Open WebUI wrote itself is taken out: an answer may speak of <details>. */
static gboolean
is_wrapper (const char *tag, const char *tag_end)
{
  return g_strstr_len (tag, tag_end - tag, "type=\"reasoning\"") != NULL
         || g_strstr_len (tag, tag_end - tag, "type=\"tool_calls\"") != NULL
         || g_strstr_len (tag, tag_end - tag, "type=\"code_interpreter\"") != NULL;
}

static void
read_text (Answer *self, const char *text)
{
  const char *at = text;
  const char *begin;

  while ((begin = strstr (at, DETAILS_BEGIN)) != NULL)
    {
      const char *tag_end = strchr (begin, '>');
      const char *end = tag_end != NULL ? strstr (tag_end, DETAILS_END) : NULL;

      if (end == NULL)
        break;
      g_string_append_len (self->content, at, begin - at);
      if (!is_wrapper (begin, tag_end))
        g_string_append_len (self->content, begin, end + strlen (DETAILS_END) - begin);
      else if (g_strstr_len (begin, tag_end - begin, "type=\"reasoning\"") != NULL)
        add_quoted (self->reasoning, tag_end + 1, end);
      at = end + strlen (DETAILS_END);
    }
  g_string_append (self->content, at);
  g_strstrip (self->content->str);
  g_string_set_size (self->content, strlen (self->content->str));
}

static const SondeJsonValue *
find_result (const SondeJsonValue *output, const char *call_id)
{
  for (const SondeJsonValue *item = sonde_json_value_first (output); item != NULL; item = item->next)
    if (g_strcmp0 (sonde_json_value_get_string (item, "type"), "function_call_output") == 0
        && g_strcmp0 (sonde_json_value_get_string (item, "call_id"), call_id) == 0)
      {
        const SondeJsonValue *result = sonde_json_value_get (item, "output");
        const SondeJsonValue *only
          = sonde_json_value_is_array (result) && result->length == 1 ? result->first : NULL;

        return only != NULL && sonde_json_value_get (only, "text") != NULL
                 ? sonde_json_value_get (only, "text")
                 : result;
      }
  return NULL;
}

/* An answer calls few tools; looking for the results of many would be quadratic. */
#define MAX_CALLS 1000

static void
set_calls (SondeMessage *message, const SondeJsonValue *output)
{
  JsonBuilder *calls = sonde_import_calls_new (message);

  for (const SondeJsonValue *item = sonde_json_value_first (output);
       item != NULL && output->length < MAX_CALLS;
       item = item->next)
    if (g_strcmp0 (sonde_json_value_get_string (item, "type"), "function_call") == 0)
      {
        const char *id = sonde_json_value_get_id (item, "call_id");

        sonde_import_calls_add (calls,
                                id,
                                sonde_json_value_get_string (item, "name"),
                                sonde_json_value_get (item, "arguments"),
                                find_result (output, id));
      }
  sonde_import_calls_end (calls, message);
}

static void
set_sources (SondeMessage *message, const SondeJsonValue *list)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);
  guint number;

  for (const SondeJsonValue *item = sonde_json_value_first (list); item != NULL; item = item->next)
    {
      const SondeJsonValue *source = sonde_json_value_get_object (item, "source");
      const char *name = sonde_json_value_get_string (source, "name");
      const char *url = sonde_json_value_get_string (source, "url");

      for (const SondeJsonValue *page
           = sonde_json_value_first (sonde_json_value_get_array (item, "metadata"));
           page != NULL;
           page = page->next)
        sonde_import_add_source (
          sources, name, sonde_json_value_get_string (page, "source"), NULL, NULL, &number);
      sonde_import_add_source (sources, name, url, NULL, NULL, &number);
    }
  if (sources->len == 0)
    return;
  sonde_message_set_sources (message, sources);
  sonde_message_set_mode (message, sonde_message_get_mode (message) | SONDE_MODE_SEARCH);
}

static SondeMessage *
make_answer (const SondeJsonValue *message)
{
  const SondeJsonValue *output = sonde_json_value_get_array (message, "output");
  g_autofree char *text = sonde_import_dup_content (sonde_json_value_get (message, "content"));
  Answer answer = { g_string_new (NULL), g_string_new (NULL) };
  SondeMessage *made = NULL;

  if (output != NULL)
    read_output (&answer, output);
  if (answer.content->len == 0)
    {
      g_string_truncate (answer.reasoning, 0);
      read_text (&answer, text);
    }
  if (answer.content->len > 0 || answer.reasoning->len > 0)
    {
      made = sonde_import_message (SONDE_ROLE_ASSISTANT, g_strdup (answer.content->str));
      sonde_message_set_reasoning (made, answer.reasoning->str);
      sonde_message_set_model (made, sonde_json_value_get_string (message, "model"));
      if (answer.reasoning->len > 0)
        sonde_message_set_mode (made, SONDE_MODE_REASONING);
      set_calls (made, output);
      set_sources (made, sonde_json_value_get_array (message, "sources"));
    }
  g_string_free (answer.content, TRUE);
  g_string_free (answer.reasoning, TRUE);
  return made;
}

static SondeMessage *
make_question (const SondeJsonValue *message)
{
  GString *text = g_string_new (NULL);
  g_autofree char *content = sonde_import_dup_content (sonde_json_value_get (message, "content"));

  for (const SondeJsonValue *file = sonde_json_value_first (sonde_json_value_get_array (message, "files"));
       file != NULL;
       file = file->next)
    sonde_import_add_file (text, sonde_json_value_get_string (file, "name"), NULL);
  g_string_append (text, content);
  if (text->len > 0)
    return sonde_import_message (SONDE_ROLE_USER, g_string_free (text, FALSE));
  g_string_free (text, TRUE);
  return NULL;
}

static void
add_message (SondeImportBuilder *builder, const SondeJsonValue *message)
{
  const char *role = sonde_json_value_get_string (message, "role");
  SondeMessage *made = NULL;

  if (g_strcmp0 (role, "user") == 0)
    made = make_question (message);
  else if (g_strcmp0 (role, "assistant") == 0)
    made = make_answer (message);
  sonde_import_builder_add (builder,
                            message->key,
                            sonde_json_value_get_id (message, "parentId"),
                            made,
                            sonde_import_time (message, "timestamp"),
                            NULL);
}

SondeConversation *
sonde_import_openwebui (const SondeJsonValue *root, char **source)
{
  const SondeJsonValue *chat = sonde_json_value_get_object (root, "chat");
  const SondeJsonValue *inner = chat != NULL ? chat : root;
  const SondeJsonValue *history = sonde_json_value_get_object (inner, "history");
  const SondeJsonValue *messages = sonde_json_value_get_object (history, "messages");
  const char *title = sonde_json_value_get_string (root, "title");
  g_autoptr (SondeImportBuilder) builder = sonde_import_builder_new (root);
  SondeConversation *conversation = sonde_import_builder_get_conversation (builder);

  if (title == NULL)
    sonde_conversation_set_title (conversation, sonde_json_value_get_string (inner, "title"));
  sonde_conversation_set_pinned (conversation, sonde_json_value_get_true (root, "pinned"));
  for (const SondeJsonValue *message = sonde_json_value_first (messages); message != NULL;
       message = message->next)
    add_message (builder, message);
  sonde_import_builder_set_current (builder, sonde_json_value_get_id (history, "currentId"));
  *source = sonde_import_dup_source ("openwebui", root, "id");
  return sonde_import_builder_finish (builder);
}
