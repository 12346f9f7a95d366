/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-client.h"
#include "sonde-search-prompt.h"
#include "sonde-search-results.h"
#include "sonde-test.h"

#include <glib/gstdio.h>
#include <string.h>

static SondeSim *
start (void)
{
  SondeSim *sim = sonde_sim_new ();
  g_autoptr (GError) error = NULL;

  sonde_sim_start (sim, 0, &error);
  g_assert_no_error (error);
  return sim;
}

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("no \"%s\" in: %s", part, text);
}

static gint64
get_count (const Answer *answer, const char *name)
{
  g_autoptr (JsonNode) usage = json_from_string (answer->usage, NULL);

  return json_object_get_int_member (json_node_get_object (usage), name);
}

/* The order of chunks as recorded from api.deepseek.com. */
static void
test_stream_shape (void)
{
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) thinking
    = sim_ask (sim, "sim:slow 0", TRUE, TRUE, ",\"stream_options\":{\"include_usage\":true}");
  g_autoptr (Reply) plain = sim_ask (sim, "sim:slow 0", FALSE, TRUE, "");
  g_autoptr (Answer) a = reply_dup_answer (thinking);
  g_autoptr (Answer) b = reply_dup_answer (plain);

  assert_contains (a->first,
                   "\"delta\":{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"}");
  assert_contains (a->first, "\"finish_reason\":null}],\"usage\":null}");
  assert_contains (thinking->body->str, "\"delta\":{\"content\":null,\"reasoning_content\":\"The\"}");
  assert_contains (thinking->body->str, "\"delta\":{\"content\":\"This\",\"reasoning_content\":null}");
  assert_contains (
    a->last,
    "\"delta\":{\"content\":\"\",\"reasoning_content\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}]");
  assert_contains (a->last, "\"usage\":{\"prompt_tokens\":");

  assert_contains (b->first, "\"delta\":{\"role\":\"assistant\",\"content\":\"\"}");
  g_assert_null (strstr (plain->body->str, "reasoning_content"));
  g_assert_null (strstr (b->first, "usage"));
  assert_contains (b->last, "\"usage\":{\"prompt_tokens\":");
  g_assert_cmpint (
    get_count (b, "prompt_tokens") + get_count (b, "completion_tokens"), ==, get_count (b, "total_tokens"));
}

static void
test_not_streaming (void)
{
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) reply = sim_ask (sim, "sim:keep-alive 1", TRUE, FALSE, "");
  g_autoptr (Reply) calls = sim_ask (sim, "sim:tool-call 2", TRUE, FALSE, "");
  g_autoptr (Answer) answer = reply_dup_answer (reply);
  g_autoptr (Answer) tools = reply_dup_answer (calls);

  g_assert_true (g_str_has_prefix (reply->body->str, "\n\n\n{\"id\":"));
  g_assert_cmpstr (answer->finish_reason, ==, "stop");
  g_assert_cmpuint (answer->content->len, >, 0);
  g_assert_cmpuint (answer->reasoning->len, >, 0);
  g_assert_cmpstr (tools->finish_reason, ==, "tool_calls");
  g_assert_cmpstr (tools->arguments->str, ==, "{\"place\": \"Challenger Deep\"}{\"place\": \"Baikal\"}");
}

