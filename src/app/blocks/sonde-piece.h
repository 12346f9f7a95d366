/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-state.h"
#include "sonde-block.h"

G_BEGIN_DECLS

typedef enum
{
  SONDE_PIECE_TEXT,  /* a paragraph or a heading */
  SONDE_PIECE_CODE,
  SONDE_PIECE_MATH,  /* a displayed formula */
  SONDE_PIECE_TABLE,
  SONDE_PIECE_RULE,
} SondePieceKind;

#define SONDE_PIECE_MAX_BARS 8

/**
 * SondePiece:
 * @kind: which widget shows it
 * @block: (owned): a leaf, or the table
 * @state: (owned) (nullable): what all pieces of one code block or table have in common
 * @first_leaf: number of its first leaf among the leaves of its section
 * @start: first byte of the leaf's text, or first row of the table, header included
 * @end: the byte or row after the last
 * @is_first: whether the block begins with it
 * @is_last: whether the block ends with it
 * @indent: of the text from the edge, in px at the default text size
 * @marker: (owned) (nullable): what stands before the text: "•", "1.", the label of a footnote
 * @task: whether a box to tick stands in the place of the marker
 * @back: (owned) (nullable): the label of the footnote that it ends, for the way back
 * @is_rtl: whether indent, marker and bars are at its right: where its words, or those around it, go from right to left
 * @gap: space above it, in px at the default text size
 * @bars: where the rules of quotes stand, from the edge in px at the default text size
 * @n_bars: how many there are
 * @n_joined_bars: how many of them go on from the piece before, through the gap
 *
 * What one widget of the view shows: a block or a part of one. A document is a flat sequence of pieces, none of
 * them much taller than a page, so that a widget is needed only for what is near the viewport, however
 * long a block is.
 */
typedef struct
{
  SondePieceKind   kind;
  SondeBlock      *block;
  SondeBlockState *state;
  guint            first_leaf;
  guint            start;
  guint            end;
  gboolean         is_first;
  gboolean         is_last;
  int              indent;
  char            *marker;
  SondeTask        task;
  char            *back;
  gboolean         is_rtl;
  int              gap;
  int              bars[SONDE_PIECE_MAX_BARS];
  guint            n_bars;
  guint            n_joined_bars;
} SondePiece;

/** How far blocks and list items stand apart, in px at the default text size. */
typedef struct
{
  int block_gap;
  int item_gap;
} SondePieceSpacing;

GPtrArray  *sonde_pieces_new    (void);
guint       sonde_pieces_append (GPtrArray               *pieces,
                                 GPtrArray               *blocks,
                                 guint                    first_leaf,
                                 const SondePieceSpacing *spacing);
gboolean    sonde_piece_equal   (const SondePiece        *self,
                                 const SondePiece        *other);
gboolean    sonde_piece_is_block_rtl (const SondeBlock    *block,
                                 gboolean                 fallback);
void        sonde_piece_free    (SondePiece              *self);

G_END_DECLS
