/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"
#include "sonde-page-reader.h"
#include "sonde-web-search.h"

G_BEGIN_DECLS

/* Search as the person set it up. Settings, group [Search]: order (service names with ";" between them), count,
 * language, freshness, safe, allowed, blocked, searxng-url, NAME-url, told. */

/**
 * SondeSearchSettings: what holds the strings of @options. Freed with sonde_search_settings_free().
 */
typedef struct
{
  SondeSearchOptions options;
  char              *language;
  char             **allowed;
  char             **blocked;
} SondeSearchSettings;

SondeSearchSettings *sonde_engine_dup_search_settings (SondeEngine *self);
void                 sonde_search_settings_free       (SondeSearchSettings *self);

/* What an answer that searches by tools may do at most. Pages are a setting (SONDE_SEARCH_DEFAULT_PAGES of them). */
#define SONDE_SEARCH_MAX_ROUNDS       6
#define SONDE_SEARCH_MAX_SEARCHES     8
#define SONDE_SEARCH_DEFAULT_PAGES    8
#define SONDE_SEARCH_MAX_PAGES        20
#define SONDE_SEARCH_MAX_SECONDS      120
#define SONDE_SEARCH_MAX_RESULT_BYTES (192u * 1024)

/* How many pages may be read for one answer: [Search] pages. */
guint      sonde_engine_get_search_pages    (SondeEngine          *self);

/* (element-type SondeSearchKind) The services in the order in which they are asked. */
GArray    *sonde_engine_dup_search_order    (SondeEngine          *self);
gboolean   sonde_engine_set_search_order    (SondeEngine          *self,
                                             GArray               *kinds,
                                             GError              **error);
/* Where a service is: the settings' place, else its own; %NULL when it has none. */
char      *sonde_engine_dup_search_url      (SondeEngine          *self,
                                             SondeSearchKind       kind);

/**
 * SondeSearchReportFunc: called when @kind failed or found nothing (@error is %NULL then) and the next one is asked,
 * and for the last one too.
 */
typedef void (*SondeSearchReportFunc) (SondeSearchKind  kind,
                                       const GError    *error,
                                       gpointer         user_data);

/** SondeSearchPlace: a service that is set up, and where it is. */
typedef struct
{
  SondeSearchKind  kind;
  char            *url;
} SondeSearchPlace;

/* Whether a service is set up (has its key or address): SONDE_ERROR_SEARCH_NO_SERVICE if none is.
 * @provider and @chat_key (both nullable): who is asked, whose own search is used with that key. */
void       sonde_engine_find_search_async   (SondeEngine          *self,
                                             SondeProvider        *provider,
                                             const char           *chat_key,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean   sonde_engine_find_search_finish  (SondeEngine          *self,
                                             GAsyncResult         *result,
                                             GError              **error);
/* All of them, in their order. */
void       sonde_engine_list_searches_async (SondeEngine          *self,
                                             SondeProvider        *provider,
                                             const char           *chat_key,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* (element-type SondeSearchPlace), never empty; %NULL with @error as above. */
GPtrArray *sonde_engine_list_searches_finish (SondeEngine         *self,
                                              GAsyncResult        *result,
                                              GError             **error);
/* Whether @provider's own server searches for @model, so that no service is asked from here. */
gboolean   sonde_engine_searches_on_server  (SondeEngine          *self,
                                             SondeProvider        *provider,
                                             const char           *model);
/* Whether Wikipedia is asked when no service is set up: not where it is blocked, and not when the person chose the
 * services. */
gboolean   sonde_engine_falls_to_wikipedia  (SondeEngine          *self);

/* Searches with the first service, and when it fails or finds nothing with the next. */
void       sonde_engine_web_search_async    (SondeEngine          *self,
                                             SondeProvider        *provider,
                                             const char           *chat_key,
                                             const char           *query,
                                             SondeSearchReportFunc report,
                                             gpointer              report_data,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* As sonde_engine_web_search_async(), with one service and no other. */
void       sonde_engine_web_search_at_async (SondeEngine          *self,
                                             SondeSearchKind       kind,
                                             SondeProvider        *provider,
                                             const char           *chat_key,
                                             const char           *query,
                                             SondeSearchReportFunc report,
                                             gpointer              report_data,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* (element-type SondeSource), empty when nobody found anything. @error is the first one's. @kind (out)(optional) is
 * the service that answered. */
GPtrArray *sonde_engine_web_search_finish   (SondeEngine          *self,
                                             GAsyncResult         *result,
                                             SondeSearchKind      *kind,
                                             GError              **error);

/* (transfer none): what reads pages for models; they are kept beside the history. */
SondePageReader *sonde_engine_get_page_reader (SondeEngine    *self);

/* Whether the person was told that queries may go to all of @places (element-type SondeSearchPlace); what stays on
 * this computer needs no telling. */
gboolean   sonde_engine_is_search_told      (SondeEngine          *self,
                                             GPtrArray            *places);
gboolean   sonde_engine_set_search_told     (SondeEngine          *self,
                                             GPtrArray            *places,
                                             GError              **error);
/* What leaves the computer, and to whom: a paragraph, translated. */
char      *sonde_engine_dup_search_notice   (SondeEngine          *self,
                                             GPtrArray            *places);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeSearchSettings, sonde_search_settings_free)

G_END_DECLS
