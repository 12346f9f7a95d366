/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-message-summary.h"

#include <string.h>

/* Two a million tokens in, of which a tenth where they were cached, and ten out. */
static gboolean
price (const char *provider_id,
       const char *model,
       const SondeUsage *usage,
       gint64 real_time_us,
       double *cost,
       const char **currency)
{
  if (g_strcmp0 (provider_id, "known") != 0 || usage == NULL)
    return FALSE;
  *cost = ((double) usage->cache_miss_tokens * 2 + (double) usage->cache_hit_tokens * 0.2
           + (double) usage->completion_tokens * 10)
          / 1e6;
  *currency = "CNY";
  return TRUE;
}

static SondeMessage *
make_answer (void)
{
  SondeMessage *message = sonde_message_new (SONDE_ROLE_ASSISTANT);
  g_autoptr (SondeUsage) usage = sonde_usage_new ();

  usage->prompt_tokens = 1000;
  usage->cache_hit_tokens = 400;
  usage->cache_miss_tokens = 600;
  usage->completion_tokens = 90;
  usage->total_tokens = 1090;
  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
  sonde_message_set_provider (message, "known");
  sonde_message_set_model (message, "a-model");
  sonde_message_set_mode (message, SONDE_MODE_REASONING);
  sonde_message_set_created (message, G_GINT64_CONSTANT (1764073860000000)); /* 12:31 UTC */
  sonde_message_set_first_token (message, G_GINT64_CONSTANT (1764073863000000));
  sonde_message_set_finished (message, G_GINT64_CONSTANT (1764073865000000));
  sonde_message_set_usage (message, usage);
  return message;
}

static void
assert_summary (SondeMessage *message, const char *expected)
{
  g_autofree char *summary = sonde_message_dup_summary (message);

  g_assert_cmpstr (summary, ==, expected);
}

static void
test_all (void)
{
  g_autoptr (SondeMessage) message = make_answer ();

  assert_summary (message, "a-model · DeepThink · 12:31 · 1090 tokens · ¥0.0022 · 45 tokens/s");
}

static void
test_parts_are_left_out (void)
{
  g_autoptr (SondeMessage) message = make_answer ();
  g_autoptr (SondeMessage) nothing = sonde_message_new (SONDE_ROLE_ASSISTANT);

  sonde_message_set_provider (message, "unknown");
  sonde_message_set_mode (message, SONDE_MODE_CHAT);
  sonde_message_set_first_token (message, 0);
  assert_summary (message, "a-model · 12:31 · 1090 tokens");
  sonde_message_set_usage (message, NULL);
  assert_summary (message, "a-model · 12:31");
  sonde_message_set_created (nothing, 0);
  assert_summary (nothing, "");
}

/* A whole reply comes at once: it has no speed. */
static void
test_speed (void)
{
  g_autoptr (SondeMessage) message = make_answer ();

  g_assert_cmpfloat (sonde_message_get_speed (message), ==, 45);
  g_assert_cmpint (sonde_message_get_first_token_ms (message), ==, 3000);
  sonde_message_set_finished (message, sonde_message_get_first_token (message) + 10);
  g_assert_cmpfloat (sonde_message_get_speed (message), ==, 0);
  sonde_message_set_first_token (message, 0);
  g_assert_cmpint (sonde_message_get_first_token_ms (message), ==, -1);
}

static void
test_cost (void)
{
  static const struct
  {
    double cost;
    const char *currency;
    const char *text;
  } cases[] = {
    { 12.345, "USD", "$12.35" },        { 0.5, "CNY", "¥0.50" },
    { 0.0021, "CNY", "¥0.0021" },       { 0.000034, "USD", "$0.000034" },
    { 0.00000001, "USD", "$0.000000" }, { 0, "CNY", "¥0.00" },
    { 1, "EUR", "1.00 EUR" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sonde_format_cost (cases[i].cost, cases[i].currency);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_cut (void)
{
  g_autoptr (SondeMessage) message = make_answer ();

  sonde_message_set_finish_reason (message, "stop");
  g_assert_false (sonde_message_is_cut (message));
  sonde_message_set_finish_reason (message, "length");
  g_assert_true (sonde_message_is_cut (message));
  sonde_message_set_finish_reason (message, NULL);
  sonde_message_set_state (message, SONDE_STATE_INTERRUPTED);
  g_assert_true (sonde_message_is_cut (message));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  sonde_message_set_pricer (price);
  g_test_add_func ("/summary/all", test_all);
  g_test_add_func ("/summary/parts-are-left-out", test_parts_are_left_out);
  g_test_add_func ("/summary/speed", test_speed);
  g_test_add_func ("/summary/cost", test_cost);
  g_test_add_func ("/summary/cut", test_cut);
  return g_test_run ();
}
