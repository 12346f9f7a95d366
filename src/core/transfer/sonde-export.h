/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"
#include "sonde-export-options.h"
#include "sonde-export-sink.h"

G_BEGIN_DECLS

/* The loaded conversation as a text, with everything in it; for formats that are text. Takes as long as it takes. */
char       *sonde_export_to_string          (SondeConversation        *conversation,
                                             SondeExportFormat         format);
/* The same for all formats, with @options (NULL: the format's defaults). Formulas stay TeX: setting them takes a main
 * loop. */
GBytes     *sonde_export_to_bytes           (SondeConversation        *conversation,
                                             SondeExportFormat         format,
                                             const SondeExportOptions *options,
                                             GError                  **error);
/* A name that is safe in any folder, made of the title. */
char       *sonde_export_dup_file_name      (SondeConversation        *conversation,
                                             SondeExportFormat         format);
/* Copies the loaded conversation and writes it on another thread, to a temporary file beside @file which then takes
 * its place; a full disk or a cancellation leaves the old file. A device or a pipe is written to. @options NULL: the
 * format's defaults. Without @overwrite an existing file is G_IO_ERROR_EXISTS. @progress (nullable) is called on the
 * thread that writes. Errors are those of GIO and GFileError. */
void        sonde_export_write_async        (SondeConversation        *conversation,
                                             SondeExportFormat         format,
                                             const SondeExportOptions *options,
                                             GFile                    *file,
                                             gboolean                  overwrite,
                                             SondeExportProgress       progress,
                                             gpointer                  progress_data,
                                             GCancellable             *cancellable,
                                             GAsyncReadyCallback       callback,
                                             gpointer                  user_data);
/* The same into @stream, which stays open. */
void        sonde_export_write_stream_async (SondeConversation        *conversation,
                                             SondeExportFormat         format,
                                             const SondeExportOptions *options,
                                             GOutputStream            *stream,
                                             GCancellable             *cancellable,
                                             GAsyncReadyCallback       callback,
                                             gpointer                  user_data);
/* Of both. */
gboolean    sonde_export_write_finish       (SondeConversation        *conversation,
                                             GAsyncResult             *result,
                                             GError                  **error);

G_END_DECLS
