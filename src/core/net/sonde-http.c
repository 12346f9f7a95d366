/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-net"

#include "sonde-http.h"

#include "sonde-error.h"
#include "sonde-http-error.h"
#include "sonde-http-watchdog.h"

#include <string.h>

#define MAX_CONNECTIONS          64
#define MAX_CONNECTIONS_PER_HOST 8
#define MAX_REDIRECTS            5
#define BODY_DATA                "sonde-http-body"
#define READ_SIZE                (32u * 1024)
/* The priority of GTK's redraw: a server that never pauses and the window take turns. */
#define READ_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

const SondeHttpLimits SONDE_HTTP_LIMITS_STREAM = { 10 * 60 * 1000, 5 * 60 * 1000, 0 };
const SondeHttpLimits SONDE_HTTP_LIMITS_SHORT = { 30 * 1000, 30 * 1000, 32 * 1024 * 1024 };

struct _SondeHttp
{
  GObject parent_instance;

  SoupSession *session;
};

G_DEFINE_FINAL_TYPE (SondeHttp, sonde_http, G_TYPE_OBJECT)

/* One request on its way, the data of a GTask. */
typedef struct
{
  SoupSession *session;
  SoupMessage *message;
  gulong network_event_id;
  gulong wrote_id;

  SondeHttpHeadFunc head_func;
  SondeHttpDataFunc data_func;
  gpointer func_data;
  gsize max_bytes;

  /* cancelled by the caller's cancellable and by the watchdog */
  GCancellable *cancellable;
  GCancellable *callers;
  gulong callers_id;
  SondeHttpWatchdog *watchdog;

  gboolean at_proxy;
  guint n_redirects;
  GUri *redirect;
  GInputStream *body;
  gsize n_bytes;
  guint8 buffer[READ_SIZE];
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_cancellable_disconnect (exchange->callers, exchange->callers_id);
  g_clear_object (&exchange->callers);
  g_signal_handler_disconnect (exchange->message, exchange->network_event_id);
  g_signal_handler_disconnect (exchange->message, exchange->wrote_id);
  g_clear_pointer (&exchange->watchdog, sonde_http_watchdog_free);
  g_clear_pointer (&exchange->redirect, g_uri_unref);
  g_clear_object (&exchange->body);
  g_clear_object (&exchange->cancellable);
  g_clear_object (&exchange->message);
  g_clear_object (&exchange->session);
  g_free (exchange);
}

static void
cancelled_cb (GCancellable *callers, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
wrote_body_data_cb (SoupMessage *message, guint length, gpointer user_data)
{
  Exchange *exchange = user_data;

  sonde_http_watchdog_touch (exchange->watchdog);
}

/* Whether what fails now fails at the proxy: between the attempt to reach it and the moment when the
 * way through it is open. The error itself does not say (a dead proxy is "connection refused"). */
static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer user_data)
{
  Exchange *exchange = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTING && G_IS_SOCKET_CONNECTION (connection))
    {
      g_autoptr (GSocketAddress) address
        = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);

      exchange->at_proxy = address != NULL && G_IS_PROXY_ADDRESS (address);
    }
  else if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING)
    exchange->at_proxy = TRUE;
  else if (event == G_SOCKET_CLIENT_CONNECTED || event == G_SOCKET_CLIENT_PROXY_NEGOTIATED)
    exchange->at_proxy = FALSE;
}

static Exchange *
exchange_new (SondeHttp *self, SoupMessage *message, const SondeHttpLimits *limits, GCancellable *callers)
{
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->session = g_object_ref (self->session);
  exchange->message = g_object_ref (message);
  exchange->max_bytes = limits->max_bytes;
  exchange->cancellable = g_cancellable_new ();
  exchange->watchdog
    = sonde_http_watchdog_new (limits->first_byte_ms, limits->silence_ms, exchange->cancellable);
  exchange->network_event_id
    = g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), exchange);
  exchange->wrote_id
    = g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), exchange);
  if (callers != NULL)
    {
      exchange->callers = g_object_ref (callers);
      exchange->callers_id
        = g_cancellable_connect (callers, G_CALLBACK (cancelled_cb), exchange->cancellable, NULL);
    }
  return exchange;
}

