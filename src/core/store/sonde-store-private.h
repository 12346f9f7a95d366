/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-growth-private.h"
#include "sonde-indexer-private.h"
#include "sonde-job-queue-private.h"
#include "sonde-store.h"
#include "sonde-work-private.h"

G_BEGIN_DECLS

struct _SondeStore
{
  GObject        parent_instance;

  char          *data_dir;
  SondeJobQueue *queue;
  SondeGrowth   *growth;
  SondeIndexer  *indexer; /* NULL when the history lives in memory, or is not open */

  gint64         n_saved; /* out of a damaged history */
  gboolean       on_disk;
  guint          append_source;
  gint64         checked_elsewhere; /* monotonic time */
};

/* Hands @work to the thread of the database; @done runs on the main thread. */
void   sonde_store_push        (SondeWork           *work,
                                GTask               *task,
                                SondeJobFlags        flags,
                                SondeJobRun          run,
                                SondeJobDone         done);
GTask *sonde_store_make_task   (SondeStore          *self,
                                gpointer             tag,
                                SondeJobFlags        flags,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
void   sonde_store_push_chunks (SondeStore          *self);
/* Something was written that can be found. */
void   sonde_store_wake_index  (SondeStore          *self);
/* Something was deleted for good: its words go now. */
void   sonde_store_forget      (SondeStore          *self);
/* The end of a task that did so. */
void   sonde_store_done_forget_cb (GTask            *task,
                                   gpointer          data);

/* Ends of tasks: %TRUE, and the array of the work. */
void   sonde_store_done_cb       (GTask             *task,
                                  gpointer           data);
void   sonde_store_done_array_cb (GTask             *task,
                                  gpointer           data);

#define MAKE_TASK(tag, flags) sonde_store_make_task (self, tag, flags, cancellable, callback, user_data)

G_END_DECLS
