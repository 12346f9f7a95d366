/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-export.h"
#include "sonde-store.h"

G_BEGIN_DECLS

/**
 * SondeExportBatch:
 *
 * Conversations of the history that are written to files, one after the other; no more than one is in memory at a
 * time. Main thread only.
 *
 * Signals: "progress" (double fraction, const char *title): the fraction that is done, and what is being written,
 * at most ten times a second; "written" (const char *path): a file has its place.
 */
#define SONDE_TYPE_EXPORT_BATCH (sonde_export_batch_get_type ())
G_DECLARE_FINAL_TYPE (SondeExportBatch, sonde_export_batch, SONDE, EXPORT_BATCH, GObject)

/* @ids (element-type gint64) (nullable): the conversations, %NULL for all but those in the trash. */
SondeExportBatch *sonde_export_batch_new        (SondeStore                *store,
                                                 GArray                    *ids,
                                                 SondeExportFormat          format,
                                                 const SondeExportOptions  *options);
/* Into files of their own in @folder, named by their titles, with a number where a name is taken: nothing is ever
 * replaced. @folder is made when it is missing. Cancelling leaves what is whole. */
void              sonde_export_batch_run_async  (SondeExportBatch          *self,
                                                 GFile                     *folder,
                                                 GCancellable              *cancellable,
                                                 GAsyncReadyCallback        callback,
                                                 gpointer                   user_data);
/* One after the other into @stream, for SONDE_EXPORT_JSONL. */
void              sonde_export_batch_join_async (SondeExportBatch          *self,
                                                 GOutputStream             *stream,
                                                 GCancellable              *cancellable,
                                                 GAsyncReadyCallback        callback,
                                                 gpointer                   user_data);
/* Of both. @n_written (out) (optional) is set also when there is an error. */
gboolean          sonde_export_batch_finish     (SondeExportBatch          *self,
                                                 GAsyncResult              *result,
                                                 guint                     *n_written,
                                                 GError                   **error);

G_END_DECLS
