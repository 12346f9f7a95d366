/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "raw-server.h"

#include <string.h>

struct _RawServer
{
  GSocketService *service;
  char *url;
  char **replies;

  GMutex mutex;
  guint n_requests;
  char *request;
  gboolean saw_close;
};

static void
clear (gpointer data)
{
  RawServer *self = data;

  g_strfreev (self->replies);
  g_mutex_clear (&self->mutex);
  g_free (self->request);
  g_free (self->url);
}

static void
unref_cb (gpointer data, GClosure *closure)
{
  g_atomic_rc_box_release_full (data, clear);
}

/* Reads a request with its body, as far as Content-Length says. */
static char *
read_request (GInputStream *input)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];

  for (;;)
    {
      gssize n = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);
      const char *end;
      const char *length;

      if (n <= 0)
        break;
      g_string_append_len (text, buffer, n);
      end = strstr (text->str, "\r\n\r\n");
      if (end == NULL)
        continue;
      length = strstr (text->str, "Content-Length: ");
      if (length == NULL || length > end
          || strlen (end + 4) >= g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10))
        break;
    }
  return g_strdup (text->str);
}

static const char *
note_request (RawServer *self, char *request)
{
  guint last = g_strv_length (self->replies) - 1;
  const char *reply;

  g_mutex_lock (&self->mutex);
  reply = self->replies[MIN (self->n_requests, last)];
  self->n_requests++;
  g_free (self->request);
  self->request = request;
  g_mutex_unlock (&self->mutex);
  return reply;
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  RawServer *self = user_data;
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  const char *reply = note_request (self, read_request (input));
  gboolean hold = g_str_has_suffix (reply, RAW_HOLD);
  gsize length = strlen (reply) - (hold ? strlen (RAW_HOLD) : 0);
  char byte;

  g_output_stream_write_all (output, reply, length, NULL, NULL, NULL);
  if (hold && g_input_stream_read (input, &byte, 1, NULL, NULL) <= 0)
    {
      g_mutex_lock (&self->mutex);
      self->saw_close = TRUE;
      g_mutex_unlock (&self->mutex);
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

RawServer *
raw_server_new (const char *const *replies)
{
  RawServer *self = g_atomic_rc_box_new0 (RawServer);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->replies = g_strdupv ((char **) replies);
  self->service = g_threaded_socket_service_new (8);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service),
                                 any,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &address,
                                 &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  /* A thread may still end its connection when the test has ended. */
  g_signal_connect_data (
    self->service, "run", G_CALLBACK (run_cb), g_atomic_rc_box_acquire (self), unref_cb, 0);
  g_socket_service_start (self->service);
  return self;
}

void
raw_server_free (RawServer *self)
{
  g_autoptr (GSocketService) service = g_steal_pointer (&self->service);

  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_atomic_rc_box_release_full (self, clear);
}

const char *
raw_server_get_url (RawServer *self)
{
  return self->url;
}

guint
raw_server_get_requests (RawServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_requests;
  g_mutex_unlock (&self->mutex);
  return n;
}

char *
raw_server_dup_request (RawServer *self)
{
  char *request;

  g_mutex_lock (&self->mutex);
  request = g_strdup (self->request);
  g_mutex_unlock (&self->mutex);
  return request;
}

gboolean
raw_server_saw_close (RawServer *self)
{
  gboolean saw_close;

  g_mutex_lock (&self->mutex);
  saw_close = self->saw_close;
  g_mutex_unlock (&self->mutex);
  return saw_close;
}
