/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-client.h"

#include <string.h>

/* What the answers of most scenarios begin and end with. */
#define BEGINNING "This answer begins well and says something "
#define WHOLE     BEGINNING "before it ends as it should: **bold**, `code`, ä, 深谈."

typedef struct
{
  const char *name; /* with a number where the usual one would take long */
  void (*check) (SondeSim *sim, const Reply *reply, const Answer *answer);
} Check;

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("no \"%s\" in: %s", part, text);
}

static void
assert_whole (const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (reply->ended);
  g_assert_true (answer->done);
  g_assert_cmpstr (answer->finish_reason, ==, "stop");
  g_assert_nonnull (answer->usage);
}

static void
check_demo (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_whole (reply, answer);
  g_assert_cmpuint (answer->reasoning->len, >, 100);
  assert_contains (answer->content->str, "demonstration");
}

static void
check_plain (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_whole (reply, answer);
  g_assert_cmpstr (answer->content->str, ==, WHOLE);
  g_assert_cmpuint (answer->reasoning->len, >, 0);
}

static void
check_echo (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_whole (reply, answer);
  g_assert_cmpstr (answer->content->str, ==, "sim:echo");
}

static void
check_long (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_autoptr (Reply) again = sim_ask (sim, "sim:long 200", TRUE, TRUE, "");
  g_autoptr (Answer) same = reply_dup_answer (again);
  g_autoptr (JsonNode) usage = json_from_string (answer->usage, NULL);
  JsonObject *counts = json_node_get_object (usage);

  assert_whole (reply, answer);
  g_assert_cmpstr (answer->content->str, ==, same->content->str);
  g_assert_cmpint (
    json_object_get_int_member (counts, "completion_tokens")
      - json_object_get_int_member (json_object_get_object_member (counts, "completion_tokens_details"),
                                    "reasoning_tokens"),
    ==,
    200);
}

static void
check_book (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_whole (reply, answer);
  /* One event for each token, the opening and the end. */
  g_assert_cmpuint (answer->n_events, >, 3000);
}

static void
check_tool_call (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpstr (answer->finish_reason, ==, "tool_calls");
  g_assert_true (answer->done);
  g_assert_cmpuint (answer->reasoning->len, >, 0);
  g_assert_cmpstr (answer->content->str, ==, "");
  g_assert_cmpstr (answer->arguments->str, ==, "{\"place\": \"Challenger Deep\"}");
  assert_contains (reply->body->str,
                   "\"type\":\"function\",\"function\":{\"name\":\"measure_depth\",\"arguments\":\"\"}}");
}

static void
check_keep_alive (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_plain (sim, reply, answer);
  g_assert_cmpuint (answer->n_comments, ==, 2);
  g_assert_true (g_str_has_prefix (reply->body->str, ": keep-alive\n\n: keep-alive\n\ndata: {"));
}

static void
check_cut (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_true (reply->ended);
  g_assert_false (answer->done);
  g_assert_null (answer->finish_reason);
  g_assert_cmpstr (answer->content->str, ==, BEGINNING);
}

static void
check_cut_chunk (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_false (reply->ended);
  g_assert_false (reply->reset);
  g_assert_false (answer->done);
  g_assert_cmpstr (answer->content->str, ==, BEGINNING);
}

static void
check_reset (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_true (reply->reset);
  g_assert_false (reply->ended);
  g_assert_cmpstr (answer->content->str, ==, BEGINNING);
}

static void
check_no_done (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_true (reply->ended);
  g_assert_false (answer->done);
  g_assert_cmpstr (answer->finish_reason, ==, "stop");
}

static void
check_done_without_finish (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_true (reply->ended);
  g_assert_true (answer->done);
  g_assert_null (answer->finish_reason);
}

static void
check_bytewise (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_demo (sim, reply, answer);
  g_assert_cmpuint (reply->n_chunks, ==, reply->body->len);
}

static void
check_crlf (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_demo (sim, reply, answer);
  assert_contains (reply->body->str, "}\r\n\r\ndata: [DONE]\r\n\r\n");
}

