/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-sim"

#include "sonde-sim-chat.h"

#define MIB (1024u * 1024)
/* A silence that no test waits for; the client or sonde_sim_stop() ends it. */
#define FOREVER_MS (24 * 3600 * 1000)
/* Over the limit of one event, which is 128 MiB. */
#define ENDLESS_MIB 192

#define REASONING "The question is a test of the line, so the thought may be short. Two sentences are enough."
#define ANSWER_1  "This answer begins well and says something "
#define ANSWER_2  "before it ends as it should: **bold**, `code`, ä, 深谈."

static const char html_page[]
  = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n"
    "<body><center><h1>502 Bad Gateway</h1></center>\n<hr><center>nginx</center>\n"
    "<script>alert(1)</script></body></html>\n";

/* Whole replies, for every endpoint */

static gboolean
reply_status (SondeSim *sim, SimExchange *x, guint status)
{
  static const struct
  {
    guint status;
    const char *message;
  } messages[] = {
    { 400,
      "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens. "
      "Please reduce the length of the messages or completion." },
    { 401, "Authentication Fails, Your api key: ****1234 is invalid" },
    { 402, "Insufficient Balance" },
    { 403, "Access to this resource is forbidden" },
    { 404, "The requested resource was not found" },
    { 413, "Request body is too large" },
    { 422, "Invalid temperature value, the valid range of temperature is [0, 2]" },
    { 500, "Internal server error" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (messages[i].status == status)
      sim_reply_error (x, status, messages[i].message);
  return TRUE;
}

static gboolean
reply_rate_limit (SondeSim *sim, SimExchange *x, guint seconds)
{
  g_autofree char *headers = g_strdup_printf ("Retry-After: %u\r\n", seconds);

  if (sonde_sim_count_attempt (sim, "http-429", x, 2) == 2)
    return FALSE;
  sim_exchange_reply (x,
                      429,
                      "application/json",
                      headers,
                      "{\"error\":{\"message\":\"Rate limit reached: too many concurrent requests\","
                      "\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"rate_limit\"}}");
  return TRUE;
}

static gboolean
reply_overloaded (SondeSim *sim, SimExchange *x, guint attempts)
{
  if (sonde_sim_count_attempt (sim, "http-503", x, attempts) == attempts)
    return FALSE;
  sim_reply_error (x, 503, "Service is too busy. Please try again later.");
  return TRUE;
}

static gboolean
reply_html (SondeSim *sim, SimExchange *x, guint status)
{
  sim_exchange_reply (x, status, "text/html; charset=utf-8", "", html_page);
  return TRUE;
}

static gboolean
reply_error_string (SondeSim *sim, SimExchange *x, guint status)
{
  sim_exchange_reply (x, status, "application/json", "", "{\"error\":\"the model is not loaded\"}");
  return TRUE;
}

/* "127.0.0.1" and "localhost" are one computer and two origins, so the log shows whether the key followed. */
static gboolean
reply_redirect (SondeSim *sim, SimExchange *x, guint elsewhere)
{
  const char *port = strrchr (sonde_sim_get_url (sim), ':') + 1;
  g_autofree char *headers = g_strdup_printf ("Location: http://%s:%s/redirected%s\r\n",
                                              elsewhere ? "localhost" : "127.0.0.1",
                                              port,
                                              sim_exchange_get_path (x));

  if (g_str_has_prefix (sim_exchange_get_path (x), "/redirected"))
    return FALSE;
  sim_exchange_reply (x, 307, "text/plain", headers, "");
  return TRUE;
}

/* Answers of a chat */

static void
begin_answer (SimChat *chat)
{
  sim_chat_begin (chat);
  if (chat->thinking)
    sim_chat_reason (chat, REASONING);
  sim_chat_say (chat, ANSWER_1);
}

/* An answer that is all right but for its finish_reason. */
static void
answer_finished (SimChat *chat, const char *finish_reason)
{
  begin_answer (chat);
  sim_chat_finish (chat, finish_reason);
  sim_chat_done (chat);
}

static void
play_echo (SimChat *chat, guint argument)
{
  g_autofree char *reasoning = g_strdup_printf ("I shall repeat: %s", chat->question);

  sim_chat_answer (chat, reasoning, chat->question);
}

static void
append_section (GString *text, guint i)
{
  static const char *const sentences[] = {
    "The line went down past the shelf, and the wire sang a little in the wind.",
    "At every mark the mate wrote the depth and the colour of the mud.",
    "Nothing was hurried; a sounding that is hurried is a sounding lost.",
    "**Forty fathoms**, and still no bottom, so they bent on `another line`.",
    "水深四十寻,仍未见底,于是又接上一条线。",
    "Below the second hundred the lead came up with grey ooze and a single shell.",
    "The chart had a blank there; by evening it had *seven figures*.",
  };

  if (i % 12 == 0)
    g_string_append_printf (text, "\n\n## Sounding %u\n\n", i / 12 + 1);
  if (i % 12 == 7)
    g_string_append_printf (text,
                            "\n\n| station | depth | bottom |\n| --- | ---: | --- |\n| %u | %u m | ooze |\n"
                            "| %u | %u m | sand |\n\n",
                            i,
                            40 + i * 37 % 5000,
                            i + 1,
                            40 + i * 53 % 5000);
  if (i % 12 == 10)
    g_string_append_printf (
      text, "\n\n```python\ndef depth_%u(turns):\n    return turns * 1.83  # fathoms\n```\n\n", i);
  if (i % 12 == 3)
    g_string_append_printf (
      text, "\n\n- pressure: $p = \\rho g h$ at $h = %u$\n- time: %u s\n\n", 40 + i * 37 % 5000, i);
  g_string_append (text, sentences[i % G_N_ELEMENTS (sentences)]);
  g_string_append_c (text, i % 4 == 3 ? '\n' : ' ');
}

/* @argument tokens of Markdown, the same each time. */
static void
play_long (SimChat *chat, guint argument)
{
  g_autoptr (GString) text = g_string_new ("# The sounding line");
  guint tokens = 0;
  const char *end;

  /* A token may span the end of a section, so the whole has a few less than its parts. */
  for (guint i = 0; tokens < argument + argument / 10 + 10; i++)
    {
      gsize before = text->len;

      append_section (text, i);
      tokens += sim_count_tokens (text->str + before);
    }
  end = text->str;
  for (guint i = 0; i < argument; i++)
    end += sim_token_length (end);
  g_string_truncate (text, end - text->str);
  sim_chat_answer (chat, REASONING, text->str);
}

static void
play_tool_call (SimChat *chat, guint argument)
{
  if (chat->after_tool)
    {
      sim_chat_answer (
        chat, "The tool has answered.", "The tool has answered, so this is the end of the loop.");
      return;
    }
  sim_chat_begin (chat);
  if (chat->thinking)
    sim_chat_reason (chat, "A tool would know the depth.");
  for (guint i = 0; i < argument; i++)
    sim_chat_call (
      chat, "measure_depth", i == 0 ? "{\"place\": \"Challenger Deep\"}" : "{\"place\": \"Baikal\"}");
  sim_chat_finish (chat, "tool_calls");
  sim_chat_done (chat);
}

/* Waits @argument seconds with two comments (or blank lines) in each. */
static void
play_keep_alive (SimChat *chat, guint argument)
{
  sim_chat_open (chat);
  for (guint i = 0; i < argument * 2; i++)
    {
      sim_chat_keep_alive (chat);
      if (!sim_exchange_wait (chat->exchange, 500))
        return;
    }
  sim_chat_answer (chat, REASONING, ANSWER_1 ANSWER_2);
}

static void
play_slow (SimChat *chat, guint argument)
{
  if (sim_exchange_wait (chat->exchange, argument * 1000))
    sim_chat_answer (chat, REASONING, ANSWER_1 ANSWER_2);
}

static void
play_stall (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_exchange_wait (chat->exchange, FOREVER_MS);
}

static void
play_cut (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_exchange_end (chat->exchange);
}

static void
play_cut_chunk (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_exchange_cut (chat->exchange);
}

static void
play_reset (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_exchange_reset (chat->exchange);
}

static void
play_no_done (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_chat_finish (chat, "stop");
  sim_exchange_end (chat->exchange);
}

static void
play_done_without_finish (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_chat_done (chat);
}

/* A host that does not stream: the whole reply as JSON. */
static void
play_json_instead (SimChat *chat, guint argument)
{
  chat->stream = FALSE;
  sim_chat_answer (chat, REASONING, ANSWER_1 ANSWER_2);
}

static void
play_error_in_stream (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_chat_raw (chat,
                "data: {\"error\":{\"message\":\"The upstream provider failed\",\"type\":\"server_error\","
                "\"param\":null,\"code\":502},\"choices\":[]}\n\n",
                -1);
  sim_chat_done (chat);
}

static void
play_error_string_in_stream (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_chat_raw (chat, "data: {\"error\":\"the model has stopped unexpectedly\"}\n\n", -1);
  sim_exchange_end (chat->exchange);
}

static void
play_error_event (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_chat_raw (
    chat, "event: error\ndata: {\"message\":\"Failed to parse the tool call\",\"code\":\"bad\"}\n\n", -1);
  sim_exchange_end (chat->exchange);
}

static void
play_insufficient (SimChat *chat, guint argument)
{
  answer_finished (chat, "insufficient_system_resource");
}

static void
play_length (SimChat *chat, guint argument)
{
  answer_finished (chat, "length");
}

static void
play_content_filter (SimChat *chat, guint argument)
{
  answer_finished (chat, "content_filter");
}

static void
play_unknown_finish (SimChat *chat, guint argument)
{
  answer_finished (chat, "went_fishing");
}

static void
play_empty (SimChat *chat, guint argument)
{
  sim_chat_begin (chat);
  sim_chat_finish (chat, "stop");
  sim_chat_done (chat);
}

/* A host that leaves the thought in the content. */
static void
play_think_tags (SimChat *chat, guint argument)
{
  chat->thinking = FALSE;
  sim_chat_answer (chat, NULL, "<think>\n" REASONING "\n</think>\n\n" ANSWER_1 ANSWER_2);
}

static void
play_reasoning_field (SimChat *chat, guint argument)
{
  chat->reasoning_field = "reasoning";
  sim_chat_answer (chat, REASONING, ANSWER_1 ANSWER_2);
}

static void
write_filler (SimChat *chat, guint mib)
{
  g_autofree char *filler = g_malloc (MIB);

  memset (filler, 'x', MIB);
  for (guint i = 0; i < mib && !sim_exchange_is_over (chat->exchange); i++)
    sim_chat_raw (chat, filler, MIB);
}

static void
play_endless_line (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_chat_raw (chat, "data: ", -1);
  write_filler (chat, argument);
  sim_exchange_end (chat->exchange);
}

/* One event of @argument MiB, most of it in a key that nobody knows. */
static void
play_huge_event (SimChat *chat, guint argument)
{
  begin_answer (chat);
  sim_chat_raw (chat, "data: {\"padding\":\"", -1);
  write_filler (chat, argument);
  sim_chat_raw (
    chat, "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"and one huge event \"}}]}\n\n", -1);
  sim_chat_say (chat, ANSWER_2);
  sim_chat_finish (chat, "stop");
  sim_chat_done (chat);
}

/* Broken bytes, an overlong form, half a surrogate pair, and NUL, in otherwise good deltas. */
static void
play_invalid_utf8 (SimChat *chat, guint argument)
{
  static const char event[]
    = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"<\xff\xfe|\xc0\xaf|\xe6\xb7>\"}}]}\n\n"
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"<\\ud83d|\\u0000|\xf0\x9f>\"}}]}\n\n";

  begin_answer (chat);
  sim_chat_raw (chat, event, sizeof event - 1);
  sim_chat_say (chat, ANSWER_2);
  sim_chat_finish (chat, "stop");
  sim_chat_done (chat);
}

/* What the last column counts stands in the comments; a message may give another number. */
static const SimScenario scenarios[] = {
  { "demo" },
  { "echo", .play = play_echo },
  { "long", .play = play_long, .argument = 1500 },          /* tokens */
  { "book", .play = play_long, .argument = 51000 },         /* tokens */
  { "tool-call", .play = play_tool_call, .argument = 1 },   /* calls */
  { "keep-alive", .play = play_keep_alive, .argument = 2 }, /* seconds */
  { "slow", .play = play_slow, .argument = 2 },             /* seconds */
  { "stall", .play = play_stall },
  { "cut", .play = play_cut },
  { "cut-chunk", .play = play_cut_chunk },
  { "reset", .play = play_reset },
  { "no-done", .play = play_no_done },
  { "done-without-finish", .play = play_done_without_finish },
  { "odd-chunks", .transport = SIM_TRANSPORT_BYTEWISE },
  { "crlf", .transport = SIM_TRANSPORT_CRLF },
  { "crlf-odd-chunks", .transport = SIM_TRANSPORT_CRLF | SIM_TRANSPORT_BYTEWISE },
  { "gzip", .transport = SIM_TRANSPORT_GZIP },
  { "text-plain", .transport = SIM_TRANSPORT_TEXT },
  { "bad-chunk", .transport = SIM_TRANSPORT_BAD_CHUNK },
  { "html-502", .reply = reply_html, .argument = 502 },
  { "html-200", .reply = reply_html, .argument = 200 },
  { "json-instead", .play = play_json_instead },
  { "error-in-stream", .play = play_error_in_stream },
  { "error-string", .play = play_error_string_in_stream },
  { "error-string-400", .reply = reply_error_string, .argument = 400 },
  { "error-event", .play = play_error_event },
  { "http-400", .reply = reply_status, .argument = 400 },
  { "http-401", .reply = reply_status, .argument = 401 },
  { "http-402", .reply = reply_status, .argument = 402 },
  { "http-403", .reply = reply_status, .argument = 403 },
  { "http-404", .reply = reply_status, .argument = 404 },
  { "http-413", .reply = reply_status, .argument = 413 },
  { "http-422", .reply = reply_status, .argument = 422 },
  { "http-429", .reply = reply_rate_limit, .argument = 1 }, /* seconds of Retry-After; the second try works */
  { "http-500", .reply = reply_status, .argument = 500 },
  { "http-503", .reply = reply_overloaded, .argument = 3 }, /* the try that works */
  { "insufficient", .play = play_insufficient },
  { "length", .play = play_length },
  { "content-filter", .play = play_content_filter },
  { "unknown-finish", .play = play_unknown_finish },
  { "empty", .play = play_empty },
  { "think-tags", .play = play_think_tags },
  { "reasoning-field", .play = play_reasoning_field },
  { "redirect-elsewhere", .reply = reply_redirect, .argument = 1 },
  { "redirect-same", .reply = reply_redirect },
  { "endless-line", .play = play_endless_line, .argument = ENDLESS_MIB }, /* MiB */
  { "huge-event", .play = play_huge_event, .argument = 65 },              /* MiB */
  { "invalid-utf8", .play = play_invalid_utf8 },
  /* These answer searches; a chat is answered as in the demonstration. */
  { "search-no-json" },
  { "search-empty" },
  { "search-hostile" },
};

const SimScenario *
sim_scenario_find (const char *text, guint *argument)
{
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    {
      gsize length = strlen (scenarios[i].name);

      if (!g_str_has_prefix (text, scenarios[i].name)
          || (text[length] != '\0' && !g_ascii_isspace (text[length])))
        continue;
      *argument = scenarios[i].argument;
      if (text[length] != '\0' && g_ascii_isdigit (text[length + 1]))
        *argument = g_ascii_strtoull (text + length + 1, NULL, 10);
      return &scenarios[i];
    }
  return NULL;
}

const char *const *
sonde_sim_list_scenarios (void)
{
  static const char *names[G_N_ELEMENTS (scenarios) + 1];
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
        names[i] = scenarios[i].name;
      g_once_init_leave (&once, 1);
    }
  return names;
}
