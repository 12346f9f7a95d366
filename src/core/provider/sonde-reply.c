/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-reply.h"

#include "sonde-error.h"
#include "sonde-json.h"
#include "sonde-server-words.h"
#include "sonde-text.h"
#include "sonde-think.h"
#include "sonde-tool-calls.h"

#include <string.h>

struct _SondeReply
{
  SondeDeltaFunc func;
  gpointer user_data;

  SondeJsonReader reader;
  SondeThink *think; /* NULL when reasoning is not deduced */

  GString *content;
  GString *reasoning;
  GString *verbatim; /* what the host sent as content before self->content: tags and thoughts */
  GPtrArray *tool_calls;
  JsonObject *extras; /* members of the message that nobody here knows */
  JsonArray *blocks;  /* the parts of a content that is an array with parts that nobody here knows */
  gboolean has_blocks;
  SondeUsage *usage;
  char *finish_reason;
  char *model;
  char *error_words;

  gsize event_length; /* of the event that is being read */
  gsize n_others;     /* bytes of the events that brought tool calls and unknown members */

  gboolean has_field;     /* the host has a field for reasoning, even if it was empty */
  gboolean has_reasoning; /* text came in one of the two plain fields */
  gboolean done;          /* [DONE], or a whole reply */
  gboolean understood;    /* one chunk at least was JSON of a chat completion */
  gboolean garbled;       /* one at least was not */
  gboolean too_large;
};

static void
add_reasoning (SondeReply *self, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return;
  g_string_append (self->reasoning, text);
  if (self->func != NULL)
    self->func (SONDE_DELTA_REASONING, text, self->user_data);
}

static void
add_plain_content (SondeReply *self, const char *text)
{
  g_string_append (self->content, text);
  if (self->func != NULL)
    self->func (SONDE_DELTA_CONTENT, text, self->user_data);
}

static void
move_content (SondeReply *self)
{
  g_string_append (self->verbatim, self->content->str);
  if (!self->has_reasoning)
    g_string_append (self->reasoning, self->content->str);
  g_string_truncate (self->content, 0);
  if (self->func != NULL)
    self->func (SONDE_DELTA_MOVED, "", self->user_data);
}

static void
think_cb (SondeThinkPiece piece, const char *text, gpointer user_data)
{
  SondeReply *self = user_data;

  switch (piece)
    {
    case SONDE_THINK_MOVED:
      move_content (self);
      break;
    case SONDE_THINK_CONTENT:
      add_plain_content (self, text);
      break;
    case SONDE_THINK_REASONING:
      g_string_append (self->verbatim, text);
      /* llama-server's "deepseek-legacy" sends the thoughts twice. */
      if (!self->has_reasoning)
        add_reasoning (self, text);
      break;
    case SONDE_THINK_TAG:
    default:
      g_string_append (self->verbatim, text);
      break;
    }
}

static void
add_content (SondeReply *self, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return;
  if (self->think != NULL)
    sonde_think_feed (self->think, text);
  else
    add_plain_content (self, text);
}

/* The text of a string, or of an array of {"text"} or {"summary"} parts. */
static char *
dup_parts (JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup (node != NULL && JSON_NODE_HOLDS_VALUE (node)
                         && json_node_get_value_type (node) == G_TYPE_STRING
                       ? json_node_get_string (node)
                       : NULL);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonObject *part = sonde_json_get_element (json_node_get_array (node), i);
      const char *summary = sonde_json_get_string (part, "summary");
      const char *words = sonde_json_get_string (part, "text");

      g_string_append (text, words != NULL ? words : summary != NULL ? summary : "");
    }
  return g_strdup (text->str);
}

/* Parts that are no text, such as those of tools that the server runs, are kept for sending back. */
static void
keep_part (SondeReply *self, JsonNode *node, JsonObject *part)
{
  const char *type = part != NULL ? sonde_json_get_string (part, "type") : NULL;

  json_array_add_element (self->blocks, json_node_copy (node));
  if (part != NULL && type != NULL && !g_str_equal (type, "text") && !g_str_equal (type, "thinking"))
    {
      self->n_others += self->event_length;
      self->has_blocks = TRUE;
    }
}

