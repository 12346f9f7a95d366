/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-sim"

#include "sonde-sim-chat.h"

/* The text of a message: a string, or the text parts of an array. */
static char *
dup_message_text (JsonObject *message)
{
  JsonNode *node = json_object_get_member (message, "content");
  GString *text = g_string_new (NULL);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append (text, json_node_get_string (node));
  else if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        JsonNode *part = json_array_get_element (json_node_get_array (node), i);

        if (JSON_NODE_HOLDS_OBJECT (part))
          g_string_append (text, sim_json_get_string (json_node_get_object (part), "text"));
      }
  return g_string_free (text, FALSE);
}

static JsonArray *
get_messages (JsonObject *request)
{
  JsonNode *node = request != NULL ? json_object_get_member (request, "messages") : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
get_role (JsonNode *message)
{
  return JSON_NODE_HOLDS_OBJECT (message) ? sim_json_get_string (json_node_get_object (message), "role") : "";
}

/* A message in the structure of the published search prompt (DeepSeek-R1, official prompts): pages, rules,
 * and the question under the last heading. */
static char *
dup_question (const char *text, guint *n_pages)
{
  const char *pages_end = NULL;
  const char *heading;
  const char *question;

  *n_pages = 0;
  for (const char *p = text; (p = strstr (p, "[webpage ")) != NULL; p++)
    {
      const char *digits = p + strlen ("[webpage ");
      const char *word = digits + strspn (digits, "0123456789");

      if (word > digits && g_str_has_prefix (word, " end]"))
        {
          (*n_pages)++;
          pages_end = p;
        }
    }
  if (pages_end == NULL || (heading = strstr (pages_end, "\n# ")) == NULL)
    return g_strdup (text);
  question = strchr (heading + 1, '\n');
  return g_strdup (question != NULL ? question + 1 : "");
}

/* The pages in what the tools gave. */
static guint
count_pages (const char *text)
{
  guint n = 0;

  for (const char *p = text; (p = strstr (p, "[webpage ")) != NULL; p++)
    {
      const char *after = p + strlen ("[webpage ") + strspn (p + strlen ("[webpage "), "0123456789");

      n += g_str_has_prefix (after, " begin]") ? 1 : 0;
    }
  return n;
}

/* Whether the request offers web_search. */
static gboolean
offers_search (SimChat *self)
{
  JsonNode *node = json_object_get_member (self->request, "tools");
  g_autofree char *tools = node != NULL ? json_to_string (node, FALSE) : NULL;

  return tools != NULL && strstr (tools, "\"web_search\"") != NULL
         && !g_str_equal (sim_json_get_string (self->request, "tool_choice"), "none");
}

static void
read_messages (SimChat *self)
{
  JsonArray *messages = get_messages (self->request);
  guint n = messages != NULL ? json_array_get_length (messages) : 0;
  guint n_tool_pages = 0;

  for (guint i = n; i-- > 0;)
    {
      JsonNode *message = json_array_get_element (messages, i);

      g_autofree char *text = NULL;

      if (i == n - 1)
        self->after_tool = g_str_equal (get_role (message), "tool");
      if (i == n - 1 && g_str_equal (get_role (message), "assistant"))
        self->given = dup_message_text (json_node_get_object (message));
      if (g_str_equal (get_role (message), "tool"))
        {
          text = dup_message_text (json_node_get_object (message));
          n_tool_pages += count_pages (text);
        }
      if (g_str_equal (get_role (message), "user"))
        {
          text = dup_message_text (json_node_get_object (message));
          self->question = dup_question (text, &self->n_pages);
          self->n_pages += n_tool_pages;
          self->wants_query = g_str_has_prefix (text, "# Write one query")
                              || g_str_has_prefix (text, "# 请为下面的消息写一个");
          self->wants_title = g_str_has_prefix (text, "# Write a title")
                              || g_str_has_prefix (text, "# 请为以下开头的对话写一个标题");
          self->must_search = i == n - 1 && offers_search (self);
          return;
        }
    }
}

static gboolean
get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}

/* Thinking is on unless it is switched off (api-docs.deepseek.com, chat completion); hosts that name V3 and
 * R1 apart think in R1 only. */
static gboolean
wants_thinking (SimChat *self)
{
  JsonNode *thinking = json_object_get_member (self->request, "thinking");

  if (thinking != NULL && JSON_NODE_HOLDS_OBJECT (thinking))
    return !g_str_equal (sim_json_get_string (json_node_get_object (thinking), "type"), "disabled");
  if (json_object_has_member (self->request, "enable_thinking"))
    return get_boolean (self->request, "enable_thinking");
  return g_str_equal (self->model, "deepseek-flash") || g_str_has_prefix (self->model, "deepseek-v4")
         || strstr (self->model, "R1") != NULL || g_str_has_prefix (self->model, "deepseek-r1");
}

