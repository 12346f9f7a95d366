/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine-import.h"
#include "sonde-import.h"

G_BEGIN_DECLS

/* One import, the task data of its #GTask. These are for the worker thread, where the file is read. */
typedef struct _SondeImportRun SondeImportRun;

gboolean sonde_import_run_add  (GTask             *task,
                                SondeConversation *conversation,
                                const char        *source,
                                GError           **error);
void     sonde_import_run_skip (GTask             *task,
                                const char        *title,
                                const char        *reason);
void     sonde_import_run_tell (GTask             *task,
                                double             fraction);

G_END_DECLS
