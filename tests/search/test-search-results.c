/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-search-results.h"

#include "sonde-error.h"

#include <string.h>

static GPtrArray *
parse (const char *json, guint count)
{
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  GPtrArray *sources = sonde_search_results_parse (body, count, &error);

  g_assert_no_error (error);
  return sources;
}

static void
test_fields (void)
{
  g_autoptr (GPtrArray) sources
    = parse ("{\"results\":["
             "{\"title\":\"A\",\"url\":\"https://example.org/"
             "a\",\"summary\":\"sum\",\"snippet\":\"snip\",\"date\":\"2026-01-01\"},"
             "{\"title\":\"B\",\"url\":\"http://example.com/"
             "b\",\"summary\":\"\",\"snippet\":\"snip\",\"content\":null},"
             "{\"title\":\"C\",\"url\":\"https://example.net/"
             "c\",\"content\":\"con\",\"publishedDate\":\"2025-05-05\"},"
             "{\"title\":\"D\",\"url\":\"https://example.net/d\"}]}",
             10);
  static const char *const texts[] = { "sum", "snip", "con", "" };

  g_assert_cmpuint (sources->len, ==, 4);
  for (guint i = 0; i < sources->len; i++)
    {
      g_assert_cmpuint (sonde_source_get_number (sources->pdata[i]), ==, i + 1);
      g_assert_cmpstr (sonde_source_get_text (sources->pdata[i]), ==, texts[i]);
    }
  g_assert_cmpstr (sonde_source_get_date (sources->pdata[0]), ==, "2026-01-01");
  g_assert_cmpstr (sonde_source_get_date (sources->pdata[2]), ==, "2025-05-05");
  g_assert_cmpstr (sonde_source_get_domain (sources->pdata[1]), ==, "example.com");
}

