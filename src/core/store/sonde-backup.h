/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeBackupKind:
 * @SONDE_BACKUP_DAILY: one of the seven
 * @SONDE_BACKUP_REPLACED: the history that was there before another one was restored
 * @SONDE_BACKUP_OLDER: the history as an older version of the program left it
 * @SONDE_BACKUP_DAMAGED: a history that was put aside because it is damaged
 */
typedef enum
{
  SONDE_BACKUP_DAILY,
  SONDE_BACKUP_REPLACED,
  SONDE_BACKUP_OLDER,
  SONDE_BACKUP_DAMAGED,
} SondeBackupKind;

/**
 * SondeBackup:
 * @date: the day it was made on, here: YYYY-MM-DD
 * @time: the last time the history was found to be as it says, microseconds since 1970; of what was put aside, when
 *   that was done
 * @size: in bytes
 * @n_conversations: those in the trash included; -1 when they were not counted, or cannot be
 *
 * A copy of the whole history: those that are made daily in DATA_DIR/backups/history-DATE.db, one SQLite file without a
 * log; others beside the history.
 */
typedef struct
{
  SondeBackupKind kind;
  char  *path;
  char  *date;
  gint64 time;
  gint64 size;
  gint64 n_conversations;
} SondeBackup;

void         sonde_backup_free         (SondeBackup         *self);
/* (element-type SondeBackup): those that are made daily, the newest first. */
GPtrArray   *sonde_backup_list         (const char          *data_dir);
/* All kinds, the newest first, with how many conversations are in each; on a thread of its own. */
void         sonde_backup_look_async   (const char          *data_dir,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GPtrArray   *sonde_backup_look_finish  (GAsyncResult        *result,
                                        GError             **error);
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

/* Reads the whole history through, on a thread and a connection of its own. Errors: SONDE_ERROR_STORE_CORRUPT. */
void         sonde_backup_check_async  (const char          *data_dir,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean     sonde_backup_check_finish (GAsyncResult        *result,
                                        GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeBackup, sonde_backup_free)

G_END_DECLS
