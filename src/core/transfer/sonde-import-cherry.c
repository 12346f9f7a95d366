/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-cherry-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "sonde-json-stream.h"

typedef enum
{
  BLOCK_TEXT,
  BLOCK_THOUGHT,
  BLOCK_CODE,
  BLOCK_PICTURE,
  BLOCK_FILE,
} BlockKind;

/* Where the text of a block lies in the temporary file. */
typedef struct
{
  goffset offset;
  guint32 length;
  guint8 kind;
} Block;

struct _SondeImportCherry
{
  GPtrArray *topics;  /* borrowed */
  GHashTable *blocks; /* id → Block */
  GHashTable *names;  /* id of a topic → its name */
  int fd;
  goffset end;
};

SondeImportCherry *
sonde_import_cherry_new (void)
{
  SondeImportCherry *self = g_new0 (SondeImportCherry, 1);

  self->topics = g_ptr_array_new ();
  self->blocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->fd = -1;
  return self;
}

void
sonde_import_cherry_free (SondeImportCherry *self)
{
  g_ptr_array_unref (self->topics);
  g_hash_table_unref (self->blocks);
  g_hash_table_unref (self->names);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self);
}

void
sonde_import_cherry_add_topic (SondeImportCherry *self, const SondeJsonValue *topic)
{
  g_ptr_array_add (self->topics, (gpointer) topic);
}

/* Blocks */

static gboolean
get_kind (const char *type, BlockKind *kind)
{
  static const struct
  {
    const char *type;
    BlockKind kind;
  } kinds[] = { { "main_text", BLOCK_TEXT },
                { "thinking", BLOCK_THOUGHT },
                { "code", BLOCK_CODE },
                { "image", BLOCK_PICTURE },
                { "file", BLOCK_FILE } };

  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (type, kinds[i].type))
      {
        *kind = kinds[i].kind;
        return TRUE;
      }
  return FALSE;
}

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  return FALSE;
}

static gboolean
open_file (SondeImportCherry *self, GError **error)
{
  g_autofree char *path = NULL;

  if (self->fd >= 0)
    return TRUE;
  self->fd = g_file_open_tmp ("sonde-import-XXXXXX", &path, error);
  if (self->fd < 0)
    return FALSE;
  g_unlink (path);
  return TRUE;
}

static gboolean
write_text (SondeImportCherry *self, const char *text, gsize length, GError **error)
{
  for (gsize done = 0; done < length;)
    {
      gssize n = pwrite (self->fd, text + done, length - done, self->end + done);

      if (n < 0 && errno != EINTR)
        return fail (error);
      done += MAX (n, 0);
    }
  self->end += length;
  return TRUE;
}

gboolean
sonde_import_cherry_add_block (SondeImportCherry *self, const SondeJsonValue *block, GError **error)
{
  const char *id = sonde_json_value_get_string (block, "id");
  const char *text = sonde_json_value_get_string (block, "content");
  BlockKind kind;
  Block place = { 0 };

  if (id == NULL || !get_kind (sonde_json_value_get_string (block, "type"), &kind))
    return TRUE;
  place.offset = self->end;
  place.length = text != NULL ? strlen (text) : 0;
  place.kind = kind;
  if (!open_file (self, error) || !write_text (self, text, place.length, error))
    return FALSE;
  g_hash_table_replace (self->blocks, g_strdup (id), g_memdup2 (&place, sizeof place));
  return TRUE;
}

static char *
read_text (SondeImportCherry *self, const Block *block)
{
  char *text = g_malloc (block->length + 1);
  gsize done = 0;

  while (done < block->length)
    {
      gssize n = pread (self->fd, text + done, block->length - done, block->offset + done);

      if (n <= 0)
        break;
      done += n;
    }
  text[done] = '\0';
  return text;
}

/* Names */

static SondeJsonChoice
choose_settings_cb (const char *const *path, guint depth, SondeJsonKind kind, gpointer user_data)
{
  if (depth == 0)
    return SONDE_JSON_ENTER;
  return depth == 1 && g_strcmp0 (path[0], "assistants") == 0 && kind == SONDE_JSON_STRING ? SONDE_JSON_TAKE
                                                                                           : SONDE_JSON_SKIP;
}

/* The object with "topics" is an assistant, whichever way leads to it. */
static SondeJsonChoice
choose_names_cb (const char *const *path, guint depth, SondeJsonKind kind, gpointer user_data)
{
  const char *list = depth >= 2 ? path[depth - 2] : NULL;

  if (g_strcmp0 (list, "topics") == 0 && path[depth - 1] == NULL)
    return SONDE_JSON_TAKE;
  return kind >= SONDE_JSON_ARRAY ? SONDE_JSON_ENTER : SONDE_JSON_SKIP;
}

static gboolean
wants_name_cb (const char *parent, const char *key, gpointer user_data)
{
  return g_str_equal (key, "id") || g_str_equal (key, "name");
}

static gboolean
go_on_cb (const char *const *path, guint depth, gpointer user_data)
{
  return TRUE;
}

static gboolean
take_name_cb (const char *const *path, guint depth, SondeJsonValue *value, gpointer user_data)
{
  SondeImportCherry *self = user_data;
  const char *id = sonde_json_value_get_string (value, "id");
  const char *name = sonde_json_value_get_string (value, "name");

  if (id != NULL && name != NULL)
    g_hash_table_replace (self->names, g_strdup (id), g_strdup (name));
  return TRUE;
}

