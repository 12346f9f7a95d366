/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-page.h"

G_BEGIN_DECLS

/* Shows @line with its base line at @x, @y: glyphs of colour fonts as pictures that are sharp on paper, with their
 * characters behind them. */
void sonde_page_show_line (SondePage        *self,
                           PangoLayoutLine  *line,
                           double            x,
                           double            y);

G_END_DECLS
