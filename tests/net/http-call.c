/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "http-call.h"

#include "sonde-test.h"

#include <string.h>

const SondeHttpLimits generous = { 20000, 20000, 0 };

static gboolean
head_cb (SoupMessage *message, gpointer user_data, GError **error)
{
  Call *call = user_data;

  call->n_heads++;
  call->got_head = TRUE;
  call->status = soup_message_get_status (message);
  if (call->head_error != NULL)
    g_propagate_error (error, g_error_copy (call->head_error));
  return call->head_error == NULL;
}

static gboolean
data_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  Call *call = user_data;

  call->got_data = TRUE;
  g_string_append_len (call->body, (const char *) bytes, (gssize) length);
  if (call->tell != NULL)
    g_async_queue_push (call->tell, GUINT_TO_POINTER (1));
  if (call->data_error != NULL)
    g_propagate_error (error, g_error_copy (call->data_error));
  return call->data_error == NULL;
}

void
call_init (Call *call, const char *method, const char *url)
{
  g_autoptr (GError) error = NULL;

  memset (call, 0, sizeof *call);
  call->http = sonde_http_new ("none");
  call->message = sonde_http_message_new (method, url, &error);
  g_assert_no_error (error);
  call->cancellable = g_cancellable_new ();
  call->body = g_string_new (NULL);
}

void
call_start (Call *call, const SondeHttpLimits *limits)
{
  sonde_http_send_async (call->http,
                         call->message,
                         limits,
                         head_cb,
                         data_cb,
                         call,
                         call->cancellable,
                         sonde_test_result_cb,
                         &call->result);
}

gboolean
call_finish (Call *call)
{
  g_autoptr (GAsyncResult) result = sonde_test_await (&call->result);

  return sonde_http_send_finish (call->http, result, &call->error);
}

gboolean
call_run (Call *call, const SondeHttpLimits *limits)
{
  call_start (call, limits);
  return call_finish (call);
}

void
call_clear (Call *call)
{
  g_clear_object (&call->http);
  g_clear_object (&call->message);
  g_clear_object (&call->cancellable);
  g_string_free (call->body, TRUE);
  g_clear_error (&call->error);
  g_clear_error (&call->head_error);
  g_clear_error (&call->data_error);
}

void
call_assert_fails (const char *url, const SondeHttpLimits *limits, SondeErrorCode code)
{
  g_auto (Call) call = { 0 };

  call_init (&call, "GET", url);
  g_assert_false (call_run (&call, limits));
  g_assert_error (call.error, SONDE_ERROR, (int) code);
}

/* A reply written as it stands. */
void
write_cb (RawConnection *connection, gpointer user_data)
{
  raw_write (connection, user_data);
}

/* The same, but the connection stays open until the client leaves. */
void
write_and_wait_cb (RawConnection *connection, gpointer user_data)
{
  raw_write (connection, user_data);
  raw_wait_close (connection);
}
