/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each service against a server on loopback that answers in the shape that the service documents. */

#include "sonde-error.h"
#include "sonde-source.h"
#include "sonde-test.h"
#include "sonde-web-search.h"

#include <string.h>

#define KEY "test-0123456789abcdef"

typedef struct
{
  SoupServer *server;
  SondeHttp *http;
  char *url;

  /* What is answered */
  guint status;
  const char *body;

  /* What was asked */
  char *method;
  char *query;
  char *sent;
  char *authorization;
  char *token;
} Fixture;

static void
forget (Fixture *fixture)
{
  g_clear_pointer (&fixture->method, g_free);
  g_clear_pointer (&fixture->query, g_free);
  g_clear_pointer (&fixture->sent, g_free);
  g_clear_pointer (&fixture->authorization, g_free);
  g_clear_pointer (&fixture->token, g_free);
}

static void
asked_cb (
  SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  forget (fixture);
  fixture->method = g_strdup (soup_server_message_get_method (message));
  fixture->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  fixture->sent = g_strndup (body->data != NULL ? body->data : "", body->length);
  fixture->authorization = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  fixture->token = g_strdup (soup_message_headers_get_one (headers, "X-Subscription-Token"));
  soup_server_message_set_status (message, fixture->status, NULL);
  soup_server_message_set_response (
    message, "application/json", SOUP_MEMORY_STATIC, fixture->body, strlen (fixture->body));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, asked_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->http = sonde_http_new ("none");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  forget (fixture);
  g_clear_object (&fixture->http);
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  g_free (fixture->url);
}

static GPtrArray *
search (Fixture *fixture,
        SondeSearchKind kind,
        const SondeSearchOptions *options,
        guint status,
        const char *body,
        GError **error)
{
  SondeSearchTarget target = { kind, fixture->url, sonde_search_kind_needs_key (kind) ? KEY : NULL };
  GAsyncResult *place = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture->status = status;
  fixture->body = body;
  sonde_web_search_async (fixture->http, &target, options, "deep water", NULL, sonde_test_result_cb, &place);
  result = sonde_test_await (&place);
  return sonde_web_search_finish (fixture->http, result, error);
}

static const SondeSearchOptions plain = { .count = 10, .safe = SONDE_SAFE_SEARCH_MODERATE };

static const char bocha_reply[]
  = "{\"code\":200,\"log_id\":\"7ae3\",\"msg\":null,\"data\":{\"_type\":\"SearchResponse\","
    "\"queryContext\":{\"originalQuery\":\"deep water\"},\"webPages\":{\"webSearchUrl\":\"https://x\","
    "\"totalEstimatedMatches\":2,\"value\":[{\"id\":\"https://api.bochaai.com/v1/#WebPages.0\","
    "\"name\":\"Deep "
    "water\",\"url\":\"https://example.org/deep\",\"displayUrl\":\"https://example.org/deep\","
    "\"snippet\":\"short\",\"summary\":\"The longer one.\",\"siteName\":\"Example\","
    "\"datePublished\":\"2026-03-01T10:00:00+08:00\",\"language\":null},"
    "{\"name\":\"深水\",\"url\":\"https://example.cn/shen\",\"snippet\":\"只有摘要\"}]},\"images\":null}}";

static const char brave_reply[]
  = "{\"type\":\"search\",\"query\":{\"original\":\"deep water\"},\"web\":{\"type\":\"search\",\"results\":["
    "{\"title\":\"Deep <strong>water</strong>\",\"url\":\"https://example.org/deep\","
    "\"description\":\"All about <strong>deep</strong> &amp; cold "
    "water\",\"page_age\":\"2026-02-03T00:00:00\","
    "\"age\":\"February 3, 2026\",\"extra_snippets\":[\"more\"]},"
    "{\"title\":\"No date\",\"url\":\"https://example.com/2\",\"description\":\"x\"}]}}";

static const char tavily_reply[]
  = "{\"query\":\"deep water\",\"follow_up_questions\":null,\"answer\":null,\"images\":[],\"results\":["
    "{\"url\":\"https://example.org/deep\",\"title\":\"Deep water\",\"content\":\"It is "
    "deep.\",\"score\":0.9,"
    "\"raw_content\":null,\"published_date\":\"Tue, 03 Feb 2026 00:00:00 GMT\"}],\"response_time\":1.1}";

