/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

#include <string.h>

#include "sonde-error.h"
#include "sonde-source.h"

/* DeepSeek's own exports. The old one is an array of conversations with a "mapping" of nodes; the third
 * version has a file for each conversation with a list of messages. In both a message is made of fragments.
 */

#define PROVIDER "deepseek"

/* What the fragments of a message come to. */
typedef struct
{
  GString *question;
  GString *answer;
  GString *reasoning;
  GPtrArray *sources;
  gboolean asks;
  gboolean searched;
} Fragments;

static void
fragments_init (Fragments *self)
{
  self->question = g_string_new (NULL);
  self->answer = g_string_new (NULL);
  self->reasoning = g_string_new (NULL);
  self->sources = g_ptr_array_new_with_free_func (g_object_unref);
  self->asks = self->searched = FALSE;
}

static void
fragments_clear (Fragments *self)
{
  g_string_free (self->question, TRUE);
  g_string_free (self->answer, TRUE);
  g_string_free (self->reasoning, TRUE);
  g_ptr_array_unref (self->sources);
}

static void
add_paragraph (GString *out, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, "\n\n");
  g_string_append (out, text);
}

/* "cite_index" is the number that the answer cites. */
static void
add_results (Fragments *self, const SondeJsonValue *results)
{
  for (const SondeJsonValue *page = sonde_json_value_first (results); page != NULL; page = page->next)
    {
      double cited = sonde_json_value_get_number (page, "cite_index", 0);
      guint number = cited >= 1 && cited < 10000 ? (guint) cited : self->sources->len + 1;
      const char *url = sonde_json_value_get_string (page, "url");

      if (url != NULL && self->sources->len < 1000)
        g_ptr_array_add (self->sources,
                         sonde_source_new (number,
                                           sonde_json_value_get_string (page, "title"),
                                           url,
                                           sonde_json_value_get_id (page, "published_at"),
                                           sonde_json_value_get_string (page, "snippet")));
    }
}

static void
add_file (Fragments *self, const SondeJsonValue *file)
{
  const char *name = sonde_json_value_get_string (file, "file_name");
  const char *text = sonde_json_value_get_string (file, "content");

  if (name == NULL)
    name = sonde_json_value_get_string (file, "name");
  sonde_import_add_file (self->question, name, text != NULL && *text != '\0' ? text : NULL);
}

/* Fragments of other kinds (tips, steps of a search, warnings) say nothing of their own. */
static void
add_fragment (Fragments *self, const SondeJsonValue *fragment)
{
  const char *type = sonde_json_value_get_string (fragment, "type");
  const char *content = sonde_json_value_get_string (fragment, "content");

  if (g_strcmp0 (type, "REQUEST") == 0)
    {
      self->asks = TRUE;
      g_string_append (self->question, content != NULL ? content : "");
    }
  else if (g_strcmp0 (type, "RESPONSE") == 0)
    add_paragraph (self->answer, content);
  else if (g_strcmp0 (type, "THINK") == 0)
    add_paragraph (self->reasoning, content);
  else if (g_strcmp0 (type, "FILE") == 0)
    add_file (self, fragment);
  else if (g_strcmp0 (type, "SEARCH") == 0)
    {
      self->searched = TRUE;
      add_results (self, sonde_json_value_get_array (fragment, "results"));
    }
}

static void
read_fragments (Fragments *self, const SondeJsonValue *message)
{
  const SondeJsonValue *files = sonde_json_value_get_array (message, "files");
  const SondeJsonValue *fragments = sonde_json_value_get_array (message, "fragments");

  for (const SondeJsonValue *file = sonde_json_value_first (files); file != NULL; file = file->next)
    if (sonde_json_value_is_object (file))
      add_file (self, file);
  for (const SondeJsonValue *fragment = sonde_json_value_first (fragments); fragment != NULL;
       fragment = fragment->next)
    add_fragment (self, fragment);
}

static void
set_state (SondeMessage *answer, const char *status)
{
  SondeErrorCode code;
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (status, "INCOMPLETE") == 0 || g_strcmp0 (status, "WIP") == 0)
    sonde_message_set_state (answer, SONDE_STATE_INTERRUPTED);
  if (g_strcmp0 (status, "CONTENT_FILTER") == 0)
    code = SONDE_ERROR_REFUSED_CONTENT;
  else if (g_strcmp0 (status, "CONTEXT_LENGTH_EXCEEDED") == 0)
    code = SONDE_ERROR_CONTEXT_TOO_LONG;
  else if (g_strcmp0 (status, "FAILED") == 0 || g_strcmp0 (status, "TIMEOUT") == 0)
    code = SONDE_ERROR_SERVER;
  else
    return;
  error = sonde_error_new (code, "%s", status);
  sonde_message_set_state (answer, SONDE_STATE_FAILED);
  sonde_message_set_error (answer, error);
}

