/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-error.h"
#include "sonde-retry.h"

static gint64
get_delay (SondeErrorCode code, guint attempt)
{
  g_autoptr (GError) error = sonde_error_new (code, "test");

  return sonde_retry_get_delay_ms (error, attempt);
}

static gint64
get_delay_after (gint64 retry_after_ms, guint attempt)
{
  g_autoptr (GError) error = sonde_error_new_reply (SONDE_ERROR_RATE_LIMITED, 429, retry_after_ms, NULL);

  return sonde_retry_get_delay_ms (error, attempt);
}

static void
test_growth (void)
{
  static const gint64 middles[] = { 500, 1000, 2000, 4000, 8000 };

  for (guint attempt = 0; attempt < G_N_ELEMENTS (middles); attempt++)
    for (guint i = 0; i < 1000; i++)
      {
        gint64 delay = get_delay (SONDE_ERROR_OVERLOADED, attempt);

        g_assert_cmpint (delay, >=, middles[attempt] * 9 / 10);
        g_assert_cmpint (delay, <=, middles[attempt] * 11 / 10);
      }
}

static void
test_jitter (void)
{
  gint64 first = get_delay (SONDE_ERROR_SERVER, 4);
  gboolean differs = FALSE;

  for (guint i = 0; i < 100 && !differs; i++)
    differs = get_delay (SONDE_ERROR_SERVER, 4) != first;
  g_assert_true (differs);
}

static void
test_last_attempt (void)
{
  g_assert_cmpint (get_delay (SONDE_ERROR_SERVER, SONDE_RETRY_MAX_ATTEMPTS - 1), >, 0);
  g_assert_cmpint (get_delay (SONDE_ERROR_SERVER, SONDE_RETRY_MAX_ATTEMPTS), ==, -1);
  g_assert_cmpint (get_delay_after (1000, SONDE_RETRY_MAX_ATTEMPTS), ==, -1);
}

static void
test_codes (void)
{
  static const SondeErrorCode retried[]
    = { SONDE_ERROR_RATE_LIMITED, SONDE_ERROR_SERVER,  SONDE_ERROR_OVERLOADED, SONDE_ERROR_GATEWAY,
        SONDE_ERROR_OFFLINE,      SONDE_ERROR_REFUSED, SONDE_ERROR_CUT,        SONDE_ERROR_EMPTY_ANSWER };

  for (guint code = 0; code < SONDE_N_ERRORS; code++)
    {
      gboolean expected = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (retried); i++)
        expected = expected || retried[i] == code;
      g_assert_cmpint (get_delay (code, 0) >= 0, ==, expected);
    }
}

static void
test_retry_after (void)
{
  g_assert_cmpint (get_delay_after (0, 0), ==, 0);
  g_assert_cmpint (get_delay_after (7000, 0), ==, 7000);
  g_assert_cmpint (get_delay_after (7000, 4), ==, 7000);
  g_assert_cmpint (get_delay_after (60000, 0), ==, 60000);
  g_assert_cmpint (get_delay_after (60001, 0), ==, -1);
  g_assert_cmpint (get_delay_after (G_MAXINT64, 0), ==, -1);
}

static void
test_other_domains (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "test");

  g_assert_cmpint (sonde_retry_get_delay_ms (cancelled, 0), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retry/growth", test_growth);
  g_test_add_func ("/retry/jitter", test_jitter);
  g_test_add_func ("/retry/last-attempt", test_last_attempt);
  g_test_add_func ("/retry/codes", test_codes);
  g_test_add_func ("/retry/retry-after", test_retry_after);
  g_test_add_func ("/retry/other-domains", test_other_domains);
  return g_test_run ();
}
