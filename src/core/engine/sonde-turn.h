/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeTurn:
 *
 * One question on its way to its answer: key, web search, request, stream, tool rounds. Everything that
 * happens is seen on the answer, a message of the conversation. Signal "notice" (const char *): a
 * translated sentence for the person. Main thread only.
 */
#define SONDE_TYPE_TURN (sonde_turn_get_type ())
G_DECLARE_FINAL_TYPE (SondeTurn, sonde_turn, SONDE, TURN, GObject)

SondeTurn *sonde_turn_new        (SondeEngine         *engine,
                                  SondeConversation   *conversation,
                                  SondeMode            mode,
                                  gboolean             streaming);
/* Before it runs: goes on with @cut, an answer that was interrupted, in a new one beside it. Its provider must be able to
 * (sonde_provider_dup_prefix_url()). */
void       sonde_turn_go_on_with (SondeTurn           *self,
                                  SondeMessage        *cut);
void       sonde_turn_run_async  (SondeTurn           *self,
                                  SondeMessage        *question,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean   sonde_turn_run_finish (SondeTurn           *self,
                                  GAsyncResult        *result,
                                  GError             **error);
void       sonde_turn_stop       (SondeTurn           *self);
void       sonde_turn_abandon    (SondeTurn           *self);

G_END_DECLS
