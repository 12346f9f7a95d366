/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-error.h"
#include "sonde-json.h"
#include "sonde-reply.h"
#include "sonde-test.h"

#include <string.h>

#define NO_ERROR     (-1)
#define CHUNK(delta) "{\"choices\":[{\"index\":0,\"delta\":" delta "}]}"
#define END(reason)  "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" reason "\"}]}"
#define STOP         END ("stop")
#define DONE         "[DONE]"

/* One rule: the data of the events, one a line, and what must come of them. NULL is "". */
typedef struct
{
  const char *name;
  const char *events;
  const char *content;
  const char *reasoning;
  const char *calls; /* "id name arguments" joined by "; " */
  int code;          /* of the error, or NO_ERROR */
  const char *words;
  gboolean deduce;
} Rule;

static const Rule rules[] = {
  /* The order of DeepSeek's own chunks (api-docs.deepseek.com, chat completion). */
  { "deepseek",
    CHUNK ("{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"}") "\n" CHUNK (
      "{\"conten"
      "t\":null,"
      "\"reasoni"
      "ng_"
      "content\""
      ":\"Let "
      "me\"}") "\n" CHUNK ("{\"content\":null,\"reasoning_content\":\" see\"}") "\n" CHUNK ("{\"content\":"
                                                                                            "\"Four\","
                                                                                            "\"reasoning_"
                                                                                            "content\":null}") "\n" STOP
                                                                                                               "\n" DONE,
    "Four",
    "Let me see",
    NULL,
    NO_ERROR },
  /* 5.8 */
  { "finish-without-done", CHUNK ("{\"content\":\"a\"}") "\n" STOP, "a", NULL, NULL, NO_ERROR },
  { "done-without-finish", CHUNK ("{\"content\":\"a\"}") "\n" DONE, "a", NULL, NULL, NO_ERROR },
  { "neither", CHUNK ("{\"content\":\"a\"}"), "a", NULL, NULL, SONDE_ERROR_CUT },
  { "nothing", "", NULL, NULL, NULL, SONDE_ERROR_CUT },
  { "after-done",
    STOP "\n" DONE "\n" CHUNK ("{\"content\":\"late\"}"),
    NULL,
    NULL,
    NULL,
    SONDE_ERROR_EMPTY_ANSWER },
  /* 1.4 */
  { "length", CHUNK ("{\"content\":\"a\"}") "\n" END ("length"), "a", NULL, NULL, SONDE_ERROR_TRUNCATED },
  { "filter",
    CHUNK ("{\"content\":\"a\"}") "\n" END ("content_filter"),
    "a",
    NULL,
    NULL,
    SONDE_ERROR_REFUSED_CONTENT },
  { "insufficient",
    CHUNK ("{\"content\":\"a\"}") "\n" END ("insufficient_system_resource"),
    "a",
    NULL,
    NULL,
    SONDE_ERROR_OVERLOADED },
  { "unknown-finish",
    CHUNK ("{\"content\":\"a\"}") "\n" END ("tired") "\n" DONE,
    "a",
    NULL,
    NULL,
    SONDE_ERROR_UNKNOWN_FINISH },
  { "finish-twice",
    CHUNK ("{\"content\":\"a\"}") "\n" END ("stop") "\n" END ("stop") "\n" DONE,
    "a",
    NULL,
    NULL,
    NO_ERROR },
  /* 5.20 and an answer of thoughts only, which is one (1.3). */
  { "empty", STOP "\n" DONE, NULL, NULL, NULL, SONDE_ERROR_EMPTY_ANSWER },
  { "only-reasoning",
    CHUNK ("{\"reasoning_content\":\"r\"}") "\n" STOP "\n" DONE,
    NULL,
    "r",
    NULL,
    NO_ERROR },
  /* 5.9 */
  { "error-object",
    CHUNK ("{\"content\":\"a\"}") "\n{\"error\":{\"message\":\"too "
                                  "many\",\"code\":null},\"choices\":[]}\n" DONE,
    "a",
    NULL,
    NULL,
    SONDE_ERROR_STREAM,
    "too many" },
  { "error-string", "{\"error\":\"overloaded\"}", NULL, NULL, NULL, SONDE_ERROR_STREAM, "overloaded" },
  { "error-flat",
    "{\"code\":20015,\"message\":\"bad value\",\"data\":null}",
    NULL,
    NULL,
    NULL,
    SONDE_ERROR_STREAM,
    "bad value" },
  { "error-choice",
    "{\"choices\":[{\"index\":0,\"delta\":{},\"error\":{\"message\":\"choice broke\"}}]}\n" DONE,
    NULL,
    NULL,
    NULL,
    SONDE_ERROR_STREAM,
    "choice broke" },
  { "error-null",
    CHUNK ("{\"content\":\"a\"}") "\n{\"error\":null,\"choices\":[]}\n" STOP,
    "a",
    NULL,
    NULL,
    NO_ERROR },
  { "error-without-message",
    "{\"error\":{\"code\":7}}",
    NULL,
    NULL,
    NULL,
    SONDE_ERROR_STREAM,
    "{\"code\":7}" },
  /* Garbage is skipped, and is an error only when there was nothing else. */
  { "garbage-between",
    "keep-alive\n1\nnull\n[]\n" CHUNK ("{\"content\":\"a\"}") "\n" STOP,
    "a",
    NULL,
    NULL,
    NO_ERROR },
  { "only-garbage", "<html>\n" DONE, NULL, NULL, NULL, SONDE_ERROR_PROTOCOL },
  /* 5.13, 5.14, 5.15 */
  { "delta-null",
    CHUNK ("{\"content\":\"a\"}") "\n{\"choices\":[{\"index\":0,\"delta\":null,\"finish_reason\":\"stop\"}]}",
    "a",
    NULL,
    NULL,
    NO_ERROR },
  { "no-index",
    "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}",
    "a",
    NULL,
    NULL,
    NO_ERROR },
  { "second-choice",
    "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}\n" CHUNK ("{\"content\":\"a\"}") "\n" STOP,
    "a",
    NULL,
    NULL,
    NO_ERROR },
  { "role-odd",
    CHUNK ("{\"role\":\"\",\"content\":\"a\"}") "\n" CHUNK ("{\"role\":null,\"content\":\"b\"}") "\n" STOP,
    "ab",
    NULL,
    NULL,
    NO_ERROR },
  { "content-parts",
    CHUNK ("{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"t\"}]},"
           "{\"type\":\"text\",\"text\":\"a\"},7,null,{\"type\":\"text\"}]}") "\n" STOP,
    "a",
    "t",
    NULL,
    NO_ERROR },
  { "wrong-types",
    "{\"choices\":{},\"usage\":[],\"model\":7}\n{\"choices\":[7,null,[]]}\n" CHUNK (
      "{\"content\":7,"
      "\"tool_calls\":{},"
      "\"reasoning_"
      "content\":[]}") "\n" CHUNK ("{\"content\":\"a\"}") "\n" STOP,
    "a",
    NULL,
    NULL,
    NO_ERROR },
  /* 5.11 */
  { "message-in-stream",
    "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n" DONE,
    "a",
    NULL,
    NULL,
    NO_ERROR },
  { "message-repeats",
    CHUNK ("{\"content\":\"a\"}") "\n{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_"
                                  "reason\":\"stop\"}]}",
    "a",
    NULL,
    NULL,
    NO_ERROR },
  /* 5.16: other names, and never two of them together. */
  { "reasoning",
    CHUNK ("{\"reasoning\":\"r\",\"content\":\"\"}") "\n" CHUNK ("{\"content\":\"a\"}") "\n" STOP,
    "a",
    "r",
    NULL,
    NO_ERROR },
  { "reasoning-thrice",
    CHUNK ("{\"reasoning_content\":\"r\",\"reasoning\":\"r\",\"reasoning_details\":[{\"text\":\"r\"}]}") "\n" CHUNK (
      "{\"reasoning\":null,\"reasoning_details\":[{\"text\":\"rr\"}],\"content\":\"a\"}") "\n" STOP,
    "a",
    "r",
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "reasoning-details",
    CHUNK ("{\"reasoning_details\":[{\"text\":\"r\"},{\"summary\":\"s\"}]}") "\n" CHUNK (
      "{\"content\":\"a\"}") "\n" STOP,
    "a",
    "rs",
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "reasoning-details-kept",
    CHUNK ("{\"reasoning_details\":[{\"text\":\"r\"}]}") "\n" CHUNK ("{\"content\":\"a\"}") "\n" STOP,
    "a",
    NULL,
    NULL,
    NO_ERROR },
  /* 5.17 */
  { "think",
    CHUNK ("{\"content\":\"\\n<th\"}") "\n" CHUNK ("{\"content\":\"ink>r</thin\"}") "\n" CHUNK (
      "{\"content\":\"k>\\n\\na\"}") "\n" STOP,
    "a",
    "r",
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "think-kept",
    CHUNK ("{\"content\":\"<think>r</think>a\"}") "\n" STOP,
    "<think>r</think>a",
    NULL,
    NULL,
    NO_ERROR },
  { "think-glued",
    CHUNK ("{\"content\":\"<think>r</think>a\"}") "\n" STOP,
    "a",
    "r",
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "think-open",
    CHUNK ("{\"content\":\"<think>r</thi\"}"),
    NULL,
    "r</thi",
    NULL,
    SONDE_ERROR_CUT,
    NULL,
    TRUE },
  { "think-not-a-tag",
    CHUNK ("{\"content\":\"<thi\"}") "\n" CHUNK ("{\"content\":\"s is it\"}") "\n" STOP,
    "<this is it",
    NULL,
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "think-later",
    CHUNK ("{\"content\":\"a <think>b\\n</think>c\"}") "\n" STOP,
    "a <think>b\n</think>c",
    NULL,
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "think-closing-only",
    CHUNK ("{\"content\":\"r\\n\"}") "\n" CHUNK ("{\"content\":\"</think>\\n\\na</think>\"}") "\n" STOP,
    "a</think>",
    "r\n",
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "think-closing-in-line",
    CHUNK ("{\"content\":\"the tag </think> ends it\"}") "\n" STOP,
    "the tag </think> ends it",
    NULL,
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "think-twice",
    CHUNK ("{\"reasoning_content\":\"r\",\"content\":\"<think>r\"}") "\n" CHUNK (
      "{\"content\":\"</think>a\"}") "\n" STOP,
    "a",
    "r",
    NULL,
    NO_ERROR,
    NULL,
    TRUE },
  { "think-tail", CHUNK ("{\"content\":\"a <\"}") "\n" STOP, "a <", NULL, NULL, NO_ERROR, NULL, TRUE },
  /* 5.18 */
  { "tool",
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
           "\"arguments\":\"\"}}]}") "\n" CHUNK ("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
                                                 "\"{\\\"a\\\"\"}}]}") "\n" CHUNK ("{\"tool_calls\":[{"
                                                                                   "\"index\":0,\"id\":\"\","
                                                                                   "\"function\":{\"name\":"
                                                                                   "null,\"arguments\":\":1}"
                                                                                   "\"}}]}") "\n" END ("tool_"
                                                                                                       "call"
                                                                                                       "s"),
    NULL,
    NULL,
    "c1 f {\"a\":1}",
    NO_ERROR },
  { "tool-same-index",
    CHUNK (
      "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}"
      "\"}}]}") "\n" CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"c2\",\"function\":{\"name\":"
                            "\"f\",\"arguments\":\"{\"}}]}") "\n" CHUNK ("{\"tool_calls\":[{\"index\":0,"
                                                                         "\"function\":{\"arguments\":\"}\"}}"
                                                                         "]}") "\n" END ("tool_calls"),
    NULL,
    NULL,
    "c1 f {}; c2 f {}",
    NO_ERROR },
  { "tool-no-index",
    CHUNK ("{\"tool_calls\":[{\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}") "\n" CHUNK (
      "{\"tool_calls\":[{\"function\":{\"arguments\":\"}\"}}]}") "\n" CHUNK ("{\"tool_calls\":[{\"id\":"
                                                                             "\"c2\",\"function\":{"
                                                                             "\"name\":\"g\","
                                                                             "\"arguments\":\"{}\"}}]}") "\n" END ("tool_calls"),
    NULL,
    NULL,
    "c1 f {}; c2 g {}",
    NO_ERROR },
  { "tool-index-drifts",
    CHUNK (
      "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}"
      "}]}") "\n" CHUNK ("{\"tool_calls\":[{\"index\":1,\"id\":\"c1\",\"function\":{\"arguments\":"
                         "\"\\\"a\\\"\"}}]}") "\n" CHUNK ("{\"tool_calls\":[{\"index\":2,\"function\":{"
                                                          "\"arguments\":\":1}\"}}]}") "\n" END ("tool_"
                                                                                                 "calls"),
    NULL,
    NULL,
    "c1 f {\"a\":1}",
    NO_ERROR },
  { "tool-name-repeated",
    CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"arguments\":\"{\"}}]}") "\n" CHUNK ("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}") "\n" CHUNK (
      "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"}\"}}]}") "\n" END ("tool_calls"),
    NULL,
    NULL,
    "c1 f {}",
    NO_ERROR },
  { "tool-parallel-whole",
    CHUNK ("{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}},{\"function\":{"
           "\"name\":\"f\","
           "\"arguments\":{\"a\":2}}},null,3]}") "\n" END ("tool_calls"),
    NULL,
    NULL,
    "call_00 f {\"a\":1}; call_01 f {\"a\":2}",
    NO_ERROR },
  { "tool-huge-index",
    CHUNK ("{\"tool_calls\":[{\"index\":9007199254740991,\"id\":\"c1\",\"function\":{\"name\":\"f\","
           "\"arguments\":\"{\"}}]}") "\n" END ("length"),
    NULL,
    NULL,
    "c1 f {",
    SONDE_ERROR_TRUNCATED },
  /* Text that json-glib would refuse or make invalid. */
  { "lone-surrogate",
    CHUNK ("{\"content\":\"a\\ud83eb\\udd4cc\"}") "\n" STOP,
    "a\357\277\275b\357\277\275c",
    NULL,
    NULL,
    NO_ERROR },
  { "split-surrogate",
    CHUNK ("{\"content\":\"a\\ud83e\"}") "\n" CHUNK ("{\"content\":\"\\udd4cb\"}") "\n" STOP,
    "a\360\237\245\214b",
    NULL,
    NULL,
    NO_ERROR },
  { "escaped-nul", CHUNK ("{\"content\":\"a\\u0000b\"}") "\n" STOP, "a\357\277\275b", NULL, NULL, NO_ERROR },
  { "escapes",
    CHUNK ("{\"content\":\"\\\\ud83e \\\"\\ud83e\\udd4c\\\" \\u00e9\"}") "\n" STOP,
    "\\ud83e \"\360\237\245\214\" \303\251",
    NULL,
    NULL,
    NO_ERROR },
};

