/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server can do to the gathering of an answer: nothing here may crash, grow without need, take more
 * than linear time or let invalid UTF-8 through. */

#include "sonde-error.h"
#include "sonde-reply.h"
#include "sonde-test.h"

#include <string.h>

#define CHUNK(delta) "{\"choices\":[{\"index\":0,\"delta\":" delta "}]}"
#define STOP         "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"

static const char sample[] = "{\"id\":\"x\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
                             "\"assistant\",\"content\":\"<think>a\\ud83e"
                             "\\udd4c</"
                             "think>\\u00e9\",\"reasoning_content\":\"r\",\"reasoning_details\":[{\"text\":"
                             "\"t\"}],\"tool_calls\":[{\"index\":0,"
                             "\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}],\"blocks\":["
                             "1]},\"finish_reason\":\"stop\"}],"
                             "\"usage\":{\"prompt_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":1}}"
                             ",\"error\":{\"message\":\"no\"}}";

static void
feed (SondeReply *reply, const char *json)
{
  sonde_reply_feed_event (reply, "message", json, strlen (json));
}

static void
test_huge_numbers (void)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  const SondeUsage *usage;

  feed (reply,
        "{\"created\":1e400,\"choices\":[],\"usage\":{\"prompt_tokens\":9223372036854775808,"
        "\"completion_tokens\":-7,\"total_tokens\":1e300,\"prompt_cache_hit_tokens\":2.0,"
        "\"prompt_cache_miss_tokens\":\"3\"}}");
  usage = sonde_reply_get_usage (reply);
  g_assert_cmpint (usage->prompt_tokens, ==, -1);
  g_assert_cmpint (usage->completion_tokens, ==, -1);
  g_assert_cmpint (usage->total_tokens, ==, -1);
  g_assert_cmpint (usage->cache_hit_tokens, ==, 2);
  g_assert_cmpint (usage->cache_miss_tokens, ==, -1);
}

/* A million opening brackets must not be parsed by recursion. */
static void
test_deep (void)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autoptr (GError) error = NULL;

  sonde_reply_feed_event (reply, "message", deep, strlen (deep));
  memset (deep, '{', 1000000);
  sonde_reply_feed_whole (reply, deep, strlen (deep));
  feed (reply, CHUNK ("{\"content\":\"a\"}"));
  feed (reply, STOP);
  g_assert_true (sonde_reply_finish (reply, &error));
  g_assert_no_error (error);
}

/* A long answer costs what it is long: ten times the tokens, not a hundred times the time. */
static void
test_linear (void)
{
  const char *chunk = CHUNK ("{\"content\":\"four\"}");
  gint64 spent[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
      guint n = i == 0 ? 20000 : 200000;
      gint64 start = g_get_monotonic_time ();

      sonde_reply_set_deduce_reasoning (reply, TRUE);
      for (guint j = 0; j < n; j++)
        sonde_reply_feed_event (reply, "message", chunk, strlen (chunk));
      spent[i] = g_get_monotonic_time () - start;
      g_assert_cmpuint (strlen (sonde_reply_get_content (reply)), ==, 4 * n);
    }
  g_test_message ("%" G_GINT64_FORMAT " µs, %" G_GINT64_FORMAT " µs", spent[0], spent[1]);
  g_assert_cmpint (spent[1], <, 40 * spent[0]);
}

static void
delta_cb (SondeDelta kind, const char *text, gpointer user_data)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
assert_sound (const char *json)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (SondeReply) reply = sonde_reply_new (delta_cb, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *raw = NULL;

      sonde_reply_set_deduce_reasoning (reply, i % 2 == 0);
      if (i < 2)
        sonde_reply_feed_whole (reply, json, strlen (json));
      else
        feed (reply, json);
      feed (reply, json);
      sonde_reply_finish (reply, &error);
      raw = sonde_reply_dup_raw (reply);
      g_assert_true (g_utf8_validate (raw, -1, NULL));
      g_assert_true (g_utf8_validate (sonde_reply_get_content (reply), -1, NULL));
    }
}

