/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-archive.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-export-file.h"
#include "sonde-import-look-private.h"
#include "sonde-paths.h"
#include "sonde-zip-private.h"
#include "sonde-zip-write.h"

#define SETTINGS       "sonde.conf"
#define SETTINGS_BYTES (1024 * 1024)
#define BUFFER_BYTES   (256 * 1024)

/* Writing */

static gboolean
add_file (SondeZipWriter *zip, const char *name, const char *path, GError **error)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean success;
  struct stat status;
  gssize n = 0;

  if (fd < 0 || fstat (fd, &status) != 0)
    return sonde_paths_fail (path, errno, error);
  success = sonde_zip_writer_begin (zip, name, status.st_size, error);
  while (success && (n = read (fd, buffer, BUFFER_BYTES)) > 0)
    success = sonde_zip_writer_write (zip, buffer, n, error);
  if (success && n < 0)
    success = sonde_paths_fail (path, errno, error);
  g_close (fd, NULL);
  return success;
}

static gboolean
add_text (SondeZipWriter *zip, const char *name, const char *text, GError **error)
{
  return sonde_zip_writer_add (zip, name, text, strlen (text), error);
}

static gboolean
write_archive (SondeZipWriter *zip, const char *history_path, const char *settings, GError **error)
{
  static const char manifest[]
    = "{\"format\": \"sonde-archive\", \"version\": 1, \"generator\": \"Sonde " SONDE_VERSION "\"}\n";

  return add_text (zip, SONDE_IMPORT_ARCHIVE_MANIFEST, manifest, error)
         && add_file (zip, SONDE_IMPORT_ARCHIVE_HISTORY, history_path, error)
         && (settings == NULL || add_text (zip, SETTINGS, settings, error))
         && sonde_zip_writer_close (zip, error);
}

gboolean
sonde_archive_write (const char *path,
                     gboolean overwrite,
                     const char *history_path,
                     const char *settings,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GFile) place = g_file_new_for_path (path);
  g_autoptr (SondeExportFile) file = sonde_export_file_new (place, overwrite, cancellable, error);
  g_autoptr (SondeZipWriter) zip = NULL;

  if (file == NULL)
    return FALSE;
  zip = sonde_zip_writer_new (sonde_export_file_get_stream (file), g_get_real_time (), cancellable);
  return write_archive (zip, history_path, settings, error)
         && sonde_export_file_commit (file, cancellable, error);
}

/* Reading */

typedef struct
{
  int fd;
  GString *settings;
  gboolean found;
} Extraction;

static gboolean
write_all (int fd, const char *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = write (fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return sonde_paths_fail (SONDE_IMPORT_ARCHIVE_HISTORY, errno, error);
      bytes += n;
      length -= n;
    }
  return TRUE;
}

static gboolean
is_settings (const SondeZipEntry *entry)
{
  return g_str_equal (entry->name, SETTINGS) && entry->size <= SETTINGS_BYTES;
}

/* By these names alone: nothing of an archive is ever a path. */
static gboolean
wants_cb (const SondeZipEntry *entry, gpointer user_data)
{
  return g_str_equal (entry->name, SONDE_IMPORT_ARCHIVE_HISTORY) || is_settings (entry);
}

static gboolean
read_cb (const SondeZipEntry *entry, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Extraction *extraction = user_data;

  if (is_settings (entry))
    {
      g_string_append_len (extraction->settings, bytes, length);
      return TRUE;
    }
  extraction->found = TRUE;
  return write_all (extraction->fd, bytes, length, error);
}

static gboolean
extract_zip (int from, Extraction *extraction, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = sonde_zip_list (from, error);

  return entries != NULL
         && sonde_zip_read (from, entries, wants_cb, read_cb, NULL, extraction, cancellable, error)
         && (extraction->found || sonde_paths_fail (SONDE_IMPORT_ARCHIVE_HISTORY, ENOENT, error));
}

static gboolean
copy (int from, int to, GCancellable *cancellable, GError **error)
{
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  gssize n;

  while ((n = read (from, buffer, BUFFER_BYTES)) > 0)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !write_all (to, buffer, n, error))
      return FALSE;
  return n == 0 || sonde_paths_fail (SONDE_IMPORT_ARCHIVE_HISTORY, errno, error);
}

static gboolean
extract (int from, Extraction *extraction, GCancellable *cancellable, GError **error)
{
  guint8 head[SONDE_IMPORT_HEAD_BYTES];

  if (sonde_import_guess (head, sonde_import_read_head (from, head)) == SONDE_IMPORT_HISTORY)
    return copy (from, extraction->fd, cancellable, error);
  return extract_zip (from, extraction, cancellable, error);
}

gboolean
sonde_archive_extract (
  const char *path, const char *directory, char **settings, GCancellable *cancellable, GError **error)
{
  g_autofree char *history = g_build_filename (directory, SONDE_IMPORT_ARCHIVE_HISTORY, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  Extraction extraction = { -1, text, FALSE };
  int from = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean success = FALSE;

  if (from < 0)
    return sonde_paths_fail (path, errno, error);
  extraction.fd = g_open (history, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (extraction.fd < 0)
    sonde_paths_fail (history, errno, error);
  else
    success = extract (from, &extraction, cancellable, error);
  if (settings != NULL)
    *settings = success && text->len > 0 && g_utf8_validate (text->str, text->len, NULL)
                  ? g_strdup (text->str)
                  : NULL;
  g_close (from, NULL);
  if (extraction.fd >= 0)
    g_close (extraction.fd, NULL);
  return success;
}