static void
check_crlf_bytewise (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_crlf (sim, reply, answer);
  check_bytewise (sim, reply, answer);
}

static void
check_gzip (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_autoptr (GConverter) gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autofree char *text = g_malloc0 (4 * 1024 * 1024);
  gsize n_read;
  gsize n_written;
  g_autoptr (GError) error = NULL;

  g_assert_true (reply->ended);
  assert_contains (reply->head, "Content-Encoding: gzip");
  /* Flushed after each event, so that a client can show each at once. */
  g_assert_cmpuint (reply->n_chunks, >, 50);
  g_converter_convert (gunzip,
                       reply->body->str,
                       reply->body->len,
                       text,
                       4 * 1024 * 1024,
                       G_CONVERTER_INPUT_AT_END,
                       &n_read,
                       &n_written,
                       &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (text, "data: [DONE]\n\n"));
}

static void
check_text_plain (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_demo (sim, reply, answer);
  assert_contains (reply->head, "Content-Type: text/plain\r\n");
}

static void
check_bad_chunk (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (reply->n_chunks, ==, 1);
  g_assert_false (reply->ended);
}

static void
check_html_502 (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (reply->status, ==, 502);
  assert_contains (reply->head, "Content-Type: text/html");
  assert_contains (reply->body->str, "<h1>502 Bad Gateway</h1>");
}

static void
check_html_200 (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (reply->status, ==, 200);
  assert_contains (reply->head, "Content-Type: text/html");
}

static void
check_json_instead (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_contains (reply->head, "Content-Type: application/json");
  g_assert_cmpstr (answer->content->str, ==, WHOLE);
  g_assert_cmpstr (answer->finish_reason, ==, "stop");
}

static void
check_error_in_stream (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (answer->done);
  assert_contains (answer->last, "\"error\":{\"message\":\"The upstream provider failed\"");
  g_assert_cmpstr (answer->content->str, ==, BEGINNING);
}

static void
check_error_string (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (answer->last, ==, "{\"error\":\"the model has stopped unexpectedly\"}");
}

static void
check_error_string_400 (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (reply->status, ==, 400);
  g_assert_cmpstr (reply->body->str, ==, "{\"error\":\"the model is not loaded\"}");
}

static void
check_error_event (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_contains (reply->body->str, "\n\nevent: error\ndata: {\"message\":");
}

static void
check_status (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_autoptr (JsonNode) root = json_from_string (reply->body->str, NULL);
  JsonObject *error = json_object_get_object_member (json_node_get_object (root), "error");

  g_assert_true (reply->ended);
  g_assert_cmpuint (reply->status, >=, 400);
  assert_contains (reply->head, "Content-Type: application/json");
  g_assert_cmpuint (strlen (json_object_get_string_member (error, "message")), >, 5);
}

static void
check_rate_limit (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_autoptr (Reply) second = sim_ask (sim, "sim:http-429", TRUE, TRUE, "");
  g_autoptr (Reply) third = sim_ask (sim, "sim:http-429", TRUE, TRUE, "");

  check_status (sim, reply, answer);
  assert_contains (reply->head, "Retry-After: 1");
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpuint (third->status, ==, 429);
}

static void
check_overloaded (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_autoptr (Reply) second = sim_ask (sim, "sim:http-503", TRUE, TRUE, "");
  g_autoptr (Reply) other = sim_ask (sim, "sim:http-503", FALSE, TRUE, "");
  g_autoptr (Reply) third = sim_ask (sim, "sim:http-503", TRUE, TRUE, "");

  check_status (sim, reply, answer);
  g_assert_cmpuint (second->status, ==, 503);
  g_assert_cmpuint (other->status, ==, 503);
  g_assert_cmpuint (third->status, ==, 200);
}

static void
check_finish (const Reply *reply, const Answer *answer, const char *finish_reason)
{
  g_assert_true (reply->ended);
  g_assert_true (answer->done);
  g_assert_cmpstr (answer->finish_reason, ==, finish_reason);
  g_assert_cmpstr (answer->content->str, ==, BEGINNING);
}

static void
check_insufficient (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_finish (reply, answer, "insufficient_system_resource");
}

