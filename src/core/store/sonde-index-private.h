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
 * when it ends. Since FTS5 cannot forget a text that it does not keep, a message that changes is indexed under a
 * new number, and the old one counts no more. Words of what was deleted for good are to be nowhere, so that then the
 * index is begun anew: FTS5 of SQLite 3.40 can mark words as deleted, but leaves them in the file until it merges them.
 */
typedef struct
{
  char    *path;
  char    *history_path;
  SondeDb *db;
  gboolean missing; /* there is no index, and texts are read through */
  int      hurry;   /* atomic: somebody waits, a step is to end soon */
  gboolean outgrown; /* it is to be begun anew though nothing is damaged: a message has changed more often than can be
                      * told, or was deleted for good */
  guint    n_rebuilt; /* because of damage */
} SondeIndex;

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
/* (element-type SondeSearchHit). @lied: (out): the index named a message that has not the words. */
GPtrArray  *sonde_index_search   (SondeDb                *db,
                                  gboolean                indexed,
                                  const char             *query,
                                  SondeSearchOrder        order,
                                  guint                   limit,
                                  gboolean               *lied,
                                  GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeIndex, sonde_index_free)

G_END_DECLS
