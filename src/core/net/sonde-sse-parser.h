/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** The most bytes that one event may hold; more is SONDE_ERROR_TOO_LARGE. */
#define SONDE_SSE_MAX_EVENT (128u * 1024 * 1024)

/**
 * SondeSseParser:
 *
 * A push parser for `text/event-stream` as the WHATWG HTML standard defines it ("9.2.6 Interpreting an
 * event stream"): LF, CRLF and CR line ends also across feeds, one BOM, comments, several data lines,
 * id, retry, UTF-8 decoding with U+FFFD. It does no input or output. An event without its blank line
 * is dropped, as the standard says.
 */
typedef struct _SondeSseParser SondeSseParser;

/**
 * SondeSseEventFunc:
 * @type: the event type, "message" if the stream named none
 * @data: the data, NUL-terminated valid UTF-8 (NUL bytes of the stream are kept, so @length counts)
 * @length: bytes of @data
 * @id: the last event ID at dispatch, "" if none
 *
 * The function must not feed or free the parser that calls it.
 */
typedef void (*SondeSseEventFunc) (const char *type,
                                   const char *data,
                                   gsize       length,
                                   const char *id,
                                   gpointer    user_data);

SondeSseParser *sonde_sse_parser_new               (SondeSseEventFunc  func,
                                                    gpointer           user_data);
void            sonde_sse_parser_free              (SondeSseParser    *self);
void            sonde_sse_parser_set_max_event     (SondeSseParser    *self,
                                                    gsize              max_event);
gboolean        sonde_sse_parser_feed              (SondeSseParser    *self,
                                                    const guint8      *bytes,
                                                    gsize              length,
                                                    GError           **error);
const char     *sonde_sse_parser_get_last_event_id (SondeSseParser    *self);
gint64          sonde_sse_parser_get_retry_ms      (SondeSseParser    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeSseParser, sonde_sse_parser_free)

G_END_DECLS
