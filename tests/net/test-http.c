/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SondeHttp against servers on loopback that write every byte of their replies themselves. */

#include "http-call.h"
#include "raw-server.h"
#include "sonde-error.h"
#include "sonde-http.h"
#include "sonde-test.h"

#include <string.h>
#include <sys/socket.h>

#define OK_HEAD      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
#define CHUNKED_HEAD OK_HEAD "Transfer-Encoding: chunked\r\n\r\n"
#define GENEROUS                                                                                             \
  {                                                                                                          \
    20000, 20000, 0                                                                                          \
  }

static void
test_plain (void)
{
  g_autoptr (RawServer) server
    = raw_server_new (write_cb, "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 5\r\n\r\nhello");
  g_autofree char *url = raw_server_dup_url (server, "/v1/models?x=%20y");
  g_autofree char *log = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_auto (Call) call = { 0 };

      call_init (&call, "GET", url);
      sonde_http_message_set_key (call.message, "sk-123");
      g_assert_true (call_run (&call, &generous));
      g_assert_no_error (call.error);
      g_assert_cmpuint (call.n_heads, ==, 1);
      g_assert_cmpuint (call.status, ==, 200);
      g_assert_cmpstr (call.body->str, ==, "hello");
    }
  log = raw_server_dup_log (server);
  g_assert_nonnull (strstr (log, "GET /v1/models?x=%20y HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (log, "User-Agent: Sonde/" SONDE_VERSION "\r\n"));
  g_assert_nonnull (strstr (log, "Accept-Encoding: identity\r\n"));
  g_assert_nonnull (strstr (log, "Authorization: Bearer sk-123\r\n"));
  g_assert_null (strstr (log, "Cookie"));
}

static void
test_cookies (void)
{
  g_autoptr (RawServer) server
    = raw_server_new (write_cb, "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_autofree char *log = NULL;
  g_autoptr (SondeHttp) http = sonde_http_new ("none");

  for (guint i = 0; i < 2; i++)
    {
      g_auto (Call) call = { 0 };

      call_init (&call, "GET", url);
      g_set_object (&call.http, http);
      g_assert_true (call_run (&call, &generous));
    }
  log = raw_server_dup_log (server);
  g_assert_null (strstr (log, "Cookie"));
}

static void
test_fetch (void)
{
  g_autoptr (RawServer) server
    = raw_server_new (write_cb, "HTTP/1.1 402 Payment Required\r\nContent-Length: 11\r\n\r\n{\"error\":1}");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_autofree char *log = NULL;
  g_autoptr (SondeHttp) http = sonde_http_new ("none");
  g_autoptr (SoupMessage) message = sonde_http_message_new ("POST", url, NULL);
  g_autoptr (GBytes) request = g_bytes_new_static ("{}", 2);
  g_autoptr (GBytes) body = NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_http_message_set_body (message, "application/json", request);
  sonde_http_fetch_async (http, message, &SONDE_HTTP_LIMITS_SHORT, NULL, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  body = sonde_http_fetch_finish (http, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 402);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "{\"error\":1}", 11);
  log = raw_server_dup_log (server);
  g_assert_nonnull (strstr (log, "Content-Type: application/json\r\n"));
  g_assert_nonnull (strstr (log, "gzip"));
  g_assert_true (g_str_has_suffix (log, "\r\n\r\n{}"));
}

static void
write_chunk (RawConnection *connection, gconstpointer bytes, gsize length)
{
  g_autofree char *head = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", length);

  raw_write (connection, head);
  raw_write_bytes (connection, bytes, length);
  raw_write (connection, "\r\n");
}

/* Compresses @text and flushes (Z_SYNC_FLUSH), as a gateway does with each event. */
static void
write_gzip_piece (RawConnection *connection, GConverter *compressor, const char *text, GConverterFlags flags)
{
  char bytes[1024];
  gsize read = 0, written = 0;
  g_autoptr (GError) error = NULL;

  g_converter_convert (compressor, text, strlen (text), bytes, sizeof bytes, flags, &read, &written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read, ==, strlen (text));
  write_chunk (connection, bytes, written);
}

#define N_GZIP_PIECES 5

/* Sends a piece only after the client has told that it saw the one before. */
static void
gzip_cb (RawConnection *connection, gpointer user_data)
{
  GAsyncQueue *seen = user_data;
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));

  raw_write (connection, OK_HEAD "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (guint i = 0; i < N_GZIP_PIECES; i++)
    {
      write_gzip_piece (connection, compressor, "data: x\n\n", G_CONVERTER_FLUSH);
      g_assert_nonnull (g_async_queue_timeout_pop (seen, 20 * G_USEC_PER_SEC));
    }
  write_gzip_piece (connection, compressor, "", G_CONVERTER_INPUT_AT_END);
  raw_write (connection, "0\r\n\r\n");
}

static void
test_gzip (void)
{
  g_autoptr (GAsyncQueue) seen = g_async_queue_new ();
  g_autoptr (RawServer) server = raw_server_new (gzip_cb, seen);
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  call.tell = seen;
  g_assert_true (call_run (&call, &generous));
  g_assert_no_error (call.error);
  g_assert_cmpstr (call.body->str, ==, "data: x\n\ndata: x\n\ndata: x\n\ndata: x\n\ndata: x\n\n");
}

static void
gzip_cut_cb (RawConnection *connection, gpointer user_data)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));

  raw_write (connection, OK_HEAD "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
  write_gzip_piece (connection, compressor, "data: x\n\n", G_CONVERTER_FLUSH);
}