/* Content as an array: text parts, and Mistral's {"type":"thinking","thinking":[…]}. */
static void
take_content_parts (SondeReply *self, JsonArray *parts)
{
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = sonde_json_get_element (parts, i);
      JsonNode *thinking = part != NULL ? json_object_get_member (part, "thinking") : NULL;
      g_autofree char *text = dup_parts (thinking);

      keep_part (self, json_array_get_element (parts, i), part);
      if (thinking != NULL)
        add_reasoning (self, text);
      else
        add_content (self, sonde_json_get_string (part, "text"));
    }
}

/* The first of reasoning_content and reasoning that has text, else reasoning_details if the others never
 * had any: hosts send the same text in two or three of them. */
static void
take_reasoning (SondeReply *self, JsonObject *message)
{
  const char *text = sonde_json_get_string (message, "reasoning_content");
  JsonNode *details = json_object_get_member (message, "reasoning_details");

  if (text == NULL || text[0] == '\0')
    {
      const char *other = sonde_json_get_string (message, "reasoning");

      text = other != NULL ? other : text;
    }
  self->has_field |= text != NULL;
  self->has_reasoning |= text != NULL && text[0] != '\0';
  if (self->think != NULL && !self->has_reasoning && details != NULL && JSON_NODE_HOLDS_ARRAY (details))
    {
      g_autofree char *joined = dup_parts (details);

      add_reasoning (self, joined);
    }
  else
    add_reasoning (self, text);
}

/* Unknown members are kept for sending back (api-docs.deepseek.com, web tools): arrays grow, of others the
 * last counts. */
static void
take_extra (SondeReply *self, const char *name, JsonNode *node)
{
  JsonNode *old = json_object_get_member (self->extras, name);

  if (old != NULL && JSON_NODE_HOLDS_NULL (node))
    return;
  if (old == NULL || JSON_NODE_HOLDS_ARRAY (node))
    self->n_others += self->event_length;
  if (old == NULL || !JSON_NODE_HOLDS_ARRAY (old) || !JSON_NODE_HOLDS_ARRAY (node))
    {
      json_object_set_member (self->extras, name, json_node_copy (node));
      return;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    json_array_add_element (json_node_get_array (old),
                            json_node_copy (json_array_get_element (json_node_get_array (node), i)));
}

static void
take_extras (SondeReply *self, JsonObject *message)
{
  static const char *const known[]
    = { "role", "content", "reasoning_content", "reasoning", "tool_calls", NULL };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, message);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_strv_contains (known, name))
      take_extra (self, name, node);
}

/* A delta, or a whole message. Its role is ignored: hosts leave it out, repeat it or send "". */
static void
take_message (SondeReply *self, JsonObject *message)
{
  JsonArray *parts = sonde_json_get_array (message, "content");
  JsonArray *calls = sonde_json_get_array (message, "tool_calls");

  take_reasoning (self, message);
  if (parts != NULL)
    take_content_parts (self, parts);
  else
    add_content (self, sonde_json_get_string (message, "content"));
  if (calls != NULL)
    {
      sonde_tool_calls_add (self->tool_calls, calls);
      self->n_others += self->event_length;
    }
  take_extras (self, message);
}

static void
take_words (SondeReply *self, char *words)
{
  if (words != NULL && self->error_words == NULL)
    self->error_words = words;
  else
    g_free (words);
}

