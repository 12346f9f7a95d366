/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

#include <gio/gio.h>

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

GPtrArray *sonde_markdown_parse        (const char          *text,
                                        gssize               length);
void       sonde_markdown_parse_async  (const char          *text,
                                        gssize               length,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GPtrArray *sonde_markdown_parse_finish (GAsyncResult        *result,
                                        GError             **error);
GArray    *sonde_markdown_find_math    (const char          *text,
                                        gssize               length);
void       sonde_blocks_discard        (GPtrArray           *blocks);

G_END_DECLS
