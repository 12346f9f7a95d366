/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

/* Writes the whole history and the settings, but no key, into one file, whole or not at all; sonde_engine_import_async()
 * reads it on this or another computer. Without @overwrite a file that exists is G_IO_ERROR_EXISTS. */
void     sonde_engine_archive_async  (SondeEngine         *self,
                                      const char          *path,
                                      gboolean             overwrite,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean sonde_engine_archive_finish (SondeEngine         *self,
                                      GAsyncResult        *result,
                                      GError             **error);

G_END_DECLS
