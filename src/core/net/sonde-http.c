/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-net"

#include "sonde-http.h"

#include "sonde-error.h"
#include "sonde-http-exchange.h"

#include <string.h>

#define MAX_CONNECTIONS          64
#define MAX_CONNECTIONS_PER_HOST 8

const SondeHttpLimits SONDE_HTTP_LIMITS_STREAM = { 10 * 60 * 1000, 5 * 60 * 1000, 0 };
const SondeHttpLimits SONDE_HTTP_LIMITS_SHORT = { 30 * 1000, 30 * 1000, 32 * 1024 * 1024 };

struct _SondeHttp
{
  GObject parent_instance;

  SondeHttpAddressFunc address_func;
  gpointer address_data;
  char *proxy;
  SoupSession *session; /* from the first request on: it loads the proxy resolver of the system */
};

G_DEFINE_FINAL_TYPE (SondeHttp, sonde_http, G_TYPE_OBJECT)

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

static SoupSession *
ensure_session (SondeHttp *self)
{
  g_autoptr (GProxyResolver) resolver = NULL;

  if (self->session != NULL)
    return self->session;
  resolver = make_resolver (self->proxy);
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
  return self->session;
}

static void
sonde_http_finalize (GObject *object)
{
  SondeHttp *self = SONDE_HTTP (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->proxy, g_free);
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

void
sonde_http_prepare (void)
{
  g_type_class_unref (g_type_class_ref (SOUP_TYPE_SESSION));
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
  g_return_if_fail (SONDE_IS_HTTP (self));

  g_free (self->proxy);
  self->proxy = g_strdup (proxy);
  /* A new session, because the old one's idle connections still go the old way. Requests that are on
   * their way hold the old one. */
  g_clear_object (&self->session);
}

void
sonde_http_set_address_func (SondeHttp *self, SondeHttpAddressFunc func, gpointer user_data)
{
  g_return_if_fail (SONDE_IS_HTTP (self));

  self->address_func = func;
  self->address_data = user_data;
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
  g_object_set_data_full (
    G_OBJECT (message), SONDE_HTTP_BODY_DATA, g_bytes_ref (body), (GDestroyNotify) g_bytes_unref);
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
  sonde_http_exchange_start (task,
                             ensure_session (self),
                             self->address_func,
                             self->address_data,
                             message,
                             limits,
                             head_func,
                             data_func,
                             func_data);
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
  sonde_http_exchange_start (g_task_new (self, cancellable, fetched_cb, task),
                             ensure_session (self),
                             self->address_func,
                             self->address_data,
                             message,
                             limits,
                             NULL,
                             collect,
                             body);
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