static void
read_request (SimChat *self)
{
  JsonNode *options = json_object_get_member (self->request, "stream_options");

  self->model = g_strdup (sim_json_get_string (self->request, "model"));
  self->stream = get_boolean (self->request, "stream");
  self->include_usage = options != NULL && JSON_NODE_HOLDS_OBJECT (options)
                        && get_boolean (json_node_get_object (options), "include_usage");
  self->thinking = wants_thinking (self);
  read_messages (self);
}

SimChat *
sim_chat_new (SondeSim *sim, SimExchange *exchange)
{
  SimChat *self = g_new0 (SimChat, 1);

  self->sim = sim;
  self->exchange = exchange;
  self->reasoning_field = "reasoning_content";
  self->reasoning = g_string_new (NULL);
  self->content = g_string_new (NULL);
  self->calls = g_string_new (NULL);
  self->prefix = g_checksum_new (G_CHECKSUM_SHA256);
  self->request = sim_json_parse (sim_exchange_get_body (exchange));
  if (self->request != NULL)
    read_request (self);
  if (self->question == NULL)
    self->question = g_strdup ("");
  return self;
}

void
sim_chat_free (SimChat *self)
{
  g_clear_pointer (&self->request, json_object_unref);
  g_free (self->model);
  g_free (self->given);
  g_free (self->question);
  g_free (self->chunk_head);
  g_checksum_free (self->prefix);
  g_string_free (self->reasoning, TRUE);
  g_string_free (self->content, TRUE);
  g_string_free (self->calls, TRUE);
  g_free (self);
}

/* Adds one message to the prefix that the cache compares; gives what names the prefix so far. */
static char *
extend_prefix (SimChat *self, const char *role, const char *text, const char *calls)
{
  g_autoptr (GChecksum) here = NULL;

  g_checksum_update (self->prefix, (const guchar *) role, strlen (role) + 1);
  g_checksum_update (self->prefix, (const guchar *) text, strlen (text) + 1);
  g_checksum_update (self->prefix, (const guchar *) calls, strlen (calls) + 1);
  here = g_checksum_copy (self->prefix);
  return g_strdup (g_checksum_get_string (here));
}

/* Tokens of the prompt, and how many of them a whole prefix that was seen before covers. Units end where a
 * message ends and where the answer ends (api-docs.deepseek.com, context caching). */
void
sim_chat_count (SimChat *self)
{
  JsonArray *messages = get_messages (self->request);
  guint n = messages != NULL ? json_array_get_length (messages) : 0;

  g_checksum_update (self->prefix, (const guchar *) self->model, strlen (self->model) + 1);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *message = json_array_get_object_element (messages, i);
      JsonNode *node = json_object_get_member (message, "tool_calls");
      g_autofree char *text = dup_message_text (message);
      g_autofree char *calls = node != NULL ? json_to_string (node, FALSE) : g_strdup ("");
      g_autofree char *prefix = extend_prefix (self, sim_json_get_string (message, "role"), text, calls);

      self->prompt_tokens += 4 + sim_count_tokens (text) + sim_count_tokens (calls);
      if (sonde_sim_knows_prefix (self->sim, prefix))
        self->hit_tokens = self->prompt_tokens;
      else
        sonde_sim_remember_prefix (self->sim, prefix);
    }
}

static char *
dup_usage (SimChat *self)
{
  guint miss = self->prompt_tokens - self->hit_tokens;
  guint completion = self->completion_tokens + self->reasoning_tokens;
  g_autofree char *details
    = self->thinking
        ? g_strdup_printf ("\"completion_tokens_details\":{\"reasoning_tokens\":%u},", self->reasoning_tokens)
        : g_strdup ("");

  return g_strdup_printf ("{\"prompt_tokens\":%u,\"completion_tokens\":%u,\"total_tokens\":%u,"
                          "\"prompt_tokens_details\":{\"cached_tokens\":%u},%s"
                          "\"prompt_cache_hit_tokens\":%u,\"prompt_cache_miss_tokens\":%u}",
                          self->prompt_tokens,
                          completion,
                          self->prompt_tokens + completion,
                          self->hit_tokens,
                          details,
                          self->hit_tokens,
                          miss);
}

