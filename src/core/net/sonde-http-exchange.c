/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-net"

#include "sonde-http-exchange.h"

#include "sonde-error.h"
#include "sonde-http-error.h"
#include "sonde-http-watchdog.h"

#define MAX_REDIRECTS 5
#define READ_SIZE     (32u * 1024)
/* The priority of GTK's redraw: a server that never pauses and the window take turns. */
#define READ_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

/* One request on its way, the data of a GTask. */
typedef struct
{
  SoupSession *session;
  SoupMessage *message;
  gulong network_event_id;
  gulong wrote_id;

  SondeHttpAddressFunc address_func;
  gpointer address_data;
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
  gboolean refused;
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

/* Before anything is sent to @address. */
static void
check_address (Exchange *exchange, GSocketAddress *address)
{
  if (exchange->address_func == NULL || !G_IS_INET_SOCKET_ADDRESS (address) || exchange->at_proxy)
    return;
  if (exchange->address_func (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)),
                              exchange->address_data))
    return;
  exchange->refused = TRUE;
  g_cancellable_cancel (exchange->cancellable);
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
      check_address (exchange, address);
    }
  else if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING)
    exchange->at_proxy = TRUE;
  else if (event == G_SOCKET_CLIENT_CONNECTED || event == G_SOCKET_CLIENT_PROXY_NEGOTIATED)
    exchange->at_proxy = FALSE;
}

static Exchange *
exchange_new (SoupSession *session,
              SoupMessage *message,
              const SondeHttpLimits *limits,
              GCancellable *callers)
{
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->session = g_object_ref (session);
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

  if (exchange->refused)
    {
      g_clear_error (&reason);
      reason = sonde_error_new (SONDE_ERROR_PAGE_REFUSED, "the address is not a public one");
    }
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
  GBytes *body = g_object_get_data (G_OBJECT (message), SONDE_HTTP_BODY_DATA);

  if (becomes_get (message))
    {
      soup_message_set_method (message, "GET");
      soup_message_set_request_body (message, NULL, NULL, 0);
      g_object_set_data (G_OBJECT (message), SONDE_HTTP_BODY_DATA, NULL);
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

/**
 * sonde_http_exchange_start:
 * @task: (transfer full): gets TRUE or an error; the exchange becomes its data
 * @session: what to send it with
 *
 * The rest is as for sonde_http_send_async().
 */
void
sonde_http_exchange_start (GTask *task,
                           SoupSession *session,
                           SondeHttpAddressFunc address_func,
                           gpointer address_data,
                           SoupMessage *message,
                           const SondeHttpLimits *limits,
                           SondeHttpHeadFunc head_func,
                           SondeHttpDataFunc data_func,
                           gpointer func_data)
{
  Exchange *exchange = exchange_new (session, message, limits, g_task_get_cancellable (task));

  exchange->address_func = address_func;
  exchange->address_data = address_data;
  exchange->head_func = head_func;
  exchange->data_func = data_func;
  exchange->func_data = func_data;
  g_task_set_task_data (task, exchange, exchange_free);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  send_message (task);
}