static void
test_cut_length (void)
{
  g_autoptr (RawServer) server = raw_server_new (write_cb, OK_HEAD "Content-Length: 100\r\n\r\ndata: x\n\n");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  g_assert_false (call_run (&call, &generous));
  g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_CUT);
  g_assert_cmpstr (call.body->str, ==, "data: x\n\n");
}

/* Chunked or compressed, a body that is cut ends like any other: what came is handed out. */
static void
check_cut (RawServer *server)
{
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  if (!call_run (&call, &generous))
    g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_CUT);
  g_assert_true (g_str_has_prefix (call.body->str, "data: x\n\n"));
}

static void
test_cut_chunked (void)
{
  g_autoptr (RawServer) server = raw_server_new (write_cb, CHUNKED_HEAD "9\r\ndata: x\n\n\r\n9\r\ndata");

  check_cut (server);
}

static void
test_cut_gzip (void)
{
  g_autoptr (RawServer) server = raw_server_new (gzip_cut_cb, NULL);

  check_cut (server);
}

static void
reset_cb (RawConnection *connection, gpointer user_data)
{
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection->stream));
  struct
  {
    int on, seconds;
  } linger = { 1, 0 };

  raw_write (connection, CHUNKED_HEAD "9\r\ndata: x\n\n\r\n");
  g_assert_nonnull (g_async_queue_timeout_pop (user_data, 20 * G_USEC_PER_SEC));
  /* Closing with data unsent or with this option sends a reset. */
  g_assert_cmpint (
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger), ==, 0);
}

static void
test_reset (void)
{
  g_autoptr (GAsyncQueue) seen = g_async_queue_new ();
  g_autoptr (RawServer) server = raw_server_new (reset_cb, seen);
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  call.tell = seen;
  g_assert_false (call_run (&call, &generous));
  g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_CUT);
  g_assert_cmpstr (call.body->str, ==, "data: x\n\n");
}

static void
test_no_reply (void)
{
  g_autoptr (RawServer) server = raw_server_new (write_cb, "");
  g_autofree char *url = raw_server_dup_url (server, "/");

  call_assert_fails (url, &generous, SONDE_ERROR_CUT);
}

static void
test_not_http (void)
{
  g_autoptr (RawServer) server = raw_server_new (write_cb, "220 mail.example ESMTP\r\n\r\n");
  g_autofree char *url = raw_server_dup_url (server, "/");

  call_assert_fails (url, &generous, SONDE_ERROR_PROTOCOL);
}

static void
slow_head_cb (RawConnection *connection, gpointer user_data)
{
  const char *reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  for (gsize i = 0; i < strlen (reply); i++)
    {
      raw_write_bytes (connection, reply + i, 1);
      g_usleep (2000);
    }
}

