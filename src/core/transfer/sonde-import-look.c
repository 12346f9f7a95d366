/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-look-private.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-json-stream.h"
#include "sonde-zip-private.h"

#define LOOK_BYTES (64 * 1024)

gsize
sonde_import_read_head (int fd, guint8 *head)
{
  gssize n = pread (fd, head, SONDE_IMPORT_HEAD_BYTES, 0);

  return MAX (n, 0);
}

static gboolean
begins_json (const guint8 *head, gsize length)
{
  static const char marks[] = "\xef\xbb\xbf\xff\xfe \t\r\n";

  for (gsize i = 0; i < length; i++)
    if (head[i] == '[' || head[i] == '{')
      return TRUE;
    else if (head[i] != '\0' && strchr (marks, (char) head[i]) == NULL)
      return FALSE;
  return FALSE;
}

SondeImportKind
sonde_import_guess (const guint8 *head, gsize length)
{
  if (length >= 4 && (memcmp (head, "PK\3\4", 4) == 0 || memcmp (head, "PK\5\6", 4) == 0))
    return SONDE_IMPORT_ZIP;
  if (length >= 16 && memcmp (head, "SQLite format 3", 16) == 0)
    return SONDE_IMPORT_HISTORY;
  return begins_json (head, length) ? SONDE_IMPORT_JSON : SONDE_IMPORT_NONE;
}

gboolean
sonde_import_wants_entry (const char *name)
{
  static const char *const accounts[] = { "user.json",
                                          "manifest.json",
                                          "chat_session_index.json",
                                          "user_settings.json",
                                          "message_feedback.json",
                                          "model_comparisons.json",
                                          "shared_conversations.json",
                                          NULL };
  const char *slash = strrchr (name, '/');
  const char *base = slash != NULL ? slash + 1 : name;

  if (strstr (name, "..") != NULL || strchr (name, '\\') != NULL || name[0] == '/'
      || g_str_has_prefix (name, "__MACOSX/") || strstr (name, "_files/") != NULL)
    return FALSE;
  return (g_str_has_suffix (base, ".json") || g_str_has_suffix (base, ".jsonl"))
         && !g_strv_contains (accounts, base);
}

/* Looking into JSON: which members stand near its beginning. */

typedef struct
{
  gboolean found;
  gboolean role;
} Look;

static gboolean
is_conversation (const char *key, SondeJsonKind kind)
{
  if (kind == SONDE_JSON_OBJECT)
    return g_str_equal (key, "mapping") || g_str_equal (key, "chat") || g_str_equal (key, "indexedDB")
           || g_str_has_prefix (key, "session:");
  if (kind == SONDE_JSON_ARRAY)
    return g_str_equal (key, "messages") || g_str_equal (key, "chat-sessions") || g_str_equal (key, "history")
           || g_str_equal (key, "chat_messages");
  return FALSE;
}

static SondeJsonChoice
choose_cb (const char *const *path, guint depth, SondeJsonKind kind, gpointer user_data)
{
  Look *look = user_data;
  const char *key = depth > 0 ? path[depth - 1] : NULL;

  if (key != NULL && depth <= 2)
    {
      look->found |= is_conversation (key, kind) || (look->role && g_str_equal (key, "content"));
      look->role |= g_str_equal (key, "role");
      if (g_str_equal (key, "format") && kind == SONDE_JSON_STRING)
        return SONDE_JSON_TAKE;
    }
  return depth <= 1 ? SONDE_JSON_ENTER : SONDE_JSON_SKIP;
}

static gboolean
take_cb (const char *const *path, guint depth, SondeJsonValue *value, gpointer user_data)
{
  Look *look = user_data;

  look->found |= g_strcmp0 (sonde_json_value_text (value), "sonde-conversation") == 0;
  return !look->found;
}

static gboolean
go_on_cb (const char *const *path, guint depth, gpointer user_data)
{
  return !((Look *) user_data)->found;
}

static gboolean
look_into_json (int fd)
{
  static const SondeJsonReading reading = { choose_cb, NULL, take_cb, go_on_cb, go_on_cb };
  Look look = { 0 };
  g_autoptr (SondeJsonStream) stream = sonde_json_stream_new (&reading, &look);
  g_autofree char *bytes = g_malloc (LOOK_BYTES);
  gssize n = pread (fd, bytes, LOOK_BYTES, 0);
  gsize mark = n >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  if (n > 0)
    sonde_json_stream_feed (stream, bytes + mark, n - mark, NULL);
  return look.found;
}

static SondeImportKind
look_into_zip (int fd)
{
  g_autoptr (GPtrArray) entries = sonde_zip_list (fd, NULL);
  gboolean found = FALSE;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const SondeZipEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->name, SONDE_IMPORT_ARCHIVE_MANIFEST))
        return SONDE_IMPORT_ARCHIVE;
      found |= sonde_import_wants_entry (entry->name);
    }
  return found ? SONDE_IMPORT_ZIP : SONDE_IMPORT_NONE;
}

SondeImportKind
sonde_import_look (const char *path)
{
  guint8 head[SONDE_IMPORT_HEAD_BYTES];
  SondeImportKind kind;
  GStatBuf status;
  int fd;

  g_return_val_if_fail (path != NULL, SONDE_IMPORT_NONE);

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return SONDE_IMPORT_NONE;
  fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    return SONDE_IMPORT_NONE;
  kind = sonde_import_guess (head, sonde_import_read_head (fd, head));
  if (kind == SONDE_IMPORT_JSON && !look_into_json (fd))
    kind = SONDE_IMPORT_NONE;
  if (kind == SONDE_IMPORT_ZIP)
    kind = look_into_zip (fd);
  g_close (fd, NULL);
  return kind;
}