static const char wikipedia_reply[] = "{\"batchcomplete\":true,\"continue\":{\"gsroffset\":2,\"continue\":"
                                      "\"gsroffset||\"},\"query\":{\"pages\":["
                                      "{\"pageid\":7,\"ns\":0,\"title\":\"Second\",\"index\":2,\"extract\":"
                                      "\"Later.\",\"touched\":\"2026-01-02T03:04:05Z\","
                                      "\"fullurl\":\"https://en.wikipedia.org/wiki/Second\"},"
                                      "{\"pageid\":9,\"ns\":0,\"title\":\"First\",\"index\":1,\"extract\":"
                                      "\"Sooner.\",\"touched\":\"2026-01-02T03:04:05Z\","
                                      "\"fullurl\":\"https://en.wikipedia.org/wiki/First\"}]}}";

static void
check_source (GPtrArray *sources, guint i, const char *title, const char *url, const char *text)
{
  g_assert_cmpuint (sources->len, >, i);
  g_assert_cmpuint (sonde_source_get_number (sources->pdata[i]), ==, i + 1);
  g_assert_cmpstr (sonde_source_get_title (sources->pdata[i]), ==, title);
  g_assert_cmpstr (sonde_source_get_url (sources->pdata[i]), ==, url);
  g_assert_cmpstr (sonde_source_get_text (sources->pdata[i]), ==, text);
}

static void
test_bocha (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = search (fixture, SONDE_SEARCH_BOCHA, &plain, 200, bocha_reply, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sources->len, ==, 2);
  check_source (sources, 0, "Deep water", "https://example.org/deep", "The longer one.");
  check_source (sources, 1, "深水", "https://example.cn/shen", "只有摘要");
  g_assert_cmpstr (sonde_source_get_date (sources->pdata[0]), ==, "2026-03-01T10:00:00+08:00");
  g_assert_cmpstr (fixture->method, ==, "POST");
  g_assert_cmpstr (fixture->authorization, ==, "Bearer " KEY);
  g_assert_cmpstr (
    fixture->sent, ==, "{\"query\":\"deep water\",\"count\":10,\"freshness\":\"noLimit\",\"summary\":true}");
}

static void
test_brave (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = search (fixture, SONDE_SEARCH_BRAVE, &plain, 200, brave_reply, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sources->len, ==, 2);
  check_source (sources, 0, "Deep water", "https://example.org/deep", "All about deep & cold water");
  g_assert_cmpstr (sonde_source_get_date (sources->pdata[0]), ==, "2026-02-03T00:00:00");
  g_assert_cmpstr (fixture->method, ==, "GET");
  g_assert_cmpstr (fixture->query, ==, "q=deep%20water&count=10&safesearch=moderate");
  g_assert_cmpstr (fixture->token, ==, KEY);
  g_assert_null (fixture->authorization);
}

static void
test_tavily (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = search (fixture, SONDE_SEARCH_TAVILY, &plain, 200, tavily_reply, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sources->len, ==, 1);
  check_source (sources, 0, "Deep water", "https://example.org/deep", "It is deep.");
  g_assert_cmpstr (fixture->authorization, ==, "Bearer " KEY);
  g_assert_cmpstr (
    fixture->sent, ==, "{\"query\":\"deep water\",\"max_results\":10,\"search_depth\":\"basic\"}");
}

static void
test_wikipedia (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources
    = search (fixture, SONDE_SEARCH_WIKIPEDIA, &plain, 200, wikipedia_reply, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sources->len, ==, 2);
  check_source (sources, 0, "First", "https://en.wikipedia.org/wiki/First", "Sooner.");
  check_source (sources, 1, "Second", "https://en.wikipedia.org/wiki/Second", "Later.");
  g_assert_null (fixture->authorization);
  g_assert_true (g_str_has_prefix (fixture->query,
                                   "action=query&format=json&formatversion=2&generator=search&"
                                   "gsrsearch=deep%20water&gsrlimit=10&"));
}

