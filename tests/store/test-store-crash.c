/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Kills a process that writes at random moments. What it said was written is there, the answer that was
 * streaming is a prefix of what was sent and marked as interrupted, and the file is whole. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "sonde-test.h"
#include "store-test.h"

#define N_KILLS          110
#define N_KILLS_THOROUGH 1000 /* with -m thorough */
#define N_KILLS_SLOW     3
#define N_TOKENS         400

typedef struct
{
  char *dir;
  char *path;
} Fixture;

typedef struct
{
  gint64 conversation;
  gint64 question;
  gint64 answer;
  gint64 done;
  guint n_questions;
  gsize length; /* of the answer, the last one said */
} Report;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = sonde_test_make_dir ();
  f->path = store_test_dup_path (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sonde_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static GSubprocess *
spawn (Fixture *f, const char *how)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "store", "store-writer", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *process
    = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, f->dir, how, NULL);

  g_assert_no_error (error);
  return process;
}

static GDataInputStream *
get_output (GSubprocess *process)
{
  return g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
}

static gboolean
read_line (GDataInputStream *output, Report *report)
{
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  gint64 number;

  if (line == NULL)
    return FALSE;
  number = g_ascii_strtoll (strchr (line, ' '), NULL, 10);
  if (g_str_has_prefix (line, "conversation "))
    report->conversation = number;
  else if (g_str_has_prefix (line, "question "))
    {
      report->question = number;
      report->n_questions++;
      report->length = 0;
    }
  else if (g_str_has_prefix (line, "answer "))
    report->answer = number;
  else if (g_str_has_prefix (line, "done "))
    report->done = number;
  else if (g_str_has_prefix (line, "length "))
    report->length = number;
  return TRUE;
}

static void
kill_now (GSubprocess *process, GDataInputStream *output, Report *report)
{
  g_subprocess_send_signal (process, SIGKILL);
  while (read_line (output, report))
    ;
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (process));
}

static void
assert_prefix (const char *prefix, const char *whole)
{
  g_assert_true (g_str_has_prefix (whole, prefix));
}

/* A complete answer is all of it, another one the beginning. */
static void
assert_answer (SondeMessage *answer, guint number)
{
  g_autoptr (GString) content = g_string_new (NULL);
  g_autoptr (GString) reasoning = g_string_new (NULL);

  for (guint i = 0; i < N_TOKENS; i++)
    {
      g_autofree char *token = store_test_dup_token (number, i);

      g_string_append (i % 4 == 0 ? reasoning : content, token);
    }
  if (sonde_message_get_state (answer) == SONDE_STATE_COMPLETE)
    {
      g_assert_cmpstr (sonde_message_get_content (answer), ==, content->str);
      g_assert_cmpstr (sonde_message_get_reasoning (answer), ==, reasoning->str);
      return;
    }
  g_assert_cmpint (sonde_message_get_state (answer), ==, SONDE_STATE_INTERRUPTED);
  assert_prefix (sonde_message_get_content (answer), content->str);
  assert_prefix (sonde_message_get_reasoning (answer), reasoning->str);
}

/* Gives the text of the last answer. */
static gsize
assert_report (Fixture *f, const Report *report)
{
  SondeStore *store = store_test_open (f->dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) loaded = store_test_load (store, report->conversation, &error);
  g_autofree char *streaming = NULL;
  GPtrArray *messages;
  gsize length = 0;

  g_assert_no_error (error);
  messages = sonde_conversation_get_messages (loaded);
  g_assert_cmpuint (messages->len, >=, 2 * report->n_questions - (report->answer < report->question));
  for (guint i = 0; i < messages->len; i++)
    {
      SondeMessage *message = g_ptr_array_index (messages, i);
      g_autofree char *question = g_strdup_printf ("question %u", i / 2);

      if (i % 2 == 0)
        g_assert_cmpstr (sonde_message_get_content (message), ==, question);
      else
        assert_answer (message, i / 2);
      if (i % 2 == 1 && sonde_message_get_id (message) <= report->done)
        g_assert_cmpint (sonde_message_get_state (message), ==, SONDE_STATE_COMPLETE);
      length = sonde_message_get_content_length (message);
    }
  store_test_close (store);
  streaming = store_test_query (f->path,
                                "SELECT (SELECT count(*) FROM message WHERE state = 2) || ' ' || "
                                "(SELECT count(*) FROM chunk)");
  g_assert_cmpstr (streaming, ==, "0 0");
  store_test_check (f->path);
  return length;
}

