/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One file with everything but keys: a ZIP archive of a history, the settings and a note that says what it is. Both
 * block: for a worker thread. */

/* Writes @path, whole or not at all, of the history in @history_path and the settings @settings (nullable). Without
 * @overwrite a file that exists is G_IO_ERROR_EXISTS. */
gboolean sonde_archive_write   (const char    *path,
                                gboolean       overwrite,
                                const char    *history_path,
                                const char    *settings,
                                GCancellable  *cancellable,
                                GError       **error);
/* Takes the history out of @path, an archive or a history itself, into DIRECTORY/history.db, which only the person can
 * read, and the settings into @settings (out) (nullable), %NULL where there are none. Errors: SONDE_ERROR_IMPORT_*,
 * G_IO_ERROR. */
gboolean sonde_archive_extract (const char    *path,
                                const char    *directory,
                                char         **settings,
                                GCancellable  *cancellable,
                                GError       **error);

G_END_DECLS
