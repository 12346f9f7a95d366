/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-db-private.h"
#include "sonde-search-query-private.h"

G_BEGIN_DECLS

/**
 * SondeIndex:
 *
 * The index of a history, in a file beside it: which words stand in which message. Everything in it can be made
 * again from the history, so that what is damaged, missing or of another version is just begun anew. For one
 * thread, which has its own connection: the history is only read, and nobody who writes it waits.
 *
 * Messages are indexed in the order of their ids. A message that still grows is passed over; the history notes
 * when it ends. FTS5 cannot forget a text that it does not keep, and that of SQLite 3.40 only marks words as deleted and
 * leaves them in the file. So the index is made of parts, each a table for the messages of a range of ids. A message that
 * changes is indexed under a new number, and the old one counts no more; when one was deleted for good, its part is begun
 * anew, so that its words are nowhere.
 */
typedef struct
{
  char    *path;
  char    *history_path;
  SondeDb *db;
  gboolean missing; /* there is no index, and texts are read through */
  int      hurry;   /* atomic: somebody waits, a step is to end soon */
  gboolean unclean; /* the journal may hold words that were deleted for good */
  guint    n_rebuilt; /* because of damage */
} SondeIndex;

/* The number of a text in the index: eight for each message. */
#define SONDE_GENERATION_BITS 3

SondeIndex *sonde_index_new      (const char             *data_dir);
void        sonde_index_free     (SondeIndex             *self);
gboolean    sonde_index_open     (SondeIndex             *self,
                                  GError                **error);
/* Deletes the index and begins a new one. */
gboolean    sonde_index_rebuild  (SondeIndex             *self,
                                  GError                **error);
/* Indexes some messages, until @deadline (monotonic) at most; @more: (out): whether there are others. */
gboolean    sonde_index_step     (SondeIndex             *self,
                                  gint64                  deadline,
                                  gboolean               *more,
                                  GError                **error);
/* Whether the index is whole as far as SQLite can tell. */
gboolean    sonde_index_check    (SondeIndex             *self,
                                  GError                **error);
void        sonde_index_free_memory (SondeIndex          *self);
/* (element-type SondeSearchHit). @lied: (out): the index named a message that has not the words. */
GPtrArray  *sonde_index_search   (SondeDb                *db,
                                  gboolean                indexed,
                                  const char             *query,
                                  SondeSearchOrder        order,
                                  guint                   limit,
                                  gboolean               *lied,
                                  GError                **error);

/* The parts. In @sql each "@" stands for the table of the part @number. */

sqlite3_stmt *sonde_index_query_part (SondeDb          *db,
                                      GError          **error,
                                      const char       *sql,
                                      gint64            number);
/* (element-type gint64) the numbers, newest first */
GArray       *sonde_index_list_parts (SondeDb          *db,
                                      GError          **error);
gboolean      sonde_index_add_part   (SondeDb          *db,
                                      gint64            number,
                                      GError          **error);
/* Makes a part empty. */
gboolean      sonde_index_clear_part (SondeDb          *db,
                                      gint64            number,
                                      GError          **error);

/* How well a text fits, see sonde-index-rank.c. */
int           sonde_index_rank_register (sqlite3       *db);
void          sonde_index_add_figures   (GArray        *figures,
                                         sqlite3_stmt  *row,
                                         int            column);
void          sonde_index_weigh         (GArray        *figures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeIndex, sonde_index_free)

G_END_DECLS
