/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondeExportFormat:
 * @SONDE_EXPORT_MARKDOWN: the shown branch; the texts verbatim, reasoning as a quotation, sources as footnotes
 * @SONDE_EXPORT_JSON: the whole tree without loss, "format":"sonde-conversation","version":1
 * @SONDE_EXPORT_TEXT: the shown branch as plain text
 */
typedef enum
{
  SONDE_EXPORT_MARKDOWN,
  SONDE_EXPORT_JSON,
  SONDE_EXPORT_TEXT,
} SondeExportFormat;

/* The names are "md", "json" and "txt", which are the extensions too. */
gboolean    sonde_export_format_from_string (const char         *text,
                                             SondeExportFormat  *format);
const char *sonde_export_format_extension   (SondeExportFormat   format);

/* The loaded conversation as text. Markdown and text hold the shown branch, JSON the whole tree. */
char       *sonde_export_to_string          (SondeConversation  *conversation,
                                             SondeExportFormat   format);
/* A name that is safe in any folder, made of the title. */
char       *sonde_export_dup_file_name      (SondeConversation  *conversation,
                                             SondeExportFormat   format);
/* Writes to a temporary file beside @file and renames it; a full disk leaves the old file. A device or a
 * pipe is written to. Errors are those of GIO and GFileError. */
void        sonde_export_write_async        (SondeConversation  *conversation,
                                             SondeExportFormat   format,
                                             GFile              *file,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean    sonde_export_write_finish       (SondeConversation  *conversation,
                                             GAsyncResult       *result,
                                             GError            **error);

G_END_DECLS
