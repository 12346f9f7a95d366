/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one part of a text has to know of the parts before it. */
typedef struct
{
  GString    *definitions; /* link reference definitions, one a line */
  GHashTable *labels;      /* folded labels of footnotes */
} SondeMarkdownContext;

GPtrArray *sonde_markdown_parse_part (const char           *text,
                                      gsize                 length,
                                      SondeMarkdownContext *context);

G_END_DECLS
