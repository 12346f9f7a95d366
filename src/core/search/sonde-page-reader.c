/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-page-reader.h"

#include "sonde-error.h"
#include "sonde-page-address.h"
#include "sonde-page-cache.h"
#include "sonde-page-charset.h"
#include "sonde-web-text.h"

#include <libxml/parser.h>
#include <string.h>

#define TIMEOUT_MS    20000
#define MAX_REDIRECTS 5

static const SondeHttpLimits limits = { 12 * 1000, 12 * 1000, SONDE_PAGE_MAX_BYTES };

struct _SondePageReader
{
  GObject parent_instance;

  /* Owned */
  SondeHttp *http; /* its own: a connection that somebody else made was not looked at */
  char *cache_dir;

  /* State */
  SondeHttpAddressFunc policy;
  gpointer policy_data;
  guint timeout_ms;
};

G_DEFINE_FINAL_TYPE (SondePageReader, sonde_page_reader, G_TYPE_OBJECT)

/* One page on its way, the data of a GTask. */
typedef struct
{
  char *asked; /* without fragment: what the page is kept under */
  GUri *uri;   /* where it is looked for now */
  SoupMessage *message;
  GByteArray *body;
  guint n_redirects;

  /* cancelled by the caller's cancellable and by the timer */
  GCancellable *cancellable;
  GCancellable *callers;
  gulong callers_id;
  guint timer_id;
  gboolean timed_out;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  g_cancellable_disconnect (self->callers, self->callers_id);
  g_clear_object (&self->callers);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->message);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_free (self->asked);
  g_free (self);
}

static void look_up (GTask *task);

/* Ends @task, which it takes, and takes @error. */
static void
fail (GTask *task, GError *error)
{
  Reading *reading = g_task_get_task_data (task);

  if (reading->timed_out)
    {
      g_clear_error (&error);
      error = sonde_error_new (SONDE_ERROR_FIRST_BYTE_TIMEOUT, "the page took too long");
    }
  g_clear_handle_id (&reading->timer_id, g_source_remove);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static gboolean
timed_out_cb (gpointer user_data)
{
  Reading *reading = user_data;

  reading->timer_id = 0;
  reading->timed_out = TRUE;
  g_cancellable_cancel (reading->cancellable);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *callers, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* Decoding, in a worker: a large page takes a tenth of a second. */

typedef struct
{
  char *asked;
  char *url;
  char *cache_dir;
  char *charset;
  gboolean plain;
  GBytes *body;
} Work;

static void
work_free (gpointer data)
{
  Work *self = data;

  g_free (self->asked);
  g_free (self->url);
  g_free (self->cache_dir);
  g_free (self->charset);
  g_bytes_unref (self->body);
  g_free (self);
}

static SondePage *
extract (Work *work)
{
  g_autofree char *decoded = sonde_page_charset_decode (work->body, work->charset, NULL);
  g_autoptr (SondeWebText) text = work->plain ? sonde_web_text_new_plain (decoded, SONDE_PAGE_MAX_CHARS)
                                              : sonde_web_text_extract (decoded, SONDE_PAGE_MAX_CHARS);

  return *text->text != '\0' ? sonde_page_new (work->url, text->title, text->date, text->text) : NULL;
}

static void
extract_in_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  SondePage *page = extract (work);

  if (page == NULL)
    {
      g_task_return_error (task, sonde_error_new (SONDE_ERROR_PAGE_NO_TEXT, "no text in %s", work->url));
      return;
    }
  if (work->cache_dir != NULL)
    sonde_page_cache_put (work->cache_dir, work->asked, page);
  g_task_return_pointer (task, page, (GDestroyNotify) sonde_page_free);
}

static void
extracted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  SondePage *page = g_task_propagate_pointer (G_TASK (result), &error);

  if (page == NULL)
    {
      fail (task, error);
      return;
    }
  g_clear_handle_id (&reading->timer_id, g_source_remove);
  g_task_return_pointer (task, page, (GDestroyNotify) sonde_page_free);
  g_object_unref (task);
}

static gboolean
is_text (const char *type)
{
  static const char *const others[] = { "application/json", "application/ld+json", "application/xml", NULL };

  return type == NULL || g_str_has_prefix (type, "text/") || g_strv_contains (others, type)
         || g_str_equal (type, "application/xhtml+xml");
}

static gboolean
is_markup (const char *type)
{
  return type == NULL || g_str_equal (type, "text/html") || g_str_equal (type, "application/xhtml+xml");
}

