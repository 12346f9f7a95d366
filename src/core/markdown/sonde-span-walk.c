/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-span-walk.h"

typedef struct
{
  const SondeSpanWalker *walker;
  gpointer data;
  const char *text;
  guint at;
  GPtrArray *open; /* of SondeSpan */
} Walk;

static void
go_to (Walk *self, guint offset)
{
  if (offset <= self->at)
    return;
  self->walker->run (self->data, self->text + self->at, offset - self->at);
  self->at = offset;
}

static void
close_until (Walk *self, guint offset)
{
  while (self->open->len > 0)
    {
      const SondeSpan *span = self->open->pdata[self->open->len - 1];

      if (span->end > offset)
        return;
      go_to (self, span->end);
      self->walker->close (self->data, span);
      g_ptr_array_set_size (self->open, (int) self->open->len - 1);
    }
}

void
sonde_span_walk (const SondeBlock *leaf, const SondeSpanWalker *walker, gpointer data)
{
  gsize length = 0;
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (leaf, &n_spans);
  Walk self = { .walker = walker, .data = data, .text = sonde_block_get_text (leaf, &length) };

  self.open = g_ptr_array_new ();
  for (guint i = 0; i < n_spans; i++)
    {
      /* Inside of a span that was written as one. */
      if (spans[i].start < self.at)
        continue;
      close_until (&self, spans[i].start);
      go_to (&self, spans[i].start);
      if (walker->open (data, &spans[i]))
        self.at = spans[i].end;
      else
        g_ptr_array_add (self.open, (gpointer) &spans[i]);
    }
  close_until (&self, (guint) length);
  go_to (&self, (guint) length);
  g_ptr_array_unref (self.open);
}
