/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-store.h"

G_BEGIN_DECLS

/**
 * SondeIndexer:
 *
 * The thread that searches, and makes the index up to date when nobody searches. It is not the one that writes
 * the history, so neither waits for the other. What is damaged is made anew by itself. Main thread only.
 */
typedef struct _SondeIndexer SondeIndexer;

/* Nothing happens before it is woken or searched. */
SondeIndexer *sonde_indexer_new    (const char       *data_dir);
/* Ends the thread as soon as it can; what was asked for is answered before. */
void          sonde_indexer_free   (SondeIndexer     *self);
/* The history has grown. */
void          sonde_indexer_wake   (SondeIndexer     *self,
                                    gboolean          start);
/* Something was deleted for good: an index that knows it is begun anew before anything else is done, also when this
 * ends at once. Starts it. */
void          sonde_indexer_forget (SondeIndexer     *self);
/* Answers @task with a SondeFound. Takes @task. */
void          sonde_indexer_search (SondeIndexer     *self,
                                    GTask            *task,
                                    const char       *query,
                                    SondeSearchOrder  order,
                                    guint             limit,
                                    gboolean          wait);
/* Looks whether the index is whole, and brings it up to date; with @rebuild it is made anew. Answers @task with a
 * boolean: whether it was whole. Takes @task. */
void          sonde_indexer_check  (SondeIndexer     *self,
                                    GTask            *task,
                                    gboolean          rebuild);

typedef struct
{
  GPtrArray *hits;
  gboolean   complete;
} SondeFound;

void          sonde_found_free     (gpointer          data);

G_END_DECLS
