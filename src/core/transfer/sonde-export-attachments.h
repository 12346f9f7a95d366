/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** A file that a person attached: one of those before the question, in the structure that DeepSeek published with R1. */
typedef struct
{
  char *name;
  char *text;
} SondeExportAttachment;

/**
 * SondeExportFolder:
 *
 * The folder beside an exported file that its attachments lie in; made with the first of them.
 */
typedef struct _SondeExportFolder SondeExportFolder;

/* (element-type SondeExportAttachment) @rest (out): what follows them in @content */
GPtrArray         *sonde_export_attachments_find   (const char             *content,
                                                    const char            **rest);
/* @content with its attachments as code blocks under their names. */
char              *sonde_export_attachments_inline (const char             *content);

/* Beside @file, named by it. Without @overwrite it is a folder that does not exist. %NULL where @file is not local. */
SondeExportFolder *sonde_export_folder_new         (GFile                  *file,
                                                    gboolean                overwrite);
void               sonde_export_folder_free        (SondeExportFolder      *self);
/* Keeps the attachment; gives the address of its place, as the file links to it. */
char              *sonde_export_folder_add         (SondeExportFolder      *self,
                                                    SondeExportAttachment  *attachment);
gboolean           sonde_export_folder_write       (SondeExportFolder      *self,
                                                    GCancellable           *cancellable,
                                                    GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeExportFolder, sonde_export_folder_free)

G_END_DECLS
