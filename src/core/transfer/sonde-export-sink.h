/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SondeExportProgress:
 * @done: messages that are written
 * @total: of how many
 *
 * Called on the thread that writes, after every message.
 */
typedef void (*SondeExportProgress) (guint done, guint total, gpointer user_data);

/**
 * SondeExportSink:
 * @text: what a writer appends to; taken from it by sonde_export_sink_flush()
 * @stream: where it goes
 *
 * Where the writers of all formats write to, so that a large export is never whole in memory.
 */
typedef struct
{
  GString             *text;
  GOutputStream       *stream;
  GCancellable        *cancellable;
  SondeExportProgress  progress;
  gpointer             user_data;
  guint                done;
  guint                total;
} SondeExportSink;

/* One more message is written. FALSE, with @error, when writing failed or was cancelled. */
gboolean sonde_export_sink_step  (SondeExportSink  *self,
                                  GError          **error);
/* Writes what is left. */
gboolean sonde_export_sink_flush (SondeExportSink  *self,
                                  GError          **error);

G_END_DECLS
