/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-sim.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** A reply as it came over the wire, by a client that understands just enough HTTP to see what was sent. */
typedef struct
{
  guint    status;
  char    *head;
  GString *body;     /* without the framing of the chunks; still compressed, if it was */
  guint    n_chunks;
  gboolean ended;    /* by Content-Length or the last chunk */
  gboolean reset;    /* by a TCP RST */
} Reply;

/** An event stream or a whole reply, added up. */
typedef struct
{
  GString *content;
  GString *reasoning;
  GString *arguments;
  char    *finish_reason;
  char    *usage;
  char    *first;    /* the first and the last data of the stream */
  char    *last;
  guint    n_events;
  guint    n_comments;
  gboolean done;
} Answer;

Reply  *sim_request     (SondeSim    *sim,
                         const char  *method,
                         const char  *path,
                         const char  *headers,
                         const char  *body);
/* POST /chat/completions: @more are further members of the request, with a comma before each, or "". */
Reply  *sim_ask         (SondeSim    *sim,
                         const char  *question,
                         gboolean     thinking,
                         gboolean     stream,
                         const char  *more);
void    reply_free      (Reply       *reply);
Answer *reply_dup_answer (const Reply *reply);
void    answer_free     (Answer      *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reply, reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

G_END_DECLS
