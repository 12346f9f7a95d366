/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-sim-exchange.h"
#include "sonde-sim.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _SimChat SimChat;

/**
 * SimScenario:
 * @name: what a test or a message "sim:NAME" calls it; a number may follow ("sim:long 500")
 * @transport: how the bytes of a stream travel
 * @reply: (nullable): answers every endpoint; %FALSE leaves the request to the usual answer
 * @play: (nullable): answers POST /chat/completions; %NULL is the demonstration's answer
 * @tools: (nullable): like @play, also for the request that a search is offered in, which is answered by a call of
 *   web_search otherwise
 * @argument: the number when none was given; what it counts is told in the table
 */
typedef struct
{
  const char   *name;
  SimTransport  transport;
  gboolean    (*reply) (SondeSim *sim, SimExchange *exchange, guint argument);
  void        (*play)  (SimChat *chat, guint argument);
  guint         argument;
  void        (*tools) (SimChat *chat, guint argument);
} SimScenario;

/* sonde-sim.c: what the threads of the connections share; each takes the lock. */
guint        sonde_sim_get_pace        (SondeSim    *self);
guint        sonde_sim_get_rate        (SondeSim    *self);
char        *sonde_sim_dup_scenario    (SondeSim    *self);
char        *sonde_sim_dup_key         (SondeSim    *self);
char        *sonde_sim_dup_title       (SondeSim    *self);
GBytes      *sonde_sim_dup_recording   (SondeSim    *self,
                                        gsize       *chunk);
/* Counts the requests that are equal to this one for @name: 1 for the first; forgets it with @forget. */
guint        sonde_sim_count_attempt   (SondeSim    *self,
                                        const char  *name,
                                        SimExchange *exchange,
                                        guint        forget_at);
/* The prefix cache: whether @prefix was remembered. */
gboolean     sonde_sim_knows_prefix    (SondeSim    *self,
                                        const char  *prefix);
void         sonde_sim_remember_prefix (SondeSim    *self,
                                        const char  *prefix);

/* sonde-sim-scenarios.c */
const SimScenario *sim_scenario_find   (const char  *text,
                                        guint       *argument);

/* sonde-sim-endpoints.c */
void         sim_endpoints_answer      (SondeSim    *sim,
                                        SimExchange *exchange);
/* {"error":{"message","type","param","code"}} (api-docs.deepseek.com, error codes) */
void         sim_reply_error           (SimExchange *exchange,
                                        guint        status,
                                        const char  *message);

/* sonde-sim-json.c */
void         sim_json_append_string    (GString     *json,
                                        const char  *text,
                                        gssize       length);
/* The JSON object that @body is, NULL if it is anything else. */
JsonObject  *sim_json_parse            (GBytes      *body);
/* The string member @name of @object, "" when it is missing or anything else. */
const char  *sim_json_get_string       (JsonObject  *object,
                                        const char  *name);
/* The bytes of the first token of @text, 0 at its end: words and pieces of about the size real tokens have. */
gsize        sim_token_length          (const char  *text);
guint        sim_count_tokens          (const char  *text);

G_END_DECLS
