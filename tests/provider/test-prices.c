/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-clock.h"
#include "sonde-prices.h"

/* What a million of each kind of token costs at that time, or -1. */
static double
get_cost (const char *model, const char *time, gint64 hit, gint64 miss, gint64 output)
{
  g_autoptr (SondeUsage) usage = sonde_usage_new ();
  const char *currency = NULL;
  double cost = 0;
  gint64 real_time;

  usage->prompt_tokens = hit + miss;
  usage->cache_hit_tokens = hit;
  usage->completion_tokens = output;
  g_assert_true (sonde_clock_parse_rfc3339 (time, &real_time));
  if (!sonde_prices_get_cost ("deepseek", model, usage, real_time, &cost, &currency))
    return -1;
  g_assert_cmpstr (currency, ==, "USD");
  return cost;
}

static void
assert_cost (const char *model, const char *time, double hit, double miss, double output)
{
  g_assert_cmpfloat_with_epsilon (get_cost (model, time, 1000000, 0, 0), hit, 1e-9);
  g_assert_cmpfloat_with_epsilon (get_cost (model, time, 0, 1000000, 0), miss, 1e-9);
  g_assert_cmpfloat_with_epsilon (get_cost (model, time, 0, 0, 1000000), output, 1e-9);
}

/* api-docs.deepseek.com, pricing */
static void
test_tariffs (void)
{
  /* A Monday: the peak is 01–04 and 06–10 UTC. */
  assert_cost ("deepseek-flash", "2026-11-23T00:59:59Z", 0.003, 0.15, 0.60);
  assert_cost ("deepseek-flash", "2026-11-23T01:00:00Z", 0.006, 0.30, 1.20);
  assert_cost ("deepseek-flash", "2026-11-23T03:59:59Z", 0.006, 0.30, 1.20);
  assert_cost ("deepseek-flash", "2026-11-23T04:00:00Z", 0.003, 0.15, 0.60);
  assert_cost ("deepseek-flash", "2026-11-23T06:00:00Z", 0.006, 0.30, 1.20);
  assert_cost ("deepseek-flash", "2026-11-23T10:00:00Z", 0.003, 0.15, 0.60);
  /* Saturday, and the National Day of China. */
  assert_cost ("deepseek-flash", "2026-11-21T02:00:00Z", 0.003, 0.15, 0.60);
  assert_cost ("deepseek-flash", "2026-10-01T02:00:00Z", 0.003, 0.15, 0.60);
}

static void
test_dates (void)
{
  assert_cost ("deepseek-v4-pro", "2026-05-04T02:00:00Z", 0.003625, 0.435, 0.87);
  assert_cost ("deepseek-v4-pro", "2026-11-23T02:00:00Z", 0.044, 1.32, 3.96);
  assert_cost ("deepseek-v4-pro", "2026-11-23T12:00:00Z", 0.022, 0.66, 1.98);
  assert_cost ("deepseek-v4-flash", "2026-08-16T15:59:59Z", 0.0028, 0.14, 0.28);
  assert_cost ("deepseek-v4-flash", "2026-08-16T16:00:00Z", 0.007, 0.22, 0.66);
  g_assert_cmpfloat (get_cost ("deepseek-flash", "2026-09-09T12:00:00Z", 1, 1, 1), ==, -1);
}

static void
test_sum (void)
{
  g_autoptr (SondeUsage) usage = sonde_usage_new ();
  const char *currency = NULL;
  double cost = 0;
  gint64 time;

  g_assert_true (sonde_clock_parse_rfc3339 ("2026-11-21T12:00:00Z", &time));
  g_assert_cmpfloat_with_epsilon (
    get_cost ("deepseek-flash", "2026-11-21T12:00:00Z", 1000, 2000, 500), 0.000603, 1e-9);
  /* Without a word about the cache everything was missed. */
  usage->prompt_tokens = 3000;
  usage->completion_tokens = 0;
  g_assert_true (sonde_prices_get_cost ("deepseek", "deepseek-flash", usage, time, &cost, &currency));
  g_assert_cmpfloat_with_epsilon (cost, 0.00045, 1e-9);
  /* More hits than tokens cannot be. */
  usage->cache_hit_tokens = 9000;
  g_assert_true (sonde_prices_get_cost ("deepseek", "deepseek-flash", usage, time, &cost, &currency));
  g_assert_cmpfloat_with_epsilon (cost, 0.000009, 1e-9);
}

static void
test_unknown (void)
{
  g_autoptr (SondeUsage) usage = sonde_usage_new ();
  const char *currency = NULL;
  double cost = 0;
  gint64 now = g_get_real_time ();

  g_assert_false (sonde_prices_get_cost ("deepseek", "deepseek-flash", usage, now, &cost, &currency));
  usage->prompt_tokens = usage->completion_tokens = 1;
  g_assert_false (sonde_prices_get_cost ("deepseek", "no-such-model", usage, now, &cost, &currency));
  g_assert_false (sonde_prices_get_cost ("siliconflow", "deepseek-flash", usage, now, &cost, &currency));
  g_assert_false (sonde_prices_get_cost ("nobody", "deepseek-flash", usage, now, &cost, &currency));
  g_assert_false (sonde_prices_get_cost ("deepseek", NULL, usage, now, &cost, &currency));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prices/tariffs", test_tariffs);
  g_test_add_func ("/prices/dates", test_dates);
  g_test_add_func ("/prices/sum", test_sum);
  g_test_add_func ("/prices/unknown", test_unknown);
  return g_test_run ();
}
