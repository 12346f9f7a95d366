/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How many titles a SondeRestored names at most. */
#define SONDE_RESTORED_TITLES 100

/**
 * SondeRestored:
 * @n_conversations: those in the trash included
 * @newest: when something was last said in one, microseconds since 1970; 0 when there is none
 * @compared: whether the history that is there could be read, which the next ones are about
 * @n_returning: conversations that the history has not
 * @n_leaving: conversations of the history that the file has not
 * @n_older: conversations in which something was said since
 * @returning: (element-type utf8): titles of the first of them, the newest first
 * @leaving: (element-type utf8): the same
 * @aside: (nullable): where the history lies that was there before
 *
 * What a file holds that is, or would be, the history.
 */
typedef struct
{
  gint64     n_conversations;
  gint64     n_messages;
  gint64     newest;
  gboolean   compared;
  gint64     n_returning;
  gint64     n_leaving;
  gint64     n_older;
  GPtrArray *returning;
  GPtrArray *leaving;
  char      *aside;
} SondeRestored;

/* Makes a copy of @path the history of @data_dir, at once. @path may come from anybody: it is read through first, and
 * refused when it is damaged or anything but a history of Sonde. The history that was there stays under another name.
 * With @preview everything is done but that, also while a program has the history open. Blocks as long as copying takes;
 * but for a preview no store in this process may have the history open. What is in @restored is the caller's to clear.
 *
 * Errors: G_IO_ERROR_BUSY: a program has the history open; SONDE_ERROR_NOT_FOUND: @path is no file;
 * SONDE_ERROR_IMPORT_DAMAGED, SONDE_ERROR_IMPORT_REFUSED, SONDE_ERROR_STORE_NEWER, SONDE_ERROR_STORE_FULL,
 * SONDE_ERROR_STORE_READ_ONLY, SONDE_ERROR_STORE. Nothing is changed then. */
gboolean sonde_restore        (const char     *data_dir,
                               const char     *path,
                               gboolean        preview,
                               SondeRestored  *restored,
                               GError        **error);
/* Its two halves: a checked copy of @path, to be made the history or deleted by the caller, which may take long; and
 * giving it the place, with the path of the history that was there in @aside (nullable), which is quick. */
char    *sonde_restore_stage  (const char     *data_dir,
                               const char     *path,
                               GCancellable   *cancellable,
                               SondeRestored  *restored,
                               GError        **error);
gboolean sonde_restore_put    (const char     *data_dir,
                               const char     *staged,
                               char          **aside,
                               GError        **error);
void     sonde_restored_clear (SondeRestored  *restored);

/* A preview on a thread of its own. @restored (out) is the caller's. */
void     sonde_restore_look_async  (const char          *data_dir,
                                    const char          *path,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean sonde_restore_look_finish (GAsyncResult        *result,
                                    SondeRestored       *restored,
                                    GError             **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeRestored, sonde_restored_clear)

G_END_DECLS