static void
take_choice (SondeReply *self, JsonObject *choice)
{
  JsonObject *delta = sonde_json_get_object (choice, "delta");
  JsonObject *message = sonde_json_get_object (choice, "message");
  const char *reason = sonde_json_get_string (choice, "finish_reason");

  if (sonde_json_get_int (choice, "index", 0) != 0)
    return;
  if (delta != NULL)
    take_message (self, delta);
  else if (message != NULL && !sonde_reply_has_begun (self))
    take_message (self, message);
  if (reason != NULL && reason[0] != '\0')
    {
      g_free (self->finish_reason);
      self->finish_reason = g_strdup (reason);
    }
  if (json_object_has_member (choice, "error"))
    {
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), choice);

      take_words (self, sonde_server_words_from_json (node));
    }
}

/* -1 for what is missing, negative or no number. */
static gint64
get_count (JsonObject *usage, const char *name)
{
  return MAX (sonde_json_get_int (usage, name, -1), -1);
}

static void
take_usage (SondeReply *self, JsonObject *object, char *json)
{
  JsonObject *prompt = sonde_json_get_object (object, "prompt_tokens_details");
  JsonObject *completion = sonde_json_get_object (object, "completion_tokens_details");
  SondeUsage *usage = sonde_usage_new ();

  usage->prompt_tokens = get_count (object, "prompt_tokens");
  usage->completion_tokens = get_count (object, "completion_tokens");
  usage->total_tokens = get_count (object, "total_tokens");
  usage->cache_hit_tokens = get_count (object, "prompt_cache_hit_tokens");
  if (usage->cache_hit_tokens < 0)
    usage->cache_hit_tokens = get_count (prompt, "cached_tokens");
  usage->cache_miss_tokens = get_count (object, "prompt_cache_miss_tokens");
  usage->reasoning_tokens = get_count (completion, "reasoning_tokens");
  usage->json = json;
  g_clear_pointer (&self->usage, sonde_usage_free);
  self->usage = usage;
}

static void
take_chunk (SondeReply *self, JsonNode *root, char **usage_json)
{
  JsonObject *object = json_node_get_object (root);
  JsonObject *usage = sonde_json_get_object (object, "usage");
  JsonArray *choices = sonde_json_get_array (object, "choices");
  const char *model = sonde_json_get_string (object, "model");

  take_words (self, sonde_server_words_from_json (root));
  self->understood |= json_object_has_member (object, "choices");
  if (self->model == NULL && model != NULL && model[0] != '\0')
    self->model = g_strdup (model);
  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = sonde_json_get_element (choices, i);

      if (choice != NULL)
        take_choice (self, choice);
    }
  if (usage != NULL && *usage_json != NULL)
    take_usage (self, usage, g_steal_pointer (usage_json));
}

/* @text is valid UTF-8. */
static gboolean
take_json (SondeReply *self, const char *text, gsize length)
{
  g_autofree char *usage = NULL;
  JsonNode *root = sonde_json_reader_parse (&self->reader, text, length, &usage);

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      self->garbled = TRUE;
      g_debug ("A piece of %" G_GSIZE_FORMAT " bytes that is no JSON object was skipped", length);
      return FALSE;
    }
  self->event_length = length;
  take_chunk (self, root, &usage);
  return TRUE;
}

static gboolean
is_sentinel (const char *data, gsize length)
{
  g_autofree char *text = length < 32 ? g_strstrip (g_strndup (data, length)) : NULL;

  return g_strcmp0 (text, "[DONE]") == 0;
}

static gboolean
is_empty (SondeReply *self)
{
  return self->content->len == 0 && self->reasoning->len == 0 && self->tool_calls->len == 0;
}

/* api-docs.deepseek.com, chat completion. An unknown reason is an error, not a success. */
static GError *
judge_reason (SondeReply *self)
{
  const char *reason = self->finish_reason;

  if (reason == NULL || g_str_equal (reason, "stop") || g_str_equal (reason, "tool_calls"))
    return NULL;
  if (g_str_equal (reason, "length"))
    return sonde_error_new_reply (SONDE_ERROR_TRUNCATED, 0, -1, NULL);
  if (g_str_equal (reason, "content_filter"))
    return sonde_error_new_reply (SONDE_ERROR_REFUSED_CONTENT, 0, -1, NULL);
  if (g_str_equal (reason, "insufficient_system_resource"))
    return sonde_error_new_reply (SONDE_ERROR_OVERLOADED, 0, -1, reason);
  return sonde_error_new_reply (SONDE_ERROR_UNKNOWN_FINISH, 0, -1, reason);
}

