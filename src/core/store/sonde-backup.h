/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeBackup:
 * @date: the day it was made on, here: YYYY-MM-DD
 * @time: the last time the history was found to be as it says, microseconds since 1970
 * @size: in bytes
 *
 * A copy of the whole history in DATA_DIR/backups/history-DATE.db, one SQLite file without a log.
 */
typedef struct
{
  char  *path;
  char  *date;
  gint64 time;
  gint64 size;
} SondeBackup;

void         sonde_backup_free         (SondeBackup         *self);
/* (element-type SondeBackup): the newest first. */
GPtrArray   *sonde_backup_list         (const char          *data_dir);
/* The path of the backup of that day, whether there is one or not; %NULL for what is no date. */
char        *sonde_backup_dup_path     (const char          *data_dir,
                                        const char          *date);
/* Whether nobody has looked today. */
gboolean     sonde_backup_is_due       (const char          *data_dir);

/* Copies DATA_DIR/history.db as it is at one moment, on a thread of its own; others read and write it meanwhile. What
 * was copied is read through before it takes the name of today's backup, and the oldest beyond seven go. Cancelled or
 * failed, all backups stay as they were.
 * Errors: SONDE_ERROR_STORE_CORRUPT (the history is damaged), SONDE_ERROR_STORE_FULL, SONDE_ERROR_STORE_READ_ONLY,
 * SONDE_ERROR_STORE. */
void         sonde_backup_write_async  (const char          *data_dir,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
/* (transfer full): today's; or, with @made %FALSE, the newest, since when nothing has changed. */
SondeBackup *sonde_backup_write_finish (GAsyncResult        *result,
                                        gboolean            *made,
                                        GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeBackup, sonde_backup_free)

G_END_DECLS
