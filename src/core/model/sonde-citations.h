/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Bytes @start to @end of a text are a mark that cites source @number. */
typedef struct
{
  gsize start;
  gsize end;
  guint number;
} SondeCitation;

/* (element-type SondeCitation) The marks `[citation:N]`, `[citation: N]`, `【citation:N】` of @text whose N is 1 to
 * @n_sources, in order; none inside code spans and fences. */
GArray *sonde_citations_scan        (const char *text,
                                     guint       n_sources);
/* @text with a half-received mark at its end cut off, for showing while streaming: its length in bytes. */
gsize   sonde_citations_stable_length (const char *text);

G_END_DECLS