/* Each value of the sample in turn becomes something of another type. */
static void
test_wrong_types (void)
{
  static const char *const values[]
    = { "null", "7", "-1.5e300", "true", "\"\"", "\"s\"", "[]", "[null,[],{}]", "{}", "{\"a\":{}}" };

  for (const char *colon = strchr (sample, ':'); colon != NULL; colon = strchr (colon + 1, ':'))
    for (guint i = 0; i < G_N_ELEMENTS (values); i++)
      {
        gsize length = strcspn (colon + 1, ",}]");
        g_autofree char *plain
          = g_strdup_printf ("%.*s%s%s", (int) (colon + 1 - sample), sample, values[i], colon + 1 + length);
        const char *bracket = strpbrk (colon + 1, "]}");
        /* The same in place of a whole array or object. */
        g_autofree char *nested
          = bracket != NULL
              ? g_strdup_printf ("%.*s%s%s", (int) (colon + 1 - sample), sample, values[i], bracket + 1)
              : NULL;

        assert_sound (plain);
        if (nested != NULL)
          assert_sound (nested);
      }
}

/* Bytes changed and cut at random; the seed is printed by the test runner. */
static void
test_mutations (void)
{
  static const char bytes[] = "{}[]\",:\\u\ud0989aefE+-. \n\ttrue<>/";
  guint n = g_test_quick () ? 3000 : 300000;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *json = g_strdup (sample);
      gsize length = strlen (json);

      for (int j = g_test_rand_int_range (1, 6); j > 0; j--)
        json[g_test_rand_int_range (0, (int) length)]
          = bytes[g_test_rand_int_range (0, (int) sizeof bytes - 1)];
      if (g_test_rand_bit ())
        json[g_test_rand_int_range (1, (int) length)] = '\0';
      assert_sound (json);
    }
}

/* json-glib reads all of these, and what they hide: brackets behind a quote that is none, bytes that are no
 * UTF-8. */
static void
test_not_json (void)
{
  static const char *const beginnings[]
    = { "['\"',", "[/*\"*/", "[//\"\n", "[\"\\u1\",", "[\"\\377\",", "[\"\\x\",", "[#\"\n", "[\"\\" };
  g_autofree char *brackets = g_strnfill (500000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *json = g_strconcat (beginnings[i], brackets, NULL);

      feed (reply, json);
      g_assert_false (sonde_reply_finish (reply, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_PROTOCOL);
    }
}

/* Ten thousand calls: no array of the size of an index, no list without an end. */
static void
test_many_calls (void)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *json = g_strdup_printf (
        CHUNK ("{\"tool_calls\":[{\"index\":%u,\"id\":\"c%u\",\"function\":{\"name\":\"f\"}}]}"),
        i * 1000,
        i);

      feed (reply, json);
    }
  g_assert_cmpuint (sonde_reply_get_tool_calls (reply)->len, ==, 1024);
}

/* Two bytes a value are hundreds of bytes in json-glib. */
static void
test_many_values (void)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  g_autoptr (GString) json = g_string_new ("{\"choices\":[]");

  for (guint i = 0; i < 1000000; i++)
    g_string_append (json, i == 0 ? ",\"x\":[[]" : ",[]");
  g_string_append (json, "]}");
  feed (reply, json->str);
  g_assert_false (sonde_reply_finish (reply, NULL));
  feed (reply, CHUNK ("{\"content\":\"a\"}"));
  feed (reply, STOP);
  g_assert_true (sonde_reply_finish (reply, NULL));
}

static void
assert_ends (const char *before, const char *after)
{
  g_autoptr (SondeReply) reply = sonde_reply_new (NULL, NULL);
  g_autofree char *filler = g_strnfill (8 * 1024 * 1024, 'a');
  g_autofree char *json = g_strconcat (before, filler, after, NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (; !sonde_reply_is_done (reply) && n < 100; n++)
    feed (reply, json);
  g_assert_cmpuint (n, ==, SONDE_REPLY_MAX / (8 * 1024 * 1024));
  g_assert_false (sonde_reply_finish (reply, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_TOO_LARGE);
}

/* An answer that never ends: what came is kept, the memory is not filled. */
static void
test_endless (void)
{
  assert_ends (
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"",
    "\"}}]}}]}");
  assert_ends ("{\"choices\":[{\"index\":0,\"delta\":{\"blocks\":[\"", "\"]}}]}");
  assert_ends ("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"x", "\"}}]}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply-hostile/huge-numbers", test_huge_numbers);
  g_test_add_func ("/reply-hostile/deep", test_deep);
  g_test_add_func ("/reply-hostile/linear", test_linear);
  g_test_add_func ("/reply-hostile/wrong-types", test_wrong_types);
  g_test_add_func ("/reply-hostile/mutations", test_mutations);
  g_test_add_func ("/reply-hostile/not-json", test_not_json);
  g_test_add_func ("/reply-hostile/many-calls", test_many_calls);
  g_test_add_func ("/reply-hostile/many-values", test_many_values);
  g_test_add_func ("/reply-hostile/endless", test_endless);
  return g_test_run ();
}