static void
heard_cb (SondeDelta kind, const char *text, gpointer user_data)
{
  GString **heard = user_data;

  if (kind == SONDE_DELTA_MOVED)
    {
      g_string_append (heard[SONDE_DELTA_REASONING], heard[SONDE_DELTA_CONTENT]->str);
      g_string_truncate (heard[SONDE_DELTA_CONTENT], 0);
      return;
    }
  g_assert_cmpstr (text, !=, "");
  g_string_append (heard[kind], text);
}

static char *
dup_calls (SondeReply *reply)
{
  GPtrArray *calls = sonde_reply_get_tool_calls (reply);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < calls->len; i++)
    {
      SondeToolCall *call = g_ptr_array_index (calls, i);

      g_string_append_printf (text, "%s%s %s %s", i > 0 ? "; " : "", call->id, call->name, call->arguments);
    }
  return g_strdup (text->str);
}

static void
feed_lines (SondeReply *reply, const char *events)
{
  g_auto (GStrv) lines = g_strsplit (events, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      sonde_reply_feed_event (reply, "message", *line, strlen (*line));
}

static void
test_rule (gconstpointer data)
{
  const Rule *rule = data;
  g_autoptr (GString) reasoning = g_string_new (NULL);
  g_autoptr (GString) content = g_string_new (NULL);
  GString *heard[] = { reasoning, content };
  g_autoptr (SondeReply) reply = sonde_reply_new (heard_cb, heard);
  g_autoptr (GError) error = NULL;
  g_autofree char *calls = NULL;

  sonde_reply_set_deduce_reasoning (reply, rule->deduce);
  feed_lines (reply, rule->events);
  g_assert_cmpint (sonde_reply_finish (reply, &error), ==, rule->code == NO_ERROR);
  calls = dup_calls (reply);
  g_assert_cmpstr (sonde_reply_get_content (reply), ==, rule->content != NULL ? rule->content : "");
  g_assert_cmpstr (sonde_reply_get_reasoning (reply), ==, rule->reasoning != NULL ? rule->reasoning : "");
  g_assert_cmpstr (content->str, ==, sonde_reply_get_content (reply));
  g_assert_cmpstr (reasoning->str, ==, sonde_reply_get_reasoning (reply));
  g_assert_cmpstr (calls, ==, rule->calls != NULL ? rule->calls : "");
  g_assert_cmpstr (sonde_reply_get_error_words (reply), ==, rule->words);
  if (rule->code == NO_ERROR)
    g_assert_no_error (error);
  else
    g_assert_error (error, SONDE_ERROR, rule->code);
  if (rule->words != NULL)
    g_assert_cmpstr (sonde_error_get_server_words (error), ==, rule->words);
}

static void
test_usage (void)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  const char *json = "{\"prompt_tokens\": 10, \"completion_tokens\":5,\"total_tokens\":15,"
                     "\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens_details\":"
                     "{\"reasoning_tokens\":3},\"price\":0.83}";
  g_autofree char *chunk
    = g_strdup_printf ("{\"usage\" : %s ,\"choices\":[],\"x\":{\"usage\":{\"prompt_tokens\":99}}}", json);
  const SondeUsage *usage;

  feed_lines (reply, "{\"choices\":[],\"usage\":null}");
  g_assert_null (sonde_reply_get_usage (reply));
  feed_lines (reply, chunk);
  usage = sonde_reply_get_usage (reply);
  g_assert_cmpint (usage->prompt_tokens, ==, 10);
  g_assert_cmpint (usage->completion_tokens, ==, 5);
  g_assert_cmpint (usage->total_tokens, ==, 15);
  g_assert_cmpint (usage->cache_hit_tokens, ==, 4);
  g_assert_cmpint (usage->cache_miss_tokens, ==, -1);
  g_assert_cmpint (usage->reasoning_tokens, ==, 3);
  g_assert_cmpstr (usage->json, ==, json);
}

