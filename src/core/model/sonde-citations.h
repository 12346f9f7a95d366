/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Bytes @start to @end of a text are a mark that cites source @number. A mark with several numbers is several of
 * them, which lie side by side: "[citation:1" and ",2]". */
typedef struct
{
  gsize start;
  gsize end;
  guint number;
} SondeCitation;

/* (element-type SondeCitation) The marks `[citation:N]`, `[citation: N]`, `【citation:N】`, `[citation:N,M]` of @text
 * whose numbers are all 1 to @n_sources, in order; none inside code spans and fences. A bare `[N]` is text: it is also
 * how people write an element of a list, a list of one number and the entries of a bibliography, and clients that took
 * all of them for citations have damaged such text (diegosouzapw/OmniRoute, pull request 14122). */
GArray *sonde_citations_scan        (const char *text,
                                     guint       n_sources);
/* @text with a half-received mark at its end cut off, for showing while streaming: its length in bytes. */
gsize   sonde_citations_stable_length (const char *text);

/* Where a mark that ends at byte @end of @text is best shown: after the full stop or comma that follows it, or that
 * follows the marks beside it; else @end. */
gsize   sonde_citations_find_place  (const char *text,
                                     gsize       end);

G_END_DECLS