static void send_message (GTask *task);
static void read_body (GTask *task);

/* Ends @task, which it takes. Closing the body before its end gives up the connection, at once. */
static void
finish (GTask *task, GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_clear_pointer (&exchange->watchdog, sonde_http_watchdog_free);
  g_clear_object (&exchange->body);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Ends @task with the true reason for what GLib or libsoup said. */
static void
fail (GTask *task, const GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);
  GError *reason = sonde_http_watchdog_dup_error (exchange->watchdog);

  if (reason == NULL)
    reason = sonde_http_error_translate (error, exchange->message, exchange->at_proxy);
  finish (task, reason);
}

static gboolean
has_same_origin (GUri *a, GUri *b)
{
  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b))
         && g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0
         && g_uri_get_port (a) == g_uri_get_port (b);
}

static const char *
get_location (SoupMessage *message)
{
  switch (soup_message_get_status (message))
    {
    case SOUP_STATUS_MOVED_PERMANENTLY:
    case SOUP_STATUS_FOUND:
    case SOUP_STATUS_SEE_OTHER:
    case SOUP_STATUS_TEMPORARY_REDIRECT:
    case SOUP_STATUS_PERMANENT_REDIRECT:
      return soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
    default:
      return NULL;
    }
}

/* Looks at a redirect, if the reply is one. %FALSE means that it must not be followed. */
static gboolean
check_redirect (Exchange *exchange, GError **error)
{
  GUri *uri = soup_message_get_uri (exchange->message);
  const char *location = get_location (exchange->message);
  g_autoptr (GUri) target = NULL;

  if (location == NULL)
    return TRUE;
  target = g_uri_parse_relative (uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (target == NULL || g_uri_get_host (target) == NULL)
    g_propagate_error (error, sonde_error_new (SONDE_ERROR_REDIRECTED, "to an address that is none"));
  else if (!has_same_origin (uri, target))
    g_propagate_error (error,
                       sonde_error_new (SONDE_ERROR_REDIRECTED,
                                        "from %s to %s://%s",
                                        g_uri_get_host (uri),
                                        g_uri_get_scheme (target),
                                        g_uri_get_host (target)));
  else if (exchange->n_redirects == MAX_REDIRECTS)
    g_propagate_error (error, sonde_error_new (SONDE_ERROR_REDIRECTED, "more than %d times", MAX_REDIRECTS));
  else
    exchange->redirect = g_steal_pointer (&target);
  return exchange->redirect != NULL;
}

/* RFC 9110 15.4: 307 and 308 keep the method; 303, and by custom 301 and 302 to a POST, ask for a GET. */
static gboolean
becomes_get (SoupMessage *message)
{
  const char *method = soup_message_get_method (message);
  guint status = soup_message_get_status (message);

  if (status == SOUP_STATUS_SEE_OTHER)
    return !g_str_equal (method, "HEAD");
  return g_str_equal (method, "POST")
         && (status == SOUP_STATUS_MOVED_PERMANENTLY || status == SOUP_STATUS_FOUND);
}

/* The stream that the body was sent from is closed by now. */
static void
set_body_again (SoupMessage *message)
{
  GBytes *body = g_object_get_data (G_OBJECT (message), BODY_DATA);

  if (becomes_get (message))
    {
      soup_message_set_method (message, "GET");
      soup_message_set_request_body (message, NULL, NULL, 0);
      g_object_set_data (G_OBJECT (message), BODY_DATA, NULL);
    }
  else if (body != NULL)
    soup_message_set_request_body_from_bytes (message, NULL, body);
}

static gboolean
follow_redirect_cb (gpointer user_data)
{
  GTask *task = user_data;
  Exchange *exchange = g_task_get_task_data (task);

  exchange->n_redirects++;
  exchange->n_bytes = 0;
  set_body_again (exchange->message);
  soup_message_set_uri (exchange->message, exchange->redirect);
  g_clear_pointer (&exchange->redirect, g_uri_unref);
  send_message (task);
  return G_SOURCE_REMOVE;
}

static void
unqueued_cb (SoupSession *session, SoupMessage *message, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *exchange = g_task_get_task_data (task);

  if (message != exchange->message)
    return;
  g_signal_handlers_disconnect_by_func (session, unqueued_cb, task);
  g_idle_add_full (READ_PRIORITY, follow_redirect_cb, task, NULL);
}

/* libsoup takes the message again only after it has let go of it, some time after its body is closed. */
static void
follow_redirect (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_signal_connect (exchange->session, "request-unqueued", G_CALLBACK (unqueued_cb), task);
  g_input_stream_close_async (exchange->body, READ_PRIORITY, NULL, NULL, NULL);
  g_clear_object (&exchange->body);
}

static gboolean
is_success (Exchange *exchange)
{
  return SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (exchange->message));
}

