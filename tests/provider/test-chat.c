/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "raw-server.h"
#include "sonde-chat.h"
#include "sonde-error.h"
#include "sonde-retry.h"
#include "sonde-test.h"

#include <string.h>

#define KEY      "sk-test-hush"
#define NO_ERROR (-1)

#define OK_HEAD(type)                  "HTTP/1.1 200 OK\r\nContent-Type: " type "\r\nConnection: close\r\n\r\n"
#define STREAM                         OK_HEAD ("text/event-stream; charset=utf-8")
#define DATA(delta)                    "data: {\"choices\":[{\"index\":0,\"delta\":" delta "}]}\n\n"
#define STOP                           "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define DONE                           "data: [DONE]\n\n"
#define HELLO                          DATA ("{\"content\":\"Hello\"}")
#define REFUSAL(status, headers, body) "HTTP/1.1 " status "\r\nConnection: close\r\n" headers "\r\n" body
#define JSON_REFUSAL(status, body)     REFUSAL (status, "Content-Type: application/json\r\n", body)

/* A chat with what its signals said. */
typedef struct
{
  SondeHttp *http;
  SondeChat *chat;
  GCancellable *cancellable;
  GString *content;
  GString *reasoning;
  guint n_waiting;
  guint n_retrying;
  guint last_delay;
  GError *why;
  gboolean stop_at_retry;
  gboolean stop_at_delta;
  GError *error;
} Run;

static void
delta_cb (SondeChat *chat, int kind, const char *text, Run *run)
{
  g_string_append (kind == SONDE_DELTA_CONTENT ? run->content : run->reasoning, text);
  if (run->stop_at_delta)
    g_cancellable_cancel (run->cancellable);
}

static void
retrying_cb (SondeChat *chat, guint attempt, guint delay_ms, const GError *why, Run *run)
{
  run->n_retrying++;
  g_assert_cmpuint (attempt, ==, run->n_retrying);
  run->last_delay = delay_ms;
  g_clear_error (&run->why);
  run->why = g_error_copy (why);
  if (run->stop_at_retry)
    g_cancellable_cancel (run->cancellable);
}

static void
waiting_cb (SondeChat *chat, Run *run)
{
  run->n_waiting++;
}

static Run *
run_new (const char *url, gboolean stream)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeProvider) provider = sonde_provider_new_compatible ("test", NULL, url, &error);

  g_assert_no_error (error);
  run->http = sonde_http_new ("none");
  run->cancellable = g_cancellable_new ();
  run->content = g_string_new (NULL);
  run->reasoning = g_string_new (NULL);
  run->chat = sonde_chat_new (run->http, provider, KEY, "{\"model\":\"m\"}", stream);
  g_signal_connect (run->chat, "delta", G_CALLBACK (delta_cb), run);
  g_signal_connect (run->chat, "retrying", G_CALLBACK (retrying_cb), run);
  g_signal_connect (run->chat, "waiting", G_CALLBACK (waiting_cb), run);
  return run;
}

