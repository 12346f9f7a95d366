/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "raw-server.h"
#include "sonde-account.h"
#include "sonde-catalogue.h"
#include "sonde-error.h"
#include "sonde-test.h"

#define KEY  "sk-test-hush"
#define JSON "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"

/* A provider of the catalogue at the address of a server that gives one reply. */
typedef struct
{
  RawServer *server;
  SondeHttp *http;
  SondeProvider *provider;
} Fixture;

static Fixture *
fixture_new (const char *id, const char *reply)
{
  const char *replies[] = { reply, NULL };
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (SondeConfig) config = sonde_config_new (NULL);
  g_autoptr (SondeCatalogue) catalogue = sonde_catalogue_new (config);

  self->server = raw_server_new (replies);
  self->http = sonde_http_new ("none");
  self->provider = sonde_provider_copy_at (
    sonde_catalogue_lookup (catalogue, id), raw_server_get_url (self->server), NULL);
  return self;
}

static void
fixture_free (Fixture *self)
{
  g_object_unref (self->provider);
  g_object_unref (self->http);
  raw_server_free (self->server);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static char **
list_models (Fixture *self, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_account_list_models_async (self->http, self->provider, KEY, NULL, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  return sonde_account_list_models_finish (self->http, result, error);
}

static GPtrArray *
get_balance (Fixture *self, gboolean *is_available, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_account_balance_async (self->http, self->provider, KEY, NULL, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  return sonde_account_balance_finish (self->http, result, is_available, error);
}

static void
assert_models (const char *body, const char *expected)
{
  g_autofree char *reply = g_strconcat (JSON, body, NULL);
  g_autoptr (Fixture) fixture = fixture_new ("deepseek", reply);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) models = list_models (fixture, &error);
  g_autofree char *joined = NULL;

  g_assert_no_error (error);
  joined = g_strjoinv (" ", models);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_models (void)
{
  assert_models ("{\"object\":\"list\",\"data\":[{\"id\":\"deepseek-flash\",\"object\":\"model\"},"
                 "{\"id\":\"deepseek-v4-pro\"}]}",
                 "deepseek-flash deepseek-v4-pro");
  assert_models ("{\"data\":[{\"id\":\"a/b\"},{},{\"id\":null},7,{\"id\":\"\"},{\"name\":\"c\"}]}", "a/b c");
  assert_models ("{\"models\":[{\"name\":\"deepseek-r1:8b\"}]}", "deepseek-r1:8b");
  assert_models ("[{\"id\":\"x\"}]", "x");
  assert_models ("{\"data\":[]}", "");
}

static void
test_models_request (void)
{
  g_autoptr (Fixture) fixture = fixture_new ("siliconflow", JSON "{\"data\":[]}");
  g_auto (GStrv) models = list_models (fixture, NULL);
  g_autofree char *request = raw_server_dup_request (fixture->server);

  g_assert_nonnull (models);
  g_assert_true (g_str_has_prefix (request, "GET /models HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "Authorization: Bearer " KEY "\r\n"));
}

static void
assert_models_error (const char *reply, SondeErrorCode code, const char *words)
{
  g_autoptr (Fixture) fixture = fixture_new ("deepseek", reply);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) models = list_models (fixture, &error);

  g_assert_null (models);
  g_assert_error (error, SONDE_ERROR, (int) code);
  g_assert_cmpstr (sonde_error_get_server_words (error), ==, words);
}

static void
test_models_errors (void)
{
  assert_models_error (
    "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n{\"error\":{\"message\":\"bad " KEY "\"}}",
    SONDE_ERROR_BAD_KEY,
    "bad [key]");
  assert_models_error (
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>Log in</html>",
    SONDE_ERROR_WRONG_ADDRESS,
    "Log in");
  assert_models_error (JSON "{\"message\":\"what " KEY "?\"}", SONDE_ERROR_PROTOCOL, "what [key]?");
  assert_models_error (JSON "[[[[", SONDE_ERROR_PROTOCOL, NULL);
  assert_models_error (JSON, SONDE_ERROR_PROTOCOL, NULL);
}

static void
test_balance (void)
{
  g_autoptr (Fixture) fixture
    = fixture_new ("deepseek",
                   JSON "{\"is_available\":true,\"balance_infos\":[{\"currency\":\"CNY\",\"total_balance\":"
                        "\"110.00\",\"granted_balance\":\"10.00\",\"topped_up_balance\":\"100.00\"},"
                        "{\"currency\":\"USD\",\"total_balance\":1.5,\"granted_balance\":0}]}");
  g_autoptr (GError) error = NULL;
  gboolean is_available = FALSE;
  g_autoptr (GPtrArray) balances = get_balance (fixture, &is_available, &error);
  g_autofree char *request = raw_server_dup_request (fixture->server);
  SondeBalance *first;
  SondeBalance *second;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (request, "GET /user/balance HTTP/1.1\r\n"));
  g_assert_true (is_available);
  g_assert_cmpuint (balances->len, ==, 2);
  first = g_ptr_array_index (balances, 0);
  second = g_ptr_array_index (balances, 1);
  g_assert_cmpstr (first->currency, ==, "CNY");
  g_assert_cmpstr (first->total, ==, "110.00");
  g_assert_cmpstr (first->granted, ==, "10.00");
  g_assert_cmpstr (first->topped_up, ==, "100.00");
  g_assert_cmpstr (second->currency, ==, "USD");
  g_assert_cmpstr (second->total, ==, "1.5");
  g_assert_cmpstr (second->granted, ==, "0");
  g_assert_null (second->topped_up);
}

static void
test_balance_siliconflow (void)
{
  g_autoptr (Fixture) fixture = fixture_new (
    "siliconflow",
    JSON "{\"code\":20000,\"message\":\"OK\",\"status\":true,\"data\":{\"id\":\"u\",\"balance\":"
         "\"0.88\",\"chargeBalance\":\"88.00\",\"totalBalance\":\"88.88\"}}");
  g_autoptr (GError) error = NULL;
  gboolean is_available = FALSE;
  g_autoptr (GPtrArray) balances = get_balance (fixture, &is_available, &error);
  SondeBalance *balance;

  g_assert_no_error (error);
  g_assert_true (is_available);
  g_assert_cmpuint (balances->len, ==, 1);
  balance = g_ptr_array_index (balances, 0);
  g_assert_cmpstr (balance->currency, ==, "CNY");
  g_assert_cmpstr (balance->total, ==, "88.88");
  g_assert_cmpstr (balance->granted, ==, "0.88");
  g_assert_cmpstr (balance->topped_up, ==, "88.00");
}

static void
assert_balance_error (const char *id, const char *reply, SondeErrorCode code)
{
  g_autoptr (Fixture) fixture = fixture_new (id, reply);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) balances = get_balance (fixture, NULL, &error);

  g_assert_null (balances);
  g_assert_error (error, SONDE_ERROR, (int) code);
}

static void
test_balance_errors (void)
{
  assert_balance_error ("ollama", JSON "{}", SONDE_ERROR_NOT_FOUND);
  assert_balance_error ("deepseek",
                        "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n{\"detail\":\"Not Found\"}",
                        SONDE_ERROR_NOT_FOUND);
  assert_balance_error ("deepseek", JSON "{\"balance_infos\":7}", SONDE_ERROR_PROTOCOL);
  assert_balance_error (
    "siliconflow", JSON "{\"code\":50000,\"message\":\"no\",\"data\":null}", SONDE_ERROR_PROTOCOL);
  assert_balance_error ("deepseek", JSON "[]", SONDE_ERROR_PROTOCOL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/models", test_models);
  g_test_add_func ("/account/models-request", test_models_request);
  g_test_add_func ("/account/models-errors", test_models_errors);
  g_test_add_func ("/account/balance", test_balance);
  g_test_add_func ("/account/balance-siliconflow", test_balance_siliconflow);
  g_test_add_func ("/account/balance-errors", test_balance_errors);
  return g_test_run ();
}
