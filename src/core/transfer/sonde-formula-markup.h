/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-math.h"

G_BEGIN_DECLS

/* The markup of @formula without whatever is not needed for one, which nothing but a filter can promise. FALSE, with
 * nothing written, where there is none. @attributes: of the first element, each with a blank before it. */
gboolean sonde_formula_append_svg    (GString      *out,
                                      SondeFormula *formula,
                                      const char   *attributes);
gboolean sonde_formula_append_mathml (GString      *out,
                                      SondeFormula *formula);

G_END_DECLS