/* What the person wants of results reaches each service in its own words. */
static void
test_options (Fixture *fixture, gconstpointer data)
{
  static const char *const allowed[] = { "example.org", NULL };
  static const char *const blocked[] = { "bad.org", "worse.org", NULL };
  static const SondeSearchOptions options = { .count = 5,
                                              .language = "zh-CN",
                                              .freshness = SONDE_FRESHNESS_WEEK,
                                              .safe = SONDE_SAFE_SEARCH_STRICT,
                                              .allowed = allowed,
                                              .blocked = blocked };
  static const struct
  {
    SondeSearchKind kind;
    const char *body;
    const char *words[7];
  } cases[] = {
    { SONDE_SEARCH_BOCHA,
      bocha_reply,
      { "\"freshness\":\"oneWeek\"", "\"include\":\"example.org\"", "\"exclude\":\"bad.org|worse.org\"" } },
    { SONDE_SEARCH_BRAVE,
      brave_reply,
      { "q=deep%20water%20site%3Aexample.org%20-site%3Abad.org%20-site%3Aworse.org",
        "country=CN",
        "search_lang=zh-hans",
        "freshness=pw",
        "safesearch=strict" } },
    { SONDE_SEARCH_TAVILY,
      tavily_reply,
      { "\"time_range\":\"week\"",
        "\"include_domains\":[\"example.org\"]",
        "\"exclude_domains\":[\"bad.org\",\"worse.org\"]" } },
    { SONDE_SEARCH_SEARXNG,
      tavily_reply,
      { "language=zh-CN", "time_range=month", "safesearch=2", "site%3Aexample.org" } },
    { SONDE_SEARCH_DEEPSEEK,
      tavily_reply,
      { "deep water site:example.org -site:bad.org -site:worse.org lang:zh after:20" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) sources = search (fixture, cases[i].kind, &options, 200, cases[i].body, &error);
      g_autofree char *asked
        = g_strconcat (fixture->query != NULL ? fixture->query : "", fixture->sent, NULL);

      g_assert_no_error (error);
      for (guint k = 0; cases[i].words[k] != NULL; k++)
        {
          g_test_message (
            "%s: %s in %s", sonde_search_kind_to_string (cases[i].kind), cases[i].words[k], asked);
          g_assert_nonnull (strstr (asked, cases[i].words[k]));
        }
      /* Whatever the service makes of it. */
      for (guint k = 0; k < sources->len; k++)
        g_assert_cmpstr (sonde_source_get_domain (sources->pdata[k]), ==, "example.org");
      g_assert_cmpuint (sources->len, ==, 1);
    }
}

static void
test_sites (Fixture *fixture, gconstpointer data)
{
  static const char *const blocked[] = { "www.example.org", NULL };
  static const SondeSearchOptions options = { .count = 5, .blocked = blocked };
  static const char body[] = "{\"results\":[{\"title\":\"a\",\"url\":\"https://example.org/\"},"
                             "{\"title\":\"b\",\"url\":\"https://sub.EXAMPLE.org/\"},"
                             "{\"title\":\"c\",\"url\":\"https://notexample.org/\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = search (fixture, SONDE_SEARCH_SEARXNG, &options, 200, body, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sources->len, ==, 1);
  check_source (sources, 0, "c", "https://notexample.org/", "");
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SondeSearchKind kind;
    const char *body;
  } cases[] = {
    { SONDE_SEARCH_DEEPSEEK, "{\"results\":[]}" },
    { SONDE_SEARCH_BOCHA, "{\"code\":200,\"data\":{\"webPages\":{\"value\":[]}}}" },
    { SONDE_SEARCH_BOCHA, "{\"code\":\"200\",\"data\":{\"webPages\":null}}" },
    { SONDE_SEARCH_BRAVE, "{\"type\":\"search\",\"query\":{\"original\":\"x\"}}" },
    { SONDE_SEARCH_TAVILY, "{\"results\":[]}" },
    { SONDE_SEARCH_WIKIPEDIA, "{\"batchcomplete\":true}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) sources = search (fixture, cases[i].kind, &plain, 200, cases[i].body, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (sources->len, ==, 0);
    }
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SondeSearchKind kind;
    guint status;
    const char *body;
    SondeErrorCode code;
    const char *words;
  } cases[] = {
    { SONDE_SEARCH_BOCHA,
      401,
      "{\"code\":\"401\",\"message\":\"Invalid API KEY\"}",
      SONDE_ERROR_BAD_KEY,
      "Invalid API KEY" },
    { SONDE_SEARCH_BOCHA,
      403,
      "{\"code\":\"403\",\"message\":\"You do not have enough money\"}",
      SONDE_ERROR_NO_BALANCE,
      "money" },
    { SONDE_SEARCH_BOCHA,
      200,
      "{\"code\":403,\"msg\":\"You do not have enough money\"}",
      SONDE_ERROR_NO_BALANCE,
      "money" },
    { SONDE_SEARCH_BOCHA,
      429,
      "{\"code\":\"429\",\"message\":\"too fast\"}",
      SONDE_ERROR_RATE_LIMITED,
      "too fast" },
    { SONDE_SEARCH_BRAVE,
      422,
      "{\"type\":\"ErrorResponse\",\"error\":{\"id\":\"a\",\"status\":422,\"detail\":\"The provided "
      "subscription token is invalid.\",\"code\":\"SUBSCRIPTION_TOKEN_INVALID\"}}",
      SONDE_ERROR_BAD_KEY,
      "token is invalid" },
    { SONDE_SEARCH_BRAVE, 429, "{\"error\":{\"detail\":\"Quota\"}}", SONDE_ERROR_RATE_LIMITED, "Quota" },
    { SONDE_SEARCH_TAVILY,
      401,
      "{\"detail\":{\"error\":\"Unauthorized: missing or invalid API key.\"}}",
      SONDE_ERROR_BAD_KEY,
      "Unauthorized" },
    { SONDE_SEARCH_TAVILY,
      432,
      "{\"detail\":{\"error\":\"This request exceeds your plan's set usage limit.\"}}",
      SONDE_ERROR_NO_BALANCE,
      "usage limit" },
    { SONDE_SEARCH_TAVILY, 500, "no JSON <b>at</b> all", SONDE_ERROR_SEARCH_FAILED, "no JSON at all" },
    { SONDE_SEARCH_TAVILY,
      401,
      "{\"error\":\"the key " KEY " is wrong\"}",
      SONDE_ERROR_BAD_KEY,
      "the key [key] is wrong" },
    { SONDE_SEARCH_WIKIPEDIA,
      200,
      "{\"error\":{\"code\":\"x\",\"info\":\"Search is down\"}}",
      SONDE_ERROR_SEARCH_FAILED,
      "Search is down" },
    { SONDE_SEARCH_WIKIPEDIA, 429, "", SONDE_ERROR_RATE_LIMITED, "" },
    { SONDE_SEARCH_SEARXNG, 403, "", SONDE_ERROR_SEARCH_NO_JSON, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s %u", sonde_search_kind_to_string (cases[i].kind), cases[i].status);
      g_assert_null (search (fixture, cases[i].kind, &plain, cases[i].status, cases[i].body, &error));
      g_assert_error (error, SONDE_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (sonde_error_get_server_words (error), cases[i].words));
      g_assert_null (strstr (sonde_error_get_server_words (error), KEY));
    }
}

static void
test_names (void)
{
  g_autofree char *own = sonde_search_kind_dup_key_id (SONDE_SEARCH_BRAVE, NULL);
  g_autofree char *same
    = sonde_search_kind_dup_key_id (SONDE_SEARCH_BRAVE, "https://API.search.brave.com/other/path");
  g_autofree char *other = sonde_search_kind_dup_key_id (SONDE_SEARCH_BRAVE, "https://mirror.example.org/v1");
  SondeSearchKind kind;

  for (guint i = 0; i < SONDE_N_SEARCH_SERVICES; i++)
    {
      g_assert_true (sonde_search_kind_from_string (sonde_search_kind_to_string (i), &kind));
      g_assert_cmpint (kind, ==, i);
    }
  g_assert_false (sonde_search_kind_from_string ("nobody", &kind));
  g_assert_false (sonde_search_kind_from_string (NULL, &kind));
  /* A key belongs to the server that it was entered for. */
  g_assert_cmpstr (own, ==, "search-brave");
  g_assert_cmpstr (same, ==, "search-brave");
  g_assert_cmpstr (other, ==, "search-brave@https://mirror.example.org:443");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/search-services/bocha", test_bocha);
  ADD ("/search-services/brave", test_brave);
  ADD ("/search-services/tavily", test_tavily);
  ADD ("/search-services/wikipedia", test_wikipedia);
  ADD ("/search-services/options", test_options);
  ADD ("/search-services/sites", test_sites);
  ADD ("/search-services/nothing", test_nothing);
  ADD ("/search-services/failures", test_failures);
#undef ADD
  g_test_add_func ("/search-services/names", test_names);
  return g_test_run ();
}
