/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "raw-server.h"

#include "sonde-test.h"

#include <stdlib.h>
#include <string.h>

struct _RawServer
{
  GSocketService *service;
  RawHandler handler;
  gpointer user_data;
  GTlsCertificate *certificate;
  GCancellable *cancellable;
  guint port;

  GMutex mutex;
  GCond idle;
  guint n_running;
  GString *log;
};

static gboolean
read_byte (RawConnection *connection, GString *into)
{
  GInputStream *input = g_io_stream_get_input_stream (connection->stream);
  char byte;

  if (g_input_stream_read (input, &byte, 1, connection->cancellable, NULL) != 1)
    return FALSE;
  g_string_append_c (into, byte);
  return TRUE;
}

static gsize
get_body_length (const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *header = strstr (lower, "\r\ncontent-length:");

  return header != NULL ? strtoul (header + strlen ("\r\ncontent-length:"), NULL, 10) : 0;
}

/* Reads the next request of the connection; FALSE at its end. */
gboolean
raw_read_request (RawConnection *connection)
{
  RawServer *self = connection->server;
  g_autoptr (GString) request = g_string_new (NULL);

  while (!g_str_has_suffix (request->str, "\r\n\r\n"))
    if (!read_byte (connection, request))
      return FALSE;
  for (gsize left = get_body_length (request->str); left > 0; left--)
    if (!read_byte (connection, request))
      return FALSE;

  g_mutex_lock (&self->mutex);
  g_string_append (self->log, request->str);
  g_mutex_unlock (&self->mutex);
  g_free (connection->request);
  connection->request = g_strdup (request->str);
  return TRUE;
}

void
raw_write_bytes (RawConnection *connection, gconstpointer bytes, gsize length)
{
  GOutputStream *output = g_io_stream_get_output_stream (connection->stream);

  g_output_stream_write_all (output, bytes, length, NULL, connection->cancellable, NULL);
}

void
raw_write (RawConnection *connection, const char *text)
{
  raw_write_bytes (connection, text, strlen (text));
}

void
raw_wait_close (RawConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (connection->stream);
  char bytes[256];

  while (g_input_stream_read (input, bytes, sizeof bytes, connection->cancellable, NULL) > 0)
    ;
}

static void
serve (RawServer *self, GSocketConnection *socket)
{
  RawConnection connection = { .server = self, .cancellable = self->cancellable };

  if (self->certificate != NULL)
    connection.stream = g_tls_server_connection_new (G_IO_STREAM (socket), self->certificate, NULL);
  else
    connection.stream = g_object_ref (G_IO_STREAM (socket));
  if (raw_read_request (&connection))
    self->handler (&connection, self->user_data);
  g_io_stream_close (connection.stream, NULL, NULL);
  g_object_unref (connection.stream);
  g_free (connection.request);
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *socket, GObject *source, gpointer user_data)
{
  RawServer *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_running++;
  g_mutex_unlock (&self->mutex);

  serve (self, socket);

  g_mutex_lock (&self->mutex);
  self->n_running--;
  g_cond_signal (&self->idle);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static void
listen_on_loopback (RawServer *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service),
                                 address,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &effective,
                                 &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
}

RawServer *
raw_server_new (RawHandler handler, gconstpointer user_data)
{
  RawServer *self = g_new0 (RawServer, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->idle);
  self->handler = handler;
  self->user_data = (gpointer) user_data;
  self->cancellable = g_cancellable_new ();
  self->log = g_string_new (NULL);
  self->service = g_threaded_socket_service_new (32);
  listen_on_loopback (self);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  return self;
}

/* @certificate names a file of tests/data with a certificate and its key. */
RawServer *
raw_server_new_tls (RawHandler handler, gconstpointer user_data, const char *certificate)
{
  RawServer *self = raw_server_new (handler, user_data);
  g_autoptr (GBytes) pem = sonde_test_load_data (certificate);
  g_autoptr (GError) error = NULL;

  self->certificate
    = g_tls_certificate_new_from_pem (g_bytes_get_data (pem, NULL), (gssize) g_bytes_get_size (pem), &error);
  g_assert_no_error (error);
  return self;
}

void
raw_server_free (RawServer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->mutex);
  while (self->n_running > 0)
    g_cond_wait (&self->idle, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  g_clear_object (&self->certificate);
  g_object_unref (self->cancellable);
  g_string_free (self->log, TRUE);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->idle);
  g_free (self);
}

guint
raw_server_get_port (RawServer *self)
{
  return self->port;
}

char *
raw_server_dup_url (RawServer *self, const char *path)
{
  return g_strdup_printf (
    "%s://127.0.0.1:%u%s", self->certificate != NULL ? "https" : "http", self->port, path);
}

char *
raw_server_dup_log (RawServer *self)
{
  char *log;

  g_mutex_lock (&self->mutex);
  log = g_strdup (self->log->str);
  g_mutex_unlock (&self->mutex);
  return log;
}
