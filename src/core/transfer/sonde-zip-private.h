/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One file of a ZIP archive, as its directory tells of it. */
typedef struct
{
  char   *name;    /* valid UTF-8, for comparing and showing; never a path */
  guint64 offset;
  guint64 packed;  /* bytes in the archive */
  guint64 size;    /* bytes that it says to hold */
  guint64 end;     /* the least offset behind it */
} SondeZipEntry;

/**
 * SondeZipRead:
 *
 * Gets the bytes of an entry; %FALSE with @error ends the reading.
 */
typedef gboolean (*SondeZipRead) (const SondeZipEntry *entry,
                                  const char          *bytes,
                                  gsize                length,
                                  gpointer             user_data,
                                  GError             **error);
/* Whether an entry is read. */
typedef gboolean (*SondeZipWants) (const SondeZipEntry *entry,
                                   gpointer             user_data);
/* An entry has ended. */
typedef gboolean (*SondeZipDone) (const SondeZipEntry *entry,
                                  gpointer             user_data,
                                  GError             **error);

/* The entries of the archive in @fd in their order there. Refuses what no program packs: overlapping entries, more
 * than 50,000, one name twice, a password. (element-type SondeZipEntry) */
GPtrArray *sonde_zip_list (int            fd,
                           GError       **error);

/* Unpacks the wanted entries one after the other without keeping any. Counts what really comes: an entry that
 * holds more than it says, or beyond all measure more than it takes, is refused. */
gboolean   sonde_zip_read (int            fd,
                           GPtrArray     *entries,
                           SondeZipWants  wants,
                           SondeZipRead   read,
                           SondeZipDone   done,
                           gpointer       user_data,
                           GCancellable  *cancellable,
                           GError       **error);

G_END_DECLS