static void
read_json (const SondeJsonReading *reading, const char *json, gpointer user_data)
{
  g_autoptr (SondeJsonStream) stream = sonde_json_stream_new (reading, user_data);

  sonde_json_stream_feed (stream, json, strlen (json), NULL);
}

static gboolean
take_assistants_cb (const char *const *path, guint depth, SondeJsonValue *value, gpointer user_data)
{
  static const SondeJsonReading reading
    = { choose_names_cb, wants_name_cb, take_name_cb, go_on_cb, go_on_cb };

  if (sonde_json_value_text (value) != NULL)
    read_json (&reading, value->text, user_data);
  return TRUE;
}

void
sonde_import_cherry_add_settings (SondeImportCherry *self, const char *json)
{
  static const SondeJsonReading reading
    = { choose_settings_cb, NULL, take_assistants_cb, go_on_cb, go_on_cb };

  read_json (&reading, json, self);
}

/* Topics */

static void
add_paragraph (GString *out, const char *text)
{
  if (*text == '\0')
    return;
  if (out->len > 0)
    g_string_append (out, "\n\n");
  g_string_append (out, text);
}

static void
add_block (SondeImportCherry *self, const char *id, GString *content, GString *reasoning)
{
  const Block *block = id != NULL ? g_hash_table_lookup (self->blocks, id) : NULL;
  g_autofree char *text = NULL;

  if (block == NULL)
    return;
  text = read_text (self, block);
  if (block->kind == BLOCK_CODE)
    g_string_append_printf (content, "%s```\n%s\n```", content->len > 0 ? "\n\n" : "", text);
  else if (block->kind == BLOCK_PICTURE)
    add_paragraph (content, _ ("[A picture that is not in the file]"));
  else if (block->kind == BLOCK_FILE)
    sonde_import_add_file (content, NULL, NULL);
  else
    add_paragraph (block->kind == BLOCK_THOUGHT ? reasoning : content, text);
}

static SondeMessage *
make_message (SondeImportCherry *self, const SondeJsonValue *message)
{
  gboolean answer = g_strcmp0 (sonde_json_value_get_string (message, "role"), "assistant") == 0;
  const SondeJsonValue *model = sonde_json_value_get_object (message, "model");
  const char *plain = sonde_json_value_get_string (message, "content");
  g_autoptr (GString) reasoning = g_string_new (sonde_json_value_get_string (message, "reasoning_content"));
  GString *content = g_string_new (plain);
  SondeMessage *made;

  for (const SondeJsonValue *id = sonde_json_value_first (sonde_json_value_get_array (message, "blocks"));
       id != NULL;
       id = id->next)
    add_block (self, sonde_json_value_text (id), content, reasoning);
  if (content->len == 0 && reasoning->len == 0)
    {
      g_string_free (content, TRUE);
      return NULL;
    }
  made
    = sonde_import_message (answer ? SONDE_ROLE_ASSISTANT : SONDE_ROLE_USER, g_string_free (content, FALSE));
  if (!answer)
    return made;
  sonde_message_set_model (made, sonde_json_value_get_string (model, "id"));
  sonde_message_set_reasoning (made, reasoning->str);
  if (reasoning->len > 0)
    sonde_message_set_mode (made, SONDE_MODE_REASONING);
  return made;
}

/* Several answers to one question stand one after the other. The conversation goes on under the one that was
 * chosen, or else the last. */
typedef struct
{
  const char *last;
  const char *question; /* of the answers that come */
  gboolean chosen;
} Thread;

static void
add_message (SondeImportCherry *self,
             SondeImportBuilder *builder,
             const SondeJsonValue *message,
             Thread *thread)
{
  const char *id = sonde_json_value_get_string (message, "id");
  const char *question = sonde_json_value_get_string (message, "askId");
  gboolean another = question != NULL && g_strcmp0 (question, thread->question) == 0;

  sonde_import_builder_add (builder,
                            id,
                            another ? question : thread->last,
                            make_message (self, message),
                            sonde_import_time (message, "createdAt"),
                            NULL);
  if (another && thread->chosen)
    return;
  thread->chosen = sonde_json_value_get_true (message, "foldSelected");
  thread->question = question;
  thread->last = id;
}

static SondeConversation *
make_conversation (SondeImportCherry *self, const SondeJsonValue *topic)
{
  g_autoptr (SondeImportBuilder) builder = sonde_import_builder_new (topic);
  const char *id = sonde_json_value_get_string (topic, "id");
  const char *name = id != NULL ? g_hash_table_lookup (self->names, id) : NULL;
  Thread thread = { 0 };

  if (name != NULL)
    sonde_conversation_set_title (sonde_import_builder_get_conversation (builder), name);
  for (const SondeJsonValue *message
       = sonde_json_value_first (sonde_json_value_get_array (topic, "messages"));
       message != NULL;
       message = message->next)
    add_message (self, builder, message, &thread);
  sonde_import_builder_set_current (builder, thread.last);
  return sonde_import_builder_finish (builder);
}

gboolean
sonde_import_cherry_finish (SondeImportCherry *self, SondeImportCherryFound found, gpointer user_data)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      const SondeJsonValue *topic = g_ptr_array_index (self->topics, i);

      if (!found (topic,
                  make_conversation (self, topic),
                  sonde_import_dup_source ("cherry", topic, "id"),
                  user_data))
        return FALSE;
    }
  return TRUE;
}
