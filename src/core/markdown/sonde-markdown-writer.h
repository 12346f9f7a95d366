/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

gboolean sonde_markdown_is_safe_link    (const char *target);

char    *sonde_blocks_to_markdown       (GPtrArray  *blocks);
char    *sonde_blocks_to_html           (GPtrArray  *blocks);
char    *sonde_blocks_to_clipboard_html (GPtrArray  *blocks);
char    *sonde_blocks_to_text           (GPtrArray  *blocks);
char    *sonde_blocks_to_plain          (GPtrArray  *blocks);
char    *sonde_blocks_to_tsv            (GPtrArray  *blocks);
char    *sonde_blocks_to_tree           (GPtrArray  *blocks);

G_END_DECLS