static void
test_count_and_duplicates (void)
{
  g_autoptr (GPtrArray) sources
    = parse ("{\"results\":[{\"url\":\"https://example.org/1\"},{\"url\":\"https://example.org/1\"},"
             "{\"url\":\"https://example.org/2\"},{\"url\":\"https://example.org/3\"}]}",
             2);
  g_autoptr (GPtrArray) none = parse ("{\"results\":[]}", 10);

  g_assert_cmpuint (sources->len, ==, 2);
  g_assert_cmpstr (sonde_source_get_url (sources->pdata[1]), ==, "https://example.org/2");
  /* Without a title the address serves. */
  g_assert_cmpstr (sonde_source_get_title (sources->pdata[1]), ==, "https://example.org/2");
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_addresses (void)
{
  static const char *const refused[] = { "",
                                         "javascript:alert(1)",
                                         "JavaScript:alert(1)",
                                         "file:///etc/passwd",
                                         "data:text/html,x",
                                         "ftp://example.org/",
                                         "//example.org/",
                                         "example.org",
                                         "https://",
                                         "https:///path",
                                         "https://bank.example@evil.example/",
                                         "https://a:b@evil.example/",
                                         " https://example.org/",
                                         "https://example.org/a b",
                                         "https://example.org/\\u0000",
                                         "https://example.org/\\n" };
  static const char *const taken[] = { "https://example.org",
                                       "HTTP://EXAMPLE.ORG/x?y=z#f",
                                       "https://[::1]:8080/",
                                       "https://example.org/中文?q=一" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *json
        = g_strdup_printf ("{\"results\":[{\"title\":\"x\",\"url\":\"%s\"}]}", refused[i]);
      g_autoptr (GPtrArray) sources = parse (json, 10);

      g_test_message ("%s", refused[i]);
      g_assert_cmpuint (sources->len, ==, g_str_has_suffix (refused[i], "\\u0000") ? 1 : 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"results\":[{\"title\":\"x\",\"url\":\"%s\"}]}", taken[i]);
      g_autoptr (GPtrArray) sources = parse (json, 10);

      g_test_message ("%s", taken[i]);
      g_assert_cmpuint (sources->len, ==, 1);
    }
}

static void
test_cleaning (void)
{
  static const struct
  {
    const char *title;
    const char *clean;
  } cases[] = {
    { "<b>Bold</b> text", "Bold text" },
    { "a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#39; &#x4e2d; &nbsp;f &unknown; &#0; &",
      "a & b <c> \\\"d\\\" 'e' 中 f &unknown; &#0; &" },
    { "1 < 2 and 3 > 2", "1 < 2 and 3 > 2" },
    { "x<script>alert(1)</script>y<STYLE>p{}</style >z", "x y z" },
    { "x<script>never closed", "x" },
    { "an <unclosed tag", "an <unclosed tag" },
    { "lines\\n\\tand   spaces ", "lines and spaces" },
    { "\\u202eevil\\u202c \\u2066x\\u2069\\u0007", "evil x" },
    { "broken \xff\xc0 bytes", "broken \xef\xbf\xbd\xef\xbf\xbd bytes" },
    { "<p>中文</p>", "中文" },
    { "a\\ud83d\\ude00b",
      "a\xf0\x9f\x98\x80"
      "b" },
    /* Half of a character at the very end is what a cut leaves, and nothing to show. */
    { "cut \\ud83d", "cut" },
    { "\\ude00 \\ud83d\\n \\u0000x", "\xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbdx" },
    { "\\\\ud83d", "\\\\ud83d" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf (
        "{\"results\":[{\"title\":\"%s\",\"url\":\"https://example.org/\"}]}", cases[i].title);
      g_autofree char *expected = g_strcompress (cases[i].clean);
      g_autoptr (GPtrArray) sources = parse (json, 10);

      g_assert_cmpuint (sources->len, ==, 1);
      g_assert_cmpstr (sonde_source_get_title (sources->pdata[0]), ==, expected);
    }
}

static void
test_long_text (void)
{
  g_autofree char *latin = g_strnfill (1000000, 'x');
  g_autofree char *json = g_strdup_printf (
    "{\"results\":[{\"title\":\"%s\",\"url\":\"https://example.org/\",\"summary\":\"深%s\"}]}", latin, latin);
  g_autoptr (GPtrArray) sources = parse (json, 10);

  g_assert_cmpint (g_utf8_strlen (sonde_source_get_text (sources->pdata[0]), -1), ==, 1500);
  g_assert_cmpint (strlen (sonde_source_get_title (sources->pdata[0])), ==, 200);
}

/* What is no list of results is an error with the server's words. */
static void
test_not_results (void)
{
  static const struct
  {
    const char *body;
    const char *words;
  } cases[] = {
    { "", "" },
    { "not JSON", "not JSON" },
    { "<html><title>Sign in</title></html>", "Sign in" },
    { "[]", "[]" },
    { "{\"results\":{}}", "" },
    { "{\"error\":{\"message\":\"no <b>luck</b>\"}}", "no luck" },
    { "{\"error\":\"a string\"}", "a string" },
    { "{\"message\":\"a message\"}", "a message" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
      g_autoptr (GError) error = NULL;

      g_assert_null (sonde_search_results_parse (body, 10, &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_SEARCH_FAILED);
      g_assert_cmpstr (sonde_error_get_server_words (error), ==, cases[i].words);
    }
}

/* Odd elements are left out, and depth is not stack. */
static void
test_odd_json (void)
{
  g_autofree char *brackets = g_strnfill (4 * 1024 * 1024, '[');
  g_autoptr (GBytes) deep = g_bytes_new (brackets, strlen (brackets));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = parse ("{\"results\":[1,null,\"x\",[],{},{\"url\":5},{\"url\":null,"
                                         "\"title\":{}},{\"title\":[],\"url\":\"https://example.org/\","
                                         "\"summary\":{},\"snippet\":7,\"date\":false}]}",
                                         10);

  g_assert_cmpuint (sources->len, ==, 1);
  g_assert_cmpstr (sonde_source_get_text (sources->pdata[0]), ==, "");
  g_assert_null (sonde_search_results_parse (deep, 10, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_SEARCH_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search-results/fields", test_fields);
  g_test_add_func ("/search-results/count-and-duplicates", test_count_and_duplicates);
  g_test_add_func ("/search-results/addresses", test_addresses);
  g_test_add_func ("/search-results/cleaning", test_cleaning);
  g_test_add_func ("/search-results/long-text", test_long_text);
  g_test_add_func ("/search-results/not-results", test_not_results);
  g_test_add_func ("/search-results/odd-json", test_odd_json);
  return g_test_run ();
}
