/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/* A place in a text is a leaf and a byte in the leaf's text. The leaves are paragraphs, headings, code, formulas and cells,
 * and rules, whose text is empty; their numbers are their places in document order, from 0. */

GPtrArray *sonde_blocks_list_leaves  (GPtrArray *blocks);
guint      sonde_blocks_count_leaves (GPtrArray *blocks);
GPtrArray *sonde_blocks_slice        (GPtrArray *blocks,
                                      guint      start_leaf,
                                      gsize      start_offset,
                                      guint      end_leaf,
                                      gsize      end_offset);

G_END_DECLS
