/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeErrorLine:
 *
 * Listens to the bytes of a stream for a line `error: {…}`. It is no field of an event stream, so the parser
 * rightly ignores it, but servers on llama.cpp end a failed answer so (recorded from GPUStack), and without
 * it their words would be lost. Initialise with zeros.
 */
typedef struct
{
  gsize    matched; /* how much of "error:" the present line began with */
  gboolean other;   /* the present line is another one */
  GString *text;
} SondeErrorLine;

/* Gives the text behind `error:` once such a line is complete, else %NULL. */
char *sonde_error_line_feed  (SondeErrorLine *self,
                              const guint8   *bytes,
                              gsize           length);
void  sonde_error_line_clear (SondeErrorLine *self);

G_END_DECLS