static void
extract_async (GTask *task)
{
  SondePageReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GTask) worker = g_task_new (self, reading->cancellable, extracted_cb, task);
  g_autoptr (GHashTable) parameters = NULL;
  const char *type = soup_message_headers_get_content_type (
    soup_message_get_response_headers (reading->message), &parameters);
  Work *work = g_new0 (Work, 1);

  work->asked = g_strdup (reading->asked);
  work->url = g_uri_to_string (reading->uri);
  work->cache_dir = g_strdup (self->cache_dir);
  work->charset = parameters != NULL ? g_strdup (g_hash_table_lookup (parameters, "charset")) : NULL;
  work->plain = !is_markup (type);
  work->body = g_byte_array_free_to_bytes (g_steal_pointer (&reading->body));
  g_task_set_task_data (worker, work, work_free);
  g_task_set_return_on_cancel (worker, TRUE);
  g_task_run_in_thread (worker, extract_in_thread);
}

/* Fetching */

static gboolean
head_func (SoupMessage *message, gpointer user_data, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  guint status = soup_message_get_status (message);

  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    g_propagate_error (
      error, sonde_error_new_reply (SONDE_ERROR_PAGE_FAILED, status, -1, soup_status_get_phrase (status)));
  else if (!is_text (type))
    g_propagate_error (error, sonde_error_new (SONDE_ERROR_PAGE_NO_TEXT, "%.80s", type));
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
           && soup_message_headers_get_content_length (headers) > SONDE_PAGE_MAX_BYTES)
    g_propagate_error (error,
                       sonde_error_new (SONDE_ERROR_TOO_LARGE, "more than %u bytes", SONDE_PAGE_MAX_BYTES));
  else
    return TRUE;
  return FALSE;
}

static gboolean
data_func (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  Reading *reading = user_data;

  g_byte_array_append (reading->body, bytes, (guint) length);
  return TRUE;
}

/* A redirect to another origin is followed here, where no key goes along; its target is looked at like the
 * first address. %FALSE when there is nowhere to go. */
static gboolean
follow (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  const char *location
    = soup_message_headers_get_one (soup_message_get_response_headers (reading->message), "Location");
  g_autoptr (GUri) target
    = location != NULL
        ? g_uri_parse_relative (soup_message_get_uri (reading->message), location, SOUP_HTTP_URI_FLAGS, NULL)
        : NULL;
  g_autofree char *url = target != NULL ? g_uri_to_string (target) : NULL;
  GError *error = NULL;

  if (url == NULL || reading->n_redirects++ == MAX_REDIRECTS)
    return FALSE;
  g_clear_pointer (&reading->uri, g_uri_unref);
  reading->uri = sonde_page_address_parse (url, &error);
  if (reading->uri == NULL)
    fail (task, error);
  else
    look_up (task);
  return TRUE;
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;

  if (sonde_http_send_finish (SONDE_HTTP (object), result, &error))
    {
      GUri *uri = soup_message_get_uri (reading->message);

      g_clear_pointer (&reading->uri, g_uri_unref);
      reading->uri = g_uri_ref (uri);
      extract_async (task);
      return;
    }
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_REDIRECTED))
    {
      g_clear_error (&error);
      if (follow (task))
        return;
      error = sonde_error_new (SONDE_ERROR_PAGE_FAILED, "redirected without an end");
    }
  fail (task, error);
}

static void
send_request (GTask *task)
{
  SondePageReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  SoupMessageHeaders *headers;

  g_clear_object (&reading->message);
  g_byte_array_set_size (reading->body, 0);
  reading->message = soup_message_new_from_uri (SOUP_METHOD_GET, reading->uri);
  headers = soup_message_get_request_headers (reading->message);
  soup_message_headers_append (
    headers, "Accept", "text/html, application/xhtml+xml, text/plain;q=0.9, text/*;q=0.5");
  soup_message_headers_append (headers, "Accept-Encoding", "gzip, deflate");
  sonde_http_send_async (self->http,
                         reading->message,
                         &limits,
                         head_func,
                         data_func,
                         reading,
                         reading->cancellable,
                         sent_cb,
                         task);
}

static gboolean
are_allowed (SondePageReader *self, GList *addresses)
{
  for (GList *l = addresses; l != NULL; l = l->next)
    if (!self->policy (l->data, self->policy_data))
      return FALSE;
  return TRUE;
}

static GError *
new_refusal (void)
{
  return sonde_error_new (SONDE_ERROR_PAGE_REFUSED, "the address is not a public one");
}

/* A name that nobody here knows may be known to the proxy. */
static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondePageReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, NULL);

  if (g_cancellable_is_cancelled (reading->cancellable))
    fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  else if (!are_allowed (self, addresses))
    fail (task, new_refusal ());
  else
    send_request (task);
  g_resolver_free_addresses (addresses);
}

