/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-catalogue.h"
#include "sonde-chat.h"
#include "sonde-error.h"
#include "sonde-sim.h"
#include "sonde-test.h"

#include <string.h>

#define KEY      "sk-test-hush"
#define NO_ERROR (-1)
#define BODY                                                                                                 \
  "{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"thinking\":"        \
  "{\"type\":\"enabled\"},\"stream\":%s}"

/* How the simulator's nastiness must end. */
typedef struct
{
  const char *scenario;
  int code;         /* of the end, or of the first retry, or NO_ERROR */
  gboolean begun;   /* something of an answer was kept */
  gboolean retried; /* only the first retry is looked at */
} Case;

static const Case cases[] = {
  { "demo", NO_ERROR, TRUE },
  { "echo", NO_ERROR, TRUE },
  { "long", NO_ERROR, TRUE },
  { "tool-call", NO_ERROR, TRUE },
  { "keep-alive", NO_ERROR, TRUE },
  { "cut", SONDE_ERROR_CUT, TRUE },
  { "cut-chunk", SONDE_ERROR_CUT, TRUE },
  { "reset", SONDE_ERROR_CUT, TRUE },
  { "no-done", NO_ERROR, TRUE },
  { "done-without-finish", NO_ERROR, TRUE },
  { "odd-chunks", NO_ERROR, TRUE },
  { "crlf", NO_ERROR, TRUE },
  { "crlf-odd-chunks", NO_ERROR, TRUE },
  { "gzip", NO_ERROR, TRUE },
  { "text-plain", NO_ERROR, TRUE },
  { "html-502", SONDE_ERROR_GATEWAY, FALSE, TRUE },
  { "html-200", SONDE_ERROR_WRONG_ADDRESS },
  { "json-instead", NO_ERROR, TRUE },
  { "error-in-stream", SONDE_ERROR_STREAM, TRUE },
  { "error-string", SONDE_ERROR_STREAM, TRUE },
  { "error-event", SONDE_ERROR_STREAM, TRUE },
  { "error-string-400", SONDE_ERROR_NO_MODEL },
  { "http-400", SONDE_ERROR_CONTEXT_TOO_LONG },
  { "http-401", SONDE_ERROR_BAD_KEY },
  { "http-402", SONDE_ERROR_NO_BALANCE },
  { "http-403", SONDE_ERROR_FORBIDDEN },
  { "http-404", SONDE_ERROR_WRONG_ADDRESS },
  { "http-413", SONDE_ERROR_TOO_BIG },
  { "http-422", SONDE_ERROR_BAD_PARAMETER },
  { "http-429", SONDE_ERROR_RATE_LIMITED, FALSE, TRUE },
  { "http-500", SONDE_ERROR_SERVER, FALSE, TRUE },
  { "http-503", SONDE_ERROR_OVERLOADED, FALSE, TRUE },
  { "insufficient", SONDE_ERROR_OVERLOADED, TRUE },
  { "length", SONDE_ERROR_TRUNCATED, TRUE },
  { "content-filter", SONDE_ERROR_REFUSED_CONTENT, TRUE },
  { "unknown-finish", SONDE_ERROR_UNKNOWN_FINISH, TRUE },
  { "empty", SONDE_ERROR_EMPTY_ANSWER, FALSE, TRUE },
  { "think-tags", NO_ERROR, TRUE },
  { "reasoning-field", NO_ERROR, TRUE },
  { "redirect-elsewhere", SONDE_ERROR_REDIRECTED },
  { "redirect-same", NO_ERROR, TRUE },
  { "invalid-utf8", NO_ERROR, TRUE },
};

typedef struct
{
  SondeHttp *http;
  SondeChat *chat;
  GCancellable *cancellable;
  GString *content;
  GError *why;
} Run;

static void
delta_cb (SondeChat *chat, int kind, const char *text, Run *run)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (kind == SONDE_DELTA_CONTENT)
    g_string_append (run->content, text);
}

static void
retrying_cb (SondeChat *chat, guint attempt, guint delay_ms, const GError *why, Run *run)
{
  run->why = g_error_copy (why);
  g_cancellable_cancel (run->cancellable);
}

static Run *
run_new (SondeSim *sim, gboolean stream)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);
  g_autoptr (SondeProvider) provider
    = sonde_provider_copy_at (sonde_catalogue_get_default (catalogue), sonde_sim_get_url (sim), NULL);
  g_autofree char *body = g_strdup_printf (BODY, stream ? "true" : "false");

  run->http = sonde_http_new ("none");
  run->cancellable = g_cancellable_new ();
  run->content = g_string_new (NULL);
  run->chat = sonde_chat_new (run->http, provider, KEY, body, stream);
  g_signal_connect (run->chat, "delta", G_CALLBACK (delta_cb), run);
  g_signal_connect (run->chat, "retrying", G_CALLBACK (retrying_cb), run);
  return run;
}

