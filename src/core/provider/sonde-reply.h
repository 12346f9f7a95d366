/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "sonde-usage.h"

G_BEGIN_DECLS

typedef enum
{
  SONDE_DELTA_REASONING,
  SONDE_DELTA_CONTENT,
  SONDE_DELTA_MOVED, /* a closing `</think>` alone came: all content so far was reasoning; the text is "" */
} SondeDelta;

/** The most bytes that an answer may have, as many as one event; more is SONDE_ERROR_TOO_LARGE. */
#define SONDE_REPLY_MAX (128u * 1024 * 1024)

typedef void (*SondeDeltaFunc) (SondeDelta  kind,
                                const char *text,
                                gpointer    user_data);

/** One tool call of an answer, arguments as the model wrote them (perhaps not valid JSON). */
typedef struct
{
  char *id;
  char *name;
  char *arguments;
} SondeToolCall;

/**
 * SondeReply:
 *
 * Gathers an answer from the events of a stream or from one whole JSON reply: content, reasoning (from
 * reasoning_content, else reasoning; never two of them added together),
 * tool calls, finish reason, usage, error, unknown keys. No input or output; one thread at a time.
 *
 * Content is what the host called content, tags and all, unless sonde_reply_set_deduce_reasoning() was called;
 * the JSON of sonde_reply_dup_raw() keeps it verbatim in any case.
 */
typedef struct _SondeReply SondeReply;

SondeReply       *sonde_reply_new               (SondeDeltaFunc     func,
                                                 gpointer           user_data);
void              sonde_reply_free              (SondeReply        *self);
/* Before the first event: reasoning is also looked for where no plain field holds it, in a leading `<think>`
 * block of the content and in reasoning_details. For showing; without it one gets what the host called it. */
void              sonde_reply_set_deduce_reasoning (SondeReply     *self,
                                                    gboolean        deduce);
/* One SSE event; "[DONE]" is understood. Never fails: what is wrong is kept for sonde_reply_finish(). */
void              sonde_reply_feed_event        (SondeReply        *self,
                                                 const char        *type,
                                                 const char        *data,
                                                 gsize              length);
/* A whole non-streaming reply, or the JSON of an error. */
void              sonde_reply_feed_whole        (SondeReply        *self,
                                                 const char        *json,
                                                 gsize              length);
/* After the last byte: flushes held-back text and judges. TRUE when the answer is proven complete; else
 * @error says why not (CUT, TRUNCATED, REFUSED_CONTENT, OVERLOADED, STREAM, PROTOCOL, EMPTY_ANSWER …). */
gboolean          sonde_reply_finish            (SondeReply        *self,
                                                 GError           **error);

gboolean          sonde_reply_has_begun         (SondeReply        *self);
const char       *sonde_reply_get_content       (SondeReply        *self);
const char       *sonde_reply_get_reasoning     (SondeReply        *self);
GPtrArray        *sonde_reply_get_tool_calls    (SondeReply        *self);
const char       *sonde_reply_get_finish_reason (SondeReply        *self);
const SondeUsage *sonde_reply_get_usage         (SondeReply        *self);
const char       *sonde_reply_get_model         (SondeReply        *self);
const char       *sonde_reply_get_error_words   (SondeReply        *self);
gboolean          sonde_reply_is_done           (SondeReply        *self);
/* (transfer none): members of the message that nobody here knows. */
JsonObject       *sonde_reply_get_extras        (SondeReply        *self);
/* (transfer none): content parts, if the content came as an array. */
JsonArray        *sonde_reply_get_blocks        (SondeReply        *self);
/* The assistant message as JSON, for storage and for sending back: role, content ("" rather than null),
 * reasoning_content if the host sent any, tool_calls, and every unknown key unchanged. */
char             *sonde_reply_dup_raw           (SondeReply        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeReply, sonde_reply_free)

G_END_DECLS
