/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-sim"

#include "sonde-sim-exchange.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#define MAX_HEAD (64u * 1024)
/* The limit of the real service (api-docs.deepseek.com, vision). */
#define MAX_BODY (48u * 1024 * 1024)
/* Written at once when nobody asked for a flush. */
#define BUFFER 32768

struct _SimExchange
{
  GSocketConnection *connection;
  GSocket *socket;
  GCancellable *cancellable;
  GByteArray *received; /* what was read beyond the last request */

  char *method;
  char *path;
  char *query;
  GHashTable *headers;
  GBytes *body;
  gboolean too_big;

  SimTransport transport;
  GConverter *gzip;
  GByteArray *out;
  guint n_chunks;
  gboolean over; /* nothing can be written any more */
  gboolean keep; /* the connection can carry another request */
};

static const char *
reason_phrase (guint status)
{
  static const struct
  {
    guint status;
    const char *phrase;
  } phrases[] = {
    { 200, "OK" },
    { 307, "Temporary Redirect" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 402, "Payment Required" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 413, "Content Too Large" },
    { 422, "Unprocessable Content" },
    { 429, "Too Many Requests" },
    { 500, "Internal Server Error" },
    { 502, "Bad Gateway" },
    { 503, "Service Unavailable" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (phrases[i].status == status)
      return phrases[i].phrase;
  return "Status";
}

/* Appends what the peer sends next to what was received: FALSE at the end or on an error. */
static gboolean
receive (SimExchange *self)
{
  char piece[16384];
  gssize n = g_socket_receive (self->socket, piece, sizeof piece, self->cancellable, NULL);

  if (n <= 0)
    return FALSE;
  g_byte_array_append (self->received, (const guint8 *) piece, n);
  return TRUE;
}

static gboolean
parse_head (SimExchange *self, const char *head)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  g_auto (GStrv) words = lines[0] != NULL ? g_strsplit (lines[0], " ", 3) : NULL;
  char *mark;

  if (words == NULL || g_strv_length (words) != 3 || words[1][0] != '/')
    return FALSE;
  self->method = g_strdup (words[0]);
  self->path = g_strdup (words[1]);
  mark = strchr (self->path, '?');
  if (mark != NULL)
    {
      *mark = '\0';
      self->query = g_strdup (mark + 1);
    }
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (lines[i], ":", 2);

      if (g_strv_length (pair) == 2)
        g_hash_table_insert (self->headers, g_ascii_strdown (pair[0], -1), g_strdup (g_strstrip (pair[1])));
    }
  return TRUE;
}

static gboolean
read_head (SimExchange *self)
{
  const char *end = NULL;
  g_autofree char *head = NULL;
  gsize length;

  while (self->received->len == 0
         || (end = g_strstr_len ((const char *) self->received->data, self->received->len, "\r\n\r\n"))
              == NULL)
    if (self->received->len > MAX_HEAD || !receive (self))
      return FALSE;
  length = end - (const char *) self->received->data;
  head = g_strndup ((const char *) self->received->data, length);
  g_byte_array_remove_range (self->received, 0, length + 4);
  return parse_head (self, head);
}

/* A body that is too big is read and thrown away, so that the client gets to read the answer. */
static gboolean
read_body (SimExchange *self)
{
  const char *text = sim_exchange_get_header (self, "content-length");
  guint64 length = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
  const char *expect = sim_exchange_get_header (self, "expect");

  if (expect != NULL && g_ascii_strcasecmp (expect, "100-continue") == 0)
    g_socket_send (self->socket, "HTTP/1.1 100 Continue\r\n\r\n", 25, self->cancellable, NULL);
  self->too_big = length > MAX_BODY;
  while (self->received->len < length)
    {
      if (self->too_big)
        {
          length -= self->received->len;
          g_byte_array_set_size (self->received, 0);
        }
      if (!receive (self))
        return FALSE;
    }
  self->body = g_bytes_new (self->received->data, length);
  g_byte_array_remove_range (self->received, 0, length);
  return TRUE;
}

static void
send_all (SimExchange *self, const guint8 *bytes, gsize length)
{
  while (!self->over && length > 0)
    {
      gssize n = g_socket_send (self->socket, (const char *) bytes, length, self->cancellable, NULL);

      if (n <= 0)
        self->over = TRUE;
      else
        {
          bytes += n;
          length -= n;
        }
    }
}

static void
append_text (GByteArray *array, const char *text)
{
  g_byte_array_append (array, (const guint8 *) text, strlen (text));
}

