/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RawServer:
 *
 * A loopback server that answers each connection with the next of a few texts, byte for byte, so that a
 * test can send what no well-behaved server would. Serves from threads of its own.
 */
typedef struct _RawServer RawServer;

/* @replies: %NULL-terminated; the last one is given again and again. A reply that ends in RAW_HOLD leaves
 * the connection open until the client closes it. */
#define RAW_HOLD "\001hold"

RawServer  *raw_server_new          (const char *const *replies);
void        raw_server_free         (RawServer         *self);
/* "http://127.0.0.1:PORT" */
const char *raw_server_get_url      (RawServer         *self);
guint       raw_server_get_requests (RawServer         *self);
/* The last request, head and body. */
char       *raw_server_dup_request  (RawServer         *self);
/* Whether a connection that was left open was closed by the client. */
gboolean    raw_server_saw_close    (RawServer         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawServer, raw_server_free)

G_END_DECLS
