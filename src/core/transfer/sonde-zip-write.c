/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-zip-write.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

/* libarchive gives the stream so much at once. */
#define BLOCK_BYTES (64 * 1024)

struct _SondeZipWriter
{
  struct archive *archive;
  GOutputStream *stream; /* borrowed */
  GCancellable *cancellable;
  GError *error; /* of the stream */
  gint64 real_time_us;
};

static la_ssize_t
write_cb (struct archive *archive, void *user_data, const void *bytes, size_t length)
{
  SondeZipWriter *self = user_data;

  if (self->error == NULL
      && g_output_stream_write_all (self->stream, bytes, length, NULL, self->cancellable, &self->error))
    return length;
  archive_set_error (archive, EIO, "%s", self->error->message);
  return -1;
}

static gboolean
fail (SondeZipWriter *self, GError **error)
{
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, archive_error_string (self->archive));
  return FALSE;
}

SondeZipWriter *
sonde_zip_writer_new (GOutputStream *stream, gint64 real_time_us, GCancellable *cancellable)
{
  SondeZipWriter *self = g_new0 (SondeZipWriter, 1);

  self->archive = archive_write_new ();
  self->stream = stream;
  self->real_time_us = real_time_us;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  archive_write_set_format_zip (self->archive);
  archive_write_set_bytes_per_block (self->archive, BLOCK_BYTES);
  archive_write_set_bytes_in_last_block (self->archive, 1);
  archive_write_open (self->archive, self, NULL, write_cb, NULL);
  return self;
}

gboolean
sonde_zip_writer_begin (SondeZipWriter *self, const char *name, gint64 size, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  int status;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_size (entry, size);
  archive_entry_set_mtime (entry, self->real_time_us / G_USEC_PER_SEC, 0);
  status = archive_write_header (self->archive, entry);
  archive_entry_free (entry);
  return status == ARCHIVE_OK || fail (self, error);
}

gboolean
sonde_zip_writer_write (SondeZipWriter *self, const void *data, gsize length, GError **error)
{
  return archive_write_data (self->archive, data, length) == (la_ssize_t) length || fail (self, error);
}

gboolean
sonde_zip_writer_add (SondeZipWriter *self, const char *name, const void *data, gsize length, GError **error)
{
  return sonde_zip_writer_begin (self, name, length, error)
         && (length == 0 || sonde_zip_writer_write (self, data, length, error));
}

gboolean
sonde_zip_writer_close (SondeZipWriter *self, GError **error)
{
  return archive_write_close (self->archive) == ARCHIVE_OK || fail (self, error);
}

void
sonde_zip_writer_free (SondeZipWriter *self)
{
  archive_write_free (self->archive);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}
