/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-md-lines.h"
#include "sonde-md-source.h"

G_BEGIN_DECLS

/* A formula over this size is source text; the bound also keeps the search for its end cheap. */
#define SONDE_MD_MAX_TEX 20000

/* Kinds of formulas that have an end of their own to be looked for: three, and environments with and without a star. */
#define SONDE_MD_N_DELIMITERS (3 + 2 * 24)

/**
 * SondeMdScan:
 *
 * One way through a text, line by line, which writes a #SondeMdSource: sonde-md-source.c goes, sonde-md-math.c looks for
 * formulas where it stands. All places are offsets in the text.
 */
typedef struct
{
  SondeMdSource *source;
  const char    *text;
  gsize          length;
  gboolean       has_literal;

  SondeMdLines   lines;
  SondeMdLine    line;
  gsize          line_start;
  gsize          line_end; /* without its ending */
  gsize          next_line;
  gboolean       in_footnote; /* the line before stood in one */
  gboolean       in_table;
  gboolean       has_pipe; /* the line before may be the header of a table */

  gsize          paragraph_end; /* known to be the end of the paragraph at hand, or before it */
  gsize          display_end;   /* the same for a formula that begins a line */
  gsize          no_closer[SONDE_MD_N_DELIMITERS]; /* there is none from here on before that offset */
  gsize          code_end;    /* a code span reaches from lines before to here */
  GArray        *next_runs;   /* of gsize: for each run of backticks the next of its length, or 0 */
  GArray        *run_starts;
  guint          run; /* the run at hand */
} SondeMdScan;

/* Text that no longer is looked at goes over as it is, but for the character of the placeholders. */
void   sonde_md_scan_emit               (SondeMdScan *self,
                                         gsize        start,
                                         gsize        end);
/* Takes what is in @mark, and writes its placeholder. */
void   sonde_md_scan_emit_mark          (SondeMdScan *self,
                                         SondeMdMark  mark);
/* Where the paragraph ends that the current line is part of: what spans lines cannot reach further. */
gsize  sonde_md_scan_find_paragraph_end (SondeMdScan *self);
/* The same for a formula that begins a line: it may hold lines that look like items and headings. */
gsize  sonde_md_scan_find_display_end   (SondeMdScan *self);
/* The text of [start, end) without what containers put at the begin of its lines. */
char  *sonde_md_scan_dup_content        (const SondeMdScan *self,
                                         gsize              start,
                                         gsize              end);
/* After something that took [.., end): goes on in the line where it ended. */
void   sonde_md_scan_move_to            (SondeMdScan *self,
                                         gsize        end);

/* Formulas: each takes what begins at @at and gives where it ended; 0 where there is none. */
gsize  sonde_md_math_dollars            (SondeMdScan *self,
                                         gsize        at);
gsize  sonde_md_math_bracket            (SondeMdScan *self,
                                         gsize        at);
gsize  sonde_md_math_environment        (SondeMdScan *self,
                                         gsize        at);

G_END_DECLS
