/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Titles by the model, and what becomes of a model's words on their way to one. */

#include <string.h>

#include "sonde-engine-titles.h"
#include "sonde-sim.h"
#include "sonde-test.h"
#include "sonde-title-private.h"

#define QUESTION "What is the weather like on Venus?"

typedef struct
{
  SondeSim *sim;
  char *dir;
  SondeEngine *engine;
  SondeConversation *conversation;
  guint n_told; /* problems and notices */
} Fixture;

static void
told_cb (Fixture *fixture)
{
  fixture->n_told++;
}

static void
open_engine (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  fixture->engine = sonde_engine_new (fixture->dir);
  g_signal_connect_swapped (fixture->engine, "problem", G_CALLBACK (told_cb), fixture);
  g_signal_connect_swapped (fixture->engine, "notice", G_CALLBACK (told_cb), fixture);
  sonde_engine_open_async (fixture->engine, NULL, sonde_test_result_cb, &result);
  done = sonde_test_await (&result);
  g_assert_true (sonde_engine_open_finish (fixture->engine, done, &error));
  g_assert_no_error (error);
  sonde_engine_set_makes_titles (fixture->engine, TRUE);
}

static void
close_engine (Fixture *fixture)
{
  sonde_engine_close (fixture->engine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->conversation);
  g_assert_finalize_object (fixture->engine);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("SONDE_API_KEY", "sk-titles-test", TRUE);
  fixture->sim = sonde_sim_new ();
  g_assert_true (sonde_sim_start (fixture->sim, 0, &error));
  sonde_sim_set_pace (fixture->sim, 0);
  sonde_sim_set_key (fixture->sim, "sk-titles-test");
  fixture->dir = sonde_test_make_dir ();
  open_engine (fixture);
  g_assert_true (sonde_catalogue_set_base_url (
    sonde_engine_get_catalogue (fixture->engine), "deepseek", sonde_sim_get_url (fixture->sim), &error));
  g_assert_no_error (error);
  fixture->conversation = sonde_engine_create (fixture->engine);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_engine (fixture);
  sonde_sim_free (fixture->sim);
  sonde_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
ask (Fixture *fixture, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sonde_engine_send_async (fixture->engine, fixture->conversation, text, sonde_test_result_cb, &result);
  done = sonde_test_await (&result);
  sonde_engine_turn_finish (fixture->engine, done, NULL);
}

static guint
count_requests (Fixture *fixture)
{
  g_auto (GStrv) log = sonde_sim_dup_log (fixture->sim);

  return g_strv_length (log);
}

/* Waits until the simulator has had @n requests, and what comes of the last one. */
static void
await_requests (Fixture *fixture, guint n)
{
  for (guint i = 0; i < 400 && count_requests (fixture) < n; i++)
    sonde_test_spin (10);
  sonde_test_spin (150);
  g_assert_cmpuint (count_requests (fixture), ==, n);
}

static char *
dup_body (Fixture *fixture, guint n)
{
  g_auto (GStrv) log = sonde_sim_dup_log (fixture->sim);

  g_assert_cmpuint (n, <, g_strv_length (log));
  return g_strdup (strstr (log[n], "\n\n") + 2);
}

#define assert_title(fixture, title)                                                                         \
  g_assert_cmpstr (sonde_conversation_get_title ((fixture)->conversation), ==, title)

static void
test_made_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autofree char *body = NULL;
  gint64 id;

  sonde_sim_set_title (fixture->sim, "“**Weather on Venus**.”\n\nIs that all right?");
  sonde_conversation_set_mode (fixture->conversation, SONDE_MODE_REASONING);
  ask (fixture, QUESTION);
  assert_title (fixture, QUESTION);
  await_requests (fixture, 2);
  assert_title (fixture, "Weather on Venus");
  g_assert_false (sonde_conversation_get_title_typed (fixture->conversation));

  body = dup_body (fixture, 1);
  g_assert_nonnull (strstr (body, QUESTION));
  g_assert_nonnull (strstr (body, "\"max_tokens\":60"));
  g_assert_nonnull (strstr (body, "\"stream\":false"));
  g_assert_nonnull (strstr (body, "\"disabled\""));

  ask (fixture, "And on Mars?");
  await_requests (fixture, 3);
  sonde_engine_regenerate_async (fixture->engine,
                                 fixture->conversation,
                                 sonde_conversation_get_last (fixture->conversation),
                                 sonde_test_result_cb,
                                 &result);
  done = sonde_test_await (&result);
  await_requests (fixture, 4);
  assert_title (fixture, "Weather on Venus");

  /* A result holds the engine. */
  id = sonde_conversation_get_id (fixture->conversation);
  g_clear_object (&done);
  close_engine (fixture);
  open_engine (fixture);
  sonde_engine_load_async (fixture->engine, id, NULL, sonde_test_result_cb, &result);
  done = sonde_test_await (&result);
  fixture->conversation = sonde_engine_load_finish (fixture->engine, done, NULL);
  assert_title (fixture, "Weather on Venus");
}

