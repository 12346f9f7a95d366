/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-chat.h"

#include "sonde-api-error.h"
#include "sonde-error-line.h"
#include "sonde-retry.h"
#include "sonde-server-words.h"
#include "sonde-sse-parser.h"

#include <string.h>

/* The most bytes of a reply that is no stream, and of one that is an error or a web page. */
#define MAX_WHOLE ((gsize) 128 * 1024 * 1024)
#define MAX_ERROR ((gsize) 256 * 1024)

/* How long to wait for usage and [DONE] once a finish_reason proved the end: some hosts send neither and
 * leave the connection open. */
#define GRACE_MS 3000

typedef enum
{
  BODY_UNKNOWN, /* not one byte yet that tells */
  BODY_STREAM,
  BODY_WHOLE, /* one JSON reply, even when a stream was asked for */
  BODY_ERROR, /* an HTTP error, or a web page with any status */
  BODY_OTHER, /* neither events nor JSON */
} Body;

struct _SondeChat
{
  GObject parent_instance;

  SondeHttp *http;
  SondeProvider *provider;
  char *key;
  GBytes *body;
  gboolean stream;
  gboolean deduces;
  gboolean prefix;
  SondeHttpLimits limits;

  GTask *task; /* NULL while not running */
  guint attempt;
  GSource *retry_source;
  GSource *cancel_source;
  GCancellable *call; /* of the present attempt; follows the task's */
  GSource *grace_source;

  /* of the present attempt */
  SoupMessage *message;
  SondeReply *reply;
  SondeSseParser *parser;
  SondeErrorLine error_line;
  Body kind;
  GByteArray *received;
  gboolean ended; /* by us, since nothing more can come */
};

G_DEFINE_FINAL_TYPE (SondeChat, sonde_chat, G_TYPE_OBJECT)

enum
{
  DELTA,
  RETRYING,
  WAITING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void start_attempt (SondeChat *self);

static void
delta_cb (SondeDelta kind, const char *text, gpointer user_data)
{
  g_signal_emit (user_data, signals[DELTA], 0, (int) kind, text);
}

static void
event_cb (const char *type, const char *data, gsize length, const char *id, gpointer user_data)
{
  SondeChat *self = user_data;

  sonde_reply_feed_event (self->reply, type, data, length);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
grace_over_cb (gpointer user_data)
{
  SondeChat *self = user_data;

  self->ended = TRUE;
  g_cancellable_cancel (self->call);
  return G_SOURCE_REMOVE;
}

static void
begin_grace (SondeChat *self)
{
  if (self->grace_source != NULL)
    return;
  self->grace_source = g_timeout_source_new (GRACE_MS);
  g_source_set_callback (self->grace_source, grace_over_cb, self, NULL);
  g_source_attach (self->grace_source, g_task_get_context (self->task));
}

static void
stop_call_cb (GCancellable *cancellable, gpointer call)
{
  g_cancellable_cancel (call);
}

/* The call can be ended from here without the task being cancelled, but not the other way round. */
static void
renew_call (SondeChat *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  g_clear_object (&self->call);
  self->call = g_cancellable_new ();
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (stop_call_cb), self->call, 0);
  if (g_cancellable_is_cancelled (cancellable))
    g_cancellable_cancel (self->call);
}

static void
reset_attempt (SondeChat *self)
{
  clear_source (&self->grace_source);
  clear_source (&self->retry_source);
  clear_source (&self->cancel_source);
  g_clear_object (&self->message);
  g_clear_pointer (&self->reply, sonde_reply_free);
  g_clear_pointer (&self->parser, sonde_sse_parser_free);
  sonde_error_line_clear (&self->error_line);
  g_byte_array_set_size (self->received, 0);
  self->kind = BODY_UNKNOWN;
  self->ended = FALSE;
  self->reply = sonde_reply_new (delta_cb, self);
  sonde_reply_set_deduce_reasoning (self->reply, self->deduces);
  self->parser = sonde_sse_parser_new (event_cb, self);
}

static void
finish_run (SondeChat *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  clear_source (&self->retry_source);
  clear_source (&self->cancel_source);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* What the body is. The first byte that is not white space tells more than a Content-Type, which hosts and
 * gateways get wrong; it is the last word only where the byte leaves it open. */
static Body
sniff (SondeChat *self, char first)
{
  const char *type
    = soup_message_headers_get_content_type (soup_message_get_response_headers (self->message), NULL);

  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message)) || first == '<')
    return BODY_ERROR;
  if (first == '{' || first == '[' || first == '"')
    return BODY_WHOLE;
  /* data, event, id, retry, error, a comment, a byte order mark */
  if (g_strcmp0 (type, "text/event-stream") == 0 || (first != '\0' && strchr ("deir:\xef", first) != NULL))
    return BODY_STREAM;
  return g_strcmp0 (type, "text/html") == 0 ? BODY_ERROR : BODY_OTHER;
}

