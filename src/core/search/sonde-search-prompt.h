/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The one user message that carries the pages and the question, in the structure of DeepSeek's published
 * template (DeepSeek-R1, official prompts), Chinese when the question is. @sources is (element-type SondeSource). */
char *sonde_search_prompt_build (GPtrArray  *sources,
                                 const char *question,
                                 gint64      real_time_us);

/* What a model that called web_search gets: @sources as above, with the rules if it has not seen them in this turn.
 * @question decides the language. */
char *sonde_search_prompt_build_results (GPtrArray  *sources,
                                         const char *query,
                                         const char *question,
                                         gboolean    with_rules,
                                         gint64      real_time_us);
/* What a model that called open_page gets: the text of @source as lines that are marked as quoted. */
char *sonde_search_prompt_build_page    (SondeSource *source,
                                         const char  *text,
                                         const char  *question);
/* The message that asks a model for a query alone. */
char *sonde_search_prompt_build_query   (const char *question);
/* The query in what it answered: its first line without what models put around it; %NULL when there is none. */
char *sonde_search_prompt_dup_query     (const char *answer);

G_END_DECLS
