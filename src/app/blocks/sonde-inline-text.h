/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-style.h"
#include "sonde-block.h"
#include "sonde-formula-cache.h"
#include "sonde-reading.h"

G_BEGIN_DECLS

/** What is special about a part of a text. */
typedef enum
{
  SONDE_INLINE_CODE,
  SONDE_INLINE_KBD,
  SONDE_INLINE_LINK,
  SONDE_INLINE_SHIFTED, /* set higher or lower */
  SONDE_INLINE_IMAGE,
  SONDE_INLINE_FOOTNOTE,
  SONDE_INLINE_BACK,    /* behind the last byte: from a footnote to where it is named */
  SONDE_INLINE_SOURCE,  /* the number of a source that is cited */
  SONDE_INLINE_FORMULA,
} SondeInlineKind;

/**
 * SondeInlineMark:
 * @kind: what it is
 * @start: first byte in the shown text
 * @end: the byte after the last there
 * @leaf_start: first byte in the leaf's text
 * @leaf_end: the byte after the last there
 * @is_replaced: whether something else is shown than what stands in the leaf
 * @number: of a source
 * @before_start: first byte in the leaf of what is shown before it: the end of a sentence that stands behind it there
 * @before_end: the byte after that
 * @span: (nullable): of the leaf, borrowed
 * @target: (nullable): where it leads, borrowed
 * @picture: of a formula
 * @is_stand_in: whether it is one of another size or colour, until its own is there
 */
typedef struct
{
  SondeInlineKind     kind;
  guint               start;
  guint               end;
  guint               leaf_start;
  guint               leaf_end;
  gboolean            is_replaced;
  guint               number;
  guint               before_start;
  guint               before_end;
  const SondeSpan    *span;
  const char         *target;
  SondeFormulaPicture picture;
  gboolean            is_stand_in;
} SondeInlineMark;

/**
 * SondeInlineText:
 * @text: what is shown
 * @attrs: how
 * @marks: (element-type SondeInlineMark): in order; those that are replaced do not overlap
 * @leaf_start: where in the leaf it begins
 * @leaf_end: where in the leaf it ends
 * @waits: whether a formula is not known yet, and its TeX or another picture of it is shown
 *
 * What is shown of a part of a leaf: a text with attributes, never markup, in which citations, footnotes, images and
 * formulas stand as what they mean.
 */
typedef struct
{
  char          *text;
  PangoAttrList *attrs;
  GArray        *marks;
  guint          leaf_start;
  guint          leaf_end;
  gboolean       waits;
} SondeInlineText;

SondeInlineText *sonde_inline_text_new      (const SondeBlock      *leaf,
                                             guint                  start,
                                             guint                  end,
                                             const SondeBlockStyle *style,
                                             double                 size,
                                             int                    scale_factor,
                                             const char            *back);
void             sonde_inline_text_free     (SondeInlineText       *self);
guint            sonde_inline_text_to_shown (const SondeInlineText *self,
                                             guint                  leaf_offset);
guint            sonde_inline_text_to_leaf  (const SondeInlineText *self,
                                             guint                  shown_offset,
                                             gboolean               after);
void             sonde_inline_text_read     (const SondeInlineText *self,
                                             SondeBlock            *leaf,
                                             guint                  number,
                                             SondeReading          *reading);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeInlineText, sonde_inline_text_free)

G_END_DECLS
