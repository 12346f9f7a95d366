/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define SONDE_CONTRAST_TEXT 4.5 /* WCAG 2.1, 1.4.3 */

void    sonde_contrast_blend     (GdkRGBA       *ground,
                                  const GdkRGBA *above);
double  sonde_contrast_luminance (const GdkRGBA *color);
double  sonde_contrast_ratio     (const GdkRGBA *a,
                                  const GdkRGBA *b);
GdkRGBA sonde_contrast_ensure    (const GdkRGBA *color,
                                  const GdkRGBA *ground,
                                  double         ratio);

G_END_DECLS
