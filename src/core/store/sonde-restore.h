/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeRestored:
 * @n_conversations: those in the trash included
 * @newest: when something was last said in one, microseconds since 1970; 0 when there is none
 * @aside: (nullable): where the history lies that was there before
 *
 * What a file holds that is, or would be, the history.
 */
typedef struct
{
  gint64 n_conversations;
  gint64 n_messages;
  gint64 newest;
  char  *aside;
} SondeRestored;

/* Makes a copy of @path the history of @data_dir, at once. @path may come from anybody: it is read through first, and
 * refused when it is damaged or anything but a history of Sonde. The history that was there stays under another name.
 * With @preview everything is done but that. Blocks as long as copying takes; no store in this process may have the
 * history open. The strings of @restored are the caller's to clear.
 *
 * Errors: G_IO_ERROR_BUSY: a program has the history open; SONDE_ERROR_NOT_FOUND: @path is no file;
 * SONDE_ERROR_IMPORT_DAMAGED, SONDE_ERROR_IMPORT_REFUSED, SONDE_ERROR_STORE_NEWER, SONDE_ERROR_STORE_FULL,
 * SONDE_ERROR_STORE_READ_ONLY, SONDE_ERROR_STORE. Nothing is changed then. */
gboolean sonde_restore       (const char     *data_dir,
                              const char     *path,
                              gboolean        preview,
                              SondeRestored  *restored,
                              GError        **error);
void     sonde_restored_clear (SondeRestored *restored);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeRestored, sonde_restored_clear)

G_END_DECLS
