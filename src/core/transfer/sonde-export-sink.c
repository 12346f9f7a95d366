/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-sink.h"

/* Fewer writes than messages, and little memory. */
#define BLOCK (256 * 1024)

gboolean
sonde_export_sink_flush (SondeExportSink *self, GError **error)
{
  gboolean written = g_output_stream_write_all (
    self->stream, self->text->str, self->text->len, NULL, self->cancellable, error);

  g_string_truncate (self->text, 0);
  return written;
}

gboolean
sonde_export_sink_step (SondeExportSink *self, GError **error)
{
  self->done++;
  if (self->progress != NULL)
    self->progress (self->done, self->total, self->user_data);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  return self->text->len < BLOCK || sonde_export_sink_flush (self, error);
}