static void
check_length (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_finish (reply, answer, "length");
}

static void
check_content_filter (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_finish (reply, answer, "content_filter");
}

static void
check_unknown_finish (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  check_finish (reply, answer, "went_fishing");
}

static void
check_empty (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_whole (reply, answer);
  g_assert_cmpuint (answer->content->len, ==, 0);
  g_assert_cmpuint (answer->reasoning->len, ==, 0);
}

static void
check_think_tags (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_whole (reply, answer);
  g_assert_true (g_str_has_prefix (answer->content->str, "<think>\n"));
  g_assert_true (g_str_has_suffix (answer->content->str, "\n</think>\n\n" WHOLE));
  g_assert_cmpuint (answer->reasoning->len, ==, 0);
}

static void
check_reasoning_field (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_whole (reply, answer);
  g_assert_cmpuint (answer->reasoning->len, ==, 0);
  assert_contains (reply->body->str, "\"reasoning\":\"The\"");
}

static void
check_redirect_elsewhere (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (reply->status, ==, 307);
  assert_contains (reply->head, "Location: http://localhost:");
  assert_contains (reply->head, "/redirected/chat/completions");
}

static void
check_redirect_same (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_autofree char *location
    = g_strdup_printf ("Location: %s/redirected/chat/completions", sonde_sim_get_url (sim));
  g_autoptr (Reply) target
    = sim_request (sim,
                   "POST",
                   "/redirected/chat/completions",
                   "X-Sonde-Scenario: redirect-same\r\n",
                   "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

  g_assert_cmpuint (reply->status, ==, 307);
  assert_contains (reply->head, location);
  g_assert_cmpuint (target->status, ==, 200);
}

static void
check_endless_line (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_cmpuint (strlen (answer->last), ==, 2 * 1024 * 1024);
}

static void
check_huge_event (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  assert_whole (reply, answer);
  g_assert_cmpuint (reply->body->len, >, 2 * 1024 * 1024);
  assert_contains (answer->content->str, "and one huge event");
}

static void
check_invalid_utf8 (SondeSim *sim, const Reply *reply, const Answer *answer)
{
  g_assert_true (answer->done);
  g_assert_false (g_utf8_validate (reply->body->str, reply->body->len, NULL));
  assert_contains (reply->body->str, "\\ud83d");
}

/* One row for each scenario; those with a null pointer have a test of their own below. */
static const Check checks[] = {
  { "demo", check_demo },
  { "echo", check_echo },
  { "long 200", check_long },
  { "book 3000", check_book },
  { "tool-call", check_tool_call },
  { "keep-alive 1", check_keep_alive },
  { "slow 0", check_plain },
  { "stall", NULL },
  { "cut", check_cut },
  { "cut-chunk", check_cut_chunk },
  { "reset", check_reset },
  { "no-done", check_no_done },
  { "done-without-finish", check_done_without_finish },
  { "odd-chunks", check_bytewise },
  { "crlf", check_crlf },
  { "crlf-odd-chunks", check_crlf_bytewise },
  { "gzip", check_gzip },
  { "text-plain", check_text_plain },
  { "bad-chunk", check_bad_chunk },
  { "html-502", check_html_502 },
  { "html-200", check_html_200 },
  { "json-instead", check_json_instead },
  { "error-in-stream", check_error_in_stream },
  { "error-string", check_error_string },
  { "error-string-400", check_error_string_400 },
  { "error-event", check_error_event },
  { "http-400", check_status },
  { "http-401", check_status },
  { "http-402", check_status },
  { "http-403", check_status },
  { "http-404", check_status },
  { "http-413", check_status },
  { "http-422", check_status },
  { "http-429", check_rate_limit },
  { "http-500", check_status },
  { "http-503", check_overloaded },
  { "insufficient", check_insufficient },
  { "length", check_length },
  { "content-filter", check_content_filter },
  { "unknown-finish", check_unknown_finish },
  { "empty", check_empty },
  { "think-tags", check_think_tags },
  { "reasoning-field", check_reasoning_field },
  { "redirect-elsewhere", check_redirect_elsewhere },
  { "redirect-same", check_redirect_same },
  { "endless-line 2", check_endless_line },
  { "huge-event 2", check_huge_event },
  { "invalid-utf8", check_invalid_utf8 },
  { "search-no-json", check_demo },
  { "search-empty", check_demo },
  { "search-hostile", check_demo },
};

static void
test_scenario (gconstpointer data)
{
  const Check *check = data;
  g_autofree char *message = g_strconcat ("sim:", check->name, NULL);
  g_autoptr (SondeSim) sim = sonde_sim_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (Reply) reply = NULL;
  g_autoptr (Answer) answer = NULL;

  sonde_sim_start (sim, 0, &error);
  g_assert_no_error (error);
  reply = sim_ask (sim, message, TRUE, TRUE, "");
  answer = reply_dup_answer (reply);
  if (g_str_has_prefix (check->name, "http-"))
    g_assert_cmpuint (reply->status, ==, g_ascii_strtoull (check->name + strlen ("http-"), NULL, 10));
  check->check (sim, reply, answer);
}

/* No scenario without a test. */
static void
test_all_are_here (void)
{
  const char *const *names = sonde_sim_list_scenarios ();

  g_assert_cmpuint (g_strv_length ((char **) names), ==, G_N_ELEMENTS (checks));
  for (guint i = 0; names[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (checks[i].name, names[i]));
}

static gpointer
ask_thread (gpointer data)
{
  return sim_ask (data, "sim:stall", TRUE, TRUE, "");
}

/* The stall ends with the simulator and no sooner. */
static void
test_stall (void)
{
  g_autoptr (SondeSim) sim = sonde_sim_new ();
  g_autoptr (GThread) thread = NULL;
  g_autoptr (Reply) reply = NULL;
  g_autoptr (Answer) answer = NULL;
  gint64 start;

  g_assert_true (sonde_sim_start (sim, 0, NULL));
  start = g_get_monotonic_time ();
  thread = g_thread_new ("ask", ask_thread, sim);
  g_assert_true (sonde_sim_wait_requests (sim, 1, 10000));
  g_usleep (200000);
  sonde_sim_stop (sim);
  reply = g_thread_join (g_steal_pointer (&thread));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 200000);
  answer = reply_dup_answer (reply);
  g_assert_false (reply->ended);
  g_assert_cmpstr (answer->content->str, ==, BEGINNING);
}

/* The setting, the header, and the message, which wins. */
static void
test_choice (void)
{
  g_autoptr (SondeSim) sim = sonde_sim_new ();
  g_autoptr (Reply) by_setting = NULL;
  g_autoptr (Reply) by_header = NULL;
  g_autoptr (Reply) by_message = NULL;
  g_autoptr (Reply) nothing = NULL;
  g_autoptr (Reply) models = NULL;

  g_assert_true (sonde_sim_start (sim, 0, NULL));
  sonde_sim_set_scenario (sim, "http-402");
  by_setting = sim_ask (sim, "x", FALSE, TRUE, "");
  by_header = sim_request (sim, "GET", "/models", "X-Sonde-Scenario: http-403\r\n", "");
  by_message = sim_ask (sim, "sim:http-500", FALSE, TRUE, "");
  nothing = sim_ask (sim, "sim:http", FALSE, TRUE, "");
  models = sim_request (sim, "GET", "/models", "", "");
  g_assert_cmpuint (by_setting->status, ==, 402);
  g_assert_cmpuint (by_header->status, ==, 403);
  g_assert_cmpuint (by_message->status, ==, 500);
  g_assert_cmpuint (nothing->status, ==, 400);
  g_assert_cmpuint (models->status, ==, 402);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autofree char *path = g_strconcat ("/sim/scenario/", checks[i].name, NULL);

      if (checks[i].check != NULL)
        g_test_add_data_func (path, &checks[i], test_scenario);
    }
  g_test_add_func ("/sim/scenario/stall", test_stall);
  g_test_add_func ("/sim/all-are-here", test_all_are_here);
  g_test_add_func ("/sim/choice", test_choice);
  return g_test_run ();
}
