/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-parameters.h"

static gboolean
same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

gboolean
sonde_parameters_equal (const SondeParameters *a, const SondeParameters *b)
{
  return same (a->temperature, b->temperature) && same (a->top_p, b->top_p)
         && same (a->presence_penalty, b->presence_penalty)
         && same (a->frequency_penalty, b->frequency_penalty) && a->max_tokens == b->max_tokens;
}

static gboolean
within (double value, double least, double most)
{
  return isnan (value) || (value >= least && value <= most);
}

/** Whether each is unset or within what the hosts take. */
gboolean
sonde_parameters_valid (const SondeParameters *self)
{
  return within (self->temperature, 0, 2) && within (self->top_p, 0, 1)
         && within (self->presence_penalty, -2, 2) && within (self->frequency_penalty, -2, 2)
         && self->max_tokens >= 0;
}