static void
test_slow_head (void)
{
  g_autoptr (RawServer) server = raw_server_new (slow_head_cb, NULL);
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  g_assert_true (call_run (&call, &generous));
  g_assert_cmpstr (call.body->str, ==, "ok");
}

static void
test_first_byte_timeout (void)
{
  const SondeHttpLimits limits = { 100, 20000, 0 };
  static const char *const replies[] = {
    "",                                                /* not even headers */
    CHUNKED_HEAD,                                      /* headers only */
    CHUNKED_HEAD "e\r\n: keep-alive\n\n\r\n",          /* and a comment */
    CHUNKED_HEAD "4\r\n\n\n \n\r\n8\r\n: data: x\r\n", /* and white space */
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (RawServer) server = raw_server_new (write_and_wait_cb, replies[i]);
      g_autofree char *url = raw_server_dup_url (server, "/");

      call_assert_fails (url, &limits, SONDE_ERROR_FIRST_BYTE_TIMEOUT);
    }
}

static void
test_silence_timeout (void)
{
  const SondeHttpLimits limits = { 20000, 100, 0 };
  g_autoptr (RawServer) server
    = raw_server_new (write_and_wait_cb, CHUNKED_HEAD "10\r\n: hello\ndata: x\n\r\n");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  g_assert_false (call_run (&call, &limits));
  g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_SILENCE_TIMEOUT);
  g_assert_cmpstr (call.body->str, ==, ": hello\ndata: x\n");
}

/* Comments for much longer than the limit of the first byte, then data for longer than both. */
static void
keep_alive_cb (RawConnection *connection, gpointer user_data)
{
  raw_write (connection, CHUNKED_HEAD);
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (100 * 1000);
      write_chunk (connection, i < 10 ? ": k\n" : "d: x\n", i < 10 ? 4 : 5);
    }
  raw_write (connection, "0\r\n\r\n");
}

static void
test_keep_alive (void)
{
  const SondeHttpLimits limits = { 900, 900, 0 };
  g_autoptr (RawServer) server = raw_server_new (keep_alive_cb, NULL);
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  g_assert_true (call_run (&call, &limits));
  g_assert_no_error (call.error);
  g_assert_cmpuint (call.body->len, ==, 90);
}

static void
test_max_bytes (void)
{
  const SondeHttpLimits limits = { 20000, 20000, 1000 };
  g_autofree char *reply = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n%01001d", 0);
  g_autofree char *fitting = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n%01000d", 0);
  g_autoptr (RawServer) server = raw_server_new (write_cb, reply);
  g_autoptr (RawServer) other = raw_server_new (write_cb, fitting);
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_autofree char *fitting_url = raw_server_dup_url (other, "/");
  g_auto (Call) call = { 0 };

  call_assert_fails (url, &limits, SONDE_ERROR_TOO_LARGE);
  call_init (&call, "GET", fitting_url);
  g_assert_true (call_run (&call, &limits));
  g_assert_cmpuint (call.body->len, ==, 1000);
}

static void
endless_cb (RawConnection *connection, gpointer user_data)
{
  g_autofree char *bytes = g_malloc0 (64 * 1024);

  raw_write (connection, user_data);
  for (guint i = 0; i < 16 * 64; i++)
    raw_write_bytes (connection, bytes, 64 * 1024);
}

/* The words of an error are wanted, 64 MiB of them are not. */
static void
test_endless_error (void)
{
  g_autoptr (RawServer) server
    = raw_server_new (endless_cb, "HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\nout of order");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  g_assert_true (call_run (&call, &generous));
  g_assert_cmpuint (call.status, ==, 500);
  g_assert_true (g_str_has_prefix (call.body->str, "out of order"));
  g_assert_cmpuint (call.body->len, <, 2 * SONDE_HTTP_MAX_ERROR_BODY);
}

