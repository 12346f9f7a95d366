/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-http.h"
#include "sonde-source.h"

G_BEGIN_DECLS

/** The services that Sonde can search with; each is one file here. */
typedef enum
{
  SONDE_SEARCH_DEEPSEEK,  /* DeepSeek's Search API, with the chat key (api-docs.deepseek.com, search) */
  SONDE_SEARCH_SEARXNG,   /* a SearXNG instance by address (docs.searxng.org) */
  SONDE_SEARCH_BOCHA,     /* 博查 (open.bochaai.com) */
  SONDE_SEARCH_BRAVE,     /* api-dashboard.search.brave.com */
  SONDE_SEARCH_TAVILY,    /* docs.tavily.com */
  SONDE_SEARCH_WIKIPEDIA, /* www.mediawiki.org, API:Search; needs no key */

  SONDE_N_SEARCH_SERVICES
} SondeSearchKind;

typedef enum
{
  SONDE_FRESHNESS_ANY,
  SONDE_FRESHNESS_DAY,
  SONDE_FRESHNESS_WEEK,
  SONDE_FRESHNESS_MONTH,
  SONDE_FRESHNESS_YEAR,
} SondeFreshness;

typedef enum
{
  SONDE_SAFE_SEARCH_OFF,
  SONDE_SAFE_SEARCH_MODERATE,
  SONDE_SAFE_SEARCH_STRICT,
} SondeSafeSearch;

/**
 * SondeSearchTarget:
 * @kind: which service
 * @url: the whole address of the endpoint, or the base of the instance (SearXNG, Wikipedia)
 * @key: (nullable): the key, sent to the origin of @url only
 */
typedef struct
{
  SondeSearchKind  kind;
  const char      *url;
  const char      *key;
} SondeSearchTarget;

/**
 * SondeSearchOptions: what the person wants of results.
 * @count: how many, 1 to 50
 * @language: (nullable): such as "zh-CN" or "en"; %NULL or "" for any
 * @allowed: (nullable): sites besides which none is wanted, such as "example.org"; their subdomains count
 * @blocked: (nullable): sites that are not wanted
 */
typedef struct
{
  guint              count;
  const char        *language;
  SondeFreshness     freshness;
  SondeSafeSearch    safe;
  const char *const *allowed;
  const char *const *blocked;
} SondeSearchOptions;

/* Stable names for settings and the command line, such as "deepseek". */
const char *sonde_search_kind_to_string   (SondeSearchKind           kind);
gboolean    sonde_search_kind_from_string (const char               *id,
                                           SondeSearchKind          *kind);
/* What a person calls it; a proper name, or translated. */
const char *sonde_search_kind_get_name    (SondeSearchKind           kind);
gboolean    sonde_search_kind_needs_key   (SondeSearchKind           kind);
/* Where it is unless the settings say otherwise; %NULL for those that have no place of their own. */
const char *sonde_search_kind_get_url     (SondeSearchKind           kind);
/* Where a key is to be had; %NULL where none is needed. */
const char *sonde_search_kind_get_key_url (SondeSearchKind           kind);
/* What its key is kept under: the service where the address is its own, else with the origin, so that a key goes
 * to the server that it was entered for. */
char       *sonde_search_kind_dup_key_id  (SondeSearchKind           kind,
                                           const char               *url);

void        sonde_web_search_async        (SondeHttp                *http,
                                           const SondeSearchTarget  *target,
                                           const SondeSearchOptions *options,
                                           const char               *query,
                                           GCancellable             *cancellable,
                                           GAsyncReadyCallback       callback,
                                           gpointer                  user_data);
/* (element-type SondeSource), numbered from 1; empty when nothing was found. */
GPtrArray  *sonde_web_search_finish       (SondeHttp                *http,
                                           GAsyncResult             *result,
                                           GError                  **error);

/* The query for a question: its first 128 characters at a word or sentence end (1.8). */
char       *sonde_web_search_dup_query    (const char               *question);

G_END_DECLS
