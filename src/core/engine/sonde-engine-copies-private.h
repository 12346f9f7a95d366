/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine-copies.h"

G_BEGIN_DECLS

/* The copies of one engine. Main thread; writing happens on a thread of its own. All but the last two of these take
 * NULL for an engine that keeps none. */
typedef struct _SondeEngineCopies SondeEngineCopies;

SondeEngineCopies *sonde_engine_copies_new    (SondeEngine       *engine);
/* Waits until what is to be written is. */
void               sonde_engine_copies_close  (SondeEngineCopies *self);
void               sonde_engine_copies_free   (SondeEngineCopies *self);
/* @conversation has changed, and is loaded. */
void               sonde_engine_copies_write  (SondeEngineCopies *self,
                                               SondeConversation *conversation);
/* Title or settings of @conversation were saved, loaded or not. */
void               sonde_engine_copies_saved  (SondeEngineCopies *self,
                                               SondeConversation *conversation);
void               sonde_engine_copies_remove (SondeEngineCopies *self,
                                               gint64             conversation_id);

G_END_DECLS
