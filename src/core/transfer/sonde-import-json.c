/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-json-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-import-cherry-private.h"
#include "sonde-import-formats-private.h"
#include "sonde-json-stream.h"

/* Messages without a conversation around them make one, which is ended when it is so large. */
#define PENDING_BYTES (32 * 1024 * 1024)

/* The newest version of Sonde's own format. */
#define SONDE_VERSION_READ 1

struct _SondeImportJson
{
  const SondeImportSink *sink;
  gpointer user_data;

  SondeJsonStream *stream;
  SondeJsonValue root; /* the members of the outermost object that matter */
  SondeJsonValue *last_member;
  SondeImportBuilder *pending; /* of messages without a conversation */
  gsize pending_bytes;
  SondeImportCherry *cherry;
  guint n_seen;
  GError *error; /* of a callback */
};

/* Arrays of conversations in an object. */
static const char *const lists[] = { "history", "conversations", "chats", "chat-sessions", "sessions", NULL };

static gboolean
is_list (const char *key)
{
  return key != NULL && g_strv_contains (lists, key);
}

/* What to read */

static SondeJsonChoice
choose_member (const char *key, SondeJsonKind kind)
{
  if (kind == SONDE_JSON_ARRAY && is_list (key))
    return SONDE_JSON_ENTER;
  if (g_str_equal (key, "indexedDB") || g_str_equal (key, "localStorage"))
    return SONDE_JSON_ENTER;
  if (g_str_has_prefix (key, "session:") && kind == SONDE_JSON_OBJECT)
    return SONDE_JSON_TAKE;
  return sonde_import_wants (NULL, key) ? SONDE_JSON_TAKE : SONDE_JSON_SKIP;
}

static SondeJsonChoice
choose_second (const char *const *path, SondeJsonKind kind)
{
  if (path[0] == NULL)
    return SONDE_JSON_SKIP;
  if (g_str_equal (path[0], "localStorage"))
    return g_strcmp0 (path[1], "persist:cherry-studio") == 0 ? SONDE_JSON_TAKE : SONDE_JSON_SKIP;
  if (path[1] == NULL)
    return kind == SONDE_JSON_OBJECT ? SONDE_JSON_TAKE : SONDE_JSON_SKIP;
  return g_str_equal (path[1], "topics") || g_str_equal (path[1], "message_blocks") ? SONDE_JSON_ENTER
                                                                                    : SONDE_JSON_SKIP;
}

static SondeJsonChoice
choose_cb (const char *const *path, guint depth, SondeJsonKind kind, gpointer user_data)
{
  if (depth == 0)
    return SONDE_JSON_ENTER;
  if (depth == 1 && path[0] == NULL)
    return kind == SONDE_JSON_OBJECT ? SONDE_JSON_TAKE : SONDE_JSON_SKIP;
  if (depth == 1)
    return choose_member (path[0], kind);
  if (depth == 2)
    return choose_second (path, kind);
  return depth == 3 && kind == SONDE_JSON_OBJECT ? SONDE_JSON_TAKE : SONDE_JSON_SKIP;
}

static gboolean
wants_cb (const char *parent, const char *key, gpointer user_data)
{
  return sonde_import_wants (parent, key);
}

/* What was read */

static void
skip (SondeImportJson *self, const char *title, const char *reason)
{
  self->n_seen++;
  self->sink->skipped (title, reason, self->user_data);
}

static gboolean
give (SondeImportJson *self, const char *title, SondeConversation *conversation, char *source)
{
  gboolean go_on = TRUE;

  if (conversation == NULL)
    skip (self, title, _ ("It holds no messages"));
  else
    {
      self->n_seen++;
      go_on = self->sink->found (conversation, source, self->user_data, &self->error);
      g_object_unref (conversation);
    }
  g_free (source);
  return go_on;
}

static gboolean
end_pending (SondeImportJson *self)
{
  g_autoptr (SondeImportBuilder) builder = g_steal_pointer (&self->pending);

  self->pending_bytes = 0;
  return builder == NULL || sonde_import_builder_get_n_shown (builder) == 0
         || give (self, NULL, sonde_import_builder_finish (builder), NULL);
}

static gboolean
add_pending (SondeImportJson *self, const SondeJsonValue *message)
{
  const char *content = sonde_json_value_get_string (message, "content");

  if (self->pending == NULL)
    self->pending = sonde_import_builder_new (NULL);
  sonde_import_append_message (self->pending, message);
  self->pending_bytes += (content != NULL ? strlen (content) : 0) + sizeof *message;
  return self->pending_bytes < PENDING_BYTES || end_pending (self);
}

static const char *
get_title (const SondeJsonValue *value)
{
  const char *title = sonde_json_value_get_string (value, "title");

  return title != NULL ? title : sonde_json_value_get_string (value, "name");
}

static gboolean
is_newer (const SondeJsonValue *value)
{
  return g_strcmp0 (sonde_json_value_get_string (value, "format"), "sonde-conversation") == 0
         && sonde_json_value_get_number (value, "version", 1) > SONDE_VERSION_READ;
}

/* One object that may be a conversation. */
static gboolean
add_object (SondeImportJson *self, const SondeJsonValue *value)
{
  SondeImportFormat format = sonde_import_recognise (value);
  SondeConversation *conversation;
  char *source = NULL;

  if (format == NULL && sonde_import_is_message (value))
    return add_pending (self, value);
  if (is_newer (value))
    skip (self, get_title (value), _ ("It was written by a newer Sonde"));
  else if (format != NULL)
    {
      conversation = format (value, &source);
      return give (self, get_title (value), conversation, source);
    }
  else if (get_title (value) != NULL && sonde_json_value_get_id (value, "id") != NULL)
    skip (self, get_title (value), _ ("It holds no messages"));
  return TRUE;
}