static void
test_event_types (void)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  const char *chunk = CHUNK ("{\"content\":\"no\"}");

  sonde_reply_feed_event (reply, "execute", chunk, strlen (chunk));
  g_assert_cmpstr (sonde_reply_get_content (reply), ==, "");
  sonde_reply_feed_event (reply, "error", "it broke", strlen ("it broke"));
  g_assert_false (sonde_reply_finish (reply, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STREAM);
  g_assert_cmpstr (sonde_error_get_server_words (error), ==, "it broke");
}

static void
test_whole (void)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  const char *json
    = "\n\n\r\n {\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
      "\"content\":\"a\\ud83e\xff\",\"reasoning_content\":\"r\"},\"finish_reason\":\"stop\"}],"
      "\"usage\":{\"prompt_tokens\":1}}\n";

  g_assert_false (sonde_reply_has_begun (reply));
  sonde_reply_feed_whole (reply, json, strlen (json));
  g_assert_true (sonde_reply_has_begun (reply));
  g_assert_true (sonde_reply_finish (reply, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (sonde_reply_get_content (reply), ==, "a\357\277\275\357\277\275");
  g_assert_cmpstr (sonde_reply_get_reasoning (reply), ==, "r");
  g_assert_cmpstr (sonde_reply_get_model (reply), ==, "m");
  g_assert_cmpint (sonde_reply_get_usage (reply)->prompt_tokens, ==, 1);
}

static void
assert_whole_error (const char *json, SondeErrorCode code)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  g_autoptr (GError) error = NULL;

  sonde_reply_feed_whole (reply, json, strlen (json));
  g_assert_false (sonde_reply_finish (reply, &error));
  g_assert_error (error, SONDE_ERROR, (int) code);
}