static void
test_kill (Fixture *f, gconstpointer data)
{
  guint n_kills = g_test_thorough () ? N_KILLS_THOROUGH : N_KILLS;
  guint n_questions = 0;

  for (guint i = 0; i < n_kills; i++)
    {
      g_autoptr (GSubprocess) process = spawn (f, "fast");
      g_autoptr (GDataInputStream) output = get_output (process);
      Report report = { 0 };

      /* Killed after 5 to 60 ms of writing; every tenth one while it opens. */
      if (i % 10 != 9)
        while (report.question == 0 && read_line (output, &report))
          ;
      g_usleep (g_test_rand_int_range (5, 60) * 1000);
      kill_now (process, output, &report);
      if (report.conversation != 0)
        assert_report (f, &report);
      else
        store_test_close (store_test_open (f->dir));
      n_questions += report.n_questions;
      if (i % 20 == 19)
        {
          sonde_test_remove_dir (f->dir);
          g_mkdir (f->dir, 0700);
        }
    }
  g_test_message ("%u kills, %u questions", n_kills, n_questions);
}

/* At most the last moment of an answer is lost; a whole second is allowed for a slow machine. */
static void
test_kill_slow (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < N_KILLS_SLOW; i++)
    {
      g_autoptr (GSubprocess) process = spawn (f, "slow");
      g_autoptr (GDataInputStream) output = get_output (process);
      Report report = { 0 };
      gint64 begin = 0;
      gsize lately = 0;
      gsize length;

      while (read_line (output, &report))
        {
          gint64 now = g_get_monotonic_time ();

          if (begin == 0 && report.length > 0)
            begin = now;
          if (begin != 0 && now - begin < 500 * 1000)
            lately = report.length;
          if (begin != 0 && now - begin > 1500 * 1000)
            break;
        }
      kill_now (process, output, &report);
      length = assert_report (f, &report);
      g_test_message ("%zu of %zu bytes", length, report.length);
      g_assert_cmpuint (lately, >, 0);
      g_assert_cmpuint (length, >=, lately);
    }
}

/* The window stays open while the command line writes and dies. */
static void
test_beside (Fixture *f, gconstpointer data)
{
  SondeStore *store = store_test_open (f->dir);
  g_autoptr (SondeConversation) own = store_test_begin (store, "Own");
  g_autoptr (SondeMessage) answer = store_test_say (
    store, sonde_conversation_get_id (own), 0, SONDE_ROLE_ASSISTANT, SONDE_STATE_STREAMING, "");
  g_autoptr (GSubprocess) process = spawn (f, "fast");
  g_autoptr (GDataInputStream) output = get_output (process);
  g_autoptr (SondeConversation) theirs = NULL;
  g_autoptr (SondeConversation) ours = NULL;
  g_autoptr (GError) error = NULL;
  Report report = { 0 };
  guint n = 0;

  while (report.n_questions < 5 && read_line (output, &report))
    {
      sonde_message_append_content (answer, "token ");
      sonde_store_append (store, answer);
      store_test_settle (store);
      n++;
    }
  kill_now (process, output, &report);
  sonde_message_set_state (answer, SONDE_STATE_COMPLETE);
  g_assert_true (store_test_save_message (store, answer, &error));

  theirs = store_test_load (store, report.conversation, &error);
  g_assert_no_error (error);
  for (guint i = 1; i < sonde_conversation_get_n_messages (theirs); i += 2)
    assert_answer (store_test_get_message (theirs, i), i / 2);
  ours = store_test_load (store, sonde_conversation_get_id (own), &error);
  g_assert_cmpuint (sonde_message_get_content_length (store_test_get_message (ours, 0)), ==, n * 6);
  store_test_close (store);
  store_test_check (f->path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/crash/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("kill", test_kill);
  ADD ("kill-slow", test_kill_slow);
  ADD ("beside", test_beside);
  return g_test_run ();
}