/* Decides once a byte is there that tells; white space before it belongs to no JSON and to no event. */
static void
decide (SondeChat *self, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length && self->kind == BODY_UNKNOWN; i++)
    if (!g_ascii_isspace (bytes[i]))
      self->kind = sniff (self, (char) bytes[i]);
}

/* Ends the call from this side without its being a failure. */
static gboolean
end_call (SondeChat *self, GError **error)
{
  self->ended = TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "done");
  return FALSE;
}

static gboolean
take_stream (SondeChat *self, const guint8 *bytes, gsize length, GError **error)
{
  g_autofree char *error_text = sonde_error_line_feed (&self->error_line, bytes, length);

  if (!sonde_sse_parser_feed (self->parser, bytes, length, error))
    return FALSE;
  if (error_text != NULL)
    sonde_reply_feed_event (self->reply, "error", error_text, strlen (error_text));
  /* Some servers leave the connection open after [DONE] or an error. */
  if (sonde_reply_is_done (self->reply) || sonde_reply_get_error_words (self->reply) != NULL)
    return end_call (self, error);
  if (sonde_reply_get_finish_reason (self->reply) != NULL)
    begin_grace (self);
  return TRUE;
}

static gboolean
take_bytes (SondeChat *self, const guint8 *bytes, gsize length, GError **error)
{
  gsize room = (self->kind == BODY_WHOLE ? MAX_WHOLE : MAX_ERROR) - self->received->len;

  g_byte_array_append (self->received, bytes, (guint) MIN (length, room));
  if (length <= room)
    return TRUE;
  /* The beginning of an error says enough. */
  if (self->kind != BODY_WHOLE)
    return end_call (self, error);
  g_propagate_error (error, sonde_error_new_reply (SONDE_ERROR_TOO_LARGE, 0, -1, NULL));
  return FALSE;
}

static gboolean
data_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  SondeChat *self = user_data;

  if (self->kind == BODY_UNKNOWN)
    decide (self, bytes, length);
  if (self->kind == BODY_STREAM)
    return take_stream (self, bytes, length, error);
  return self->kind == BODY_UNKNOWN || take_bytes (self, bytes, length, error);
}

/* What the bytes of a body without a network error mean. */
static GError *
judge_body (SondeChat *self)
{
  const char *text = (const char *) self->received->data;
  GError *error = NULL;

  if (self->kind == BODY_UNKNOWN && !SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message)))
    self->kind = BODY_ERROR;
  if (self->kind == BODY_ERROR)
    return sonde_api_error_new (self->message, text != NULL ? text : "", self->received->len, self->key);
  if (self->kind == BODY_OTHER)
    {
      g_autofree char *words = sonde_server_words_from_body (text, self->received->len);

      return sonde_error_new_reply (SONDE_ERROR_PROTOCOL, soup_message_get_status (self->message), -1, words);
    }
  if (self->kind == BODY_WHOLE)
    sonde_reply_feed_whole (self->reply, text, self->received->len);
  sonde_reply_finish (self->reply, &error);
  return error;
}

/* The connection failed. A finish_reason that came before proves the end all the same. */
static GError *
judge_failure (SondeChat *self, GError *failure)
{
  GError *error = NULL;

  sonde_reply_finish (self->reply, &error);
  if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->kind == BODY_STREAM
      && sonde_reply_get_finish_reason (self->reply) != NULL)
    {
      g_error_free (failure);
      return error;
    }
  g_clear_error (&error);
  if (failure->domain == SONDE_ERROR || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return failure;
  error = sonde_error_new (
    self->kind != BODY_UNKNOWN ? SONDE_ERROR_CUT : SONDE_ERROR_FAILED, "%s", failure->message);
  g_error_free (failure);
  return error;
}

static gboolean
retry_cb (gpointer user_data)
{
  start_attempt (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  finish_run (user_data, error);
  return G_SOURCE_REMOVE;
}

/* Waits for the next attempt; takes @error. */
static void
wait_for_retry (SondeChat *self, GError *error, gint64 delay_ms)
{
  g_autoptr (GError) why = error;
  GMainContext *context = g_task_get_context (self->task);
  GCancellable *cancellable = g_task_get_cancellable (self->task);
  guint delay = (guint) MIN (delay_ms, G_MAXINT);

  self->attempt++;
  self->retry_source = g_timeout_source_new (delay);
  g_source_set_callback (self->retry_source, retry_cb, self, NULL);
  g_source_attach (self->retry_source, context);
  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancel_source, context);
    }
  g_signal_emit (self, signals[RETRYING], 0, self->attempt, delay, why);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeChat) self = user_data;
  GError *error = NULL;
  gint64 delay_ms;

  clear_source (&self->grace_source);
  if (sonde_http_send_finish (SONDE_HTTP (object), result, &error) || self->ended)
    {
      g_clear_error (&error);
      error = judge_body (self);
    }
  else
    error = judge_failure (self, error);
  if (error != NULL)
    error = sonde_api_error_redact (error, self->key);
  delay_ms = error != NULL && !sonde_reply_has_begun (self->reply)
               ? sonde_retry_get_delay_ms (error, self->attempt)
               : -1;
  if (delay_ms >= 0)
    wait_for_retry (self, error, delay_ms);
  else
    finish_run (self, error);
}