/* What the conversation sends is the same to the byte with titles and without. */
static void
test_requests_are_the_same (Fixture *fixture, gconstpointer data)
{
  g_autofree char *with_first = NULL, *with_second = NULL, *first = NULL, *second = NULL;

  ask (fixture, QUESTION);
  await_requests (fixture, 2);
  ask (fixture, "And on Mars?");
  await_requests (fixture, 3);
  with_first = dup_body (fixture, 0);
  with_second = dup_body (fixture, 2);

  g_object_unref (fixture->conversation);
  fixture->conversation = sonde_engine_create (fixture->engine);
  sonde_engine_set_makes_titles (fixture->engine, FALSE);
  sonde_sim_clear_log (fixture->sim);
  ask (fixture, QUESTION);
  ask (fixture, "And on Mars?");
  await_requests (fixture, 2);
  first = dup_body (fixture, 0);
  second = dup_body (fixture, 1);
  g_assert_cmpstr (with_first, ==, first);
  g_assert_cmpstr (with_second, ==, second);
}

static void
test_chinese (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = NULL;

  ask (fixture, "金星上的天气怎么样？");
  await_requests (fixture, 2);
  body = dup_body (fixture, 1);
  g_assert_nonnull (strstr (body, "请为以下开头的对话写一个标题"));
  assert_title (fixture, "About: 金星上的天气怎么样？");
}

static void
test_typed_before (Fixture *fixture, gconstpointer data)
{
  sonde_conversation_set_title_typed (fixture->conversation, TRUE);
  sonde_conversation_set_title (fixture->conversation, QUESTION);
  ask (fixture, QUESTION);
  await_requests (fixture, 1);
  assert_title (fixture, QUESTION);
}

static void
test_switched_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sonde_engine_get_titles_enabled (fixture->engine));
  g_assert_true (sonde_engine_set_titles_enabled (fixture->engine, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (sonde_engine_get_titles_enabled (fixture->engine));
  ask (fixture, QUESTION);
  await_requests (fixture, 1);
  assert_title (fixture, QUESTION);
}

static void
test_failing_server (Fixture *fixture, gconstpointer data)
{
  sonde_sim_set_title (fixture->sim, "");
  ask (fixture, QUESTION);
  await_requests (fixture, 2);
  assert_title (fixture, QUESTION);
  g_assert_cmpuint (fixture->n_told, ==, 0);
  g_assert_false (sonde_conversation_get_busy (fixture->conversation));
  ask (fixture, "And on Mars?");
  await_requests (fixture, 3);
}

/* An answer that failed gets no title; the one that comes after it does. */
static void
test_after_a_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sonde_sim_set_scenario (fixture->sim, "http-422");
  ask (fixture, QUESTION);
  await_requests (fixture, 1);
  assert_title (fixture, QUESTION);
  sonde_sim_set_scenario (fixture->sim, "demo");
  sonde_engine_regenerate_async (fixture->engine,
                                 fixture->conversation,
                                 sonde_conversation_get_last (fixture->conversation),
                                 sonde_test_result_cb,
                                 &result);
  done = sonde_test_await (&result);
  await_requests (fixture, 3);
  assert_title (fixture, "About: " QUESTION);
}

static void
begin_slow_title (Fixture *fixture)
{
  ask (fixture, QUESTION);
  sonde_sim_set_pace (fixture->sim, 40);
  for (guint i = 0; i < 400 && count_requests (fixture) < 2; i++)
    sonde_test_spin (5);
  assert_title (fixture, QUESTION);
}

