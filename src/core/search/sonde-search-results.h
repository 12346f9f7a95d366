/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-source.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SondeResultNames: the members of a result that hold these, %NULL-terminated, the first that has text counts.
 */
typedef struct
{
  const char *title[3];
  const char *url[3];
  const char *text[5];
  const char *date[4];
} SondeResultNames;

/* The shape {"results":[{title,url,content…}]} that DeepSeek, SearXNG and Tavily share. */
extern const SondeResultNames SONDE_RESULT_NAMES_COMMON;

/* The object that @body holds, or %NULL. */
JsonObject *sonde_search_results_parse_object (GBytes                 *body);
/* (element-type SondeSource) What stands in @results, cleaned: at most @count, no address twice. */
GPtrArray  *sonde_search_results_collect  (JsonArray              *results,
                                           const SondeResultNames *names,
                                           guint                   count);
/* The same for a whole reply of the common shape. */
GPtrArray  *sonde_search_results_parse    (GBytes                 *body,
                                           guint                   count,
                                           GError                **error);
/* (element-type SondeSource) Whatever has an address and a title in what a host that searches by itself put into its
 * reply: its frame is not published, so it is looked for. */
GPtrArray  *sonde_search_results_find     (JsonObject             *extras,
                                           JsonArray              *blocks);
/* SONDE_ERROR_SEARCH_FAILED with the words of @body, for a reply without results in it. */
GError     *sonde_search_results_new_error (GBytes                *body);
/* The server's own words in the body of an HTTP error, short and plain; "" if there are none. */
char       *sonde_search_results_dup_words (GBytes                *body);

G_END_DECLS
