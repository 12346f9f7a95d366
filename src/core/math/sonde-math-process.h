/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-math.h"

G_BEGIN_DECLS

/* One life of the helper: from its start to its end. Main thread only. */
#define SONDE_TYPE_MATH_PROCESS (sonde_math_process_get_type ())
G_DECLARE_FINAL_TYPE (SondeMathProcess, sonde_math_process, SONDE, MATH_PROCESS, GObject)

SondeMathProcess *sonde_math_process_new          (void);
void              sonde_math_process_start_async  (SondeMathProcess     *self,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean          sonde_math_process_start_finish (SondeMathProcess     *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
/* One formula at a time. An error of TeX is SONDE_ERROR_INVALID_ARGUMENT or _TOO_LARGE; with any other error the
 * process is of no use any more. */
void              sonde_math_process_set_async    (SondeMathProcess     *self,
                                                   const char           *tex,
                                                   gboolean              display,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
SondeFormula     *sonde_math_process_set_finish   (SondeMathProcess     *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
/* Ends it at once; what is awaited from it fails. */
void              sonde_math_process_kill         (SondeMathProcess     *self);
GPid              sonde_math_process_get_pid      (SondeMathProcess     *self);
/* The processor time that it has used, in microseconds; -1 when it is gone. */
gint64            sonde_math_process_get_cpu_us   (SondeMathProcess     *self);
/* Its resident memory in bytes; 0 when it is gone. */
gsize             sonde_math_process_get_memory   (SondeMathProcess     *self);

G_END_DECLS
