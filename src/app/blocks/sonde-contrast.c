/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-contrast.h"

#include <math.h>

#define STEPS 20

/** Lays a colour that may let light through over an opaque one. */
void
sonde_contrast_blend (GdkRGBA *ground, const GdkRGBA *above)
{
  ground->red += (above->red - ground->red) * above->alpha;
  ground->green += (above->green - ground->green) * above->alpha;
  ground->blue += (above->blue - ground->blue) * above->alpha;
}

static double
linearise (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

/** The relative luminance of WCAG, 0 to 1. */
double
sonde_contrast_luminance (const GdkRGBA *color)
{
  return 0.2126 * linearise (color->red) + 0.7152 * linearise (color->green)
         + 0.0722 * linearise (color->blue);
}

/** The contrast of two opaque colours, 1 to 21. */
double
sonde_contrast_ratio (const GdkRGBA *a, const GdkRGBA *b)
{
  double one = sonde_contrast_luminance (a) + 0.05;
  double other = sonde_contrast_luminance (b) + 0.05;

  return MAX (one, other) / MIN (one, other);
}

/** Gives @color, or the one next to it towards black or white that can be read on @ground. */
GdkRGBA
sonde_contrast_ensure (const GdkRGBA *color, const GdkRGBA *ground, double ratio)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };
  static const GdkRGBA white = { 1, 1, 1, 1 };
  gboolean is_light = sonde_contrast_ratio (&black, ground) > sonde_contrast_ratio (&white, ground);
  GdkRGBA result = *color;

  for (int i = 1; i <= STEPS && sonde_contrast_ratio (&result, ground) < ratio; i++)
    {
      GdkRGBA veil = is_light ? black : white;

      veil.alpha = (float) i / STEPS;
      result = *color;
      sonde_contrast_blend (&result, &veil);
    }
  return result;
}
