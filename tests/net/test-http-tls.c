/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SondeHttp and TLS: certificates that must be refused, directly and through a proxy. */

#include "http-call.h"
#include "sonde-test.h"

#include <string.h>

static void
check_tls (const char *certificate, const char *cause)
{
  g_autoptr (RawServer) server = raw_server_new_tls (write_cb, "", certificate);
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_autofree char *log = NULL;
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  sonde_http_message_set_key (call.message, "sk-secret");
  g_assert_false (call_run (&call, &generous));
  g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_TLS);
  g_test_message ("%s", call.error->message);
  g_assert_nonnull (strstr (call.error->message, cause));
  g_assert_nonnull (strstr (call.error->message, "127.0.0.1"));
  log = raw_server_dup_log (server);
  g_assert_cmpstr (log, ==, "");
}

static void
test_tls (void)
{
  check_tls ("net/unknown-issuer.pem", "its issuer is not known");
  check_tls ("net/expired.pem", "it has expired");
  check_tls ("net/expired.pem", "it belongs to another host");
}

/* A server that answers https with plain text: refused, and nothing is sent again without TLS. */
static void
test_tls_without (void)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", port);

  g_assert_no_error (error);
  /* Nobody takes the connection's reference, so it is closed at once. */
  g_socket_service_start (service);
  call_assert_fails (url, &generous, SONDE_ERROR_TLS);
}

static void
test_cancel_handshake (void)
{
  /* The server is not one for TLS: it waits for the end of a request that never comes. */
  g_autoptr (RawServer) server = raw_server_new (write_cb, "");
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", raw_server_get_port (server));
  g_auto (Call) call = { 0 };
  gint64 begin;

  call_init (&call, "GET", url);
  call_start (&call, &generous);
  sonde_test_spin (100);
  g_assert_null (call.result);
  begin = g_get_monotonic_time ();
  g_cancellable_cancel (call.cancellable);
  g_assert_false (call_finish (&call));
  g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 2 * G_USEC_PER_SEC);
}

typedef struct
{
  GIOStream *from, *to;
  GCancellable *cancellable;
} Pipe;

static gpointer
pipe_thread (gpointer data)
{
  Pipe *pipe = data;

  g_output_stream_splice (g_io_stream_get_output_stream (pipe->to),
                          g_io_stream_get_input_stream (pipe->from),
                          G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                          pipe->cancellable,
                          NULL);
  return NULL;
}

/* Answers CONNECT and hands the bytes on, to the port that the test says. */
static void
connect_cb (RawConnection *connection, gpointer user_data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) upstream = NULL;
  Pipe forth = { .from = connection->stream, .cancellable = connection->cancellable };
  Pipe back = { .to = connection->stream, .cancellable = connection->cancellable };
  GThread *thread;

  g_socket_client_set_enable_proxy (client, FALSE);
  upstream = g_socket_client_connect_to_host (client, "127.0.0.1", *(guint16 *) user_data, NULL, NULL);
  g_assert_nonnull (upstream);
  raw_write (connection, "HTTP/1.1 200 Connection established\r\n\r\n");
  forth.to = back.from = G_IO_STREAM (upstream);
  thread = g_thread_new ("back", pipe_thread, &back);
  pipe_thread (&forth);
  g_thread_join (thread);
}

/* The certificate that is refused is the server's, so the way through the proxy was open. */
static void
test_proxy_connect (void)
{
  g_autoptr (RawServer) server = raw_server_new_tls (write_cb, "", "net/unknown-issuer.pem");
  guint16 port = (guint16) raw_server_get_port (server);
  g_autoptr (RawServer) proxy = raw_server_new (connect_cb, &port);
  g_autofree char *address = raw_server_dup_url (proxy, "");
  g_autofree char *log = NULL;
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", "https://api.example/");
  sonde_http_set_proxy (call.http, address);
  g_assert_false (call_run (&call, &generous));
  g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_TLS);
  g_assert_nonnull (strstr (call.error->message, "api.example"));
  log = raw_server_dup_log (proxy);
  g_assert_true (g_str_has_prefix (log, "CONNECT api.example:443 HTTP/1.1\r\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/tls/certificate", test_tls);
  g_test_add_func ("/http/tls/without", test_tls_without);
  g_test_add_func ("/http/tls/cancel", test_cancel_handshake);
  g_test_add_func ("/http/tls/proxy", test_proxy_connect);
  return g_test_run ();
}
