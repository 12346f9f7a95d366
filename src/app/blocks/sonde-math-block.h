/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

/**
 * SondeMathBlock:
 *
 * A displayed formula in the middle of the line. One that is too wide is drawn smaller, down to a half, and beyond that it
 * can be scrolled sideways. While it is not known, and where it cannot be set, its TeX is shown.
 */
#define SONDE_TYPE_MATH_BLOCK (sonde_math_block_get_type ())
G_DECLARE_FINAL_TYPE (SondeMathBlock, sonde_math_block, SONDE, MATH_BLOCK, SondeBlockView)

GtkWidget *sonde_math_block_new (void);

G_END_DECLS
