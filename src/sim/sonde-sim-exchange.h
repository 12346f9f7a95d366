/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** How the bytes of a reply travel; a scenario chooses. */
typedef enum
{
  SIM_TRANSPORT_PLAIN     = 0,
  SIM_TRANSPORT_BYTEWISE  = 1 << 0, /* one byte in each HTTP chunk and in each write */
  SIM_TRANSPORT_CRLF      = 1 << 1, /* lines of an event stream end in CR LF */
  SIM_TRANSPORT_GZIP      = 1 << 2, /* Content-Encoding: gzip, flushed after each write */
  SIM_TRANSPORT_TEXT      = 1 << 3, /* an event stream that calls itself text/plain */
  SIM_TRANSPORT_BAD_CHUNK = 1 << 4, /* the second HTTP chunk has a length that is no number */
} SimTransport;

/**
 * SimExchange:
 *
 * One request on one connection and the reply to it. Everything blocks: each connection has a thread of
 * its own, so a scenario is written from top to bottom. Once the peer has gone or the simulator stops,
 * every further write does nothing and sim_exchange_is_over() is %TRUE.
 */
typedef struct _SimExchange SimExchange;

SimExchange *sim_exchange_new         (GSocketConnection *connection,
                                       GCancellable      *cancellable);
void         sim_exchange_free        (SimExchange       *self);
/* Reads the next request of the connection: %FALSE when there is none. */
gboolean     sim_exchange_read        (SimExchange       *self);

const char  *sim_exchange_get_method  (SimExchange       *self);
const char  *sim_exchange_get_path    (SimExchange       *self);
/* The decoded value of a parameter of the query, owned by the caller. */
char        *sim_exchange_dup_param   (SimExchange       *self,
                                       const char        *name);
/* @name in lower case */
const char  *sim_exchange_get_header  (SimExchange       *self,
                                       const char        *name);
GBytes      *sim_exchange_get_body    (SimExchange       *self);
gboolean     sim_exchange_is_too_big  (SimExchange       *self);
/* The request as the log shows it. */
char        *sim_exchange_dup_request (SimExchange       *self);

void         sim_exchange_set_transport (SimExchange     *self,
                                       SimTransport       transport);
/* A whole reply; @headers are further lines, each with its CR LF, or "". */
void         sim_exchange_reply       (SimExchange       *self,
                                       guint              status,
                                       const char        *content_type,
                                       const char        *headers,
                                       const char        *body);
/* A reply in pieces: begin, then write, flush and wait as often as wanted, then end (or cut or reset). */
void         sim_exchange_begin       (SimExchange       *self,
                                       const char        *content_type);
void         sim_exchange_write       (SimExchange       *self,
                                       const void        *bytes,
                                       gsize              length);
void         sim_exchange_flush       (SimExchange       *self);
gboolean     sim_exchange_wait        (SimExchange       *self,
                                       guint              milliseconds);
gboolean     sim_exchange_wait_us     (SimExchange       *self,
                                       gint64             microseconds);
void         sim_exchange_end         (SimExchange       *self);
/* The connection ends within an HTTP chunk. */
void         sim_exchange_cut         (SimExchange       *self);
/* The connection ends with a TCP RST. */
void         sim_exchange_reset       (SimExchange       *self);
gboolean     sim_exchange_is_over     (SimExchange       *self);

G_END_DECLS
