/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text that is too long to be parsed within a frame, as blocks that need no parser: paragraphs without spans, or code. */
typedef struct
{
  gboolean is_code;
  char    *language; /* of the code, or NULL */
} SondeMdPieces;

gsize sonde_md_pieces_add (const SondeMdPieces *self,
                           GPtrArray           *blocks,
                           const char          *text,
                           gsize                length,
                           gboolean             is_all);

G_END_DECLS
