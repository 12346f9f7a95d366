/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/**
 * SondeMarkdownStream:
 *
 * Reads a text while it comes. sonde_markdown_stream_append() only notes it, so it may be called for every token; once
 * a frame one takes the blocks that are finished, then those of the live tail. Finished blocks are given once and never change,
 * but for what is defined after its use (link references, footnotes) and for blocks that were too large to be parsed within a
 * frame: these begin as they are and go on as plain paragraphs, or as several blocks of code. Footnotes are no such blocks: they
 * stay in the tail, behind everything else, to the end. In the end the blocks of the
 * whole text replace those that differ (sonde_block_equal()).
 *
 * A call takes some 10 ms at the most, whatever the text (measured by bench-markdown-calls); all but
 * sonde_markdown_stream_finish(), which takes time in proportion to the text: 0.3 s for 10 MB of prose, 3 s for 10 MB of
 * the shortest list. So a view that is to show a complete text of more than some 32 KiB gives it to
 * sonde_markdown_parse_async(), and shows it meanwhile through a stream to which it appends all at once; when the text has
 * ended, the same with sonde_markdown_stream_get_text(). While sonde_markdown_stream_is_behind() it goes on in the next frame.
 * Large trees that are no longer needed go to sonde_blocks_discard(). One thread at a time.
 */
typedef struct _SondeMarkdownStream SondeMarkdownStream;

SondeMarkdownStream *sonde_markdown_stream_new           (void);
void                 sonde_markdown_stream_free          (SondeMarkdownStream *self);
void                 sonde_markdown_stream_append        (SondeMarkdownStream *self,
                                                          const char          *text,
                                                          gssize               length);
GPtrArray           *sonde_markdown_stream_take_finished (SondeMarkdownStream *self);
gboolean             sonde_markdown_stream_is_behind     (SondeMarkdownStream *self);
GPtrArray           *sonde_markdown_stream_parse_tail    (SondeMarkdownStream *self);
GPtrArray           *sonde_markdown_stream_finish        (SondeMarkdownStream *self);
const char          *sonde_markdown_stream_get_text      (SondeMarkdownStream *self,
                                                          gsize               *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMarkdownStream, sonde_markdown_stream_free)

G_END_DECLS