/* "id", "object", "created", "model", "system_fingerprint": the same in every chunk of a stream. */
static char *
dup_head (SimChat *self, const char *object)
{
  g_autofree char *id = g_uuid_string_random ();
  GString *head = g_string_new (NULL);

  g_string_printf (head,
                   "{\"id\":\"%s\",\"object\":\"%s\",\"created\":%" G_GINT64_FORMAT ",\"model\":",
                   id,
                   object,
                   g_get_real_time () / G_USEC_PER_SEC);
  sim_json_append_string (head, self->model, -1);
  g_string_append (head, ",\"system_fingerprint\":\"fp_sonde_sim\",\"choices\":[{\"index\":0,");
  return g_string_free (head, FALSE);
}

/* One chunk, as api.deepseek.com sends it: @delta and @finish_reason are JSON, @usage too or %NULL. */
static void
send_chunk (SimChat *self, const char *delta, const char *finish_reason, const char *usage)
{
  GString *event = g_string_sized_new (512);

  g_string_append (event, "data: ");
  g_string_append (event, self->chunk_head);
  g_string_append (event, "\"delta\":{");
  g_string_append (event, delta);
  g_string_append (event, "},\"logprobs\":null,\"finish_reason\":");
  g_string_append (event, finish_reason);
  g_string_append (event, "}]");
  if (usage != NULL)
    g_string_append_printf (event, ",\"usage\":%s", usage);
  else if (self->include_usage)
    g_string_append (event, ",\"usage\":null");
  g_string_append (event, "}\n\n");
  sim_exchange_write (self->exchange, event->str, event->len);
  g_string_free (event, TRUE);
}

/* The delta of one token: the other field is null in thinking mode, and absent without
 * (api-docs.deepseek.com, chat completion).
 */
static char *
dup_delta (SimChat *self, gboolean reasoning, const char *text, gsize length)
{
  GString *delta = g_string_new (NULL);

  if (reasoning)
    g_string_append_printf (delta, "\"content\":null,\"%s\":", self->reasoning_field);
  else
    g_string_append (delta, "\"content\":");
  sim_json_append_string (delta, text, length);
  if (!reasoning && self->thinking)
    g_string_append_printf (delta, ",\"%s\":null", self->reasoning_field);
  return g_string_free (delta, FALSE);
}

/* Until the next token is due: after the pause that is asked for, or, at a rate, when its number says so. A
 * client that was late gets what it missed at once. */
static gboolean
wait_token (SimChat *self)
{
  guint rate = sonde_sim_get_rate (self->sim);
  guint pace = sonde_sim_get_pace (self->sim);
  gint64 now = g_get_monotonic_time ();

  if (rate == 0)
    return pace == 0 || sim_exchange_wait (self->exchange, pace);
  if (self->paced_since == 0)
    self->paced_since = now;
  gint64 due = self->paced_since + (gint64) ++self->n_paced * G_USEC_PER_SEC / rate;

  return due <= now || sim_exchange_wait_us (self->exchange, due - now);
}

/* What of @text comes after the beginning that was given. */
static const char *
pass_over_given (SimChat *self, const char *text)
{
  while (*text != '\0' && self->given[self->n_given] == *text)
    {
      text++;
      self->n_given++;
    }
  return text;
}

static void
send_tokens (SimChat *self, gboolean reasoning, const char *text)
{
  guint *count = reasoning ? &self->reasoning_tokens : &self->completion_tokens;

  if (self->given != NULL && reasoning)
    return;
  if (self->given != NULL)
    text = pass_over_given (self, text);

  g_string_append (reasoning ? self->reasoning : self->content, text);
  for (gsize length; (length = sim_token_length (text)) > 0; text += length)
    {
      (*count)++;
      if (self->stream)
        {
          g_autofree char *delta = dup_delta (self, reasoning, text, length);

          send_chunk (self, delta, "null", NULL);
        }
      if (!wait_token (self))
        return;
    }
}

void
sim_chat_open (SimChat *self)
{
  if (self->opened)
    return;
  self->opened = TRUE;
  sim_exchange_begin (self->exchange, self->stream ? "text/event-stream; charset=utf-8" : "application/json");
}

void
sim_chat_keep_alive (SimChat *self)
{
  sim_chat_raw (self, self->stream ? ": keep-alive\n\n" : "\n", -1);
  sim_exchange_flush (self->exchange);
}

