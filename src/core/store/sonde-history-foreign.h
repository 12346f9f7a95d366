/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-library.h"
#include "sonde-tree.h"

G_BEGIN_DECLS

/* Takes @tree (transfer full). %FALSE with @error ends the reading. */
typedef gboolean (*SondeTreeFound) (SondeTree *tree,
                                    double     fraction,
                                    gpointer   user_data,
                                    GError   **error);

/* Takes @library (transfer full), which comes first. %FALSE with @error ends the reading. */
typedef gboolean (*SondeLibraryFound) (SondeLibrary *library,
                                       gpointer      user_data,
                                       GError      **error);

/* Reads every conversation of DATA_DIR/history.db, a private copy of a file that may come from anybody: it is refused
 * when it holds anything but the tables of a history (no trigger, view or other program of its own is ever run) or is
 * damaged, and brought up to date when it is of an older version. What lies in its trash is among them. Blocks; any
 * thread but that of a store on the same directory. SONDE_ERROR_IMPORT_REFUSED, SONDE_ERROR_IMPORT_DAMAGED,
 * SONDE_ERROR_STORE_NEWER, and those of @found. */
gboolean sonde_history_read_foreign    (const char          *data_dir,
                                        SondeLibraryFound    library_found,
                                        SondeTreeFound       found,
                                        gpointer             user_data,
                                        GError             **error);

/* Writes the whole history, as it is at one moment, into the new file @path, which only the person can read. */
void     sonde_store_snapshot_async    (SondeStore          *self,
                                        const char          *path,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean sonde_store_snapshot_finish   (SondeStore          *self,
                                        GAsyncResult        *result,
                                        GError             **error);

G_END_DECLS
