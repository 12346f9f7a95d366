/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-backup.h"
#include "sonde-engine.h"

G_BEGIN_DECLS

/* What the person does about backups while the history is open. Each is called on the main thread and answers there. */

/* Today's backup; sonde_backup_write_finish() says of what there can be. */
void         sonde_engine_back_up_async  (SondeEngine         *self,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* (transfer full): @made: %FALSE when nothing has changed since. */
SondeBackup *sonde_engine_back_up_finish (SondeEngine         *self,
                                          GAsyncResult        *result,
                                          gboolean            *made,
                                          GError             **error);

/* Reads the history through, and then the index of the search, which is made anew where it is damaged (@mended, out).
 * Errors: SONDE_ERROR_STORE_CORRUPT: the history is damaged. */
void         sonde_engine_check_async    (SondeEngine         *self,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean     sonde_engine_check_finish   (SondeEngine         *self,
                                          GAsyncResult        *result,
                                          gboolean            *mended,
                                          GError             **error);

/* Makes a copy of the file @path, which may come from anybody, the history, while windows are open: they are told by
 * "closing" and "reopened". The history that was there stays in a file, which the finish function names. With an error
 * everything is as it was. Errors: those of sonde_restore(); SONDE_ERROR_INVALID_ARGUMENT with a translated message
 * while an answer is being written or conversations come in. */
void         sonde_engine_restore_async  (SondeEngine         *self,
                                          const char          *path,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* Saves what can be read of a history that was found damaged into a new one, as the next start would. */
void         sonde_engine_salvage_async  (SondeEngine         *self,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* Of both: (transfer full) (nullable): the path of the history that was replaced. */
gboolean     sonde_engine_restore_finish (SondeEngine         *self,
                                          GAsyncResult        *result,
                                          char               **replaced,
                                          GError             **error);

G_END_DECLS
