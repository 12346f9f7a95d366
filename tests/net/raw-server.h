/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server on loopback whose handler writes the very bytes of a reply. The handler runs in a thread of
 * its own, so that it may block; it is called once for each connection, after the first request. */
typedef struct _RawServer RawServer;

typedef struct
{
  RawServer *server;
  GIOStream *stream;
  GCancellable *cancellable; /* cancelled when the server ends */
  char *request; /* head and body, NUL-terminated */
} RawConnection;

typedef void (*RawHandler) (RawConnection *connection,
                            gpointer       user_data);

RawServer *raw_server_new         (RawHandler      handler,
                                   gconstpointer        user_data);
RawServer *raw_server_new_tls     (RawHandler      handler,
                                   gconstpointer        user_data,
                                   const char     *certificate);
void       raw_server_free        (RawServer      *self);
guint      raw_server_get_port    (RawServer      *self);
char      *raw_server_dup_url     (RawServer      *self,
                                   const char     *path);
/* All requests so far, one after the other. */
char      *raw_server_dup_log     (RawServer      *self);

/* For handlers. Writing to a peer that went away is not an error. */
void       raw_write              (RawConnection  *connection,
                                   const char     *text);
void       raw_write_bytes        (RawConnection  *connection,
                                   gconstpointer   bytes,
                                   gsize           length);
gboolean   raw_read_request       (RawConnection  *connection);
void       raw_wait_close         (RawConnection  *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawServer, raw_server_free)

G_END_DECLS