/* libsoup reports a connection that ends within the body as an ordinary end (measured with 3.2.3), so
 * the length that was announced is compared here. A chunked or compressed body cannot be checked. */
static gboolean
is_cut (Exchange *exchange)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);

  return !g_str_equal (soup_message_get_method (exchange->message), "HEAD")
         && soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
         && soup_message_headers_get_one (headers, "Content-Encoding") == NULL
         && (goffset) exchange->n_bytes < soup_message_headers_get_content_length (headers);
}

static void
end_body (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  if (exchange->redirect != NULL)
    follow_redirect (task);
  else if (is_success (exchange) && is_cut (exchange))
    finish (task,
            sonde_error_new (SONDE_ERROR_CUT, "only %" G_GSIZE_FORMAT " bytes came", exchange->n_bytes));
  else
    finish (task, NULL);
}

static gboolean
take_body (Exchange *exchange, gsize length, GError **error)
{
  sonde_http_watchdog_take_body (exchange->watchdog, exchange->buffer, length);
  exchange->n_bytes += length;
  if (exchange->redirect != NULL)
    return TRUE;
  if (exchange->max_bytes > 0 && exchange->n_bytes > exchange->max_bytes)
    {
      g_propagate_error (
        error,
        sonde_error_new (SONDE_ERROR_TOO_LARGE, "more than %" G_GSIZE_FORMAT " bytes", exchange->max_bytes));
      return FALSE;
    }
  return exchange->data_func == NULL
         || exchange->data_func (exchange->buffer, length, exchange->func_data, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  if (length < 0)
    fail (task, error);
  else if (g_cancellable_is_cancelled (exchange->callers))
    finish (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  else if (length == 0)
    end_body (task);
  else if (!take_body (exchange, (gsize) length, &error))
    finish (task, g_steal_pointer (&error));
  else if (!is_success (exchange) && exchange->n_bytes >= SONDE_HTTP_MAX_ERROR_BODY)
    end_body (task);
  else
    read_body (task);
}

static void
read_body (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_input_stream_read_async (exchange->body,
                             exchange->buffer,
                             sizeof exchange->buffer,
                             READ_PRIORITY,
                             exchange->cancellable,
                             read_cb,
                             task);
}

/* Whether the reply is the proxy's own: 407, or any reply to CONNECT, which libsoup hands out as if the
 * server had sent it. */
static gboolean
is_from_proxy (Exchange *exchange)
{
  return exchange->at_proxy
         || soup_message_get_status (exchange->message) == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED;
}

static gboolean
check_head (Exchange *exchange, GError **error)
{
  if (is_from_proxy (exchange))
    {
      g_propagate_error (error,
                         sonde_error_new (SONDE_ERROR_PROXY,
                                          "the proxy answered with status %u",
                                          soup_message_get_status (exchange->message)));
      return FALSE;
    }
  if (!check_redirect (exchange, error))
    return FALSE;
  return exchange->redirect != NULL || exchange->head_func == NULL
         || exchange->head_func (exchange->message, exchange->func_data, error);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  exchange->body = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (exchange->body == NULL)
    {
      fail (task, error);
      return;
    }
  sonde_http_watchdog_touch (exchange->watchdog);
  if (check_head (exchange, &error))
    read_body (task);
  else
    finish (task, g_steal_pointer (&error));
}

static void
send_message (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  soup_session_send_async (
    exchange->session, exchange->message, READ_PRIORITY, exchange->cancellable, sent_cb, task);
}

static void
start (GTask *task,
       SoupMessage *message,
       const SondeHttpLimits *limits,
       SondeHttpHeadFunc head_func,
       SondeHttpDataFunc data_func,
       gpointer func_data)
{
  Exchange *exchange
    = exchange_new (g_task_get_source_object (task), message, limits, g_task_get_cancellable (task));

  exchange->head_func = head_func;
  exchange->data_func = data_func;
  exchange->func_data = func_data;
  g_task_set_task_data (task, exchange, exchange_free);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  send_message (task);
}

/* Programs on this machine (Ollama, llama-server) are never reached through a proxy. */
static GProxyResolver *
make_resolver (const char *proxy)
{
  const char *const local[] = { "localhost", "127.0.0.0/8", "::1", NULL };
  g_autofree char *address = NULL;

  if (proxy == NULL || proxy[0] == '\0' || g_str_equal (proxy, "system"))
    return g_object_ref (g_proxy_resolver_get_default ());
  if (g_str_equal (proxy, "none"))
    return NULL;
  address = strstr (proxy, "://") != NULL ? g_strdup (proxy) : g_strconcat ("http://", proxy, NULL);
  return g_simple_proxy_resolver_new (address, (char **) local);
}

static void
sonde_http_finalize (GObject *object)
{
  SondeHttp *self = SONDE_HTTP (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (sonde_http_parent_class)->finalize (object);
}

static void
sonde_http_class_init (SondeHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_http_finalize;

  /* Over HTTP/2, libsoup 3.2 cannot cancel before the headers and never ends a read that the server
   * cut. The variable is read once, before the first session's first connection. */
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
}

static void
sonde_http_init (SondeHttp *self)
{
}

/**
 * sonde_http_new:
 * @proxy: (nullable): as for sonde_http_set_proxy()
 *
 * Returns: (transfer full): a new client
 */
SondeHttp *
sonde_http_new (const char *proxy)
{
  SondeHttp *self = g_object_new (SONDE_TYPE_HTTP, NULL);

  sonde_http_set_proxy (self, proxy);
  return self;
}

/**
 * sonde_http_set_proxy:
 * @proxy: (nullable): "system" or %NULL, "none", or an address such as "http://host:3128",
 *   "socks5://host" or "host:3128"
 *
 * Counts for requests that begin later.
 */
void
sonde_http_set_proxy (SondeHttp *self, const char *proxy)
{
  g_autoptr (GProxyResolver) resolver = NULL;

  g_return_if_fail (SONDE_IS_HTTP (self));

  resolver = make_resolver (proxy);
  /* A new session, because the old one's idle connections still go the old way. Requests that are on
   * their way hold the old one. */
  g_clear_object (&self->session);
  self->session = soup_session_new_with_options ("max-conns",
                                                 MAX_CONNECTIONS,
                                                 "max-conns-per-host",
                                                 MAX_CONNECTIONS_PER_HOST,
                                                 "timeout",
                                                 0,
                                                 "user-agent",
                                                 "Sonde/" SONDE_VERSION,
                                                 "proxy-resolver",
                                                 resolver,
                                                 NULL);
}

static gboolean
has_blank_or_control (const char *text)
{
  for (const guchar *at = (const guchar *) text; *at != '\0'; at++)
    if (*at <= ' ' || *at == 0x7F)
      return TRUE;
  return FALSE;
}

/* The host is looked at once more because "%0D" in it has been decoded by then. */
static gboolean
is_web_address (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  return (g_str_equal (scheme, "http") || g_str_equal (scheme, "https")) && host != NULL && host[0] != '\0'
         && !has_blank_or_control (host);
}

/**
 * sonde_http_message_new:
 * @method: "GET", "POST" …
 * @url: an http or https address with a host, without white space and control characters
 * @error: SONDE_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full): a request, or %NULL with @error set
 */
SoupMessage *
sonde_http_message_new (const char *method, const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  if (!has_blank_or_control (url))
    uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || !is_web_address (uri))
    {
      g_autofree char *valid = g_utf8_make_valid (url, -1);

      g_propagate_error (error,
                         sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, "not a web address: “%s”", valid));
      return NULL;
    }
  return soup_message_new_from_uri (method, uri);
}

/**
 * sonde_http_message_set_key:
 * @key: (nullable): a key as sonde_keyring_clean_key() gives it; nothing happens for %NULL and ""
 *
 * Sets the Authorization header. It goes to the origin of the message's address and nowhere else,
 * since redirects to another origin are not followed.
 */
void
sonde_http_message_set_key (SoupMessage *message, const char *key)
{
  g_autofree char *value = NULL;

  g_return_if_fail (SOUP_IS_MESSAGE (message));
  g_return_if_fail (key == NULL || !has_blank_or_control (key));

  if (key == NULL || key[0] == '\0')
    return;
  value = g_strconcat ("Bearer ", key, NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  explicit_bzero (value, strlen (value));
}

/**
 * sonde_http_message_set_body:
 *
 * Sets the body. Unlike soup_message_set_request_body_from_bytes() it is kept, so that it can be sent
 * once more after a redirect.
 */
void
sonde_http_message_set_body (SoupMessage *message, const char *content_type, GBytes *body)
{
  g_return_if_fail (SOUP_IS_MESSAGE (message));
  g_return_if_fail (content_type != NULL);
  g_return_if_fail (body != NULL);

  soup_message_set_request_body_from_bytes (message, content_type, body);
  g_object_set_data_full (G_OBJECT (message), BODY_DATA, g_bytes_ref (body), (GDestroyNotify) g_bytes_unref);
}

/**
 * sonde_http_send_async:
 * @message: a request that was not sent before
 * @head_func: (nullable): called with status and headers, whatever the status is
 * @data_func: (nullable): called with each piece of the body
 * @func_data: for both; must live until @callback was called
 *
 * Sends a request and hands out the reply as it comes. Redirects within the origin are followed (five
 * times at most), others end with SONDE_ERROR_REDIRECTED. The end of the body does not prove that it
 * was whole.
 */
void
sonde_http_send_async (SondeHttp *self,
                       SoupMessage *message,
                       const SondeHttpLimits *limits,
                       SondeHttpHeadFunc head_func,
                       SondeHttpDataFunc data_func,
                       gpointer func_data,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  SoupMessageHeaders *headers;
  GTask *task;

  g_return_if_fail (SONDE_IS_HTTP (self));
  g_return_if_fail (SOUP_IS_MESSAGE (message));
  g_return_if_fail (limits != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_http_send_async);
  headers = soup_message_get_request_headers (message);
  /* A gateway that compresses a stream may hold it back. If it does so unasked it is still decoded. */
  if (soup_message_headers_get_one (headers, "Accept-Encoding") == NULL)
    soup_message_headers_append (headers, "Accept-Encoding", "identity");
  start (task, message, limits, head_func, data_func, func_data);
}

gboolean
sonde_http_send_finish (SondeHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
collect (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  g_byte_array_append (user_data, bytes, (guint) length);
  return TRUE;
}

static void
fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GByteArray *body = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_pointer (
      task, g_byte_array_free_to_bytes (g_byte_array_ref (body)), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * sonde_http_fetch_async:
 *
 * Sends a request and collects the body, whatever the status is (soup_message_get_status() tells).
 */
void
sonde_http_fetch_async (SondeHttp *self,
                        SoupMessage *message,
                        const SondeHttpLimits *limits,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GByteArray *body;
  GTask *task;

  g_return_if_fail (SONDE_IS_HTTP (self));
  g_return_if_fail (SOUP_IS_MESSAGE (message));
  g_return_if_fail (limits != NULL);

  body = g_byte_array_new ();
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_http_fetch_async);
  g_task_set_task_data (task, body, (GDestroyNotify) g_byte_array_unref);
  start (g_task_new (self, cancellable, fetched_cb, task), message, limits, NULL, collect, body);
}

/**
 * sonde_http_fetch_finish:
 *
 * Returns: (transfer full): the body, or %NULL with @error set
 */
GBytes *
sonde_http_fetch_finish (SondeHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
