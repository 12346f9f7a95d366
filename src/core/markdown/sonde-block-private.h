/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/* Only who makes a block sees inside, and only before anybody else holds it. */
struct _SondeBlock
{
  gatomicrefcount ref_count;
  SondeBlockKind  kind;
  guint           number;   /* level of a heading, start of a list, columns of a table */
  gboolean        ordered;
  gboolean        tight;
  SondeTask       task;
  char           *info;     /* language of code, label of a footnote */
  guint8         *aligns;   /* one SondeAlign a column */
  char           *text;
  gsize           length;
  GArray         *spans;    /* of SondeSpan, or NULL */
  GPtrArray      *children; /* of SondeBlock, or NULL */
};

SondeBlock *sonde_block_new      (SondeBlockKind  kind);
GArray     *sonde_spans_new      (void);

G_END_DECLS
