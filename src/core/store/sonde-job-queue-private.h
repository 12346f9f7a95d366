/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-history-private.h"

G_BEGIN_DECLS

typedef struct _SondeJob SondeJob;
typedef struct _SondeJobQueue SondeJobQueue;

/* On the thread of the database. */
typedef gboolean (*SondeJobRun)  (SondeHistory *history,
                                  gpointer      data,
                                  GError      **error);
/* On the main thread, after a success: makes the result of the task. */
typedef void     (*SondeJobDone) (GTask        *task,
                                  gpointer      data);
/* On the main thread: @error is what a job that nobody waits for failed with, told once. */
typedef void     (*SondeJobFailed) (gpointer      user_data,
                                    const GError *error);

typedef enum
{
  SONDE_JOB_READ   = 0,
  SONDE_JOB_WRITE  = 1 << 0,
  SONDE_JOB_KEEP   = 1 << 1, /* after a full disk it is tried again before the next write, and at times */
  SONDE_JOB_CLOSED = 1 << 2, /* runs without an open history */
  SONDE_JOB_ALONE  = 1 << 3, /* fails as long as a job that was kept waits for room */
} SondeJobFlags;

SondeJobQueue *sonde_job_queue_new   (SondeJobFailed  failed,
                                      gpointer        user_data);
/* Waits for what is queued, closes the history and ends the thread. */
void           sonde_job_queue_close (SondeJobQueue  *self);
void           sonde_job_queue_free  (SondeJobQueue  *self);

/* @task (nullable) is answered on the main context; @data is owned. @owner is kept until then. */
void           sonde_job_queue_push  (SondeJobQueue  *self,
                                      GObject        *owner,
                                      GTask          *task,
                                      SondeJobFlags   flags,
                                      SondeJobRun     run,
                                      SondeJobDone    done,
                                      gpointer        data,
                                      GDestroyNotify  free_data);

G_END_DECLS
