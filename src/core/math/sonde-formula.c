/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-formula-private.h"

#include <string.h>

struct _SondeFormula
{
  GBytes *svg;
  char *mathml;
  double width;
  double height;
  double depth;
};

/* Copies the texts; @mathml may be "", which means none. */
SondeFormula *
sonde_formula_new (const char *svg, const char *mathml, double width, double height, double depth)
{
  SondeFormula *self = g_atomic_rc_box_new0 (SondeFormula);

  self->svg = g_bytes_new (svg, strlen (svg));
  self->mathml = mathml[0] == '\0' ? NULL : g_strdup (mathml);
  self->width = width;
  self->height = height;
  self->depth = depth;
  return self;
}

static void
clear (gpointer data)
{
  SondeFormula *self = data;

  g_bytes_unref (self->svg);
  g_free (self->mathml);
}

SondeFormula *
sonde_formula_ref (SondeFormula *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
sonde_formula_unref (SondeFormula *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear);
}

GBytes *
sonde_formula_get_svg (SondeFormula *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->svg;
}

double
sonde_formula_get_width (SondeFormula *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->width;
}

double
sonde_formula_get_height (SondeFormula *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->height;
}

double
sonde_formula_get_depth (SondeFormula *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->depth;
}

const char *
sonde_formula_get_mathml (SondeFormula *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->mathml;
}