static void
write_chunk (SimExchange *self, const guint8 *bytes, gsize length)
{
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", length);
  gboolean bad = (self->transport & SIM_TRANSPORT_BAD_CHUNK) && self->n_chunks == 1;

  self->n_chunks++;
  append_text (self->out, bad ? "zz\r\n" : size);
  g_byte_array_append (self->out, bytes, length);
  append_text (self->out, "\r\n");
  if (self->out->len >= BUFFER)
    sim_exchange_flush (self);
}

static GBytes *
compress (SimExchange *self, const guint8 *bytes, gsize length, GConverterFlags flags)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  GConverterResult result;

  do
    {
      guint8 piece[4096];
      gsize n_read = 0;
      gsize n_written = 0;

      result = g_converter_convert (
        self->gzip, bytes, length, piece, sizeof piece, flags, &n_read, &n_written, NULL);
      bytes += n_read;
      length -= n_read;
      g_byte_array_append (out, piece, n_written);
    }
  while (result == G_CONVERTER_CONVERTED);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static void
write_encoded (SimExchange *self, const guint8 *bytes, gsize length)
{
  if (!(self->transport & SIM_TRANSPORT_BYTEWISE))
    {
      write_chunk (self, bytes, length);
      return;
    }
  for (gsize i = 0; i < length && !self->over; i++)
    {
      write_chunk (self, bytes + i, 1);
      sim_exchange_flush (self);
    }
}

static void
write_compressed (SimExchange *self, const guint8 *bytes, gsize length, GConverterFlags flags)
{
  g_autoptr (GBytes) packed = compress (self, bytes, length, flags);

  if (g_bytes_get_size (packed) > 0)
    write_encoded (self, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
}

static GBytes *
with_crlf (const guint8 *bytes, gsize length)
{
  GByteArray *out = g_byte_array_sized_new (length + 16);

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '\n')
        g_byte_array_append (out, (const guint8 *) "\r", 1);
      g_byte_array_append (out, bytes + i, 1);
    }
  return g_byte_array_free_to_bytes (out);
}

static void
forget_request (SimExchange *self)
{
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->query, g_free);
  g_hash_table_remove_all (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->transport = SIM_TRANSPORT_PLAIN;
  g_clear_object (&self->gzip);
  self->n_chunks = 0;
}

SimExchange *
sim_exchange_new (GSocketConnection *connection, GCancellable *cancellable)
{
  SimExchange *self = g_new0 (SimExchange, 1);

  self->connection = g_object_ref (connection);
  self->socket = g_object_ref (g_socket_connection_get_socket (connection));
  self->cancellable = g_object_ref (cancellable);
  self->received = g_byte_array_new ();
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->out = g_byte_array_new ();
  self->keep = TRUE;
  /* Without this the kernel would gather small writes, and nothing here would be as nasty as it looks. */
  g_socket_set_option (self->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  return self;
}

void
sim_exchange_free (SimExchange *self)
{
  forget_request (self);
  g_clear_pointer (&self->received, g_byte_array_unref);
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_clear_object (&self->socket);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_free (self);
}

gboolean
sim_exchange_read (SimExchange *self)
{
  const char *connection;

  if (self->over || !self->keep)
    return FALSE;
  forget_request (self);
  if (!read_head (self) || !read_body (self))
    return FALSE;
  connection = sim_exchange_get_header (self, "connection");
  self->keep = connection == NULL || g_ascii_strcasecmp (connection, "close") != 0;
  return TRUE;
}

const char *
sim_exchange_get_method (SimExchange *self)
{
  return self->method;
}

const char *
sim_exchange_get_path (SimExchange *self)
{
  return self->path;
}

char *
sim_exchange_dup_param (SimExchange *self, const char *name)
{
  g_autoptr (GHashTable) params = NULL;

  if (self->query == NULL)
    return NULL;
  params = g_uri_parse_params (self->query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  return params != NULL ? g_strdup (g_hash_table_lookup (params, name)) : NULL;
}

const char *
sim_exchange_get_header (SimExchange *self, const char *name)
{
  return g_hash_table_lookup (self->headers, name);
}

GBytes *
sim_exchange_get_body (SimExchange *self)
{
  return self->body;
}

gboolean
sim_exchange_is_too_big (SimExchange *self)
{
  return self->too_big;
}

char *
sim_exchange_dup_request (SimExchange *self)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->headers), (GCompareFunc) strcmp);

  g_string_printf (text, "%s %s", self->method, self->path);
  if (self->query != NULL)
    g_string_append_printf (text, "?%s", self->query);
  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (text, "\n%s: %s", (char *) l->data, sim_exchange_get_header (self, l->data));
  g_string_append (text, "\n\n");
  g_string_append_len (text, g_bytes_get_data (self->body, NULL), g_bytes_get_size (self->body));
  return g_string_free (text, FALSE);
}

