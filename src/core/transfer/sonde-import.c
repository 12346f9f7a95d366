/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-import-json-private.h"
#include "sonde-import-look-private.h"
#include "sonde-zip-private.h"

#define BUFFER_BYTES (256 * 1024)

/** One run over one file. */
typedef struct
{
  const SondeImportSink *sink;
  gpointer user_data;
  SondeImportJson *json;
  gboolean broken; /* the file of an archive that is being read */
  guint64 done;
  guint64 total;
} Run;

static gboolean
fail_unknown (GError **error)
{
  g_propagate_error (
    error, sonde_error_new (SONDE_ERROR_IMPORT_UNKNOWN, "%s", _ ("No conversation was found in it")));
  return FALSE;
}

static void
advance (Run *run, guint64 bytes)
{
  run->done += bytes;
  if (run->sink->progress != NULL && run->total > 0)
    run->sink->progress (MIN (run->done / (double) run->total, 1), run->user_data);
}

/* JSON */

static const char *
get_charset (const guint8 *head, gsize length)
{
  if (length < 2)
    return NULL;
  if ((head[0] == 0xff && head[1] == 0xfe) || (head[0] != 0 && head[1] == 0))
    return "UTF-16LE";
  if ((head[0] == 0xfe && head[1] == 0xff) || (head[0] == 0 && head[1] != 0))
    return "UTF-16BE";
  return NULL;
}

/* The stream of a file as UTF-8. */
static GInputStream *
decode (GInputStream *file, const char *charset, GError **error)
{
  g_autoptr (GCharsetConverter) converter = NULL;

  if (charset == NULL)
    return g_object_ref (file);
  converter = g_charset_converter_new ("UTF-8", charset, error);
  if (converter == NULL)
    return NULL;
  g_charset_converter_set_use_fallback (converter, TRUE);
  return g_converter_input_stream_new (file, G_CONVERTER (converter));
}

/* A byte-order mark is no JSON. */
static gsize
skip_mark (const char *bytes, gsize length)
{
  return length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static gboolean
read_stream (Run *run, GInputStream *stream, GSeekable *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  gboolean first = TRUE;
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, BUFFER_BYTES, cancellable, error)) > 0)
    {
      gsize skipped = first ? skip_mark (buffer, n) : 0;

      first = FALSE;
      if (!sonde_import_json_feed (run->json, buffer + skipped, n - skipped, error))
        return FALSE;
      run->done = 0;
      advance (run, g_seekable_tell (file));
    }
  if (n < 0 && !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      && G_IS_CONVERTER_INPUT_STREAM (stream))
    {
      g_autofree char *words = g_strdup ((*error)->message);

      g_clear_error (error);
      g_propagate_error (error, sonde_error_new (SONDE_ERROR_IMPORT_DAMAGED, "%s", words));
    }
  return n == 0 && sonde_import_json_end (run->json, error);
}

static gboolean
read_json (
  Run *run, const char *path, const guint8 *head, gsize length, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) plain = g_file_read (file, cancellable, error);
  g_autoptr (GInputStream) stream = NULL;
  GStatBuf status;
  GError *failure = NULL;
  gboolean success;

  if (plain == NULL)
    return FALSE;
  run->total = g_stat (path, &status) == 0 ? status.st_size : 0;
  stream = decode (G_INPUT_STREAM (plain), get_charset (head, length), error);
  if (stream == NULL)
    return FALSE;
  success = read_stream (run, stream, G_SEEKABLE (plain), cancellable, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return success;
}

/* ZIP */

static gboolean
wants_cb (const SondeZipEntry *entry, gpointer user_data)
{
  return sonde_import_wants_entry (entry->name);
}

/* The checksum stands at the end, so what is damaged is known before anything of it is taken. */
static gboolean
check_cb (const SondeZipEntry *entry, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  advance (user_data, length);
  return TRUE;
}

/* One file of many that is no JSON spoils none of the others. */
static gboolean
note_broken (Run *run, const SondeZipEntry *entry, GError *problem, GError **error)
{
  if (!g_error_matches (problem, SONDE_ERROR, SONDE_ERROR_IMPORT_DAMAGED)
      && !g_error_matches (problem, SONDE_ERROR, SONDE_ERROR_IMPORT_UNKNOWN))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  run->broken = TRUE;
  run->sink->skipped (entry->name, problem->message, run->user_data);
  g_error_free (problem);
  return TRUE;
}

static gboolean
read_cb (const SondeZipEntry *entry, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Run *run = user_data;
  GError *problem = NULL;

  advance (run, length);
  return run->broken || sonde_import_json_feed (run->json, bytes, length, &problem)
         || note_broken (run, entry, problem, error);
}

static gboolean
done_cb (const SondeZipEntry *entry, gpointer user_data, GError **error)
{
  Run *run = user_data;
  gboolean broken = run->broken;
  GError *problem = NULL;
  gboolean success = sonde_import_json_end (run->json, &problem) || broken
                     || note_broken (run, entry, g_steal_pointer (&problem), error);

  run->broken = FALSE;
  g_clear_error (&problem);
  return success;
}

static gboolean
read_zip (Run *run, int fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = sonde_zip_list (fd, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (wants_cb (g_ptr_array_index (entries, i), run))
      run->total += 2 * ((SondeZipEntry *) g_ptr_array_index (entries, i))->size;
  return sonde_zip_read (fd, entries, wants_cb, check_cb, NULL, run, cancellable, error)
         && sonde_zip_read (fd, entries, wants_cb, read_cb, done_cb, run, cancellable, error);
}

static gboolean
read_file (Run *run, const char *path, int fd, GCancellable *cancellable, GError **error)
{
  guint8 head[SONDE_IMPORT_HEAD_BYTES];
  gsize length = sonde_import_read_head (fd, head);

  switch (sonde_import_guess (head, length))
    {
    case SONDE_IMPORT_JSON:
      return read_json (run, path, head, length, cancellable, error);
    case SONDE_IMPORT_ZIP:
      return read_zip (run, fd, cancellable, error);
    default:
      return fail_unknown (error);
    }
}

static int
open_regular (const char *path, GError **error)
{
  GStatBuf status;
  int fd = -1;

  if (g_stat (path, &status) == 0 && !S_ISREG (status.st_mode))
    errno = S_ISDIR (status.st_mode) ? EISDIR : EINVAL;
  else
    fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", name, g_strerror (errno));
    }
  return fd;
}

gboolean
sonde_import_read (const char *path,
                   const SondeImportSink *sink,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (SondeImportJson) json = NULL;
  Run run = { sink, user_data };
  gboolean success;
  int fd;

  g_return_val_if_fail (path != NULL && sink != NULL, FALSE);

  fd = open_regular (path, error);
  if (fd < 0)
    return FALSE;
  json = sonde_import_json_new (sink, user_data);
  run.json = json;
  success = read_file (&run, path, fd, cancellable, error);
  g_close (fd, NULL);
  return success && (sonde_import_json_get_n_seen (json) > 0 || fail_unknown (error));
}
