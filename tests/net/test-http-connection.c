/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What SondeHttp says when no connection comes about, how it stops in each phase, proxies, and which
 * addresses it takes at all. */

#include "http-call.h"
#include "sonde-test.h"

#include <string.h>

/* The promise is 100 ms; a loaded machine gets more. Each figure is in the log. */
#define CANCEL_LIMIT_MS 2000

static void
assert_cancels (Call *call, gboolean *reached, const char *phase)
{
  gint64 begin, took_ms;

  if (reached != NULL)
    g_assert_true (sonde_test_wait_flag (reached, 20000));
  else
    sonde_test_spin (100);
  g_assert_null (call->result);
  begin = g_get_monotonic_time ();
  g_cancellable_cancel (call->cancellable);
  g_assert_false (call_finish (call));
  took_ms = (g_get_monotonic_time () - begin) / 1000;
  g_test_message ("cancelled while %s: %" G_GINT64_FORMAT " ms", phase, took_ms);
  g_assert_error (call->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (took_ms, <, CANCEL_LIMIT_MS);
}

static void
test_cancel_before (void)
{
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", "http://127.0.0.1:9/");
  g_cancellable_cancel (call.cancellable);
  g_assert_false (call_run (&call, &generous));
  g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A socket whose queue is full, so that further connections hang. */
static GPtrArray *
make_full_socket (guint *port)
{
  GPtrArray *sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  GSocket *server = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_socket_set_listen_backlog (server, 0);
  g_assert_true (g_socket_bind (server, any, TRUE, NULL));
  g_assert_true (g_socket_listen (server, NULL));
  g_ptr_array_add (sockets, server);
  address = g_socket_get_local_address (server, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  for (guint i = 0; i < 8; i++)
    {
      GSocket *client
        = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (client, FALSE);
      g_socket_connect (client, address, NULL, NULL);
      g_ptr_array_add (sockets, client);
    }
  return sockets;
}

static void
test_cancel_connecting (void)
{
  guint port;
  g_autoptr (GPtrArray) sockets = make_full_socket (&port);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", port);
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  call_start (&call, &generous);
  assert_cancels (&call, NULL, "connecting");
}

static void
test_timeout_connecting (void)
{
  const SondeHttpLimits limits = { 100, 20000, 0 };
  guint port;
  g_autoptr (GPtrArray) sockets = make_full_socket (&port);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", port);

  call_assert_fails (url, &limits, SONDE_ERROR_FIRST_BYTE_TIMEOUT);
}

static void
test_cancel_head (void)
{
  g_autoptr (RawServer) server = raw_server_new (write_and_wait_cb, "HTTP/1.1 200 OK\r\n");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  call_start (&call, &generous);
  assert_cancels (&call, NULL, "waiting for headers");
}

static void
test_cancel_first_byte (void)
{
  g_autoptr (RawServer) server
    = raw_server_new (write_and_wait_cb, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  call_start (&call, &generous);
  assert_cancels (&call, &call.got_head, "waiting for the body");
}

static void
test_cancel_body (void)
{
  g_autoptr (RawServer) server = raw_server_new (
    write_and_wait_cb, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  call_start (&call, &generous);
  assert_cancels (&call, &call.got_data, "reading the body");
  g_assert_cmpstr (call.body->str, ==, "data: x\n\n");
}

static void
tell_when_left_cb (RawConnection *connection, gpointer user_data)
{
  raw_write (connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n");
  raw_wait_close (connection);
  g_async_queue_push (user_data, GUINT_TO_POINTER (1));
}

/* Who stops reading also hangs up, so that the server stops working, though the session lives on. */
static void
test_hang_up (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncQueue) left = g_async_queue_new ();
      g_autoptr (RawServer) server = raw_server_new (tell_when_left_cb, left);
      g_autofree char *url = raw_server_dup_url (server, "/");
      g_auto (Call) call = { 0 };

      call_init (&call, "GET", url);
      if (i == 0)
        call.data_error = sonde_error_new (SONDE_ERROR_STREAM, "test");
      call_start (&call, &generous);
      g_assert_true (sonde_test_wait_flag (&call.got_data, 20000));
      g_cancellable_cancel (call.cancellable);
      g_assert_false (call_finish (&call));
      sonde_test_spin (50);
      g_assert_nonnull (g_async_queue_timeout_pop (left, 20 * G_USEC_PER_SEC));
    }
}

static void
firehose_cb (RawConnection *connection, gpointer user_data)
{
  g_autofree char *bytes = g_malloc0 (64 * 1024);

  raw_write (connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
  while (g_output_stream_write_all (
    g_io_stream_get_output_stream (connection->stream), bytes, 64 * 1024, NULL, NULL, NULL))
    ;
}

static void
test_cancel_firehose (void)
{
  g_autoptr (RawServer) server = raw_server_new (firehose_cb, NULL);
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  call_start (&call, &generous);
  assert_cancels (&call, &call.got_data, "drinking from a firehose");
}

static void
test_refused (void)
{
  g_autofree char *url = NULL;

  /* A port that was free a moment ago. */
  {
    g_autoptr (RawServer) server = raw_server_new (write_cb, "");

    url = raw_server_dup_url (server, "/");
  }
  call_assert_fails (url, &generous, SONDE_ERROR_REFUSED);
}

/* A resolver that knows no name, for the reason that is asked for. */
#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;

  GError *error;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
lookup_async (GResolver *resolver,
              const char *host,
              GResolverNameLookupFlags flags,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_error (task, g_error_copy (TEST_RESOLVER (resolver)->error));
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_finalize (GObject *object)
{
  g_clear_error (&TEST_RESOLVER (object)->error);
  G_OBJECT_CLASS (test_resolver_parent_class)->finalize (object);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_resolver_finalize;
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_async = lookup_async;
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
check_resolver (GResolverError code, SondeErrorCode expected)
{
  g_autoptr (GResolver) before = g_resolver_get_default ();
  g_autoptr (TestResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);

  resolver->error = g_error_new_literal (G_RESOLVER_ERROR, (int) code, "test");
  g_resolver_set_default (G_RESOLVER (resolver));
  call_assert_fails ("http://api.example/", &generous, expected);
  g_resolver_set_default (before);
}

static void
test_resolver (void)
{
  check_resolver (G_RESOLVER_ERROR_NOT_FOUND, SONDE_ERROR_HOST_NOT_FOUND);
  check_resolver (G_RESOLVER_ERROR_TEMPORARY_FAILURE, SONDE_ERROR_OFFLINE);
}

static void
run_through_proxy (Call *call, const char *url, const char *proxy)
{
  call_init (call, "GET", url);
  sonde_http_set_proxy (call->http, proxy);
  call_run (call, &generous);
}

static void
test_proxy_plain (void)
{
  g_autoptr (RawServer) proxy
    = raw_server_new (write_cb, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nproxied");
  g_autofree char *address = raw_server_dup_url (proxy, "");
  g_autofree char *log = NULL;
  g_auto (Call) call = { 0 };
  g_auto (Call) without_scheme = { 0 };

  run_through_proxy (&call, "http://api.example/v1/models", address);
  g_assert_no_error (call.error);
  g_assert_cmpstr (call.body->str, ==, "proxied");
  log = raw_server_dup_log (proxy);
  g_assert_true (g_str_has_prefix (log, "GET http://api.example/v1/models HTTP/1.1\r\n"));

  run_through_proxy (&without_scheme, "http://api.example/", address + strlen ("http://"));
  g_assert_cmpstr (without_scheme.body->str, ==, "proxied");
}

/* What runs on this machine is asked directly. */
static void
test_proxy_local (void)
{
  g_autoptr (RawServer) proxy = raw_server_new (write_cb, "");
  g_autoptr (RawServer) server
    = raw_server_new (write_cb, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ndirect");
  g_autofree char *address = raw_server_dup_url (proxy, "");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  run_through_proxy (&call, url, address);
  g_assert_cmpstr (call.body->str, ==, "direct");
}

static void
check_proxy_fails (const char *url, const char *proxy)
{
  g_auto (Call) call = { 0 };

  run_through_proxy (&call, url, proxy);
  g_test_message ("%s", call.error != NULL ? call.error->message : "no error");
  g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_PROXY);
}

static void
test_proxy_dead (void)
{
  g_autofree char *address = NULL;

  {
    g_autoptr (RawServer) server = raw_server_new (write_cb, "");

    address = raw_server_dup_url (server, "");
  }
  check_proxy_fails ("http://api.example/", address);
  check_proxy_fails ("https://api.example/", address);
}

static void
test_proxy_says_no (void)
{
  static const char *const replies[] = {
    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
    "Content-Length: 0\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (RawServer) proxy = raw_server_new (write_cb, replies[i]);
      g_autofree char *address = raw_server_dup_url (proxy, "");

      check_proxy_fails ("https://api.example/", address);
    }
}

static void
test_addresses (void)
{
  static const char *const good[] = {
    "http://localhost:11434",  "https://api.deepseek.com", "HTTPS://API.deepseek.com/v1",
    "http://[::1]:8080/x?y#z", "http://127.0.0.1/",        "https://api.deepseek.com:8443/a%20b",
  };
  static const char *const bad[] = {
    "",          "deepseek",        "api.deepseek.com/v1", "ftp://host/",     "file:///etc/passwd",
    "http://",   "http:///path",    "https://:443/",       "http://ho st/",   "http://host/a b",
    "http://[",  "http://host:x/",  "http://host:99999/",  "javascript:1",    "http://host/\r\nX: y",
    "http:/a/b", "http://a%0d%0ab", "http://a%20b/",       "http://ho\tst/x", "http://host\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SoupMessage) message = sonde_http_message_new ("GET", good[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (message);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (sonde_http_message_new ("GET", bad[i], &error));
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_key (void)
{
  g_autoptr (SoupMessage) message = sonde_http_message_new ("GET", "https://api.example/", NULL);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  sonde_http_message_set_key (message, NULL);
  sonde_http_message_set_key (message, "");
  g_assert_null (soup_message_headers_get_one (headers, "Authorization"));
  sonde_http_message_set_key (message, "a");
  sonde_http_message_set_key (message, "b");
  g_assert_cmpstr (soup_message_headers_get_list (headers, "Authorization"), ==, "Bearer b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/addresses", test_addresses);
  g_test_add_func ("/http/key", test_key);
  g_test_add_func ("/http/cancel/before", test_cancel_before);
  g_test_add_func ("/http/cancel/connecting", test_cancel_connecting);
  g_test_add_func ("/http/cancel/head", test_cancel_head);
  g_test_add_func ("/http/cancel/first-byte", test_cancel_first_byte);
  g_test_add_func ("/http/cancel/body", test_cancel_body);
  g_test_add_func ("/http/cancel/firehose", test_cancel_firehose);
  g_test_add_func ("/http/hang-up", test_hang_up);
  g_test_add_func ("/http/timeout/connecting", test_timeout_connecting);
  g_test_add_func ("/http/refused", test_refused);
  g_test_add_func ("/http/resolver", test_resolver);
  g_test_add_func ("/http/proxy/plain", test_proxy_plain);
  g_test_add_func ("/http/proxy/local", test_proxy_local);
  g_test_add_func ("/http/proxy/dead", test_proxy_dead);
  g_test_add_func ("/http/proxy/says-no", test_proxy_says_no);
  return g_test_run ();
}
