/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine-import.h"
#include "sonde-import.h"
#include "sonde-library.h"
#include "sonde-tree.h"

G_BEGIN_DECLS

/* One import, the task data of its #GTask. These are for the worker thread, where the file is read. */
typedef struct _SondeImportRun SondeImportRun;

gboolean sonde_import_run_add  (GTask             *task,
                                SondeTree         *tree,
                                GError           **error);
gboolean sonde_import_run_add_library
                               (GTask             *task,
                                SondeLibrary      *library,
                                GError           **error);
void     sonde_import_run_skip (GTask             *task,
                                const char        *title,
                                const char        *reason);
void     sonde_import_run_tell (GTask             *task,
                                double             fraction);

/* sonde-engine-archive.c: a history from elsewhere, unpacked in @data_dir while it is read. @settings (out). */
gboolean sonde_import_read_archive  (GTask         *task,
                                     const char    *path,
                                     const char    *data_dir,
                                     char         **settings,
                                     GCancellable  *cancellable,
                                     GError       **error);
/* Main thread: the settings of an archive, but for what belongs to the computer. */
void     sonde_import_take_settings (SondeEngine   *engine,
                                     const char    *settings);

G_END_DECLS