static GError *
judge (SondeReply *self)
{
  GError *error;

  if (self->too_large)
    return sonde_error_new (SONDE_ERROR_TOO_LARGE, "an answer of more than %u bytes", SONDE_REPLY_MAX);
  if (self->error_words != NULL)
    return sonde_error_new_reply (SONDE_ERROR_STREAM, 0, -1, self->error_words);
  if (self->garbled && !self->understood)
    return sonde_error_new_reply (SONDE_ERROR_PROTOCOL, 0, -1, NULL);
  if (!self->done && self->finish_reason == NULL)
    return sonde_error_new_reply (SONDE_ERROR_CUT, 0, -1, NULL);
  error = judge_reason (self);
  if (error == NULL && is_empty (self))
    error = sonde_error_new_reply (SONDE_ERROR_EMPTY_ANSWER, 0, -1, NULL);
  return error;
}

SondeReply *
sonde_reply_new (SondeDeltaFunc func, gpointer user_data)
{
  SondeReply *self = g_new0 (SondeReply, 1);

  self->func = func;
  self->user_data = user_data;
  sonde_json_reader_init (&self->reader);
  self->content = g_string_new (NULL);
  self->reasoning = g_string_new (NULL);
  self->verbatim = g_string_new (NULL);
  self->tool_calls = sonde_tool_calls_new ();
  self->extras = json_object_new ();
  self->blocks = json_array_new ();
  return self;
}

void
sonde_reply_free (SondeReply *self)
{
  sonde_json_reader_clear (&self->reader);
  g_clear_pointer (&self->think, sonde_think_free);
  g_string_free (self->content, TRUE);
  g_string_free (self->reasoning, TRUE);
  g_string_free (self->verbatim, TRUE);
  g_ptr_array_unref (self->tool_calls);
  json_object_unref (self->extras);
  json_array_unref (self->blocks);
  g_clear_pointer (&self->usage, sonde_usage_free);
  g_free (self->finish_reason);
  g_free (self->model);
  g_free (self->error_words);
  g_free (self);
}

void
sonde_reply_set_deduce_reasoning (SondeReply *self, gboolean deduce)
{
  g_return_if_fail (self != NULL && self->content->len == 0);

  g_clear_pointer (&self->think, sonde_think_free);
  if (deduce)
    self->think = sonde_think_new (think_cb, self);
}

/* A server that never ends must not fill the memory. */
static void
check_size (SondeReply *self)
{
  gsize size = self->content->len + self->reasoning->len + self->verbatim->len + self->n_others;

  self->too_large = size > SONDE_REPLY_MAX;
  self->done |= self->too_large;
}

void
sonde_reply_feed_event (SondeReply *self, const char *type, const char *data, gsize length)
{
  g_return_if_fail (self != NULL && type != NULL && data != NULL);

  if (self->done)
    return;
  if (g_str_equal (type, "error"))
    {
      take_json (self, data, length);
      if (self->error_words == NULL)
        self->error_words = sonde_server_words_from_body (data, length);
    }
  else if (!g_str_equal (type, "message"))
    g_debug ("An event of the unknown type “%.40s” was skipped", type);
  else if (is_sentinel (data, length))
    self->done = TRUE;
  else
    {
      take_json (self, data, length);
      check_size (self);
    }
}

void
sonde_reply_feed_whole (SondeReply *self, const char *json, gsize length)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (self != NULL && json != NULL);

  if (!g_utf8_validate_len (json, length, NULL))
    {
      valid = sonde_text_dup_valid (json, length);
      json = valid;
      length = strlen (valid);
    }
  if (length >= 3 && memcmp (json, "\xef\xbb\xbf", 3) == 0)
    {
      json += 3;
      length -= 3;
    }
  self->done = take_json (self, json, length) && self->understood;
  self->garbled |= !self->done;
}

