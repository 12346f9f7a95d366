/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeExportFile:
 *
 * A file that is whole or not there: what is written goes to a temporary file beside it, which takes its place at
 * the end. A full disk, a crash or a cancellation leaves the old file. A device or a pipe is written to at once.
 */
typedef struct _SondeExportFile SondeExportFile;

SondeExportFile *sonde_export_file_new        (GFile            *file,
                                               gboolean          overwrite,
                                               GCancellable     *cancellable,
                                               GError          **error);
GOutputStream   *sonde_export_file_get_stream (SondeExportFile  *self);
gboolean         sonde_export_file_commit     (SondeExportFile  *self,
                                               GCancellable     *cancellable,
                                               GError          **error);
void             sonde_export_file_free       (SondeExportFile  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeExportFile, sonde_export_file_free)

G_END_DECLS
