/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

/* Where a footnote stands in a text, and where it is named. Spots count the leaves of @blocks. */

gboolean sonde_footnotes_find           (GPtrArray       *blocks,
                                         const char      *label,
                                         SondeSpot       *spot);
gboolean sonde_footnotes_find_reference (GPtrArray       *blocks,
                                         const char      *label,
                                         const SondeSpot *preferred,
                                         SondeSpot       *spot);

G_END_DECLS
