/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-chat.h"
#include "sonde-turn.h"
#include "sonde-web-search.h"

G_BEGIN_DECLS

/** How pages come into an answer. */
typedef enum
{
  SONDE_SEARCH_WAY_NONE,
  SONDE_SEARCH_WAY_TOOLS,  /* the model searches and reads by itself */
  SONDE_SEARCH_WAY_ONCE,   /* one search before it answers, with a query that it wrote */
  SONDE_SEARCH_WAY_SERVER, /* the host searches */
} SondeSearchWay;

struct _SondeTurn
{
  GObject parent_instance;

  /* Borrowed: the engine owns the turn */
  SondeEngine *engine;

  /* Owned */
  SondeConversation *conversation;
  SondeMessage *question;
  SondeMessage *answer;
  SondeMessage *cut; /* what it goes on with, or NULL */
  SondeProvider *provider;
  SondeChat *chat;
  GCancellable *cancellable;
  GCancellable *round; /* of the request that is on its way */
  GTask *task;
  char *key;
  GPtrArray *pending_tools; /* tool messages that are still to be stored */
  GPtrArray *found;         /* of SondeSource: what was found in this turn, in the order of its numbers */
  GPtrArray *steps;         /* of SondeSearchStep: all of this turn */
  GHashTable *said;         /* sentences that the person was told in this turn */

  /* State */
  SondeMode mode; /* of the answer */
  SondeSearchWay way;
  gboolean forced;     /* the model was told to call a tool; nothing of this reply is shown before it does */
  gboolean gave_up;    /* it did not */
  gboolean streaming;
  gboolean abandoned;
  gboolean limit_told;
  guint tool_rounds;
  guint n_searches;
  guint n_pages;
  gsize n_result_bytes;
  gint64 searching_since; /* monotonic, 0 before */
  gint64 thinking_since; /* monotonic, 0 before and after */
};

/* Shows a sentence to the person. */
void sonde_turn_say          (SondeTurn  *self,
                              const char *sentence);
/* The same, but each sentence once in a turn. */
void sonde_turn_say_once     (SondeTurn  *self,
                              const char *sentence);
/* Ends the turn for a reason that lies in or before the answer. Takes @error. */
void sonde_turn_fail         (SondeTurn  *self,
                              GError     *error);
/* Goes on with the request, with or without pages. */
void sonde_turn_send_request (SondeTurn  *self);
/* Answers each call of the reply by one of @texts (element-type utf8), then asks again. */
void sonde_turn_answer_calls (SondeTurn  *self,
                              GPtrArray  *texts);

/* sonde-turn-search.c: finds out how to search, and goes on with the request, whatever that brought */
void sonde_turn_search       (SondeTurn  *self);
/* Searches once, for a model that does not call tools. */
void sonde_turn_search_once  (SondeTurn  *self);
/* A service failed or (@error is %NULL) found nothing. */
void sonde_turn_report_service (SondeTurn       *self,
                                SondeSearchKind  kind,
                                const GError    *error);

/* sonde-turn-tools.c */
void       sonde_turn_run_calls      (SondeTurn  *self,
                                      GPtrArray  *calls);
void       sonde_turn_note           (SondeTurn  *self,
                                      const char *sentence);
GPtrArray *sonde_turn_number_sources (SondeTurn  *self,
                                      GPtrArray  *sources);

/** What a request is made of beside the conversation. Borrowed; @tools and @tool_choice are static. */
typedef struct
{
  SondeMode   mode;
  gboolean    stream;
  const char *tools;
  const char *tool_choice;
  GPtrArray  *pages; /* of SondeSource: what is put into the question, or NULL */
  SondeMessage *cut; /* the beginning of the answer, or NULL */
} SondeRequestForm;

/* sonde-turn-request.c: the body that asks for @answer, a message of @conversation */
char *sonde_request_build    (SondeConversation      *conversation,
                              SondeMessage           *answer,
                              SondeProvider          *provider,
                              const SondeRequestForm *form,
                              char                  **used_model);
/* Notes until the end of the program what was sent, to make it again and to know that it is the same. */
void  sonde_request_remember (SondeMessage           *answer,
                              const SondeRequestForm *form,
                              const char             *body);

G_END_DECLS
