/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-history-private.h"

G_BEGIN_DECLS

/**
 * SondeGrowth:
 *
 * How far each streaming answer was handed to the database, on the main thread.
 */
typedef struct _SondeGrowth SondeGrowth;

SondeGrowth *sonde_growth_new        (void);
void         sonde_growth_free       (SondeGrowth              *self);
/* @record was handed over as a whole. */
void         sonde_growth_note       (SondeGrowth              *self,
                                      SondeMessage             *message,
                                      const SondeMessageRecord *record);
void         sonde_growth_forget     (SondeGrowth              *self,
                                      gint64                    message_id);
gboolean     sonde_growth_measure    (SondeGrowth              *self,
                                      SondeMessage             *message,
                                      gssize                   *grown);
GPtrArray   *sonde_growth_take       (SondeGrowth              *self);

G_END_DECLS
