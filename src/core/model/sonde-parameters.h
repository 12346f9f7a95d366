/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/**
 * SondeParameters:
 * @temperature: 0 to 2
 * @top_p: 0 to 1
 * @max_tokens: the most that an answer may be long
 * @presence_penalty: -2 to 2
 * @frequency_penalty: -2 to 2
 *
 * How a model chooses its words, as OpenAI's dialect names it. What is %NAN or 0 (of tokens) is not sent. A
 * mode or a host that does not take one leaves it out.
 */
typedef struct
{
  double temperature;
  double top_p;
  double presence_penalty;
  double frequency_penalty;
  gint64 max_tokens;
} SondeParameters;

/* The value of a variable from which nothing is sent. */
#define SONDE_PARAMETERS_NONE { NAN, NAN, NAN, NAN, 0 }

gboolean sonde_parameters_equal (const SondeParameters *a,
                                 const SondeParameters *b);
gboolean sonde_parameters_valid (const SondeParameters *self);

G_END_DECLS