static void
test_thinking_switches (void)
{
  static const struct
  {
    const char *request;
    gboolean thinks;
  } cases[] = {
    { "\"model\":\"deepseek-flash\"", TRUE },
    { "\"model\":\"deepseek-flash\",\"thinking\":{\"type\":\"disabled\"}", FALSE },
    { "\"model\":\"deepseek-ai/DeepSeek-V3\"", FALSE },
    { "\"model\":\"deepseek-ai/DeepSeek-V3\",\"enable_thinking\":true", TRUE },
    { "\"model\":\"deepseek-ai/DeepSeek-R1\"", TRUE },
    { "\"model\":\"deepseek-r1:8b\"", TRUE },
    { "\"model\":\"deepseek-v3\"", FALSE },
    { "\"model\":\"deepseek-v4-pro\"", TRUE },
    { "\"model\":\"deepseek-ai/DeepSeek-R1\",\"enable_thinking\":false", FALSE },
  };
  g_autoptr (SondeSim) sim = start ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body
        = g_strdup_printf ("{%s,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", cases[i].request);
      g_autoptr (Reply) reply = sim_request (sim, "POST", "/v1/chat/completions", "", body);
      g_autoptr (Answer) answer = reply_dup_answer (reply);

      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_cmpint (answer->reasoning->len > 0, ==, cases[i].thinks);
    }
}

/* A conversation that goes on finds its beginning in the cache; another one does not. */
static void
test_cache (void)
{
  static const char turn[]
    = "{\"model\":\"deepseek-flash\",\"thinking\":{\"type\":\"disabled\"},\"messages\":["
      "{\"role\":\"user\",\"content\":\"sim:echo\"}%s]}";
  static const char more[]
    = ",{\"role\":\"assistant\",\"content\":\"sim:echo\"},{\"role\":\"user\",\"content\":\"sim:echo again\"}";
  g_autofree char *first = g_strdup_printf (turn, "");
  g_autofree char *second = g_strdup_printf (turn, more);
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) reply1 = sim_request (sim, "POST", "/chat/completions", "", first);
  g_autoptr (Reply) reply2 = sim_request (sim, "POST", "/chat/completions", "", second);
  g_autoptr (Answer) a1 = reply_dup_answer (reply1);
  g_autoptr (Answer) a2 = reply_dup_answer (reply2);

  g_assert_cmpint (get_count (a1, "prompt_cache_hit_tokens"), ==, 0);
  g_assert_cmpint (get_count (a1, "prompt_cache_miss_tokens"), ==, get_count (a1, "prompt_tokens"));
  /* All but the last message: the answer was remembered too. */
  g_assert_cmpint (get_count (a2, "prompt_cache_hit_tokens"), >, get_count (a1, "prompt_tokens"));
  g_assert_cmpint (get_count (a2, "prompt_cache_miss_tokens"), >, 0);
  g_assert_cmpint (get_count (a2, "prompt_cache_hit_tokens") + get_count (a2, "prompt_cache_miss_tokens"),
                   ==,
                   get_count (a2, "prompt_tokens"));
}

#define USER "{\"role\":\"user\",\"content\":\"x\"}"
#define CALL(id)                                                                                             \
  "{\"id\":\"" id "\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"
#define TOOL(id)                "{\"role\":\"tool\",\"tool_call_id\":\"" id "\",\"content\":\"y\"}"
#define REQUEST(messages, more) "{\"model\":\"deepseek-flash\",\"messages\":[" messages "]" more "}"

