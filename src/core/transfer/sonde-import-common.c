/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-source.h"

#define MAX_SOURCES 1000

/* Every member of a conversation that some reader looks at; all others are skipped before they are decoded.
 * None of these holds a key, a password, a telephone number or an address of the person. */
static const char *const wanted[] = {
  "access",
  "alt",
  "args",
  "arguments",
  "askId",
  "attachments",
  "author",
  "blocks",
  "call_id",
  "chat",
  "chat_messages",
  "chat_session",
  "chosen_child",
  "chosen_root",
  "citations",
  "cite_index",
  "code",
  "complete",
  "completion",
  "content",
  "contentParts",
  "content_references",
  "content_type",
  "conversation_id",
  "create_time",
  "count",
  "created",
  "createdAt",
  "created_at",
  "current",
  "currentId",
  "current_message_id",
  "current_node",
  "date",
  "default_model_slug",
  "document",
  "detail",
  "draft",
  "effort",
  "end_ix",
  "error",
  "file_name",
  "files",
  "finish_reason",
  "finishReason",
  "finished",
  "finished_duration_sec",
  "first_token",
  "folder",
  "foldSelected",
  "format",
  "fragments",
  "function",
  "history",
  "http_status",
  "id",
  "inserted_at",
  "is_visually_hidden_from_conversation",
  "items",
  "lists",
  "mapping",
  "matched_text",
  "kind",
  "message",
  "message_id",
  "messageForksHash",
  "messages",
  "metadata",
  "mode",
  "model",
  "modelId",
  "modelName",
  "model_name",
  "model_slug",
  "models",
  "n",
  "name",
  "output",
  "parent",
  "parentId",
  "parent_id",
  "parts",
  "pinned",
  "position",
  "prompt",
  "provider",
  "published_at",
  "raw",
  "reasoning",
  "reasoningContent",
  "reasoning_content",
  "reasoning_tokens",
  "recipient",
  "result",
  "results",
  "role",
  "search",
  "search_query",
  "search_steps",
  "server_words",
  "site_name",
  "snippet",
  "source",
  "sources",
  "starred",
  "start_ix",
  "state",
  "status",
  "summary",
  "supporting_websites",
  "system_prompt",
  "text",
  "thinking_elapsed_secs",
  "thinking_ms",
  "threadName",
  "threads",
  "thoughts",
  "timestamp",
  "title",
  "title_typed",
  "tokens",
  "toolCallId",
  "toolName",
  "tool_call_id",
  "tool_calls",
  "topicId",
  "total",
  "cache_hit",
  "cache_miss",
  "chat_session_id",
  "code_type",
  "type",
  "update_time",
  "updated",
  "updatedAt",
  "updated_at",
  "url",
  "usage",
  "value",
  "version",
};

/* Objects whose members are named by ids or by a program, not by a format. */
static const char *const open_objects[] = { "mapping", "messages", "arguments", "args", "messageForksHash" };

static gboolean
is_among (const char *const *names, guint n_names, const char *name)
{
  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (names[i], name))
      return TRUE;
  return FALSE;
}

static gpointer
make_wanted (gpointer data)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_hash_table_add (set, (gpointer) wanted[i]);
  return set;
}

gboolean
sonde_import_wants (const char *parent, const char *key)
{
  static GOnce once = G_ONCE_INIT;
  GHashTable *set = g_once (&once, make_wanted, NULL);

  return g_hash_table_contains (set, key)
         || (parent != NULL && is_among (open_objects, G_N_ELEMENTS (open_objects), parent));
}

char *
sonde_import_dup_source (const char *program, const SondeJsonValue *root, const char *key)
{
  const char *id = sonde_json_value_get_id (root, key);

  return id != NULL && *id != '\0' && strlen (id) <= 200 ? g_strconcat (program, ":", id, NULL) : NULL;
}

/* Contents */

static void
add_paragraph (GString *out, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, "\n\n");
  g_string_append (out, text);
}

static const char *
get_part_text (const SondeJsonValue *part)
{
  const char *text = sonde_json_value_get_string (part, "text");

  return text != NULL ? text : sonde_json_value_get_string (part, "content");
}

/* Thoughts and calls of tools stand elsewhere. */
static gboolean
is_no_content (const char *type)
{
  static const char *const types[]
    = { "reasoning",   "thinking", "tool-call",           "tool_use",
        "tool_result", "info",     "audio_asset_pointer", "real_time_user_audio_video_asset_pointer" };

  return type != NULL && is_among (types, G_N_ELEMENTS (types), type);
}

static gboolean
is_image (const char *type)
{
  return type != NULL && (g_str_has_prefix (type, "image") || g_str_equal (type, "input_image"));
}

static void
add_part (GString *out, const SondeJsonValue *part)
{
  const char *type = sonde_json_value_get_string (part, "type");

  if (type == NULL)
    type = sonde_json_value_get_string (part, "content_type");
  if (sonde_json_value_text (part) != NULL)
    add_paragraph (out, part->text);
  else if (!sonde_json_value_is_object (part) || is_no_content (type))
    return;
  else if (is_image (type))
    add_paragraph (out, _ ("[A picture that is not in the file]"));
  else
    add_paragraph (out, get_part_text (part));
}

char *
sonde_import_dup_content (const SondeJsonValue *content)
{
  GString *out = g_string_new (sonde_json_value_text (content));

  if (sonde_json_value_is_array (content))
    for (const SondeJsonValue *part = sonde_json_value_first (content); part != NULL; part = part->next)
      add_part (out, part);
  return g_string_free (out, FALSE);
}

void
sonde_import_add_file (GString *out, const char *name, const char *text)
{
  g_autofree char *line = g_strdup (name != NULL ? name : _ ("Unnamed"));

  for (char *p = line; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  if (text == NULL)
    /* Translators: %s is the name of a file that was attached to a message. */
    g_string_append_printf (out, _ ("[“%s” is not in the file]"), line);
  else
    g_string_append_printf (out,
                            "[file name]: %s\n[file content begin]\n%s%s[file content end]",
                            line,
                            text,
                            g_str_has_suffix (text, "\n") ? "" : "\n");
  g_string_append_c (out, '\n');
}

gboolean
sonde_import_add_source (
  GPtrArray *sources, const char *title, const char *url, const char *date, const char *text, guint *number)
{
  if (url == NULL || *url == '\0' || sources->len >= MAX_SOURCES)
    return FALSE;
  for (guint i = 0; i < sources->len; i++)
    if (g_strcmp0 (sonde_source_get_url (sources->pdata[i]), url) == 0)
      {
        *number = i + 1;
        return TRUE;
      }
  *number = sources->len + 1;
  g_ptr_array_add (sources, sonde_source_new (*number, title != NULL ? title : url, url, date, text));
  return TRUE;
}
