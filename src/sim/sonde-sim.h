/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeSim:
 *
 * A DeepSeek on loopback: POST /chat/completions, GET /models, GET /user/balance, POST /v1/tools/search, GET /search
 * (SearXNG), with every nastiness that a real host or a gateway has shown. Served from its own thread, so a test or
 * the demonstration can block its main loop without stopping it.
 *
 * What it answers is chosen by the scenario: "demo" (canned conversations by question), or any of the names
 * sonde_sim_list_scenarios() gives; a request may name one itself with a header `X-Sonde-Scenario` or with a
 * user message that begins with "sim:NAME", so that the window and the command line can be driven through them.
 */
typedef struct _SondeSim SondeSim;

SondeSim    *sonde_sim_new             (void);
void         sonde_sim_free            (SondeSim    *self);
gboolean     sonde_sim_start           (SondeSim    *self,
                                        guint        port,
                                        GError     **error);
void         sonde_sim_stop            (SondeSim    *self);
/* "http://127.0.0.1:PORT" */
const char  *sonde_sim_get_url         (SondeSim    *self);

/* One of the names, a number may follow: "long 500". */
void         sonde_sim_set_scenario    (SondeSim    *self,
                                        const char  *name);
const char *const *sonde_sim_list_scenarios (void);
/* Milliseconds between tokens, 0 for as fast as the socket takes them. */
void         sonde_sim_set_pace        (SondeSim    *self,
                                        guint        token_ms);
/* Tokens in a second, however long sending them takes; goes before the pace, 0 for that. */
void         sonde_sim_set_rate        (SondeSim    *self,
                                        guint        tokens_per_second);
/* What it answers when it is asked for the title of a conversation, in any scenario; "" fails, %NULL is the first line. */
void         sonde_sim_set_title       (SondeSim    *self,
                                        const char  *title);
/* Requires "Authorization: Bearer KEY", else 401; %NULL accepts anything. */
void         sonde_sim_set_key         (SondeSim    *self,
                                        const char  *key);
/* Plays a recorded body back to every chat, whole (@chunk 0), in pieces of @chunk bytes, or in random ones.
 * %NULL for @path ends that. */
#define SONDE_SIM_RANDOM_PIECES G_MAXSIZE
gboolean     sonde_sim_set_recording   (SondeSim    *self,
                                        const char  *path,
                                        gsize        chunk,
                                        GError     **error);

/* The request log: a %NULL-terminated array of "METHOD PATH\nheader: value\n…\n\nbody", oldest first
 * (header names in lower case, sorted; the last thousand requests). */
char       **sonde_sim_dup_log         (SondeSim    *self);
void         sonde_sim_clear_log       (SondeSim    *self);
/* Blocks until @n requests were logged or @timeout_ms passed. */
gboolean     sonde_sim_wait_requests   (SondeSim    *self,
                                        guint        n,
                                        guint        timeout_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeSim, sonde_sim_free)

G_END_DECLS
