/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeAttachment:
 *
 * A text file that goes into a message, read completely. Immutable. Properties: "name".
 */
#define SONDE_TYPE_ATTACHMENT (sonde_attachment_get_type ())
G_DECLARE_FINAL_TYPE (SondeAttachment, sonde_attachment, SONDE, ATTACHMENT, GObject)

/** The largest file that is taken, in bytes. */
#define SONDE_ATTACHMENT_MAX (1024 * 1024)

SondeAttachment *sonde_attachment_new          (const char           *name,
                                                const char           *text);
void             sonde_attachment_load_async   (GFile                *file,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
SondeAttachment *sonde_attachment_load_finish  (GAsyncResult         *result,
                                                GError              **error);
const char      *sonde_attachment_get_name     (SondeAttachment      *self);
/* Where it was read from; (nullable). */
const char      *sonde_attachment_get_uri      (SondeAttachment      *self);
char            *sonde_attachment_dup_message  (GListModel           *attachments,
                                                const char           *question);

G_END_DECLS
