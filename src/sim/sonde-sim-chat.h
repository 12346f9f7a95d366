/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-sim-private.h"

G_BEGIN_DECLS

/**
 * SimChat:
 *
 * One POST /chat/completions: what was asked, and the answer as far as it was given. A scenario calls
 * sim_chat_begin(), then reason, say and call as often as it likes, then finish and done. Asked for a
 * stream each call sends its tokens; otherwise they are gathered and finish sends the whole reply.
 */
struct _SimChat
{
  SondeSim    *sim;
  SimExchange *exchange;

  JsonObject  *request;    /* NULL when the body is not a JSON object */
  char        *model;
  char        *question;   /* the last user message without the pages of a search, "" if there is none */
  guint        n_pages;    /* of a search, in that message */
  char        *given;      /* the beginning of the answer, or NULL (chat prefix completion) */
  gsize        n_given;    /* how much of it was passed over */
  gboolean     after_tool; /* the last message is a tool's result */
  gboolean     must_search; /* a search is offered, and the last user message has had none yet */
  gboolean     wants_query; /* the last user message asks for the query of a search, and nothing else */
  gboolean     wants_title; /* or the title of a conversation */
  gboolean     stream;
  gboolean     include_usage;
  gboolean     thinking;

  const char  *reasoning_field;
  char        *chunk_head; /* what every chunk of the stream begins with */
  gboolean     opened;
  GString     *reasoning;
  GString     *content;
  GString     *calls;      /* the elements of tool_calls, for a reply that is no stream */
  guint        n_calls;
  GChecksum   *prefix;     /* of the messages, and at the end of the answer */
  guint        prompt_tokens;
  guint        hit_tokens;
  guint        reasoning_tokens;
  gint64       paced_since; /* monotonic time of the first token; with a rate only */
  guint        n_paced;
  guint        completion_tokens;
};

SimChat *sim_chat_new        (SondeSim    *sim,
                              SimExchange *exchange);
void     sim_chat_free       (SimChat     *self);
/* Sends the error that the real service would, or gives %TRUE. */
gboolean sim_chat_validate   (SimChat     *self);
void     sim_chat_count      (SimChat     *self);

/* Status and headers of a stream, which may then wait with comments. */
void     sim_chat_open       (SimChat     *self);
/* ": keep-alive", or a blank line before a reply that is no stream. */
void     sim_chat_keep_alive (SimChat     *self);
void     sim_chat_begin      (SimChat     *self);
void     sim_chat_reason     (SimChat     *self,
                              const char  *text);
void     sim_chat_say        (SimChat     *self,
                              const char  *text);
void     sim_chat_call       (SimChat     *self,
                              const char  *name,
                              const char  *arguments);
void     sim_chat_finish     (SimChat     *self,
                              const char  *finish_reason);
/* [DONE] and the end of the body. */
void     sim_chat_done       (SimChat     *self);
/* Any bytes into the stream. */
void     sim_chat_raw        (SimChat     *self,
                              const char  *bytes,
                              gssize       length);
/* begin, reason (where the request thinks), say, finish with "stop", done. */
void     sim_chat_answer     (SimChat     *self,
                              const char  *reasoning,
                              const char  *content);

/* sonde-sim-demo.c: the canned answer to the question, and the results of a canned search for @query. */
void     sim_demo_dup_answer (SimChat     *chat,
                              char       **reasoning,
                              char       **content);
char    *sim_demo_dup_results (const char *query,
                              guint        count,
                              gboolean     searxng);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimChat, sim_chat_free)

G_END_DECLS
