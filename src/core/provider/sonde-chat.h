/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-http.h"
#include "sonde-reply.h"
#include "sonde-request.h"

G_BEGIN_DECLS

/**
 * SondeChat:
 *
 * One request and its answer: sends, reads the stream, retries before the first token. Signals:
 * "delta" (int kind, a #SondeDelta, const char *text); "retrying" (guint attempt, guint delay_ms, GError *why);
 * "waiting" (the request is on its way, after each retry). Keeps what came when it ends in an error.
 */
#define SONDE_TYPE_CHAT (sonde_chat_get_type ())
G_DECLARE_FINAL_TYPE (SondeChat, sonde_chat, SONDE, CHAT, GObject)

SondeChat  *sonde_chat_new            (SondeHttp           *http,
                                       SondeProvider       *provider,
                                       const char          *key,
                                       const char          *body,
                                       gboolean             stream);
/* Posts the body, whose last message is the beginning of the answer, where that is understood. */
void        sonde_chat_set_prefix     (SondeChat           *self,
                                       gboolean             prefix);
void        sonde_chat_set_limits     (SondeChat             *self,
                                       const SondeHttpLimits *limits);
/* Before it runs: see sonde_reply_set_deduce_reasoning(); it is on unless said otherwise. */
void        sonde_chat_set_deduce_reasoning (SondeChat     *self,
                                             gboolean       deduce);
/* Ends with %TRUE only when the answer is proven complete; a cancelled run gives G_IO_ERROR_CANCELLED. */
void        sonde_chat_run_async      (SondeChat           *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean    sonde_chat_run_finish     (SondeChat           *self,
                                       GAsyncResult        *result,
                                       GError             **error);
SondeReply *sonde_chat_get_reply      (SondeChat           *self);

G_END_DECLS
