/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-error.h"
#include "sonde-sim.h"
#include "sonde-source.h"
#include "sonde-test.h"
#include "sonde-web-search.h"

#include <string.h>

#define KEY "sk-0123456789abcdef"

typedef struct
{
  SondeSim *sim;
  SondeHttp *http;
  char *url;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->sim = sonde_sim_new ();
  sonde_sim_start (fixture->sim, 0, &error);
  g_assert_no_error (error);
  fixture->http = sonde_http_new ("none");
  fixture->url = g_strconcat (sonde_sim_get_url (fixture->sim), "/v1/tools/search", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->http);
  g_clear_pointer (&fixture->sim, sonde_sim_free);
  g_free (fixture->url);
}

static GPtrArray *
search (Fixture *fixture,
        const SondeSearchTarget *target,
        guint count,
        const char *query,
        GCancellable *cancellable,
        GError **error)
{
  GAsyncResult *place = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  SondeSearchOptions options = { .count = count };

  sonde_web_search_async (fixture->http, target, &options, query, cancellable, sonde_test_result_cb, &place);
  result = sonde_test_await (&place);
  return sonde_web_search_finish (fixture->http, result, error);
}

static GPtrArray *
search_deepseek (Fixture *fixture, const char *query, guint count, GError **error)
{
  SondeSearchTarget target = { SONDE_SEARCH_DEEPSEEK, fixture->url, KEY };

  return search (fixture, &target, count, query, NULL, error);
}

static GPtrArray *
search_searxng (Fixture *fixture, const char *suffix, const char *query, GError **error)
{
  g_autofree char *url = g_strconcat (sonde_sim_get_url (fixture->sim), suffix, NULL);
  SondeSearchTarget target = { SONDE_SEARCH_SEARXNG, url, NULL };

  return search (fixture, &target, 10, query, NULL, error);
}

static void
test_deepseek (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_auto (GStrv) log = NULL;

  sonde_sim_set_key (fixture->sim, KEY);
  sources = search_deepseek (fixture, "accessibility \"in\" GTK", 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sources->len, ==, 3);
  g_assert_cmpuint (sonde_source_get_number (sources->pdata[2]), ==, 3);
  g_assert_cmpstr (sonde_source_get_title (sources->pdata[0]), ==, "An accessibility update");
  g_assert_cmpstr (sonde_source_get_domain (sources->pdata[0]), ==, "blog.example.org");
  g_assert_cmpuint (strlen (sonde_source_get_text (sources->pdata[0])), >, 50);

  log = sonde_sim_dup_log (fixture->sim);
  g_assert_true (g_str_has_prefix (log[0], "POST /v1/tools/search\n"));
  g_assert_nonnull (strstr (log[0], "\nauthorization: Bearer " KEY "\n"));
  g_assert_true (g_str_has_suffix (
    log[0], "\n\n{\"query\":\"accessibility \\\"in\\\" GTK\",\"count\":3,\"need_content\":false}"));
}

/* However the address of the instance was written. */
static void
test_searxng (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "", "/", "/search", "/search/", "/sub/path" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) sources = search_searxng (fixture, suffixes[i], "ice & heavier +?", &error);
      g_auto (GStrv) log = sonde_sim_dup_log (fixture->sim);

      g_assert_no_error (error);
      g_assert_cmpuint (sources->len, ==, 3);
      g_assert_nonnull (strstr (log[i], "/search?q=ice%20%26%20heavier%20%2B%3F&format=json&safesearch=0\n"));
      g_assert_null (strstr (log[i], "authorization"));
    }
}

static void
test_nothing_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) deepseek = search_deepseek (fixture, "sim:search-empty", 10, &error);
  g_autoptr (GPtrArray) searxng = search_searxng (fixture, "", "sim:search-empty", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (deepseek->len, ==, 0);
  g_assert_cmpuint (searxng->len, ==, 0);
}

static void
check_hostile (GPtrArray *sources)
{
  g_assert_cmpuint (sources->len, ==, 4);
  g_assert_cmpstr (sonde_source_get_title (sources->pdata[0]), ==, "Bold &");
  g_assert_cmpstr (sonde_source_get_url (sources->pdata[1]), ==, "https://example.com/no-title");
  g_assert_cmpstr (sonde_source_get_title (sources->pdata[1]), ==, "https://example.com/no-title");
  g_assert_cmpuint (strlen (sonde_source_get_text (sources->pdata[1])), ==, 1500);
  for (guint i = 0; i < sources->len; i++)
    {
      g_assert_true (g_utf8_validate (sonde_source_get_title (sources->pdata[i]), -1, NULL));
      g_assert_true (g_utf8_validate (sonde_source_get_text (sources->pdata[i]), -1, NULL));
    }
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) deepseek = search_deepseek (fixture, "sim:search-hostile", 10, &error);
  g_autoptr (GPtrArray) searxng = search_searxng (fixture, "", "sim:search-hostile", &error);

  g_assert_no_error (error);
  check_hostile (deepseek);
  check_hostile (searxng);
}