static const struct
{
  const char *body;
  guint status;
  const char *words;
} requests[] = {
  { REQUEST (USER, ""), 200, "" },
  { "", 400, "parse" },
  { "[1]", 400, "parse" },
  { "{\"model\":5}", 400, "Model Not Exist" },
  { "{\"model\":\"deepseek-chat\",\"messages\":[" USER "]}", 400, "Model Not Exist" },
  { "{\"model\":\"deepseek-reasoner\",\"messages\":[" USER "]}", 400, "Model Not Exist" },
  { "{\"model\":\"deepseek-flash\"}", 400, "Empty input messages" },
  { REQUEST ("", ""), 400, "Empty input messages" },
  { REQUEST ("5", ""), 400, "messages[0]" },
  { REQUEST ("{\"role\":\"developer\",\"content\":\"x\"}", ""), 400, "unknown variant `developer`" },
  { REQUEST ("{\"role\":\"user\"}", ""), 400, "missing field" },
  { REQUEST ("{\"role\":\"assistant\",\"content\":\"x\"}," USER, ""), 400, "first message" },
  { REQUEST (USER ",{\"role\":\"assistant\",\"content\":\"x\"}", ""), 400, "last message" },
  { REQUEST ("{\"role\":\"system\",\"content\":\"x\"}," USER, ""), 200, "" },
  { REQUEST (USER ",{\"role\":\"assistant\",\"content\":null}," USER, ""),
    400,
    "content or tool_calls must be set" },
  { REQUEST (USER ",{\"role\":\"assistant\",\"content\":\"\"}," USER, ""), 200, "" },
  /* The reasoning of a tool turn, in every later request too (api-docs.deepseek.com, thinking mode) */
  { REQUEST (USER ",{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[" CALL ("a") "]}," TOOL ("a"),
             ""),
    400,
    "The `reasoning_content` in the thinking mode must be passed back to the API." },
  { REQUEST (
      USER ",{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[" CALL ("a") "]}," TOOL ("a") "," USER,
      ""),
    400,
    "The `reasoning_content` in the thinking mode must be passed back to the API." },
  { REQUEST (USER
             ",{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"\",\"tool_calls\":[" CALL (
               "a") "]}," TOOL ("a"),
             ""),
    200,
    "" },
  { REQUEST (USER ",{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[" CALL ("a") "]}," TOOL ("a"),
             ",\"thinking\":{\"type\":\"disabled\"}"),
    200,
    "" },
  { REQUEST (USER "," TOOL ("a"), ""), 400, "must be a response to a preceding message" },
  { REQUEST (USER ",{\"role\":\"assistant\",\"reasoning_content\":\"\",\"tool_calls\":[" CALL ("a") "," CALL (
               "b") "]}," TOOL ("a"),
             ""),
    400,
    "insufficient tool messages" },
  { REQUEST (USER ",{\"role\":\"assistant\",\"reasoning_content\":\"\",\"tool_calls\":[" CALL ("a") "," CALL (
               "b") "]}," TOOL ("b") "," TOOL ("a"),
             ""),
    200,
    "" },
  { REQUEST (USER, ",\"stream_options\":{\"include_usage\":true}"), 400, "stream_options" },
  { REQUEST (USER, ",\"temperature\":2.5"), 422, "temperature" },
  { REQUEST (USER, ",\"temperature\":\"hot\""), 422, "temperature" },
  { REQUEST (USER, ",\"temperature\":1,\"top_p\":0.5,\"max_tokens\":5,\"reasoning_effort\":\"max\""),
    200,
    "" },
  { REQUEST (USER, ",\"top_p\":1.5"), 422, "top_p" },
  { REQUEST (USER, ",\"max_tokens\":0"), 422, "max_tokens" },
  { REQUEST (USER, ",\"reasoning_effort\":\"none\""), 422, "reasoning_effort" },
  { REQUEST (USER, ",\"thinking\":{\"type\":\"auto\"}"), 422, "type" },
};

static void
test_validation (void)
{
  g_autoptr (SondeSim) sim = start ();

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (Reply) reply = sim_request (sim, "POST", "/chat/completions", "", requests[i].body);

      g_test_message ("%s", requests[i].body);
      g_assert_cmpuint (reply->status, ==, requests[i].status);
      assert_contains (reply->body->str, requests[i].words);
    }
}

/* An unfinished answer may be given for continuation on the beta address only. */
static void
test_prefix (void)
{
  static const char body[] = REQUEST (USER ",{\"role\":\"assistant\",\"content\":\"x\",\"prefix\":true}", "");
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) beta = sim_request (sim, "POST", "/beta/chat/completions", "", body);
  g_autoptr (Reply) plain = sim_request (sim, "POST", "/v1/chat/completions", "", body);

  g_assert_cmpuint (beta->status, ==, 200);
  g_assert_cmpuint (plain->status, ==, 400);
}

static void
test_too_big (void)
{
  g_autofree char *body = g_strnfill (48 * 1024 * 1024 + 1, ' ');
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) reply = sim_request (sim, "POST", "/chat/completions", "", body);

  g_assert_cmpuint (reply->status, ==, 413);
}

