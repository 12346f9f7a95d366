/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

/* A Markdown copy of every conversation in a folder, see #SondeCopies; the setting is "copies-folder" in [General] of
 * sonde.conf. A copy is written when an answer is over, when the title changes, and for all when the folder is set and
 * after an import. It goes when its conversation goes into the trash, unless somebody has changed it, and comes back
 * with it. What goes wrong is told once by "problem", until the folder changes or writing succeeds. */

/* (transfer full) (nullable): %NULL when there are no copies. */
char    *sonde_engine_dup_copies_folder (SondeEngine  *self);
/* @folder (nullable): an absolute path; %NULL ends it, and what was written stays. Errors:
 * SONDE_ERROR_INVALID_ARGUMENT for what is no folder, SONDE_ERROR_STORE. */
gboolean sonde_engine_set_copies_folder (SondeEngine  *self,
                                         const char   *folder,
                                         GError      **error);
/* For programs that delete and restore in the store: the copy of one conversation. sonde_engine_close() waits for it. */
void     sonde_engine_write_copy         (SondeEngine         *self,
                                          SondeConversation   *conversation);
void     sonde_engine_remove_copy        (SondeEngine         *self,
                                          gint64               conversation_id);
/* Writes what differs of all conversations. Done by itself when the folder is set and after an import; a program that
 * ends soon waits for it. */
void     sonde_engine_write_copies_async  (SondeEngine         *self,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean sonde_engine_write_copies_finish (SondeEngine         *self,
                                           GAsyncResult        *result,
                                           GError             **error);

G_END_DECLS