static void
test_whole_errors (void)
{
  assert_whole_error ("", SONDE_ERROR_PROTOCOL);
  assert_whole_error ("{}", SONDE_ERROR_PROTOCOL);
  assert_whole_error ("[1]", SONDE_ERROR_PROTOCOL);
  assert_whole_error ("{\"choices\":[", SONDE_ERROR_PROTOCOL);
  assert_whole_error ("{\"choices\":[]}", SONDE_ERROR_EMPTY_ANSWER);
  assert_whole_error ("{\"error\":{\"message\":\"no\"}}", SONDE_ERROR_STREAM);
  assert_whole_error ("{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"length\"}]}",
                      SONDE_ERROR_TRUNCATED);
}

/* What is stored and sent back. */
static void
test_raw (void)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  g_autofree char *raw = NULL;

  sonde_reply_set_deduce_reasoning (reply, TRUE);
  feed_lines (
    reply,
    CHUNK ("{\"role\":\"assistant\",\"reasoning_content\":\"\",\"refusal\":null}") "\n" CHUNK (
      "{\"content\":"
      "\"<think>r</"
      "think>\\n\"}") "\n" CHUNK ("{\"content\":\"a\",\"blocks\":[{\"url\":\"u\"}],\"state\":"
                                  "\"one\"}") "\n" CHUNK ("{\"blocks\":[{\"n\":2}],\"state\":"
                                                          "\"two\",\"refusal\":null}") "\n" CHUNK ("{\"tool_"
                                                                                                   "calls\":["
                                                                                                   "{"
                                                                                                   "\"index\""
                                                                                                   ":0,"
                                                                                                   "\"id\":"
                                                                                                   "\"c\","
                                                                                                   "\"functio"
                                                                                                   "n\":{"
                                                                                                   "\"name\":"
                                                                                                   "\"f\","
                                                                                                   "\"argumen"
                                                                                                   "ts\":\"{}"
                                                                                                   "\"}"
                                                                                                   "}]}") "\n" END ("tool_"
                                                                                                                    "calls"));
  g_assert_true (sonde_reply_finish (reply, NULL));
  raw = sonde_reply_dup_raw (reply);
  g_assert_cmpstr (
    raw,
    ==,
    "{\"role\":\"assistant\",\"content\":\"<think>r</think>\\na\",\"reasoning_content\":\"r\","
    "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":"
    "\"{}\"}}],\"refusal\":null,\"blocks\":[{\"url\":\"u\"},{\"n\":2}],\"state\":\"two\"}");
}