static void
run_free (Run *run)
{
  g_object_unref (run->chat);
  g_object_unref (run->http);
  g_object_unref (run->cancellable);
  g_string_free (run->content, TRUE);
  g_string_free (run->reasoning, TRUE);
  g_clear_error (&run->why);
  g_clear_error (&run->error);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static gboolean
run_chat (Run *run)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean complete;

  sonde_chat_run_async (run->chat, run->cancellable, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  complete = sonde_chat_run_finish (run->chat, result, &run->error);
  g_assert_cmpint (complete, ==, run->error == NULL);
  return complete;
}

/* Tests of one reply, byte for byte. */

typedef struct
{
  const char *name;
  const char *reply;
  const char *content; /* NULL is "" */
  int code;            /* of the end, or of the first retry, or NO_ERROR */
  const char *words;   /* the server's own, or NULL not to look */
  gboolean whole;      /* no stream is asked for */
  gboolean retried;    /* tried again, seen by the signal */
} Case;

static const Case cases[] = {
  { "stream", STREAM HELLO STOP DONE, "Hello", NO_ERROR },
  { "held-open-after-done", STREAM HELLO STOP DONE RAW_HOLD, "Hello", NO_ERROR },
  { "finish-without-done", STREAM HELLO STOP, "Hello", NO_ERROR },
  { "comments-and-blank-lines", STREAM ": keep-alive\n\n\n\n" HELLO STOP DONE, "Hello", NO_ERROR },
  { "no-content-type", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" HELLO STOP DONE, "Hello", NO_ERROR },
  { "stream-called-json", OK_HEAD ("application/json") HELLO STOP DONE, "Hello", NO_ERROR },
  { "cut", STREAM HELLO, "Hello", SONDE_ERROR_CUT },
  { "cut-before-token", STREAM ": keep-alive\n\n", NULL, SONDE_ERROR_CUT, NULL, FALSE, TRUE },
  { "empty-body", STREAM, NULL, SONDE_ERROR_CUT, NULL, FALSE, TRUE },
  { "chunk-broken-after-finish",
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    "88\r\n" HELLO STOP "\r\nzz\r\n",
    "Hello",
    NO_ERROR },
  { "empty-answer", STREAM STOP DONE, NULL, SONDE_ERROR_EMPTY_ANSWER, NULL, FALSE, TRUE },
  { "error-in-stream",
    STREAM HELLO "data: {\"error\":{\"message\":\"key " KEY " broke\"}}\n\n" RAW_HOLD,
    "Hello",
    SONDE_ERROR_STREAM,
    "key [key] broke" },
  { "error-first", STREAM "data: {\"error\":\"down\"}\n\n", NULL, SONDE_ERROR_STREAM, "down" },
  { "error-event", STREAM "event: error\ndata: {\"message\":\"x\"}\n\n", NULL, SONDE_ERROR_STREAM, "x" },
  { "error-line",
    STREAM HELLO "error: {\"error\":{\"message\":\"failed to decode\"}}\n\n",
    "Hello",
    SONDE_ERROR_STREAM,
    "failed to decode" },
  { "error-line-is-no-data", STREAM DATA ("{\"content\":\"error: no\"}") STOP, "error: no", NO_ERROR },
  { "json-instead",
    OK_HEAD ("application/json") "\n\n {\"choices\":[{\"message\":{\"content\":\"Hello\"},"
                                 "\"finish_reason\":\"stop\"}]}",
    "Hello",
    NO_ERROR },
  { "json-called-stream",
    STREAM "{\"error\":{\"message\":\"Authentication Fails\"}}",
    NULL,
    SONDE_ERROR_STREAM,
    "Authentication Fails" },
  { "whole",
    OK_HEAD ("application/json") "\n\n\n{\"choices\":[{\"message\":{\"content\":\"Hello\"},"
                                 "\"finish_reason\":\"stop\"}]}",
    "Hello",
    NO_ERROR,
    NULL,
    TRUE },
  { "whole-only-blank-lines",
    OK_HEAD ("application/json") "\n\n\n",
    NULL,
    SONDE_ERROR_CUT,
    NULL,
    TRUE,
    TRUE },
  { "whole-cut", OK_HEAD ("application/json") "{\"choices\":[{", NULL, SONDE_ERROR_PROTOCOL, NULL, TRUE },
  { "plain-text", OK_HEAD ("text/plain") "Welcome", NULL, SONDE_ERROR_PROTOCOL, "Welcome" },
  { "html-200",
    OK_HEAD ("text/html") "<!DOCTYPE html><html><head><title>x</title><style>a{}</style></head><body>"
                          "<h1>Log&nbsp;in</h1><script>if(a<b){}</script>\n<p>A &amp; B</p></body></html>",
    NULL,
    SONDE_ERROR_WRONG_ADDRESS,
    "Log in A & B" },
  { "html-404",
    REFUSAL ("404 Not Found", "Content-Type: text/html\r\n", "<html><body>nothing</body></html>"),
    NULL,
    SONDE_ERROR_WRONG_ADDRESS,
    "nothing" },
  { "html-502",
    REFUSAL ("502 Bad Gateway", "Content-Type: text/html\r\n", "<html><body>Bad gateway</body></html>"),
    NULL,
    SONDE_ERROR_GATEWAY,
    "Bad gateway",
    FALSE,
    TRUE },
  { "524", REFUSAL ("524 A Timeout Occurred", "", ""), NULL, SONDE_ERROR_GATEWAY, NULL, FALSE, TRUE },
  { "400",
    JSON_REFUSAL ("400 Bad Request", "{\"error\":{\"message\":\"`messages` is empty\",\"code\":null}}"),
    NULL,
    SONDE_ERROR_BAD_REQUEST,
    "`messages` is empty" },
  { "400-model",
    JSON_REFUSAL ("400 Bad Request", "{\"error\":{\"message\":\"Model Not Exist\"}}"),
    NULL,
    SONDE_ERROR_NO_MODEL,
    "Model Not Exist" },
  { "404-model",
    JSON_REFUSAL ("404 Not Found", "{\"error\":\"model \\\"x\\\" not found, try pulling it first\"}"),
    NULL,
    SONDE_ERROR_NO_MODEL },
  { "400-context",
    JSON_REFUSAL ("400 Bad Request",
                  "{\"error\":{\"message\":\"This model's maximum context length is 65536 tokens.\"}}"),
    NULL,
    SONDE_ERROR_CONTEXT_TOO_LONG },
  { "400-reasoning",
    JSON_REFUSAL ("400 Bad Request",
                  "{\"error\":{\"message\":\"The `reasoning_content` in the thinking mode must be passed "
                  "back to the API.\"}}"),
    NULL,
    SONDE_ERROR_BAD_REQUEST },
  { "401-with-key",
    JSON_REFUSAL ("401 Unauthorized", "{\"error\":{\"message\":\"Your api key: " KEY " is invalid\"}}"),
    NULL,
    SONDE_ERROR_BAD_KEY,
    "Your api key: [key] is invalid" },
  { "401-bare-string",
    JSON_REFUSAL ("401 Unauthorized", "\"Invalid token\""),
    NULL,
    SONDE_ERROR_BAD_KEY,
    "Invalid token" },
  { "402",
    JSON_REFUSAL ("402 Payment Required", "{\"error\":{\"message\":\"Insufficient Balance\"}}"),
    NULL,
    SONDE_ERROR_NO_BALANCE,
    "Insufficient Balance" },
  { "403",
    JSON_REFUSAL ("403 Forbidden", "{\"detail\":\"not you\"}"),
    NULL,
    SONDE_ERROR_FORBIDDEN,
    "not you" },
  { "403-balance",
    JSON_REFUSAL (
      "403 Forbidden",
      "{\"code\":30001,\"message\":\"Sorry, your account balance is insufficient\",\"data\":null}"),
    NULL,
    SONDE_ERROR_NO_BALANCE },
  { "404", JSON_REFUSAL ("404 Not Found", "{\"detail\":\"Not Found\"}"), NULL, SONDE_ERROR_WRONG_ADDRESS },
  { "413", REFUSAL ("413 Payload Too Large", "", "too big"), NULL, SONDE_ERROR_TOO_BIG, "too big" },
  { "422",
    JSON_REFUSAL ("422 Unprocessable", "{\"detail\":[{\"loc\":[\"body\"]}]}"),
    NULL,
    SONDE_ERROR_BAD_PARAMETER,
    "[{\"loc\":[\"body\"]}]" },
  { "429",
    JSON_REFUSAL ("429 Too Many Requests", "{\"error\":{\"message\":\"slow\"}}"),
    NULL,
    SONDE_ERROR_RATE_LIMITED,
    "slow",
    FALSE,
    TRUE },
  { "500", REFUSAL ("500 Internal Server Error", "", "oops"), NULL, SONDE_ERROR_SERVER, "oops", FALSE, TRUE },
  { "503", REFUSAL ("503 Service Unavailable", "", ""), NULL, SONDE_ERROR_OVERLOADED, NULL, FALSE, TRUE },
  { "429-forever",
    JSON_REFUSAL ("429 Too Many Requests\r\nRetry-After: 86400", "{\"error\":\"tomorrow\"}"),
    NULL,
    SONDE_ERROR_RATE_LIMITED,
    "tomorrow" },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  const char *replies[] = { test->reply, NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), !test->whole);
  const GError *error;

  run->stop_at_retry = TRUE;
  run_chat (run);
  error = test->retried ? run->why : run->error;
  g_assert_cmpuint (run->n_retrying, ==, test->retried ? 1 : 0);
  if (test->code == NO_ERROR)
    g_assert_no_error (error);
  else
    g_assert_error (error, SONDE_ERROR, test->code);
  if (test->words != NULL)
    g_assert_cmpstr (sonde_error_get_server_words (error), ==, test->words);
  if (error != NULL)
    g_assert_null (strstr (error->message, KEY));
  g_assert_cmpstr (run->content->str, ==, test->content != NULL ? test->content : "");
  g_assert_cmpstr (sonde_reply_get_content (sonde_chat_get_reply (run->chat)), ==, run->content->str);
  g_assert_cmpuint (run->n_waiting, ==, 1);
}

static void
test_request (void)
{
  const char *replies[] = { STREAM HELLO STOP DONE, NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autofree char *url = g_strconcat (raw_server_get_url (server), "/api/v3/", NULL);
  g_autoptr (Run) run = run_new (url, TRUE);
  g_autofree char *request = NULL;

  g_assert_true (run_chat (run));
  request = raw_server_dup_request (server);
  g_assert_true (g_str_has_prefix (request, "POST /api/v3/chat/completions HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "Authorization: Bearer " KEY "\r\n"));
  g_assert_nonnull (strstr (request, "Content-Type: application/json\r\n"));
  g_assert_nonnull (strstr (request, "Accept: text/event-stream\r\n"));
  g_assert_nonnull (strstr (request, "Accept-Encoding: identity\r\n"));
  g_assert_true (g_str_has_suffix (request, "\r\n\r\n{\"model\":\"m\"}"));
}

/* Some servers keep the connection after [DONE]: we close it. */
static void
test_close_after_done (void)
{
  const char *replies[] = { STREAM HELLO STOP DONE RAW_HOLD, NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);

  g_assert_true (run_chat (run));
  for (guint i = 0; i < 500 && !raw_server_saw_close (server); i++)
    sonde_test_spin (10);
  g_assert_true (raw_server_saw_close (server));
}

/* A host that proves the end and then neither says [DONE] nor hangs up. */
static void
test_held_after_finish (void)
{
  const char *replies[] = { STREAM HELLO STOP RAW_HOLD, NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);

  g_assert_true (run_chat (run));
  g_assert_cmpstr (run->content->str, ==, "Hello");
}

static void
test_retry_after (void)
{
  const char *replies[] = {
    REFUSAL ("429 Too Many Requests", "Retry-After: 0\r\n", "{\"error\":\"slow\"}"),
    REFUSAL ("503 Service Unavailable", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", ""),
    REFUSAL ("429 Too Many Requests", "Retry-After: 0.05\r\n", ""),
    STREAM HELLO STOP DONE,
    NULL,
  };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);

  g_assert_true (run_chat (run));
  g_assert_cmpuint (run->n_retrying, ==, 3);
  g_assert_cmpuint (run->n_waiting, ==, 4);
  g_assert_cmpuint (run->last_delay, ==, 50);
  g_assert_cmpuint (raw_server_get_requests (server), ==, 4);
  g_assert_cmpstr (run->content->str, ==, "Hello");
}

static void
test_retry_gives_up (void)
{
  const char *replies[] = { REFUSAL ("503 Service Unavailable", "Retry-After: 0\r\n", ""), NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);

  g_assert_false (run_chat (run));
  g_assert_error (run->error, SONDE_ERROR, SONDE_ERROR_OVERLOADED);
  g_assert_cmpuint (sonde_error_get_http_status (run->error), ==, 503);
  g_assert_cmpuint (run->n_retrying, ==, SONDE_RETRY_MAX_ATTEMPTS);
}

/* A token that was shown is not taken back, so nothing is asked again. */
static void
test_no_retry_after_token (void)
{
  const char *replies[] = { STREAM DATA ("{\"reasoning_content\":\"Hm\"}"), NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);

  g_assert_false (run_chat (run));
  g_assert_error (run->error, SONDE_ERROR, SONDE_ERROR_CUT);
  g_assert_cmpuint (run->n_retrying, ==, 0);
  g_assert_cmpstr (run->reasoning->str, ==, "Hm");
}

static void
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* Stop in each phase; the limit is far above what it takes, for slow machines. */
static void
check_stop (const char *reply, gboolean at_delta, guint after_ms)
{
  const char *replies[] = { reply, NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);
  gint64 start = g_get_monotonic_time ();

  run->stop_at_delta = at_delta;
  if (!at_delta)
    g_timeout_add_once (after_ms, cancel_cb, run->cancellable);
  g_assert_false (run_chat (run));
  g_assert_error (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
  g_assert_cmpstr (run->content->str, ==, at_delta ? "Hello" : "");
  g_assert_cmpstr (sonde_reply_get_content (sonde_chat_get_reply (run->chat)), ==, run->content->str);
}

static void
test_stop (void)
{
  g_test_summary ("before the head, before the first token, in mid-stream, while waiting for a retry");
  check_stop (RAW_HOLD, FALSE, 50);
  check_stop (STREAM ": keep-alive\n\n" RAW_HOLD, FALSE, 50);
  check_stop (STREAM HELLO RAW_HOLD, TRUE, 0);
  check_stop (REFUSAL ("429 Too Many", "Retry-After: 30\r\n", ""), FALSE, 200);
}

static void
test_stop_before (void)
{
  const char *replies[] = { STREAM HELLO STOP DONE, NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);

  g_cancellable_cancel (run->cancellable);
  g_assert_false (run_chat (run));
  g_assert_error (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_time_outs (void)
{
  const SondeHttpLimits limits = { 200, 200, 0 };
  const char *silent[] = { STREAM RAW_HOLD, NULL };
  const char *stalled[] = { STREAM HELLO RAW_HOLD, NULL };
  g_autoptr (RawServer) silent_server = raw_server_new (silent);
  g_autoptr (RawServer) stalled_server = raw_server_new (stalled);
  g_autoptr (Run) silent_run = run_new (raw_server_get_url (silent_server), TRUE);
  g_autoptr (Run) stalled_run = run_new (raw_server_get_url (stalled_server), TRUE);

  sonde_chat_set_limits (silent_run->chat, &limits);
  sonde_chat_set_limits (stalled_run->chat, &limits);
  g_assert_false (run_chat (silent_run));
  g_assert_error (silent_run->error, SONDE_ERROR, SONDE_ERROR_FIRST_BYTE_TIMEOUT);
  g_assert_false (run_chat (stalled_run));
  g_assert_error (stalled_run->error, SONDE_ERROR, SONDE_ERROR_SILENCE_TIMEOUT);
  g_assert_cmpstr (stalled_run->content->str, ==, "Hello");
}

/* An error page without an end is not read to the end. */
static void
test_endless_error (void)
{
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_autofree char *reply = g_strconcat (REFUSAL ("400 Bad Request", "", ""), filler, RAW_HOLD, NULL);
  const char *replies[] = { reply, NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);

  g_assert_false (run_chat (run));
  g_assert_error (run->error, SONDE_ERROR, SONDE_ERROR_BAD_REQUEST);
  g_assert_cmpuint (strlen (sonde_error_get_server_words (run->error)), ==, 500);
}

static void
test_think (void)
{
  const char *replies[] = { STREAM DATA ("{\"content\":\"<think>r</think>\\n\\na\"}") STOP DONE, NULL };
  g_autoptr (RawServer) server = raw_server_new (replies);
  g_autoptr (Run) run = run_new (raw_server_get_url (server), TRUE);
  g_autoptr (Run) plain = run_new (raw_server_get_url (server), TRUE);

  g_assert_true (run_chat (run));
  g_assert_cmpstr (run->reasoning->str, ==, "r");
  g_assert_cmpstr (run->content->str, ==, "a");
  sonde_chat_set_deduce_reasoning (plain->chat, FALSE);
  g_assert_true (run_chat (plain));
  g_assert_cmpstr (plain->content->str, ==, "<think>r</think>\n\na");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/chat/reply/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/chat/request", test_request);
  g_test_add_func ("/chat/close-after-done", test_close_after_done);
  g_test_add_func ("/chat/held-after-finish", test_held_after_finish);
  g_test_add_func ("/chat/retry-after", test_retry_after);
  g_test_add_func ("/chat/retry-gives-up", test_retry_gives_up);
  g_test_add_func ("/chat/no-retry-after-token", test_no_retry_after_token);
  g_test_add_func ("/chat/stop", test_stop);
  g_test_add_func ("/chat/stop-before", test_stop_before);
  g_test_add_func ("/chat/time-outs", test_time_outs);
  g_test_add_func ("/chat/endless-error", test_endless_error);
  g_test_add_func ("/chat/think", test_think);
  return g_test_run ();
}
