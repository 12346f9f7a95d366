/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-provider.h"

G_BEGIN_DECLS

/** One retired model name: what to ask for instead, and whether it thinks. */
typedef struct
{
  char *name;
  char *model;
  gboolean thinking;
} SondeRetiredModel;

/** How many tokens the models of a pattern can see at once. */
typedef struct
{
  char *pattern;
  gint64 tokens;
} SondeContextSize;

/**
 * SondeDialect:
 *
 * One entry of data/providers.json: the ways of a host and its defaults. Immutable, lives for ever.
 */
typedef struct
{
  char *id;
  char *name;
  char *base_url;
  char *models[SONDE_N_SLOTS];
  char **hosts;         /* a compatible address at one of these speaks this dialect */
  char **fixed_models;  /* patterns of models whose name decides whether they think */
  char **effort_models; /* patterns of models that take an effort, where not all do */
  SondeThinkingStyle thinking;
  SondeReplayRule replay;
  gboolean merges_roles;
  gboolean needs_key;
  char *key_url;
  char *top_up_url;
  char *balance_path;
  char *search_path;
  char *fetch_path;
  char *prefix_path; /* where an answer that was begun is gone on with */
  char **server_tools; /* patterns of models with which the server can search by itself */
  gboolean tools;      /* it takes messages of tools */
  char *currency;
  GPtrArray *contexts; /* (element-type SondeContextSize), or NULL */
  GPtrArray *retired; /* (element-type SondeRetiredModel) */
} SondeDialect;

/* (element-type SondeDialect) In the order of the file; owned by the library. */
GPtrArray          *sonde_dialect_get_all     (void);
/* The dialect of that id, or %NULL. */
const SondeDialect *sonde_dialect_find        (const char *id);
/* The dialect of a host name; for any other host the plain OpenAI one, whose id is "". */
const SondeDialect *sonde_dialect_for_host    (const char *host);
/* How many tokens @model can see at once, 0 when that is not known. */
gint64              sonde_dialect_get_context (const SondeDialect *self,
                                               const char *model);
gboolean            sonde_dialect_matches     (char      **patterns,
                                               const char *model);

G_END_DECLS