static SondeMessage *
make_answer (Fragments *fragments, const SondeJsonValue *message)
{
  SondeMessage *answer;
  SondeMode mode = SONDE_MODE_CHAT;
  double thinking_s = sonde_json_value_get_number (message, "thinking_elapsed_secs", 0);

  if (fragments->answer->len == 0 && fragments->reasoning->len == 0)
    return NULL;
  answer = sonde_import_message (SONDE_ROLE_ASSISTANT, g_strdup (fragments->answer->str));
  sonde_message_set_reasoning (answer, fragments->reasoning->str);
  sonde_message_set_provider (answer, PROVIDER);
  sonde_message_set_model (answer, sonde_json_value_get_string (message, "model"));
  sonde_message_set_thinking_ms (answer, (gint64) CLAMP (thinking_s, 0, 86400) * 1000);
  if (fragments->reasoning->len > 0)
    mode |= SONDE_MODE_REASONING;
  if (fragments->searched)
    mode |= SONDE_MODE_SEARCH;
  sonde_message_set_mode (answer, mode);
  if (fragments->sources->len > 0)
    sonde_message_set_sources (answer, fragments->sources);
  set_state (answer, sonde_json_value_get_string (message, "status"));
  return answer;
}

static gboolean
is_question (const Fragments *fragments, const SondeJsonValue *message)
{
  const char *role = sonde_json_value_get_string (message, "role");

  return fragments->asks || (role != NULL && g_ascii_strcasecmp (role, "user") == 0);
}

/* The text of a message of an export that has no fragments. */
static void
read_plain (Fragments *self, const SondeJsonValue *message)
{
  const char *role = sonde_json_value_get_string (message, "role");
  g_autofree char *content = sonde_import_dup_content (sonde_json_value_get (message, "content"));

  if (sonde_json_value_get_array (message, "fragments") != NULL || role == NULL)
    return;
  add_paragraph (g_ascii_strcasecmp (role, "user") == 0 ? self->question : self->answer, content);
}

static void
add_message (SondeImportBuilder *builder, const char *id, const char *parent, const SondeJsonValue *message)
{
  Fragments fragments;
  SondeMessage *made = NULL;
  gint64 time = sonde_import_time (message, "inserted_at");

  fragments_init (&fragments);
  read_fragments (&fragments, message);
  read_plain (&fragments, message);
  if (!is_question (&fragments, message))
    made = make_answer (&fragments, message);
  else if (fragments.question->len > 0)
    made = sonde_import_message (SONDE_ROLE_USER, g_strdup (fragments.question->str));
  fragments_clear (&fragments);
  sonde_import_builder_add (
    builder, id, parent, made, time != 0 ? time : sonde_import_time (message, "created_at"), NULL);
}

static void
add_list (SondeImportBuilder *builder, const SondeJsonValue *list)
{
  for (const SondeJsonValue *message = sonde_json_value_first (list); message != NULL;
       message = message->next)
    {
      const char *id = sonde_json_value_get_id (message, "message_id");
      const char *parent = sonde_json_value_get_id (message, "parent_id");

      add_message (builder, id != NULL ? id : sonde_json_value_get_id (message, "id"), parent, message);
    }
}

static void
set_current (SondeImportBuilder *builder, const SondeJsonValue *root, const SondeJsonValue *head)
{
  const char *current = sonde_json_value_get_id (root, "current_message_id");

  sonde_import_builder_set_current (
    builder, current != NULL ? current : sonde_json_value_get_id (head, "current_message_id"));
}

SondeConversation *
sonde_import_deepseek (const SondeJsonValue *root, char **source)
{
  const SondeJsonValue *session = sonde_json_value_get_object (root, "chat_session");
  const SondeJsonValue *head = session != NULL ? session : root;
  g_autoptr (SondeImportBuilder) builder = sonde_import_builder_new (head);
  const SondeJsonValue *mapping = sonde_json_value_get_object (root, "mapping");

  for (const SondeJsonValue *node = sonde_json_value_first (mapping); node != NULL; node = node->next)
    add_message (builder,
                 node->key,
                 sonde_json_value_get_id (node, "parent"),
                 sonde_json_value_get_object (node, "message"));
  add_list (builder, sonde_json_value_get_array (root, "messages"));
  add_list (builder, sonde_json_value_get_array (root, "chat_messages"));
  set_current (builder, root, head);
  *source = sonde_import_dup_source ("deepseek", head, "id");
  return sonde_import_builder_finish (builder);
}
