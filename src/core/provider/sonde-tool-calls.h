/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-reply.h"

G_BEGIN_DECLS

/* (element-type SondeToolCall) A list of calls that grows by fragments. */
GPtrArray *sonde_tool_calls_new    (void);
/* Takes the array "tool_calls" of a delta or of a whole message. */
void       sonde_tool_calls_add    (GPtrArray   *self,
                                    JsonArray   *fragments);
/* At the end: a call without an id gets one, since its answer must name it. */
void       sonde_tool_calls_complete (GPtrArray *self);
/* Writes the value of "tool_calls". */
void       sonde_tool_calls_build  (GPtrArray   *self,
                                    JsonBuilder *builder);

G_END_DECLS
