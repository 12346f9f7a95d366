/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/**
 * SondeMathSpan:
 * @tex: the formula without its delimiters; environments keep their begin and end
 * @display: whether it stands by itself
 * @start: first byte of the opening delimiter in the text
 * @end: the byte after the closing delimiter
 */
typedef struct
{
  char    *tex;
  gboolean display;
  gsize    start;
  gsize    end;
} SondeMathSpan;

GPtrArray *sonde_markdown_parse     (const char *text,
                                     gssize      length);
GArray    *sonde_markdown_find_math (const char *text,
                                     gssize      length);

G_END_DECLS