static SondeImportCherry *
ensure_cherry (SondeImportJson *self)
{
  if (self->cherry == NULL)
    self->cherry = sonde_import_cherry_new ();
  return self->cherry;
}

static gboolean
take_cherry (SondeImportJson *self, const char *const *path, guint depth, SondeJsonValue *value)
{
  SondeImportCherry *cherry = ensure_cherry (self);
  gboolean old = depth == 2;
  const SondeJsonValue *topic = old ? sonde_json_value_get_object (value, "value") : value;

  if (g_str_equal (path[0], "localStorage"))
    {
      if (sonde_json_value_text (value) != NULL)
        sonde_import_cherry_add_settings (cherry, value->text);
      return TRUE;
    }
  if (!old && g_str_equal (path[1], "message_blocks"))
    return sonde_import_cherry_add_block (cherry, value, &self->error);
  if (sonde_json_value_get_array (topic, "messages") == NULL)
    return TRUE;
  sonde_json_stream_keep (self->stream);
  sonde_import_cherry_add_topic (cherry, topic);
  return TRUE;
}

static gboolean
keep_member (SondeImportJson *self, SondeJsonValue *value)
{
  sonde_json_stream_keep (self->stream);
  if (self->last_member != NULL)
    self->last_member->next = value;
  else
    self->root.first = value;
  self->last_member = value;
  self->root.length++;
  return TRUE;
}

static gboolean
take_cb (const char *const *path, guint depth, SondeJsonValue *value, gpointer user_data)
{
  SondeImportJson *self = user_data;

  if (depth == 1 && path[0] != NULL && !g_str_has_prefix (path[0], "session:"))
    return keep_member (self, value);
  if (depth >= 2 && !is_list (path[0]))
    return take_cherry (self, path, depth, value);
  return add_object (self, value);
}

static gboolean
found_cherry_cb (const SondeJsonValue *topic,
                 SondeConversation *conversation,
                 char *source,
                 gpointer user_data)
{
  /* Cherry Studio keeps an empty topic for each assistant. */
  if (conversation == NULL)
    {
      g_free (source);
      return TRUE;
    }
  return give (user_data, get_title (topic), conversation, source);
}

static gboolean
end_cherry (SondeImportJson *self)
{
  gboolean go_on;

  if (self->cherry == NULL)
    return TRUE;
  go_on = sonde_import_cherry_finish (self->cherry, found_cherry_cb, self);
  g_clear_pointer (&self->cherry, sonde_import_cherry_free);
  return go_on;
}

static gboolean
leave_cb (const char *const *path, guint depth, gpointer user_data)
{
  SondeImportJson *self = user_data;
  gboolean go_on;

  if (depth > 0)
    return TRUE;
  go_on = (self->root.first == NULL || add_object (self, &self->root)) && end_cherry (self);
  memset (&self->root, 0, sizeof self->root);
  self->root.kind = SONDE_JSON_OBJECT;
  self->last_member = NULL;
  sonde_json_stream_release (self->stream);
  return go_on;
}

static gboolean
drop_cb (const char *const *path, guint depth, gpointer user_data)
{
  skip (user_data, NULL, _ ("It is larger than a conversation can be"));
  return TRUE;
}

static const SondeJsonReading reading = { choose_cb, wants_cb, take_cb, leave_cb, drop_cb };

SondeImportJson *
sonde_import_json_new (const SondeImportSink *sink, gpointer user_data)
{
  SondeImportJson *self = g_new0 (SondeImportJson, 1);

  self->sink = sink;
  self->user_data = user_data;
  self->root.kind = SONDE_JSON_OBJECT;
  self->stream = sonde_json_stream_new (&reading, self);
  return self;
}

void
sonde_import_json_free (SondeImportJson *self)
{
  sonde_json_stream_free (self->stream);
  g_clear_pointer (&self->pending, sonde_import_builder_free);
  g_clear_pointer (&self->cherry, sonde_import_cherry_free);
  g_clear_error (&self->error);
  g_free (self);
}

guint
sonde_import_json_get_n_seen (SondeImportJson *self)
{
  return self->n_seen;
}

static gboolean
fail (SondeImportJson *self, GError *problem, GError **error)
{
  SondeErrorCode code
    = self->n_seen > 0 || self->pending != NULL ? SONDE_ERROR_IMPORT_DAMAGED : SONDE_ERROR_IMPORT_UNKNOWN;

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    code = SONDE_ERROR_IMPORT_DAMAGED;
  if (problem != NULL)
    g_propagate_error (error, sonde_error_new (code, "%s", problem->message));
  else
    g_propagate_error (error, g_steal_pointer (&self->error));
  g_clear_error (&problem);
  return FALSE;
}

gboolean
sonde_import_json_feed (SondeImportJson *self, const char *bytes, gsize length, GError **error)
{
  GError *problem = NULL;

  return sonde_json_stream_feed (self->stream, bytes, length, &problem) || fail (self, problem, error);
}

gboolean
sonde_import_json_end (SondeImportJson *self, GError **error)
{
  GError *problem = NULL;
  gboolean whole = sonde_json_stream_end (self->stream, &problem);

  sonde_json_stream_free (self->stream);
  self->stream = sonde_json_stream_new (&reading, self);
  memset (&self->root, 0, sizeof self->root);
  self->root.kind = SONDE_JSON_OBJECT;
  self->last_member = NULL;
  g_clear_pointer (&self->cherry, sonde_import_cherry_free);
  /* What stands before the cut is whole, but a list of bare messages is one conversation. */
  if (!whole)
    return fail (self, problem, error);
  return end_pending (self) || fail (self, NULL, error);
}