gboolean
sonde_reply_finish (SondeReply *self, GError **error)
{
  GError *judgement;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->think != NULL)
    sonde_think_flush (self->think);
  sonde_tool_calls_complete (self->tool_calls);
  judgement = judge (self);
  if (judgement != NULL)
    g_propagate_error (error, judgement);
  return judgement == NULL;
}

/* Whether the first token came: from then on nothing may be retried. */
gboolean
sonde_reply_has_begun (SondeReply *self)
{
  return self->content->len > 0 || self->reasoning->len > 0 || self->verbatim->len > 0
         || self->tool_calls->len > 0;
}

const char *
sonde_reply_get_content (SondeReply *self)
{
  return self->content->str;
}

const char *
sonde_reply_get_reasoning (SondeReply *self)
{
  return self->reasoning->str;
}

GPtrArray *
sonde_reply_get_tool_calls (SondeReply *self)
{
  return self->tool_calls;
}

const char *
sonde_reply_get_finish_reason (SondeReply *self)
{
  return self->finish_reason;
}

const SondeUsage *
sonde_reply_get_usage (SondeReply *self)
{
  return self->usage;
}

const char *
sonde_reply_get_model (SondeReply *self)
{
  return self->model;
}

const char *
sonde_reply_get_error_words (SondeReply *self)
{
  return self->error_words;
}

JsonObject *
sonde_reply_get_extras (SondeReply *self)
{
  return self->extras;
}

JsonArray *
sonde_reply_get_blocks (SondeReply *self)
{
  return self->blocks;
}

gboolean
sonde_reply_is_done (SondeReply *self)
{
  return self->done;
}

/* What json-glib writes well: all that is not long. */
static char *
dup_others (SondeReply *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_builder_begin_object (builder);
  if (self->tool_calls->len > 0)
    {
      json_builder_set_member_name (builder, "tool_calls");
      sonde_tool_calls_build (self->tool_calls, builder);
    }
  json_object_iter_init (&iter, self->extras);
  while (json_object_iter_next (&iter, &name, &node))
    {
      json_builder_set_member_name (builder, name);
      json_builder_add_value (builder, json_node_copy (node));
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
append_content (SondeReply *self, GString *raw)
{
  g_autoptr (JsonNode) blocks = NULL;
  g_autofree char *text = NULL;

  if (!self->has_blocks)
    {
      g_string_append_c (raw, '"');
      sonde_json_append_escaped (raw, self->verbatim->str, self->verbatim->len);
      sonde_json_append_escaped (raw, self->content->str, self->content->len);
      g_string_append_c (raw, '"');
      return;
    }
  blocks = json_node_init_array (json_node_alloc (), self->blocks);
  text = json_to_string (blocks, FALSE);
  g_string_append (raw, text);
}

/* The long ones are written straight to where they belong: a turn of the main loop waits for this. */
char *
sonde_reply_dup_raw (SondeReply *self)
{
  g_autofree char *others = dup_others (self);
  gsize length = self->verbatim->len + self->content->len + self->reasoning->len;
  GString *raw = g_string_sized_new (length + length / 8 + 256);

  g_string_append (raw, "{\"role\":\"assistant\",\"content\":");
  append_content (self, raw);
  if (self->has_field)
    {
      g_string_append (raw, ",\"reasoning_content\":\"");
      sonde_json_append_escaped (raw, self->reasoning->str, self->reasoning->len);
      g_string_append_c (raw, '"');
    }
  /* Without its opening brace. */
  if (!g_str_equal (others, "{}"))
    g_string_append_c (raw, ',');
  g_string_append (raw, others + 1);
  return g_string_free (raw, FALSE);
}
