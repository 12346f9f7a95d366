/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

/**
 * SondeCodeBlock:
 *
 * Code, or a part of it: a card with a head. The pieces of one block stand below each other without a seam, and are
 * scrolled sideways and wrapped together.
 */
#define SONDE_TYPE_CODE_BLOCK (sonde_code_block_get_type ())
G_DECLARE_FINAL_TYPE (SondeCodeBlock, sonde_code_block, SONDE, CODE_BLOCK, SondeBlockView)

GtkWidget *sonde_code_block_new (void);

G_END_DECLS
