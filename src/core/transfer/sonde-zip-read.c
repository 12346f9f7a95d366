/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-zip-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "sonde-error.h"

#define BUFFER_BYTES (256 * 1024)

/* Conversations are packed to a tenth; of what is small no ratio is asked. */
#define MAX_RATIO   200
#define SMALL_BYTES (64 * 1024 * 1024)

typedef struct archive Archive;
typedef struct archive_entry ArchiveEntry;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_read_free)

static gboolean
damaged (Archive *archive, GError **error)
{
  const char *words = archive_error_string (archive);

  g_propagate_error (error, sonde_error_new (SONDE_ERROR_IMPORT_DAMAGED, "%s", words != NULL ? words : ""));
  return FALSE;
}

static gboolean
refuse (const SondeZipEntry *entry, GError **error)
{
  g_propagate_error (error,
                     sonde_error_new (SONDE_ERROR_IMPORT_REFUSED,
                                      /* Translators: %s is the name of a file. */
                                      _ ("“%s” in the archive is larger than it says"),
                                      entry->name));
  return FALSE;
}

static Archive *
open_archive (int fd, GError **error)
{
  g_autoptr (Archive) archive = archive_read_new ();

  archive_read_support_format_zip (archive);
  if (lseek (fd, 0, SEEK_SET) != 0 || archive_read_open_fd (archive, fd, BUFFER_BYTES) != ARCHIVE_OK)
    {
      damaged (archive, error);
      return NULL;
    }
  return g_steal_pointer (&archive);
}

static gboolean
is_too_large (const SondeZipEntry *entry, guint64 done)
{
  return done > entry->size || (done > SMALL_BYTES && done / MAX_RATIO > entry->packed);
}

static gboolean
read_entry (Archive *archive,
            const SondeZipEntry *entry,
            char *buffer,
            SondeZipRead read,
            gpointer user_data,
            GCancellable *cancellable,
            GError **error)
{
  guint64 done = 0;
  la_ssize_t n;

  while ((n = archive_read_data (archive, buffer, BUFFER_BYTES)) > 0)
    {
      done += n;
      if (is_too_large (entry, done))
        return refuse (entry, error);
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !read (entry, buffer, n, user_data, error))
        return FALSE;
    }
  return n == 0 || damaged (archive, error);
}

/* Both go through the archive in the order in which the entries lie in it. */
static gboolean
next_header (Archive *archive, GError **error)
{
  ArchiveEntry *header;
  int result = archive_read_next_header (archive, &header);

  return result == ARCHIVE_OK || result == ARCHIVE_WARN || damaged (archive, error);
}

gboolean
sonde_zip_read (int fd,
                GPtrArray *entries,
                SondeZipWants wants,
                SondeZipRead read,
                SondeZipDone done,
                gpointer user_data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (Archive) archive = open_archive (fd, error);
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);

  if (archive == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const SondeZipEntry *entry = g_ptr_array_index (entries, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !next_header (archive, error))
        return FALSE;
      if (!wants (entry, user_data))
        continue;
      if (!read_entry (archive, entry, buffer, read, user_data, cancellable, error))
        return FALSE;
      if (done != NULL && !done (entry, user_data, error))
        return FALSE;
    }
  return TRUE;
}
