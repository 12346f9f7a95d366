/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-conversation.h"

G_BEGIN_DECLS

typedef enum
{
  SONDE_EXPORT_MARKDOWN,
  SONDE_EXPORT_JSON,
  SONDE_EXPORT_TEXT,
} SondeExportFormat;

gboolean    sonde_export_format_from_string (const char         *text,
                                             SondeExportFormat  *format);
const char *sonde_export_format_extension   (SondeExportFormat   format);

/* The loaded conversation as text. Markdown and text hold the shown branch, JSON the whole tree. */
char       *sonde_export_to_string          (SondeConversation  *conversation,
                                             SondeExportFormat   format);
char       *sonde_export_dup_file_name      (SondeConversation  *conversation,
                                             SondeExportFormat   format);
/* Writes to a temporary file beside @file and renames it; a full disk leaves the old file. */
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