void
sim_exchange_set_transport (SimExchange *self, SimTransport transport)
{
  self->transport = transport;
}

void
sim_exchange_reply (
  SimExchange *self, guint status, const char *content_type, const char *headers, const char *body)
{
  g_autofree char *head = g_strdup_printf (
    "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n%s%s\r\n",
    status,
    reason_phrase (status),
    content_type,
    strlen (body),
    headers,
    self->keep ? "" : "Connection: close\r\n");

  append_text (self->out, head);
  append_text (self->out, body);
  sim_exchange_flush (self);
}

void
sim_exchange_begin (SimExchange *self, const char *content_type)
{
  gboolean gzip = (self->transport & SIM_TRANSPORT_GZIP) != 0;
  g_autofree char *head
    = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nCache-Control: no-cache\r\n"
                       "Transfer-Encoding: chunked\r\nx-request-id: sim-%08x\r\n%s%s\r\n",
                       self->transport & SIM_TRANSPORT_TEXT ? "text/plain" : content_type,
                       g_random_int (),
                       gzip ? "Content-Encoding: gzip\r\n" : "",
                       self->keep ? "" : "Connection: close\r\n");

  if (gzip)
    self->gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  append_text (self->out, head);
  sim_exchange_flush (self);
}

void
sim_exchange_write (SimExchange *self, const void *bytes, gsize length)
{
  g_autoptr (GBytes) lines
    = self->transport & SIM_TRANSPORT_CRLF ? with_crlf (bytes, length) : g_bytes_new_static (bytes, length);

  if (self->over || length == 0)
    return;
  bytes = g_bytes_get_data (lines, &length);
  if (self->gzip != NULL)
    write_compressed (self, bytes, length, G_CONVERTER_FLUSH);
  else
    write_encoded (self, bytes, length);
}

void
sim_exchange_flush (SimExchange *self)
{
  send_all (self, self->out->data, self->out->len);
  g_byte_array_set_size (self->out, 0);
}

/* Sleeps, unless the peer goes away or the simulator stops: then the exchange is over. */
gboolean
sim_exchange_wait (SimExchange *self, guint milliseconds)
{
  char byte;

  sim_exchange_flush (self);
  if (self->over || milliseconds == 0)
    return !self->over;
  if (g_socket_condition_timed_wait (
        self->socket, G_IO_IN | G_IO_HUP, (gint64) milliseconds * 1000, self->cancellable, NULL))
    {
      /* A client that sends its next request early has not gone. */
      if (recv (g_socket_get_fd (self->socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
        g_usleep (milliseconds * 1000ul);
      else
        self->over = TRUE;
    }
  else if (g_cancellable_is_cancelled (self->cancellable))
    self->over = TRUE;
  return !self->over;
}

/* The same to the microsecond, which what stops the simulator need not end. */
gboolean
sim_exchange_wait_us (SimExchange *self, gint64 microseconds)
{
  struct pollfd peer = { .fd = g_socket_get_fd (self->socket), .events = POLLIN };
  struct timespec pause = { .tv_nsec = (microseconds % 1000) * 1000 };

  if (microseconds >= 1000 && !sim_exchange_wait (self, (guint) (microseconds / 1000)))
    return FALSE;
  sim_exchange_flush (self);
  if (ppoll (&peer, 1, &pause, NULL) > 0 && (peer.revents & (POLLHUP | POLLERR)) != 0)
    self->over = TRUE;
  return !self->over;
}

void
sim_exchange_end (SimExchange *self)
{
  if (self->gzip != NULL)
    write_compressed (self, (const guint8 *) "", 0, G_CONVERTER_INPUT_AT_END);
  append_text (self->out, "0\r\n\r\n");
  sim_exchange_flush (self);
}

void
sim_exchange_cut (SimExchange *self)
{
  append_text (self->out, "ffff\r\ndata: {\"id\":\"");
  sim_exchange_flush (self);
  self->over = TRUE;
}

void
sim_exchange_reset (SimExchange *self)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  /* The client must have read what came before, for the reset throws away what is still on its way. */
  sim_exchange_wait (self, 50);
  setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  self->over = TRUE;
}

gboolean
sim_exchange_is_over (SimExchange *self)
{
  return self->over;
}
