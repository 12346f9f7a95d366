/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-mode.h"
#include "sonde-store.h"

G_BEGIN_DECLS

/** One thing that a message must have, or must not: tokens in this order, the last one as a prefix or whole. */
typedef struct
{
  char      *text;
  GPtrArray *tokens;
  gboolean   prefix;
  gboolean   negated;
} SondeSearchTerm;

/**
 * SondeSearchQuery:
 * @terms: (element-type SondeSearchTerm): what the text must have
 * @model: (nullable): a model whose name has these words
 * @folder: (nullable): the folder, folded
 * @has_mode: whether it must have been asked or answered in @mode, or more
 * @after: from then on, in microseconds since 1970 (UTC); G_MININT64 without a bound
 * @before: up to then; G_MAXINT64 without a bound
 *
 * What a person looks for, understood.
 */
typedef struct
{
  GPtrArray       *terms;
  SondeSearchTerm *model;
  char            *folder;
  gboolean         has_mode;
  SondeMode        mode;
  gint64           after;
  gint64           before;
} SondeSearchQuery;

SondeSearchQuery *sonde_search_query_new     (const char             *text);
void              sonde_search_query_free    (SondeSearchQuery       *self);
gboolean          sonde_search_query_is_empty (const SondeSearchQuery *self);
/* Whether something must be in the text; else only filters were given. */
gboolean          sonde_search_query_has_words (const SondeSearchQuery *self);
/* The query in FTS5's language for the columns content, reasoning, model and mode; %NULL when it has none. */
char             *sonde_search_query_dup_match (const SondeSearchQuery *self);
/* The same for the one column of titles; %NULL when no title can match. */
char             *sonde_search_query_dup_title_match (const SondeSearchQuery *self);

const char       *sonde_search_get_mode_words (SondeMode              mode);

/* Which terms stand in @text, a bit for each. @spans (nullable, of SondeRange) gets the places of those that must;
 * with @first only the first one and what follows near it, and the rest is not read. */
guint32           sonde_search_query_scan    (const SondeSearchQuery *self,
                                              const char             *text,
                                              gsize                   length,
                                              GArray                 *spans,
                                              gboolean                first);
/* Whether a text with these terms is a hit. */
gboolean          sonde_search_query_accepts (const SondeSearchQuery *self,
                                              guint32                 found);
/* About 120 characters of @text around the first of @spans, on one line, with … where something is left out.
 * @marks: (out): (element-type SondeRange): where the words are in it. */
char             *sonde_search_dup_snippet   (const char             *text,
                                              GArray                 *spans,
                                              GArray                **marks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeSearchQuery, sonde_search_query_free)

G_END_DECLS