static void
test_functions_fail (void)
{
  g_autoptr (RawServer) server = raw_server_new (endless_cb, OK_HEAD "\r\ndata: x\n\n");
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_auto (Call) head = { 0 };
  g_auto (Call) data = { 0 };

  call_init (&head, "GET", url);
  head.head_error = sonde_error_new (SONDE_ERROR_BAD_KEY, "test");
  g_assert_false (call_run (&head, &generous));
  g_assert_error (head.error, SONDE_ERROR, SONDE_ERROR_BAD_KEY);
  g_assert_cmpuint (head.body->len, ==, 0);

  call_init (&data, "GET", url);
  data.data_error = sonde_error_new (SONDE_ERROR_STREAM, "test");
  g_assert_false (call_run (&data, &generous));
  g_assert_error (data.error, SONDE_ERROR, SONDE_ERROR_STREAM);
  g_assert_cmpuint (data.n_heads, ==, 1);
}

#define N_PARALLEL 8

typedef struct
{
  GMutex mutex;
  GCond all_here;
  guint n_here;
} Meeting;

/* Nobody gets an answer before all eight have asked. */
static void
meet_cb (RawConnection *connection, gpointer user_data)
{
  Meeting *meeting = user_data;
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_mutex_lock (&meeting->mutex);
  meeting->n_here++;
  g_cond_broadcast (&meeting->all_here);
  while (meeting->n_here < N_PARALLEL && g_cond_wait_until (&meeting->all_here, &meeting->mutex, end))
    ;
  g_mutex_unlock (&meeting->mutex);
  if (meeting->n_here == N_PARALLEL)
    raw_write (connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

static void
test_parallel (void)
{
  Meeting meeting = { 0 };
  g_autoptr (RawServer) server = raw_server_new (meet_cb, &meeting);
  g_autofree char *url = raw_server_dup_url (server, "/");
  g_autoptr (SondeHttp) http = sonde_http_new ("none");
  Call calls[N_PARALLEL];

  for (guint i = 0; i < N_PARALLEL; i++)
    {
      call_init (&calls[i], "GET", url);
      g_set_object (&calls[i].http, http);
      call_start (&calls[i], &generous);
    }
  for (guint i = 0; i < N_PARALLEL; i++)
    {
      g_assert_true (call_finish (&calls[i]));
      g_assert_cmpstr (calls[i].body->str, ==, "ok");
      call_clear (&calls[i]);
    }
}

static void
redirect_cb (RawConnection *connection, gpointer user_data)
{
  do
    {
      if (strstr (connection->request, " /end ") != NULL)
        raw_write (connection, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend");
      else
        raw_write (connection, user_data);
    }
  while (raw_read_request (connection));
}

static void
run_redirect (RawServer *server, Call *call)
{
  g_autofree char *url = raw_server_dup_url (server, "/start");
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"q\":1}", 7);

  call_init (call, "POST", url);
  sonde_http_message_set_key (call->message, "sk-secret");
  sonde_http_message_set_body (call->message, "application/json", body);
  call_run (call, &generous);
}

static void
test_redirect_keeps_body (void)
{
  static const char *const replies[] = {
    "HTTP/1.1 307 X\r\nLocation: /end\r\nContent-Length: 4\r\n\r\nmove",
    "HTTP/1.1 308 X\r\nLocation: end\r\nContent-Length: 0\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (RawServer) server = raw_server_new (redirect_cb, replies[i]);
      g_auto (Call) call = { 0 };
      g_autofree char *log = NULL;

      run_redirect (server, &call);
      g_assert_no_error (call.error);
      g_assert_cmpuint (call.n_heads, ==, 1);
      g_assert_cmpstr (call.body->str, ==, "end");
      log = raw_server_dup_log (server);
      g_assert_nonnull (strstr (log, "POST /end HTTP/1.1\r\n"));
      g_assert_true (g_str_has_suffix (log, "\r\n\r\n{\"q\":1}"));
      g_assert_nonnull (strstr (strstr (log, "/end"), "Bearer sk-secret"));
      g_assert_nonnull (strstr (strstr (log, "/end"), "Content-Type: application/json\r\n"));
    }
}

static void
test_redirect_as_get (void)
{
  static const char *const replies[] = {
    "HTTP/1.1 301 X\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 302 X\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 303 X\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (RawServer) server = raw_server_new (redirect_cb, replies[i]);
      g_auto (Call) call = { 0 };
      g_autofree char *log = NULL;

      run_redirect (server, &call);
      g_assert_no_error (call.error);
      g_assert_cmpstr (call.body->str, ==, "end");
      log = raw_server_dup_log (server);
      g_assert_nonnull (strstr (log, "GET /end HTTP/1.1\r\n"));
      g_assert_true (g_str_has_suffix (log, "\r\n\r\n"));
    }
}

static void
test_redirect_elsewhere (void)
{
  g_autoptr (RawServer) other = raw_server_new (write_cb, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  g_autofree char *target = raw_server_dup_url (other, "/end");
  const char *const locations[]
    = { target, "//localhost:1/end", "https://evil.example/", "http://127.0.0.1/" };

  for (guint i = 0; i < G_N_ELEMENTS (locations); i++)
    {
      g_autofree char *reply
        = g_strdup_printf ("HTTP/1.1 307 X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", locations[i]);
      g_autoptr (RawServer) server = raw_server_new (redirect_cb, reply);
      g_auto (Call) call = { 0 };
      g_autofree char *log = NULL;

      run_redirect (server, &call);
      g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_REDIRECTED);
      g_assert_cmpuint (call.n_heads, ==, 0);
      if (i == 2)
        g_assert_nonnull (strstr (call.error->message, "evil.example"));
      log = raw_server_dup_log (other);
      g_assert_cmpstr (log, ==, "");
    }
}

static void
test_redirect_loop (void)
{
  static const char *const replies[] = {
    "HTTP/1.1 307 X\r\nLocation: /start\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 307 X\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 307 X\r\nLocation: mailto:x@example.org\r\nContent-Length: 0\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (RawServer) server = raw_server_new (redirect_cb, replies[i]);
      g_auto (Call) call = { 0 };

      run_redirect (server, &call);
      g_assert_error (call.error, SONDE_ERROR, SONDE_ERROR_REDIRECTED);
    }
}

/* A redirect without a Location is a reply like any other. */
static void
test_redirect_to_nowhere (void)
{
  g_autoptr (RawServer) server = raw_server_new (redirect_cb, "HTTP/1.1 302 X\r\nContent-Length: 0\r\n\r\n");
  g_auto (Call) call = { 0 };

  run_redirect (server, &call);
  g_assert_no_error (call.error);
  g_assert_cmpuint (call.status, ==, 302);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/plain", test_plain);
  g_test_add_func ("/http/cookies", test_cookies);
  g_test_add_func ("/http/fetch", test_fetch);
  g_test_add_func ("/http/gzip", test_gzip);
  g_test_add_func ("/http/cut/gzip", test_cut_gzip);
  g_test_add_func ("/http/cut/length", test_cut_length);
  g_test_add_func ("/http/cut/chunked", test_cut_chunked);
  g_test_add_func ("/http/cut/reset", test_reset);
  g_test_add_func ("/http/cut/no-reply", test_no_reply);
  g_test_add_func ("/http/not-http", test_not_http);
  g_test_add_func ("/http/slow-head", test_slow_head);
  g_test_add_func ("/http/timeout/first-byte", test_first_byte_timeout);
  g_test_add_func ("/http/timeout/silence", test_silence_timeout);
  g_test_add_func ("/http/timeout/keep-alive", test_keep_alive);
  g_test_add_func ("/http/max-bytes", test_max_bytes);
  g_test_add_func ("/http/endless-error", test_endless_error);
  g_test_add_func ("/http/functions-fail", test_functions_fail);
  g_test_add_func ("/http/parallel", test_parallel);
  g_test_add_func ("/http/redirect/keeps-body", test_redirect_keeps_body);
  g_test_add_func ("/http/redirect/as-get", test_redirect_as_get);
  g_test_add_func ("/http/redirect/elsewhere", test_redirect_elsewhere);
  g_test_add_func ("/http/redirect/loop", test_redirect_loop);
  g_test_add_func ("/http/redirect/to-nowhere", test_redirect_to_nowhere);
  return g_test_run ();
}
