/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/**
 * SondeMarkdownStream:
 *
 * Reads a text while it comes. sonde_markdown_stream_append() only notes it, so it may be called for every token; once
 * a frame one takes the blocks that are finished, then those of the live tail. Finished blocks are given once and never change,
 * but for what is defined after its use (link references, footnotes): sonde_markdown_stream_finish() gives the
 * blocks of the whole text, which then replace those that differ (sonde_block_equal()). One thread at a time.
 */
typedef struct _SondeMarkdownStream SondeMarkdownStream;

SondeMarkdownStream *sonde_markdown_stream_new           (void);
void                 sonde_markdown_stream_free          (SondeMarkdownStream *self);
void                 sonde_markdown_stream_append        (SondeMarkdownStream *self,
                                                          const char          *text,
                                                          gssize               length);
GPtrArray           *sonde_markdown_stream_take_finished (SondeMarkdownStream *self);
GPtrArray           *sonde_markdown_stream_parse_tail    (SondeMarkdownStream *self);
GPtrArray           *sonde_markdown_stream_finish        (SondeMarkdownStream *self);
const char          *sonde_markdown_stream_get_text      (SondeMarkdownStream *self,
                                                          gsize               *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMarkdownStream, sonde_markdown_stream_free)

G_END_DECLS