static SoupMessage *
make_message (SondeChat *self, GError **error)
{
  g_autofree char *url = self->prefix ? sonde_provider_dup_prefix_url (self->provider)
                                      : sonde_provider_dup_url (self->provider, "/chat/completions");
  SoupMessage *message = sonde_http_message_new ("POST", url, error);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", self->stream ? "text/event-stream" : "application/json");
  /* Gateways that compress hold a stream back; what comes compressed is decoded. */
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  sonde_http_message_set_body (message, "application/json", self->body);
  if (self->key != NULL)
    sonde_http_message_set_key (message, self->key);
  return message;
}

static void
start_attempt (SondeChat *self)
{
  GError *error = NULL;

  reset_attempt (self);
  renew_call (self);
  self->message = make_message (self, &error);
  if (self->message == NULL)
    {
      finish_run (self, error);
      return;
    }
  g_signal_emit (self, signals[WAITING], 0);
  sonde_http_send_async (
    self->http, self->message, &self->limits, NULL, data_cb, self, self->call, sent_cb, g_object_ref (self));
}

static void
sonde_chat_finalize (GObject *object)
{
  SondeChat *self = SONDE_CHAT (object);

  g_assert (self->task == NULL);
  g_clear_object (&self->http);
  g_clear_object (&self->provider);
  g_free (self->key);
  g_clear_object (&self->call);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->message);
  g_clear_pointer (&self->reply, sonde_reply_free);
  g_clear_pointer (&self->parser, sonde_sse_parser_free);
  sonde_error_line_clear (&self->error_line);
  g_byte_array_unref (self->received);
  G_OBJECT_CLASS (sonde_chat_parent_class)->finalize (object);
}

static void
sonde_chat_class_init (SondeChatClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_chat_finalize;

  signals[DELTA] = g_signal_new ("delta",
                                 SONDE_TYPE_CHAT,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 2,
                                 G_TYPE_INT,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[RETRYING] = g_signal_new ("retrying",
                                    SONDE_TYPE_CHAT,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    3,
                                    G_TYPE_UINT,
                                    G_TYPE_UINT,
                                    G_TYPE_ERROR);
  signals[WAITING]
    = g_signal_new ("waiting", SONDE_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_chat_init (SondeChat *self)
{
  self->limits = SONDE_HTTP_LIMITS_STREAM;
  self->deduces = TRUE;
  self->received = g_byte_array_new ();
}

/**
 * sonde_chat_new:
 * @key: (nullable): the API key, which goes to the origin of @provider only
 * @body: the JSON of sonde_request_to_json()
 * @stream: whether @body asks for a stream
 */
SondeChat *
sonde_chat_new (SondeHttp *http, SondeProvider *provider, const char *key, const char *body, gboolean stream)
{
  SondeChat *self;

  g_return_val_if_fail (SONDE_IS_HTTP (http) && SONDE_IS_PROVIDER (provider) && body != NULL, NULL);

  self = g_object_new (SONDE_TYPE_CHAT, NULL);
  self->http = g_object_ref (http);
  self->provider = g_object_ref (provider);
  self->key = g_strdup (key);
  self->body = g_bytes_new (body, strlen (body));
  self->stream = stream;
  reset_attempt (self);
  return self;
}

void
sonde_chat_set_prefix (SondeChat *self, gboolean prefix)
{
  g_return_if_fail (SONDE_IS_CHAT (self));

  self->prefix = prefix;
}

void
sonde_chat_set_limits (SondeChat *self, const SondeHttpLimits *limits)
{
  g_return_if_fail (SONDE_IS_CHAT (self) && limits != NULL);

  self->limits = *limits;
}

void
sonde_chat_set_deduce_reasoning (SondeChat *self, gboolean deduce)
{
  g_return_if_fail (SONDE_IS_CHAT (self) && self->task == NULL);

  self->deduces = deduce;
}

void
sonde_chat_run_async (SondeChat *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (SONDE_IS_CHAT (self) && self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, sonde_chat_run_async);
  self->attempt = 0;
  start_attempt (self);
}

gboolean
sonde_chat_run_finish (SondeChat *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What came so far, and after the end; belongs to @self. Another object after each retry. */
SondeReply *
sonde_chat_get_reply (SondeChat *self)
{
  g_return_val_if_fail (SONDE_IS_CHAT (self), NULL);

  return self->reply;
}
