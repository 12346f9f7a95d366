/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* (element-type SondeSource) What a search service replied, cleaned: see sonde-search-results.c. Private to search. */
GPtrArray *sonde_search_results_parse   (GBytes     *body,
                                         guint       count,
                                         GError    **error);
/* The server's own words in the body of an HTTP error, short and plain; "" if there are none. */
char      *sonde_search_results_dup_words (GBytes   *body);

G_END_DECLS
