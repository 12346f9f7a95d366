/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-http.h"
#include "sonde-source.h"

G_BEGIN_DECLS

typedef enum
{
  SONDE_SEARCH_DEEPSEEK, /* DeepSeek's Search API, with the chat key (api-docs.deepseek.com, search) */
  SONDE_SEARCH_SEARXNG,  /* a SearXNG instance by address (docs.searxng.org) */
} SondeSearchKind;

/**
 * SondeSearchService:
 * @kind: which shape
 * @url: the whole address of the endpoint (DeepSeek) or the base of the instance (SearXNG)
 * @key: (nullable): the key, sent to the origin of @url only
 * @count: how many results to ask for, 1 to 50
 */
typedef struct
{
  SondeSearchKind  kind;
  const char      *url;
  const char      *key;
  guint            count;
} SondeSearchService;

void       sonde_web_search_async  (SondeHttp                *http,
                                    const SondeSearchService *service,
                                    const char               *query,
                                    GCancellable             *cancellable,
                                    GAsyncReadyCallback       callback,
                                    gpointer                  user_data);
/* (element-type SondeSource), numbered from 1; empty when nothing was found. */
GPtrArray *sonde_web_search_finish (SondeHttp                *http,
                                    GAsyncResult             *result,
                                    GError                  **error);

/* The query for a question: its first 128 characters at a word or sentence end (1.8). */
char      *sonde_web_search_dup_query (const char *question);

G_END_DECLS