/* The person types one while the model writes one. */
static void
test_typed_meanwhile (Fixture *fixture, gconstpointer data)
{
  sonde_sim_set_title (fixture->sim, "one two three four five six seven eight nine ten eleven twelve");
  begin_slow_title (fixture);
  sonde_conversation_set_title_typed (fixture->conversation, TRUE);
  sonde_conversation_set_title (fixture->conversation, "Mine");
  sonde_engine_save (fixture->engine, fixture->conversation);
  sonde_test_spin (1500);
  assert_title (fixture, "Mine");
}

static void
test_demonstration (Fixture *fixture, gconstpointer data)
{
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (fixture->engine);
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeProvider) demo = sonde_provider_new_demo (sonde_sim_get_url (fixture->sim), &error);

  g_assert_no_error (error);
  sonde_sim_set_key (fixture->sim, NULL);
  sonde_catalogue_add_transient (catalogue, demo);
  sonde_conversation_set_provider (fixture->conversation, SONDE_PROVIDER_DEMO);
  ask (fixture, QUESTION);
  await_requests (fixture, 1);
  g_assert_cmpstr (sonde_message_get_provider (sonde_conversation_get_last (fixture->conversation)),
                   ==,
                   SONDE_PROVIDER_DEMO);
  assert_title (fixture, QUESTION);
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  sonde_sim_set_title (fixture->sim, "one two three four five six seven eight nine ten eleven twelve");
  begin_slow_title (fixture);
  sonde_engine_stop (fixture->engine, fixture->conversation);
  sonde_test_spin (1500);
  assert_title (fixture, QUESTION);
  g_assert_cmpuint (fixture->n_told, ==, 0);
}

/* close_engine() asserts that nothing holds the engine then. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  sonde_sim_set_title (fixture->sim, "one two three four five six seven eight nine ten eleven twelve");
  begin_slow_title (fixture);
  close_engine (fixture);
  open_engine (fixture);
  g_assert_cmpuint (fixture->n_told, ==, 0);
}

static void
test_words (void)
{
  static const struct
  {
    const char *reply;
    const char *title;
  } cases[] = {
    { "Weather on Venus", "Weather on Venus" },
    { "  \n\n  Title: \"Weather on Venus.\"  \nmore", "Weather on Venus" },
    { "# **Weather** on `Venus`...", "Weather on Venus" },
    { "标题：《红楼梦》与《西游记》。", "《红楼梦》与《西游记》" },
    { "“金星的天气”", "金星的天气" },
    { "《金星的天气》", "金星的天气" },
    { "a\tb\x01"
      "c\xe2\x80\xae"
      "d",
      "a bcd" },
    { "broken \xff bytes", "broken \xef\xbf\xbd bytes" },
    { "<b>bold</b> & %s", "<b>bold</b> & %s" },
    { "", NULL },
    { "\"\"", NULL },
    { "。。。", NULL },
    { "***", NULL },
  };
  g_autofree char *endless = g_strnfill (100000, 'x');
  g_autofree char *long_line = g_strnfill (150, 'x');
  g_autofree char *cut = sonde_title_dup (long_line);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = sonde_title_dup (cases[i].reply);

      g_assert_cmpstr (title, ==, cases[i].title);
    }
  g_assert_null (sonde_title_dup (endless));
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 61);
}

/* However long both are, little of them is sent; what was typed below a file is in it. */
static void
test_prompt (void)
{
  g_autofree char *filler = g_strnfill (100000, 'y');
  g_autofree char *question = g_strconcat ("[file name]: a.txt\n", filler, "\nWhat does it say?", NULL);
  g_autofree char *prompt = sonde_title_build_prompt (question, filler);

  g_assert_cmpuint (strlen (prompt), <, 3000);
  g_assert_nonnull (strstr (prompt, "a.txt"));
  g_assert_nonnull (strstr (prompt, "What does it say?"));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/titles/words", test_words);
  g_test_add_func ("/titles/prompt", test_prompt);
  ADD ("/titles/made-once", test_made_once);
  ADD ("/titles/requests-are-the-same", test_requests_are_the_same);
  ADD ("/titles/chinese", test_chinese);
  ADD ("/titles/typed-before", test_typed_before);
  ADD ("/titles/typed-meanwhile", test_typed_meanwhile);
  ADD ("/titles/demonstration", test_demonstration);
  ADD ("/titles/switched-off", test_switched_off);
  ADD ("/titles/failing-server", test_failing_server);
  ADD ("/titles/after-a-failure", test_after_a_failure);
  ADD ("/titles/stopped", test_stopped);
  ADD ("/titles/closed", test_closed);
  return g_test_run ();
}
