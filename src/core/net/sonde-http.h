/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * SondeHttp:
 *
 * The one SoupSession of a program: HTTP/1.1 only, eight connections for each host, the proxy the
 * person chose, watchdogs of its own (libsoup's time-out cannot tell waiting from silence). Main thread.
 *
 * Errors of all calls: SONDE_ERROR_OFFLINE, _HOST_NOT_FOUND, _REFUSED, _TLS, _PROXY, _CUT (the connection
 * ended too early), _PROTOCOL (not HTTP), _REDIRECTED, _FIRST_BYTE_TIMEOUT, _SILENCE_TIMEOUT, _TOO_LARGE,
 * G_IO_ERROR_CANCELLED, and whatever the caller's functions set. An HTTP status is never an error here.
 */
#define SONDE_TYPE_HTTP (sonde_http_get_type ())
G_DECLARE_FINAL_TYPE (SondeHttp, sonde_http, SONDE, HTTP, GObject)

/**
 * SondeHttpLimits: how long to wait, in milliseconds, and how much to accept, in bytes.
 * @first_byte_ms: until the first byte of the body that is not a keep-alive comment or white space;
 *   reset by every byte that comes (10 minutes at DeepSeek, says its page on rate limits)
 * @silence_ms: between two reads after that (5 minutes)
 * @max_bytes: of the whole body, 0 for no limit; over it SONDE_ERROR_TOO_LARGE
 */
typedef struct
{
  guint first_byte_ms;
  guint silence_ms;
  gsize max_bytes;
} SondeHttpLimits;

extern const SondeHttpLimits SONDE_HTTP_LIMITS_STREAM; /* 10 min, 5 min, no limit */
extern const SondeHttpLimits SONDE_HTTP_LIMITS_SHORT;  /* 30 s, 30 s, 32 MiB */

/** Of the body of a reply that is not 2xx, no more than this is read: the rest is left out silently. */
#define SONDE_HTTP_MAX_ERROR_BODY (256u * 1024)

/**
 * SondeHttpHeadFunc: called once, when status and headers are known. Returning %FALSE with @error set
 * ends the call with that error.
 * SondeHttpDataFunc: called for each piece of the body, decoded (gzip). The same rule for %FALSE.
 */
typedef gboolean (*SondeHttpHeadFunc) (SoupMessage  *message,
                                       gpointer      user_data,
                                       GError      **error);
typedef gboolean (*SondeHttpDataFunc) (const guint8 *bytes,
                                       gsize         length,
                                       gpointer      user_data,
                                       GError      **error);

/* First thing in a program, while it has one thread: the system's proxy starts a thread of dconf, which
 * registers types while the class of a session is being made, and one start in a hundred hung in GLib 2.74
 * (each waits for the other's lock). */
void         sonde_http_prepare       (void);

SondeHttp   *sonde_http_new           (const char             *proxy);
void         sonde_http_set_proxy     (SondeHttp              *self,
                                       const char             *proxy);
/**
 * SondeHttpAddressFunc: whether a connection to @address may be made, asked before it is. Not asked about the proxy,
 * nor about what lies behind it.
 */
typedef gboolean (*SondeHttpAddressFunc) (GInetAddress *address,
                                          gpointer      user_data);

/* For requests that begin later. What is refused ends with SONDE_ERROR_PAGE_REFUSED. */
void         sonde_http_set_address_func (SondeHttp           *self,
                                       SondeHttpAddressFunc    func,
                                       gpointer                user_data);

SoupMessage *sonde_http_message_new   (const char             *method,
                                       const char             *url,
                                       GError                **error);
void         sonde_http_message_set_key (SoupMessage          *message,
                                       const char             *key);
void         sonde_http_message_set_body (SoupMessage         *message,
                                       const char             *content_type,
                                       GBytes                 *body);

void         sonde_http_send_async    (SondeHttp              *self,
                                       SoupMessage            *message,
                                       const SondeHttpLimits  *limits,
                                       SondeHttpHeadFunc       head_func,
                                       SondeHttpDataFunc       data_func,
                                       gpointer                func_data,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data);
gboolean     sonde_http_send_finish   (SondeHttp              *self,
                                       GAsyncResult           *result,
                                       GError                **error);

void         sonde_http_fetch_async   (SondeHttp              *self,
                                       SoupMessage            *message,
                                       const SondeHttpLimits  *limits,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data);
GBytes      *sonde_http_fetch_finish  (SondeHttp              *self,
                                       GAsyncResult           *result,
                                       GError                **error);

G_END_DECLS