void
sim_chat_begin (SimChat *self)
{
  g_autofree char *delta = NULL;

  sim_chat_open (self);
  if (!self->stream)
    {
      sim_chat_keep_alive (self);
      return;
    }
  self->chunk_head = dup_head (self, "chat.completion.chunk");
  delta = self->thinking
            ? g_strdup_printf ("\"role\":\"assistant\",\"content\":null,\"%s\":\"\"", self->reasoning_field)
            : g_strdup ("\"role\":\"assistant\",\"content\":\"\"");
  send_chunk (self, delta, "null", NULL);
}

void
sim_chat_reason (SimChat *self, const char *text)
{
  send_tokens (self, TRUE, text);
}

void
sim_chat_say (SimChat *self, const char *text)
{
  send_tokens (self, FALSE, text);
}

static void
send_call_fragment (SimChat *self, const char *text, gsize length)
{
  GString *delta = g_string_new (NULL);

  g_string_printf (delta, "\"tool_calls\":[{\"index\":%u,\"function\":{\"arguments\":", self->n_calls);
  sim_json_append_string (delta, text, length);
  g_string_append (delta, "}}]");
  send_chunk (self, delta->str, "null", NULL);
  g_string_free (delta, TRUE);
}

/* The chunk that opens the call has everything but the arguments, which then come token by token. */
void
sim_chat_call (SimChat *self, const char *name, const char *arguments)
{
  g_autofree char *id = g_strdup_printf (
    "call_%02u_%08x%08x%08x", self->n_calls, g_random_int (), g_random_int (), g_random_int ());
  g_autofree char *opening = g_strdup_printf (
    "\"index\":%u,\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":",
    self->n_calls,
    id,
    name);

  g_string_append_printf (self->calls, "%s{%s", self->n_calls > 0 ? "," : "", opening);
  sim_json_append_string (self->calls, arguments, -1);
  g_string_append (self->calls, "}}");
  if (self->stream)
    {
      g_autofree char *delta = g_strdup_printf ("\"tool_calls\":[{%s\"\"}}]", opening);

      send_chunk (self, delta, "null", NULL);
    }
  for (gsize length; (length = sim_token_length (arguments)) > 0; arguments += length)
    {
      self->completion_tokens++;
      if (self->stream)
        send_call_fragment (self, arguments, length);
    }
  self->n_calls++;
}

static void
send_reply (SimChat *self, const char *finish_reason, const char *usage)
{
  g_autofree char *head = dup_head (self, "chat.completion");
  GString *json = g_string_new (head);

  g_string_append (json, "\"message\":{\"role\":\"assistant\",\"content\":");
  sim_json_append_string (json, self->content->str, self->content->len);
  if (self->thinking)
    {
      g_string_append_printf (json, ",\"%s\":", self->reasoning_field);
      sim_json_append_string (json, self->reasoning->str, self->reasoning->len);
    }
  if (self->n_calls > 0)
    g_string_append_printf (json, ",\"tool_calls\":[%s]", self->calls->str);
  g_string_append_printf (
    json, "},\"logprobs\":null,\"finish_reason\":\"%s\"}],\"usage\":%s}", finish_reason, usage);
  sim_chat_raw (self, json->str, json->len);
  g_string_free (json, TRUE);
}

void
sim_chat_finish (SimChat *self, const char *finish_reason)
{
  g_autofree char *usage = dup_usage (self);
  g_autofree char *prefix = extend_prefix (self, "assistant", self->content->str, "");

  /* The answer too ends a unit of the cache: the next turn of this conversation repeats it. */
  sonde_sim_remember_prefix (self->sim, prefix);
  if (self->stream)
    {
      g_autofree char *delta = dup_delta (self, FALSE, "", 0);
      g_autofree char *reason = g_strdup_printf ("\"%s\"", finish_reason);

      send_chunk (self, delta, reason, usage);
    }
  else
    send_reply (self, finish_reason, usage);
}

void
sim_chat_done (SimChat *self)
{
  if (self->stream)
    sim_chat_raw (self, "data: [DONE]\n\n", -1);
  sim_exchange_end (self->exchange);
}

void
sim_chat_raw (SimChat *self, const char *bytes, gssize length)
{
  sim_exchange_write (self->exchange, bytes, length < 0 ? strlen (bytes) : (gsize) length);
}

void
sim_chat_answer (SimChat *self, const char *reasoning, const char *content)
{
  sim_chat_begin (self);
  if (self->thinking && reasoning != NULL)
    sim_chat_reason (self, reasoning);
  sim_chat_say (self, content);
  sim_chat_finish (self, "stop");
  sim_chat_done (self);
}
