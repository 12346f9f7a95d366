/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-error.h"
#include "sonde-web-search.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SondeSearchService:
 * @id: its name in settings
 * @name: what a person calls it
 * @url: (nullable): its own place
 * @key_url: (nullable): where a key is to be had
 * @needs_key: whether it answers without one
 * @create: the request; the key is added by @set_key
 * @set_key: (nullable): %NULL for "Authorization: Bearer"
 * @parse: the results in the body of a reply with status 2xx
 * @judge: (nullable): what another status means; %NULL for the usual meaning
 *
 * The ways of one service. Immutable. Private to search.
 */
typedef struct
{
  const char      *id;
  const char      *name;
  const char      *url;
  const char      *key_url;
  gboolean         needs_key;
  SoupMessage   *(*create)  (const SondeSearchTarget  *target,
                             const SondeSearchOptions *options,
                             const char               *query,
                             GError                  **error);
  void           (*set_key) (SoupMessage              *message,
                             const char               *key);
  GPtrArray     *(*parse)   (GBytes                   *body,
                             guint                     count,
                             GError                  **error);
  SondeErrorCode (*judge)   (guint                     status);
} SondeSearchService;

extern const SondeSearchService SONDE_SEARCH_SERVICE_DEEPSEEK;
extern const SondeSearchService SONDE_SEARCH_SERVICE_SEARXNG;
extern const SondeSearchService SONDE_SEARCH_SERVICE_BOCHA;
extern const SondeSearchService SONDE_SEARCH_SERVICE_BRAVE;
extern const SondeSearchService SONDE_SEARCH_SERVICE_TAVILY;
extern const SondeSearchService SONDE_SEARCH_SERVICE_WIKIPEDIA;

const SondeSearchService *sonde_search_service_get (SondeSearchKind kind);

/* Helpers for the files of the services. */
void         sonde_search_json_add_string  (JsonBuilder              *builder,
                                            const char               *name,
                                            const char               *value);
void         sonde_search_json_add_int     (JsonBuilder              *builder,
                                            const char               *name,
                                            gint64                    value);
void         sonde_search_json_add_strv    (JsonBuilder              *builder,
                                            const char               *name,
                                            const char *const        *values);
/* A POST of the object that @builder holds, which is closed here. */
SoupMessage *sonde_search_message_new_json (const char               *url,
                                            JsonBuilder              *builder,
                                            GError                  **error);
/* A GET with the query @names of the shape name, value, …, %NULL; pairs without a value are left out. */
SoupMessage *sonde_search_message_new_get  (const char               *url,
                                            GError                  **error,
                                            const char               *name,
                                            ...) G_GNUC_NULL_TERMINATED;
/* @query with the operators "site:" and "-site:" that most engines know, as far as @most characters allow. */
char        *sonde_search_dup_sited_query  (const char               *query,
                                            const SondeSearchOptions *options,
                                            guint                     most);
/* "zh" of "zh-CN", and "CN"; %NULL where there is none. */
char        *sonde_search_dup_language     (const SondeSearchOptions *options);
char        *sonde_search_dup_region       (const SondeSearchOptions *options);

G_END_DECLS
