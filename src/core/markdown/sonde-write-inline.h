/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

char *sonde_write_inline (const SondeBlock *leaf);

G_END_DECLS