static void
run_free (Run *run)
{
  g_object_unref (run->chat);
  g_object_unref (run->http);
  g_object_unref (run->cancellable);
  g_string_free (run->content, TRUE);
  g_clear_error (&run->why);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static void
run_chat (Run *run, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_chat_run_async (run->chat, run->cancellable, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  sonde_chat_run_finish (run->chat, result, error);
}

static SondeSim *
start_sim (const char *scenario)
{
  SondeSim *sim = sonde_sim_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (sonde_sim_start (sim, 0, &error));
  g_assert_no_error (error);
  sonde_sim_set_key (sim, KEY);
  if (scenario != NULL)
    sonde_sim_set_scenario (sim, scenario);
  return sim;
}

static void
test_scenario (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (SondeSim) sim = start_sim (test->scenario);
  g_autoptr (Run) run = run_new (sim, TRUE);
  g_autoptr (GError) end = NULL;
  SondeReply *reply;
  const GError *error;

  run_chat (run, &end);
  reply = sonde_chat_get_reply (run->chat);
  error = test->retried ? run->why : end;
  if (test->code == NO_ERROR)
    g_assert_no_error (error);
  else
    g_assert_error (error, SONDE_ERROR, test->code);
  g_assert_true ((run->why != NULL) == test->retried);
  g_assert_cmpint (sonde_reply_has_begun (reply), ==, test->begun);
  g_assert_cmpstr (run->content->str, ==, sonde_reply_get_content (reply));
}

/* Nothing is asked twice of a host that redirects elsewhere, and the key does not follow. */
static void
test_redirect_keeps_key (void)
{
  g_autoptr (SondeSim) sim = start_sim ("redirect-elsewhere");
  g_autoptr (Run) run = run_new (sim, TRUE);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) log = NULL;

  run_chat (run, &error);
  log = sonde_sim_dup_log (sim);
  g_assert_cmpuint (g_strv_length (log), ==, 1);
}

static void
test_whole (void)
{
  g_autoptr (SondeSim) sim = start_sim ("echo");
  g_autoptr (Run) run = run_new (sim, FALSE);
  g_autoptr (GError) error = NULL;

  run_chat (run, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (run->content->str, !=, "");
  g_assert_nonnull (sonde_reply_get_usage (sonde_chat_get_reply (run->chat)));
}

/* The recording whose error stands in a line that is no event. */
static void
test_recorded_error_line (void)
{
  g_autofree char *path = sonde_test_dup_conformance_path (
    "streams/gpustack--qwen3--nking-gpustack-qwen3-streams-thinking-content-when-available-0.sse");
  g_autoptr (SondeSim) sim = start_sim (NULL);
  g_autoptr (Run) run = run_new (sim, TRUE);
  g_autoptr (GError) error = NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the conformance data is not here");
      return;
    }
  g_assert_true (sonde_sim_set_recording (sim, path, 1000, &error));
  run_chat (run, &error);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STREAM);
  g_assert_cmpstr (sonde_error_get_server_words (error),
                   ==,
                   "failed to decode, try again, increasing context size or reducing parallel");
}

/* How long Stop takes, in the middle of a fast stream; the bound is far above the 100 ms that are wanted, for
 * slow machines. */
static void
stop_cb (gpointer user_data)
{
  Run *run = user_data;

  g_object_set_data (G_OBJECT (run->cancellable), "when", GSIZE_TO_POINTER ((gsize) g_get_monotonic_time ()));
  g_cancellable_cancel (run->cancellable);
}

static void
test_stop (void)
{
  g_autoptr (SondeSim) sim = start_sim ("book");
  g_autoptr (Run) run = run_new (sim, TRUE);
  g_autoptr (GError) error = NULL;
  gint64 spent;

  g_timeout_add_once (100, stop_cb, run);
  run_chat (run, &error);
  spent = g_get_monotonic_time ()
          - (gint64) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (run->cancellable), "when"));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_test_message ("stopped in %" G_GINT64_FORMAT " µs", spent);
  g_assert_cmpint (spent, <, 2 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/chat-sim/scenario/", cases[i].scenario, NULL);

      g_test_add_data_func (path, &cases[i], test_scenario);
    }
  g_test_add_func ("/chat-sim/redirect-keeps-key", test_redirect_keeps_key);
  g_test_add_func ("/chat-sim/whole", test_whole);
  g_test_add_func ("/chat-sim/recorded-error-line", test_recorded_error_line);
  g_test_add_func ("/chat-sim/stop", test_stop);
  return g_test_run ();
}