static void
test_too_deep (void)
{
  g_autofree char *body = g_strnfill (1000000, '[');
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) reply = sim_request (sim, "POST", "/chat/completions", "", body);

  g_assert_cmpuint (reply->status, ==, 400);
}

static void
test_key (void)
{
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) open = sim_request (sim, "GET", "/models", "", "");
  g_autoptr (Reply) none = NULL;
  g_autoptr (Reply) wrong = NULL;
  g_autoptr (Reply) right = NULL;
  g_autoptr (Reply) health = NULL;

  sonde_sim_set_key (sim, "sk-right");
  none = sim_request (sim, "GET", "/v1/models", "", "");
  wrong = sim_request (sim, "GET", "/user/balance", "Authorization: Bearer sk-wrong\r\n", "");
  right = sim_request (sim, "GET", "/user/balance", "Authorization: Bearer sk-right\r\n", "");
  health = sim_request (sim, "GET", "/health", "", "");
  g_assert_cmpuint (open->status, ==, 200);
  assert_contains (open->body->str,
                   "{\"id\":\"deepseek-flash\",\"object\":\"model\",\"owned_by\":\"deepseek\"}");
  g_assert_cmpuint (none->status, ==, 401);
  g_assert_cmpuint (wrong->status, ==, 401);
  assert_contains (wrong->body->str, "authentication_error");
  g_assert_cmpuint (right->status, ==, 200);
  assert_contains (right->body->str, "\"total_balance\":\"110.00\"");
  g_assert_cmpuint (health->status, ==, 200);
}

static void
test_search (void)
{
  static const struct
  {
    const char *body;
    guint status;
  } cases[] = {
    { "{\"query\":\"accessibility in gtk 4.18\",\"count\":10,\"need_content\":false}", 200 },
    { "{\"query\":\"\"}", 400 },
    { "{\"count\":1}", 400 },
    { "{\"query\":\"x\",\"count\":51}", 400 },
    { "{\"query\":\"x\",\"count\":0}", 400 },
    { "{\"query\":\"x\",\"localization\":\"zh-CN\"}", 400 },
    { "{\"query\":\"sim:http-402\"}", 402 },
    { "x", 400 },
  };
  g_autofree char *hundred = g_strnfill (129, 'q');
  g_autofree char *too_long = g_strdup_printf ("{\"query\":\"%s\"}", hundred);
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) refused = sim_request (sim, "POST", "/v1/tools/search", "", too_long);

  g_assert_cmpuint (refused->status, ==, 400);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Reply) reply = sim_request (sim, "POST", "/v1/tools/search", "", cases[i].body);

      g_assert_cmpuint (reply->status, ==, cases[i].status);
      if (i == 0)
        assert_contains (reply->body->str,
                         "\"title\":\"An accessibility update\",\"url\":\"https://blog.example.org/");
    }
}

static void
test_searxng (void)
{
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) json = sim_request (sim, "GET", "/search?q=ice+heavier&format=json", "", "");
  g_autoptr (Reply) chinese = sim_request (sim, "GET", "/search?q=%E6%B5%B7%E5%86%B0&format=json", "", "");
  g_autoptr (Reply) html = sim_request (sim, "GET", "/search?q=x", "", "");
  g_autoptr (Reply) off
    = sim_request (sim, "GET", "/search?q=x&format=json", "X-Sonde-Scenario: search-no-json\r\n", "");
  g_autoptr (Reply) empty = sim_request (sim, "GET", "/search?q=sim:search-empty&format=json", "", "");

  assert_contains (json->body->str, "\"content\":\"Water is densest near");
  assert_contains (chinese->body->str, "海冰与盐水");
  assert_contains (html->head, "text/html");
  g_assert_cmpuint (off->status, ==, 403);
  g_assert_cmpstr (empty->body->str, ==, "{\"results\":[]}");
}