/* All addresses of the name are looked at before anything is sent, and the one that is connected to once
 * more: a name server may say something else the second time. */
static void
look_up (GTask *task)
{
  SondePageReader *self = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  const char *host = g_uri_get_host (reading->uri);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  if (address != NULL && !self->policy (address, self->policy_data))
    fail (task, new_refusal ());
  else if (address != NULL)
    send_request (task);
  else
    g_resolver_lookup_by_name_async (resolver, host, reading->cancellable, looked_up_cb, task);
}

static gboolean
is_public (GInetAddress *address, gpointer user_data)
{
  return sonde_page_address_is_public (address);
}

static void
sonde_page_reader_finalize (GObject *object)
{
  SondePageReader *self = SONDE_PAGE_READER (object);

  sonde_http_set_address_func (self->http, NULL, NULL);
  g_clear_object (&self->http);
  g_free (self->cache_dir);
  G_OBJECT_CLASS (sonde_page_reader_parent_class)->finalize (object);
}

static void
sonde_page_reader_class_init (SondePageReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_page_reader_finalize;

  /* libxml2 is used by workers; it wants to be made ready by one thread. */
  xmlInitParser ();
}

static void
sonde_page_reader_init (SondePageReader *self)
{
  self->timeout_ms = TIMEOUT_MS;
}

SondePageReader *
sonde_page_reader_new (const char *proxy, const char *cache_dir)
{
  SondePageReader *self = g_object_new (SONDE_TYPE_PAGE_READER, NULL);

  self->http = sonde_http_new (proxy);
  self->cache_dir = g_strdup (cache_dir);
  sonde_page_reader_set_policy (self, is_public, NULL);
  return self;
}

void
sonde_page_reader_set_proxy (SondePageReader *self, const char *proxy)
{
  g_return_if_fail (SONDE_IS_PAGE_READER (self));

  sonde_http_set_proxy (self->http, proxy);
}

void
sonde_page_reader_set_policy (SondePageReader *self, SondeHttpAddressFunc policy, gpointer user_data)
{
  g_return_if_fail (SONDE_IS_PAGE_READER (self));
  g_return_if_fail (policy != NULL);

  self->policy = policy;
  self->policy_data = user_data;
  sonde_http_set_address_func (self->http, policy, user_data);
}

void
sonde_page_reader_set_timeout_ms (SondePageReader *self, guint timeout_ms)
{
  g_return_if_fail (SONDE_IS_PAGE_READER (self));

  self->timeout_ms = timeout_ms;
}

/* The address without its fragment, which is not sent. */
static char *
dup_asked (GUri *uri)
{
  return g_uri_to_string_partial (uri, G_URI_HIDE_FRAGMENT);
}

static Reading *
reading_new (SondePageReader *self, GUri *uri, GCancellable *callers)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->asked = dup_asked (uri);
  reading->uri = uri;
  reading->body = g_byte_array_new ();
  reading->cancellable = g_cancellable_new ();
  reading->timer_id = g_timeout_add (self->timeout_ms, timed_out_cb, reading);
  if (callers != NULL)
    {
      reading->callers = g_object_ref (callers);
      reading->callers_id
        = g_cancellable_connect (callers, G_CALLBACK (cancelled_cb), reading->cancellable, NULL);
    }
  return reading;
}

void
sonde_page_reader_read_async (SondePageReader *self,
                              const char *url,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SondePage) kept = NULL;
  GError *error = NULL;
  GUri *uri;

  g_return_if_fail (SONDE_IS_PAGE_READER (self));
  g_return_if_fail (url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_page_reader_read_async);
  uri = sonde_page_address_parse (url, &error);
  if (uri == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, reading_new (self, uri, cancellable), reading_free);
  if (self->cache_dir != NULL)
    kept = sonde_page_cache_dup (self->cache_dir, ((Reading *) g_task_get_task_data (task))->asked);
  if (kept != NULL)
    g_task_return_pointer (task, g_steal_pointer (&kept), (GDestroyNotify) sonde_page_free);
  else
    look_up (g_steal_pointer (&task));
}

SondePage *
sonde_page_reader_read_finish (SondePageReader *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

SondePage *
sonde_page_new (const char *url, const char *title, const char *date, const char *text)
{
  SondePage *self = g_new0 (SondePage, 1);

  self->url = g_strdup (url);
  self->title = g_strdup (title);
  self->date = g_strdup (date);
  self->text = g_strdup (text);
  return self;
}

void
sonde_page_free (SondePage *self)
{
  g_free (self->url);
  g_free (self->title);
  g_free (self->date);
  g_free (self->text);
  g_free (self);
}
