/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-math.h"

G_BEGIN_DECLS

SondeFormula *sonde_formula_new (const char *svg,
                                 const char *mathml,
                                 double      width,
                                 double      height,
                                 double      depth);

G_END_DECLS
