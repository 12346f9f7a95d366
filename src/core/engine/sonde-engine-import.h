/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeImportFlags:
 * @SONDE_IMPORT_DRY_RUN: reads and counts, and writes nothing
 * @SONDE_IMPORT_REPLACE: what is in the history goes into the trash with the first conversation that is read
 */
typedef enum
{
  SONDE_IMPORT_DEFAULT = 0,
  SONDE_IMPORT_DRY_RUN = 1 << 0,
  SONDE_IMPORT_REPLACE = 1 << 1,
} SondeImportFlags;

/**
 * SondeImportSummary:
 * @n_conversations: that came into the history, the updated ones included
 * @n_messages: in them
 * @n_updated: took the place of an older state of themselves
 * @n_duplicates: were there already
 * @n_unreadable: could not be read
 * @errors: (element-type utf8): translated sentences about those, not more than a hundred
 */
typedef struct
{
  guint      n_conversations;
  guint      n_messages;
  guint      n_updated;
  guint      n_duplicates;
  guint      n_unreadable;
  GPtrArray *errors;
} SondeImportSummary;

SondeImportSummary *sonde_import_summary_new  (void);
void                sonde_import_summary_free (SondeImportSummary  *self);
void                sonde_import_summary_add_error (SondeImportSummary *self,
                                               const char          *title,
                                               const char          *reason);
/* One translated sentence: what an import brought, or with @dry_run would bring. */
char               *sonde_import_summary_to_string (const SondeImportSummary *self,
                                               gboolean             dry_run);

/* How much is done, from 0 to 1; on the main thread. */
typedef void (*SondeImportProgress) (double   fraction,
                                     gpointer user_data);

/* Reads the file @path, whatever export it is, into the history: each conversation whole or not at all. Cancelling
 * keeps what is there by then. @summary (out) is always given, also with an error: SONDE_ERROR_IMPORT_*,
 * SONDE_ERROR_STORE*, G_IO_ERROR. */
void                sonde_engine_import_async  (SondeEngine         *self,
                                                const char          *path,
                                                SondeImportFlags     flags,
                                                SondeImportProgress  progress,
                                                gpointer             progress_data,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean            sonde_engine_import_finish (SondeEngine         *self,
                                                GAsyncResult        *result,
                                                SondeImportSummary **summary,
                                                GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeImportSummary, sonde_import_summary_free)

G_END_DECLS
