/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondeBlockKind:
 *
 * Leaves hold text and spans, the others hold blocks. A list holds items, a table rows, a row cells; items,
 * quotes and footnotes hold any other kind. Blocks nest at most SONDE_BLOCK_MAX_DEPTH deep, so recursion over
 * them is safe.
 */
typedef enum
{
  SONDE_BLOCK_PARAGRAPH, /* leaf */
  SONDE_BLOCK_HEADING,   /* leaf */
  SONDE_BLOCK_CODE,      /* leaf without spans; the text ends without a newline */
  SONDE_BLOCK_MATH,      /* leaf without spans: a displayed formula; the text is its TeX */
  SONDE_BLOCK_LIST,
  SONDE_BLOCK_ITEM,
  SONDE_BLOCK_QUOTE,
  SONDE_BLOCK_TABLE,
  SONDE_BLOCK_ROW,       /* the first of a table is its header; trailing empty cells may be missing */
  SONDE_BLOCK_CELL,      /* leaf */
  SONDE_BLOCK_RULE,
  SONDE_BLOCK_FOOTNOTE,  /* the definition of one */
} SondeBlockKind;

typedef enum
{
  SONDE_TASK_NONE,
  SONDE_TASK_OPEN,
  SONDE_TASK_DONE,
} SondeTask;

typedef enum
{
  SONDE_ALIGN_NATURAL,
  SONDE_ALIGN_LEFT,
  SONDE_ALIGN_CENTER,
  SONDE_ALIGN_RIGHT,
} SondeAlign;

typedef enum
{
  SONDE_SPAN_STRONG,
  SONDE_SPAN_EMPHASIS,
  SONDE_SPAN_STRIKE,
  SONDE_SPAN_CODE,
  SONDE_SPAN_SUB,
  SONDE_SPAN_SUP,
  SONDE_SPAN_KBD,
  SONDE_SPAN_LINK,         /* target: the address, any scheme */
  SONDE_SPAN_IMAGE,        /* target: the address; the text is its description, or U+FFFC */
  SONDE_SPAN_MATH,         /* target: the TeX; the text is as it was written, with delimiters */
  SONDE_SPAN_MATH_DISPLAY, /* the same where a block cannot stand: in a heading, a cell, an emphasis */
  SONDE_SPAN_FOOTNOTE,     /* target: the label of a definition; the text is "[^LABEL]" */
} SondeSpanKind;

/**
 * SondeSpan:
 * @start: first byte in the block's text
 * @end: the byte after the last
 * @target: (nullable): see SondeSpanKind
 * @title: (nullable): of a link or an image
 *
 * Spans are sorted by start and properly nested, an outer one before what it contains. None is empty.
 */
typedef struct
{
  guint          start;
  guint          end;
  SondeSpanKind  kind;
  char          *target;
  char          *title;
} SondeSpan;

#define SONDE_BLOCK_MAX_DEPTH 110

/**
 * SondeBlock:
 *
 * An immutable, reference-counted piece of a Markdown text. Any thread. The text of a leaf is valid UTF-8 without NUL; outside of
 * code and formulas a newline in it is a hard line break.
 */
typedef struct _SondeBlock SondeBlock;

#define SONDE_TYPE_BLOCK (sonde_block_get_type ())
GType            sonde_block_get_type         (void);

SondeBlock      *sonde_block_ref              (SondeBlock       *self);
void             sonde_block_unref            (SondeBlock       *self);
gboolean         sonde_block_equal            (const SondeBlock *self,
                                               const SondeBlock *other);

SondeBlockKind   sonde_block_get_kind         (const SondeBlock *self);
gboolean         sonde_block_is_leaf          (const SondeBlock *self);
guint            sonde_block_get_level        (const SondeBlock *self);
gboolean         sonde_block_is_ordered       (const SondeBlock *self);
guint            sonde_block_get_start        (const SondeBlock *self);
gboolean         sonde_block_is_tight         (const SondeBlock *self);
SondeTask        sonde_block_get_task         (const SondeBlock *self);
const char      *sonde_block_get_language     (const SondeBlock *self);
const char      *sonde_block_get_label        (const SondeBlock *self);
guint            sonde_block_get_n_columns    (const SondeBlock *self);
SondeAlign       sonde_block_get_alignment    (const SondeBlock *self,
                                               guint             column);

const char      *sonde_block_get_text         (const SondeBlock *self,
                                               gsize            *length);
const SondeSpan *sonde_block_get_spans        (const SondeBlock *self,
                                               guint            *n_spans);

guint            sonde_block_get_n_children   (const SondeBlock *self);
SondeBlock      *sonde_block_get_child        (const SondeBlock *self,
                                               guint             index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeBlock, sonde_block_unref)

G_END_DECLS
