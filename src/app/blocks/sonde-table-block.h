/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

/**
 * SondeTableBlock:
 *
 * Rows of a table. All pieces of one table have the same columns and are scrolled sideways together.
 */
#define SONDE_TYPE_TABLE_BLOCK (sonde_table_block_get_type ())
G_DECLARE_FINAL_TYPE (SondeTableBlock, sonde_table_block, SONDE, TABLE_BLOCK, SondeBlockView)

GtkWidget *sonde_table_block_new (void);

G_END_DECLS