static const struct
{
  const char *query;
  SondeErrorCode deepseek;
  SondeErrorCode searxng;
  guint status;
  const char *words;
} failures[] = {
  { "sim:http-401", SONDE_ERROR_BAD_KEY, SONDE_ERROR_SEARCH_FAILED, 401, "Authentication Fails" },
  { "sim:http-402", SONDE_ERROR_NO_BALANCE, SONDE_ERROR_SEARCH_FAILED, 402, "Insufficient Balance" },
  { "sim:http-403", SONDE_ERROR_SEARCH_FAILED, SONDE_ERROR_SEARCH_NO_JSON, 403, "forbidden" },
  { "sim:http-404", SONDE_ERROR_SEARCH_FAILED, SONDE_ERROR_SEARCH_FAILED, 404, "not found" },
  { "sim:http-500", SONDE_ERROR_SEARCH_FAILED, SONDE_ERROR_SEARCH_FAILED, 500, "Internal server error" },
  { "sim:html-502",
    SONDE_ERROR_SEARCH_FAILED,
    SONDE_ERROR_SEARCH_FAILED,
    502,
    "502 Bad Gateway 502 Bad Gateway nginx" },
  { "sim:html-200", SONDE_ERROR_SEARCH_FAILED, SONDE_ERROR_SEARCH_FAILED, 200, "502 Bad Gateway" },
  { "sim:error-string-400",
    SONDE_ERROR_SEARCH_FAILED,
    SONDE_ERROR_SEARCH_FAILED,
    400,
    "the model is not loaded" },
};

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (GError) deepseek = NULL;
      g_autoptr (GError) searxng = NULL;

      g_test_message ("%s", failures[i].query);
      g_assert_null (search_deepseek (fixture, failures[i].query, 10, &deepseek));
      g_assert_null (search_searxng (fixture, "", failures[i].query, &searxng));
      g_assert_error (deepseek, SONDE_ERROR, (int) failures[i].deepseek);
      g_assert_error (searxng, SONDE_ERROR, (int) failures[i].searxng);
      g_assert_cmpuint (sonde_error_get_http_status (deepseek), ==, failures[i].status);
      g_assert_nonnull (strstr (sonde_error_get_server_words (deepseek), failures[i].words));
      g_assert_null (strchr (sonde_error_get_server_words (deepseek), '<'));
    }
}

static void
test_rate_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) second = NULL;

  g_assert_null (search_deepseek (fixture, "sim:http-429", 10, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_RATE_LIMITED);
  g_clear_error (&error);
  second = search_deepseek (fixture, "sim:http-429", 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second->len, >, 0);
}

static void
test_no_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (search_searxng (fixture, "", "sim:search-no-json", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_SEARCH_NO_JSON);
}

/* The key goes to the origin that was configured, and to no other. */
static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) same = search_deepseek (fixture, "sim:redirect-same", 10, &error);
  g_auto (GStrv) log = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (same->len, >, 0);
  g_assert_null (search_deepseek (fixture, "sim:redirect-elsewhere", 10, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_REDIRECTED);
  log = sonde_sim_dup_log (fixture->sim);
  for (guint i = 0; log[i] != NULL; i++)
    g_assert_null (strstr (log[i], "\nhost: localhost"));
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SondeSearchTarget target = { SONDE_SEARCH_DEEPSEEK, fixture->url, KEY };
  SondeSearchTarget nowhere = { SONDE_SEARCH_SEARXNG, "not an address", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (search (fixture, &nowhere, 10, "x", NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (search (fixture, &target, 10, "x", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  sonde_sim_stop (fixture->sim);
  g_assert_null (search (fixture, &target, 10, "x", NULL, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_REFUSED);
}

static void
check_query (const char *question, const char *expected)
{
  g_autofree char *query = sonde_web_search_dup_query (question);

  g_assert_cmpstr (query, ==, expected);
}

#define TEN   "ten chars "
#define SIXTY TEN TEN TEN TEN TEN TEN

static void
test_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) chinese = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *solid = g_strnfill (200, 'x');
  g_autofree char *cut = g_strnfill (128, 'x');

  check_query ("", "");
  check_query ("  What\n is\t\tit?  ", "What is it?");
  check_query (solid, cut);
  check_query (SIXTY SIXTY TEN "end", SIXTY SIXTY "ten");
  check_query (SIXTY TEN "at 3.5. " SIXTY TEN, SIXTY TEN "at 3.5.");
  /* A sentence of the first half is too little. */
  /* A sentence that ends in the first half would be too little. */
  check_query ("Hello. " SIXTY SIXTY TEN, "Hello. " SIXTY TEN TEN TEN TEN TEN "ten chars");
  /* 75 characters that end a sentence, then 75 more */
  for (guint i = 0; i < 150; i++)
    g_string_append (chinese, i % 75 == 74 ? "。" : "深");
  for (guint i = 0; i < 75; i++)
    g_string_append (expected, i == 74 ? "。" : "深");
  check_query (chinese->str, expected->str);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/web-search/deepseek", test_deepseek);
  ADD ("/web-search/searxng", test_searxng);
  ADD ("/web-search/nothing-found", test_nothing_found);
  ADD ("/web-search/hostile", test_hostile);
  ADD ("/web-search/failures", test_failures);
  ADD ("/web-search/rate-limit", test_rate_limit);
  ADD ("/web-search/no-json", test_no_json);
  ADD ("/web-search/redirect", test_redirect);
  ADD ("/web-search/unreachable", test_unreachable);
  ADD ("/web-search/query", test_query);
#undef ADD
  return g_test_run ();
}
