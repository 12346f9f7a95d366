/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"

G_BEGIN_DECLS

/**
 * SondeMdLeaf:
 * @block: (nullable): the leaf that is being written; NULL between two
 * @text: what it says so far
 * @spans: of SondeSpan
 * @open: spans without an end yet
 * @unclosed: spans of tags that have none
 * @hidden: open spans that are too deep, or inside the description of an image
 * @image_depth: whether an image is open
 * @soft_break: one is due before the next text
 *
 * The text of a paragraph, heading, cell or code as the parser gives it, piece by piece, and what is special in it.
 */
typedef struct
{
  SondeBlock *block;
  GString    *text;
  GArray     *spans;
  GArray     *open;
  GArray     *unclosed;
  guint       hidden;
  guint       image_depth;
  gboolean    soft_break;
} SondeMdLeaf;

void        sonde_md_leaf_init         (SondeMdLeaf    *leaf);
void        sonde_md_leaf_clear        (SondeMdLeaf    *leaf);
void        sonde_md_leaf_open         (SondeMdLeaf    *leaf,
                                        SondeBlockKind  kind);
void        sonde_md_leaf_drop         (SondeMdLeaf    *leaf);
SondeBlock *sonde_md_leaf_finish       (SondeMdLeaf    *leaf);
void        sonde_md_leaf_append       (SondeMdLeaf    *leaf,
                                        const char     *text,
                                        gsize           length);
void        sonde_md_leaf_break        (SondeMdLeaf    *leaf,
                                        gunichar        next);
void        sonde_md_leaf_end_line     (SondeMdLeaf    *leaf);
void        sonde_md_leaf_append_span  (SondeMdLeaf    *leaf,
                                        SondeSpanKind   kind,
                                        const char     *source,
                                        const char     *value);
gboolean    sonde_md_leaf_take_tag     (SondeMdLeaf    *leaf,
                                        const char     *text,
                                        gsize           length);
gboolean    sonde_md_leaf_admits_span  (SondeMdLeaf    *leaf);
void        sonde_md_leaf_enter_span   (SondeMdLeaf    *leaf,
                                        SondeSpanKind   kind,
                                        char           *target,
                                        char           *title);
void        sonde_md_leaf_leave_span   (SondeMdLeaf    *leaf);

G_END_DECLS