static void
test_log (void)
{
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (Reply) reply = sim_request (sim, "POST", "/a/b?c=d", "X-Test: One\r\n", "body text");
  g_auto (GStrv) log = sonde_sim_dup_log (sim);

  g_assert_cmpuint (reply->status, ==, 404);
  g_assert_true (sonde_sim_wait_requests (sim, 1, 1000));
  g_assert_false (sonde_sim_wait_requests (sim, 2, 10));
  g_assert_cmpuint (g_strv_length (log), ==, 1);
  g_assert_true (
    g_str_has_prefix (log[0], "POST /a/b?c=d\nconnection: close\ncontent-length: 9\nhost: 127.0.0.1:"));
  g_assert_true (g_str_has_suffix (log[0], "\nx-test: One\n\nbody text"));
  sonde_sim_clear_log (sim);
  g_assert_false (sonde_sim_wait_requests (sim, 1, 0));
}

/* A recording comes back byte for byte, however it is cut. */
static void
test_recording (void)
{
  static const char body[] = ": a comment\r\n\r\ndata: {\"choices\":[]}\n\ndata: 深谈\r\rdata: [DONE]\n\n";
  static const gsize chunks[] = { 0, 1, 7, SONDE_SIM_RANDOM_PIECES };
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "body.sse", NULL);
  g_autoptr (SondeSim) sim = start ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, body, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (chunks); i++)
    {
      g_autoptr (Reply) reply = NULL;

      sonde_sim_set_recording (sim, path, chunks[i], &error);
      g_assert_no_error (error);
      reply = sim_ask (sim, "x", TRUE, TRUE, "");
      g_assert_cmpstr (reply->body->str, ==, body);
      g_assert_true (reply->ended);
      assert_contains (reply->head, "text/event-stream");
      if (chunks[i] == 1)
        g_assert_cmpuint (reply->n_chunks, ==, strlen (body));
    }
  g_assert_false (sonde_sim_set_recording (sim, "/nonexistent", 0, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  sonde_test_remove_dir (dir);
}

static gpointer
ask_thread (gpointer data)
{
  g_autoptr (Reply) reply = sim_ask (data, "sim:long 100", TRUE, TRUE, "");

  return GUINT_TO_POINTER (reply->ended);
}

/* Several at once, each at its own pace: together they take no longer than one. */
static void
test_several (void)
{
  g_autoptr (SondeSim) sim = start ();
  GThread *threads[8];

  sonde_sim_set_pace (sim, 2);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_thread, sim);
  /* All have come before the first is through, which takes at least 200 ms. */
  g_assert_true (sonde_sim_wait_requests (sim, G_N_ELEMENTS (threads), 10000));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, TRUE);
}

/* Stop cuts an answer that is under way, and the same simulator can start again. */
static void
test_stop (void)
{
  g_autoptr (SondeSim) sim = start ();
  GThread *thread;
  gint64 begin;

  sonde_sim_set_pace (sim, 1000);
  thread = g_thread_new ("ask", ask_thread, sim);
  g_assert_true (sonde_sim_wait_requests (sim, 1, 10000));
  g_usleep (50000);
  begin = g_get_monotonic_time ();
  sonde_sim_stop (sim);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (thread)), ==, FALSE);
  sonde_sim_set_pace (sim, 0);
  g_assert_true (sonde_sim_start (sim, 0, NULL));
  g_assert_cmpuint (GPOINTER_TO_UINT (ask_thread (sim)), ==, TRUE);
}

