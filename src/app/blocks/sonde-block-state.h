/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeBlockState:
 *
 * What belongs to a code block or a table as long as its conversation is shown, although its widgets come and go and
 * although it may be drawn by several of them: how far it is scrolled sideways, whether its lines wrap, and what was found
 * out about its text at some cost (@extra). Main thread only.
 *
 * Signals: "scrolled": only to be drawn anew; "resized": heights may differ now.
 */
#define SONDE_TYPE_BLOCK_STATE (sonde_block_state_get_type ())
G_DECLARE_FINAL_TYPE (SondeBlockState, sonde_block_state, SONDE, BLOCK_STATE, GObject)

SondeBlockState *sonde_block_state_new        (void);

double           sonde_block_state_get_scroll (SondeBlockState *self);
void             sonde_block_state_set_scroll (SondeBlockState *self,
                                               double           scroll);
gboolean         sonde_block_state_get_wrap   (SondeBlockState *self);
void             sonde_block_state_set_wrap   (SondeBlockState *self,
                                               gboolean         wrap);
GObject         *sonde_block_state_get_extra  (SondeBlockState *self);
void             sonde_block_state_take_extra (SondeBlockState *self,
                                               GObject         *extra);
void             sonde_block_state_resized    (SondeBlockState *self);

G_END_DECLS
