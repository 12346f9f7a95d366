/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-state.h"
#include "sonde-block.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeCodeHead:
 *
 * The head line of a code block: its language, and what can be done with it: wrap its lines, save it, copy it.
 */
#define SONDE_TYPE_CODE_HEAD (sonde_code_head_get_type ())
G_DECLARE_FINAL_TYPE (SondeCodeHead, sonde_code_head, SONDE, CODE_HEAD, GtkWidget)

GtkWidget *sonde_code_head_new  (void);
void       sonde_code_head_show (SondeCodeHead   *self,
                                 SondeBlock      *block,
                                 SondeBlockState *state);

G_END_DECLS