/* Every character comes back; json-glib itself leaves U+001F as it is, which is no JSON. */
static void
test_escaped (void)
{
  g_autoptr (GString) text = g_string_new ("深 é 😀");
  g_autoptr (GString) json = g_string_new ("\"");
  g_autoptr (JsonNode) node = NULL;

  for (char c = 1; c < 0x7f; c++)
    g_string_append_c (text, c);
  g_string_append_c (text, 0x7f);
  sonde_json_append_escaped (json, text->str, text->len);
  g_string_append_c (json, '"');
  for (gsize i = 0; i < json->len; i++)
    g_assert_cmpuint ((guchar) json->str[i], >=, 0x20);
  node = json_from_string (json->str, NULL);
  g_assert_nonnull (node);
  g_assert_cmpstr (json_node_get_string (node), ==, text->str);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *path = g_strconcat ("/reply/rule/", rules[i].name, NULL);

      g_test_add_data_func (path, &rules[i], test_rule);
    }
  g_test_add_func ("/reply/usage", test_usage);
  g_test_add_func ("/reply/event-types", test_event_types);
  g_test_add_func ("/reply/whole", test_whole);
  g_test_add_func ("/reply/whole-errors", test_whole_errors);
  g_test_add_func ("/reply/raw", test_raw);
  g_test_add_func ("/reply/escaped", test_escaped);
  return g_test_run ();
}
