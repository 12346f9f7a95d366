/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sonde-paths.h"

struct _SondeExportFile
{
  GOutputStream *stream;
  char *path;      /* of a regular file: the place it goes to, links followed */
  char *temporary; /* what is written meanwhile, NULL once it has its place */
  gboolean overwrite;
};

/* A file that is replaced keeps its permissions. */
static gboolean
copy_mode (int fd, const char *path, GError **error)
{
  struct stat info;

  if (stat (path, &info) == 0 && fchmod (fd, info.st_mode & 0777) != 0)
    return sonde_paths_fail (path, errno, error);
  return TRUE;
}

static gboolean
open_temporary (SondeExportFile *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *temporary = g_build_filename (folder, ".sonde-export-XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0666);

  if (fd < 0)
    return sonde_paths_fail (self->path, errno, error);
  self->temporary = g_steal_pointer (&temporary);
  self->stream = g_unix_output_stream_new (fd, TRUE);
  return TRUE;
}

/* Renaming over a device would destroy it, and over a symbolic link would replace the link. */
static gboolean
open_path (SondeExportFile *self, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *real = realpath (g_file_peek_path (file), NULL);

  self->path = g_strdup (real != NULL ? real : g_file_peek_path (file));
  if (g_file_test (self->path, G_FILE_TEST_IS_DIR))
    return sonde_paths_fail (self->path, EISDIR, error);
  if (real != NULL && !g_file_test (real, G_FILE_TEST_IS_REGULAR))
    {
      g_autoptr (GFile) device = g_file_new_for_path (real);

      self->stream = G_OUTPUT_STREAM (g_file_append_to (device, G_FILE_CREATE_NONE, cancellable, error));
      return self->stream != NULL;
    }
  if (real != NULL && !self->overwrite)
    return sonde_paths_fail (self->path, EEXIST, error);
  return open_temporary (self, error);
}

/**
 * sonde_export_file_new:
 * @overwrite: whether a file that exists may be replaced; else %G_IO_ERROR_EXISTS, also when it comes to be
 * meanwhile
 *
 * Returns: (nullable): the file, written to by its stream
 */
SondeExportFile *
sonde_export_file_new (GFile *file, gboolean overwrite, GCancellable *cancellable, GError **error)
{
  g_autoptr (SondeExportFile) self = g_new0 (SondeExportFile, 1);

  self->overwrite = overwrite;
  if (g_file_peek_path (file) != NULL)
    return open_path (self, file, cancellable, error) ? g_steal_pointer (&self) : NULL;
  if (overwrite)
    self->stream = G_OUTPUT_STREAM (
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, error));
  else
    self->stream = G_OUTPUT_STREAM (g_file_create (file, G_FILE_CREATE_NONE, cancellable, error));
  return self->stream != NULL ? g_steal_pointer (&self) : NULL;
}

GOutputStream *
sonde_export_file_get_stream (SondeExportFile *self)
{
  return self->stream;
}

/* Some file systems cannot rename without replacing; there it is looked first. */
static int
rename_new (const char *from, const char *to)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -1;
  if (g_file_test (to, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    {
      errno = EEXIST;
      return -1;
    }
  return rename (from, to);
}

static gboolean
take_place (SondeExportFile *self, GError **error)
{
  int status
    = self->overwrite ? rename (self->temporary, self->path) : rename_new (self->temporary, self->path);

  if (status != 0)
    return sonde_paths_fail (self->path, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

/**
 * sonde_export_file_commit:
 *
 * The file takes its place, on the disk when this returns.
 */
gboolean
sonde_export_file_commit (SondeExportFile *self, GCancellable *cancellable, GError **error)
{
  if (self->temporary == NULL)
    return g_output_stream_close (self->stream, cancellable, error);

  int fd = g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (self->stream));
  if (!copy_mode (fd, self->path, error))
    return FALSE;
  if (fsync (fd) != 0)
    return sonde_paths_fail (self->path, errno, error);
  return g_output_stream_close (self->stream, cancellable, error) && take_place (self, error);
}

void
sonde_export_file_free (SondeExportFile *self)
{
  g_clear_object (&self->stream);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}