static const struct
{
  const char *question;
  const char *part; /* of every answer to it */
} questions[] = {
  { "你是一名数学家，解此微分方程 xdx+ydy=-xdy+ydx", "\\arctan\\frac{y}{x} = C" },
  { "Solve the differential equation $x\\,dx + y\\,dy = -x\\,dy + y\\,dx$", "\\arctan\\frac{y}{x} = C" },
  { "How do I keep the mean and variance of a stream without storing it?",
    "| Welford | 3 numbers | 1 | yes |" },
  { "怎样不保存数据而得到数据流的均值和方差？", "| Welford | 3 个数 | 1 | 是 |" },
  { "Which is heavier: a litre of ice or a litre of water?", "**The litre of water**" },
  { "一升冰和一升水，哪个更重？", "**一升水更重**" },
  { "And sea ice?", "**nine tenths**" },
  { "那么海冰呢？", "**十分之九**" },
  { "What changed for accessibility in GTK 4.18?", "**AccessKit**" },
  { "GTK 4.18 的无障碍有哪些变化？", "**AccessKit**" },
  { "Who are you?\nTell me.", "> Who are you? Tell me." },
  { "你是谁？", "> 你是谁？" },
};

/* Searches as Sonde does and asks with the pages: every source is cited, and nothing that is no source. */
static void
check_with_search (SondeSim *sim, const char *question, const char *part, gboolean thinking)
{
  g_autofree char *escaped = g_uri_escape_string (question, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/search?format=json&q=%s", escaped);
  g_autoptr (Reply) found = sim_request (sim, "GET", path, "", "");
  g_autoptr (GBytes) body = g_bytes_new (found->body->str, found->body->len);
  g_autoptr (GPtrArray) sources = sonde_search_results_parse (body, 10, NULL);
  g_autofree char *prompt = sonde_search_prompt_build (sources, question, g_get_real_time ());
  g_autoptr (Reply) reply = sim_ask (sim, prompt, thinking, TRUE, "");
  g_autoptr (Answer) answer = reply_dup_answer (reply);

  g_assert_cmpuint (sources->len, >=, 2);
  assert_contains (answer->content->str, part);
  for (guint i = 1; i <= 9; i++)
    {
      g_autofree char *mark = g_strdup_printf ("[citation:%u]", i);

      g_assert_cmpint (strstr (answer->content->str, mark) != NULL, ==, i <= sources->len);
    }
}

static void
test_demo (void)
{
  g_autoptr (SondeSim) sim = start ();

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (Reply) plain = sim_ask (sim, questions[i].question, FALSE, TRUE, "");
      g_autoptr (Reply) thinking = sim_ask (sim, questions[i].question, TRUE, TRUE, "");
      g_autoptr (Answer) a = reply_dup_answer (plain);
      g_autoptr (Answer) b = reply_dup_answer (thinking);

      g_test_message ("%s", questions[i].question);
      assert_contains (a->content->str, questions[i].part);
      g_assert_cmpuint (a->reasoning->len, ==, 0);
      g_assert_cmpstr (b->content->str, ==, a->content->str);
      g_assert_cmpuint (b->reasoning->len, >, 60);
      g_assert_null (strstr (a->content->str, "[citation:"));
      g_assert_null (strstr (a->content->str, "{question}"));
      check_with_search (sim, questions[i].question, questions[i].part, i % 2 == 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/stream-shape", test_stream_shape);
  g_test_add_func ("/sim/not-streaming", test_not_streaming);
  g_test_add_func ("/sim/thinking-switches", test_thinking_switches);
  g_test_add_func ("/sim/cache", test_cache);
  g_test_add_func ("/sim/validation", test_validation);
  g_test_add_func ("/sim/prefix", test_prefix);
  g_test_add_func ("/sim/too-big", test_too_big);
  g_test_add_func ("/sim/too-deep", test_too_deep);
  g_test_add_func ("/sim/key", test_key);
  g_test_add_func ("/sim/search", test_search);
  g_test_add_func ("/sim/searxng", test_searxng);
  g_test_add_func ("/sim/log", test_log);
  g_test_add_func ("/sim/recording", test_recording);
  g_test_add_func ("/sim/several", test_several);
  g_test_add_func ("/sim/stop", test_stop);
  g_test_add_func ("/sim/demo", test_demo);
  return g_test_run ();
}
