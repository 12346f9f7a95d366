/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <cairo.h>

#include "sonde-math.h"

G_BEGIN_DECLS

/* Draws @formula with its left end on the base line at @x, @y, at @ex units for an ex. FALSE when it is no picture. */
gboolean sonde_page_draw_formula (cairo_t       *cr,
                                  SondeFormula  *formula,
                                  double         x,
                                  double         y,
                                  double         ex,
                                  guint32        colour);

G_END_DECLS
