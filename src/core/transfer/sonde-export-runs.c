/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-runs.h"

#include "sonde-citations.h"

/** A leaf that is being cut. */
typedef struct
{
  GArray *runs;
  const SondeSpan *spans;
  guint n_spans;
  guint next;      /* of the spans */
  GPtrArray *open; /* borrowed spans, outer ones first */
  GArray *citations;
  guint next_citation;
} Cutter;

static gboolean
is_special (const SondeSpan *span)
{
  return span->kind == SONDE_SPAN_MATH || span->kind == SONDE_SPAN_MATH_DISPLAY
         || span->kind == SONDE_SPAN_FOOTNOTE;
}

static SondeExportRun
describe (Cutter *self, guint start, guint end)
{
  SondeExportRun run = { .start = start, .end = end };

  for (guint i = 0; i < self->open->len; i++)
    {
      const SondeSpan *span = g_ptr_array_index (self->open, i);

      run.kinds |= 1u << span->kind;
      if (span->kind == SONDE_SPAN_LINK || span->kind == SONDE_SPAN_IMAGE)
        run.link = span;
      if (is_special (span))
        run.special = span;
    }
  return run;
}

/* What is code or a formula cites nothing, whatever it looks like. */
static gboolean
may_cite (const SondeExportRun *run)
{
  return run->special == NULL && !SONDE_EXPORT_IS (run, SONDE_SPAN_CODE);
}

static void
add_part (Cutter *self, SondeExportRun run, guint start, guint end, guint citation)
{
  run.start = start;
  run.end = end;
  run.citation = citation;
  if (end > start)
    g_array_append_val (self->runs, run);
}

/* Marks that cross the end of a span stay text. */
static void
add_run (Cutter *self, guint start, guint end)
{
  SondeExportRun run = describe (self, start, end);

  for (; self->next_citation < self->citations->len; self->next_citation++)
    {
      const SondeCitation *citation = &g_array_index (self->citations, SondeCitation, self->next_citation);

      if (citation->start < start)
        continue;
      if (citation->end > end)
        break;
      if (!may_cite (&run))
        continue;
      add_part (self, run, start, citation->start, 0);
      add_part (self, run, citation->start, citation->end, citation->number);
      start = citation->end;
    }
  add_part (self, run, start, end, 0);
}

static guint
close_spans (Cutter *self, guint at, guint until)
{
  while (self->open->len > 0)
    {
      const SondeSpan *span = g_ptr_array_index (self->open, self->open->len - 1);

      if (span->end > until)
        break;
      if (span->end > at)
        add_run (self, at, span->end);
      at = MAX (at, span->end);
      g_ptr_array_set_size (self->open, self->open->len - 1);
    }
  return at;
}

static void
cut (Cutter *self, guint length)
{
  guint at = 0;

  for (; self->next <= self->n_spans; self->next++)
    {
      guint start = self->next < self->n_spans ? self->spans[self->next].start : length;

      at = close_spans (self, at, start);
      if (start > at)
        add_run (self, at, start);
      at = MAX (at, start);
      if (self->next < self->n_spans)
        g_ptr_array_add (self->open, (gpointer) &self->spans[self->next]);
    }
}

GArray *
sonde_export_runs_new (const SondeBlock *leaf, guint n_sources)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (leaf, &length);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  g_autoptr (GArray) citations = sonde_citations_scan (text, n_sources);
  Cutter cutter
    = { .runs = g_array_new (FALSE, FALSE, sizeof (SondeExportRun)), .open = open, .citations = citations };

  cutter.spans = sonde_block_get_spans (leaf, &cutter.n_spans);
  cut (&cutter, length);
  return cutter.runs;
}
