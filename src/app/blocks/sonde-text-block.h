/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

/** SondeTextBlock: a paragraph, a heading or a part of one. */
#define SONDE_TYPE_TEXT_BLOCK (sonde_text_block_get_type ())
G_DECLARE_FINAL_TYPE (SondeTextBlock, sonde_text_block, SONDE, TEXT_BLOCK, SondeBlockView)

GtkWidget *sonde_text_block_new     (gboolean is_heading);
int        sonde_text_block_measure (GtkWidget             *widget,
                                     const SondePiece      *piece,
                                     const SondeBlockStyle *style);

G_END_DECLS
