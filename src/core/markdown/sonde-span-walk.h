/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/* Goes through the text of a leaf with its spans properly nested. */
typedef struct
{
  void     (*run)   (gpointer         data,
                     const char      *text,
                     gsize            length);
  /* Gives whether it wrote the span's text itself: then neither it nor what is inside comes. */
  gboolean (*open)  (gpointer         data,
                     const SondeSpan *span);
  void     (*close) (gpointer         data,
                     const SondeSpan *span);
} SondeSpanWalker;

void sonde_span_walk (const SondeBlock      *leaf,
                      const SondeSpanWalker *walker,
                      gpointer               data);

G_END_DECLS
