/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What each line of a Markdown text is, as far as one can say before the inline content is known: which
 * containers it continues, opens and leaves, and whether what remains is text or code. The rules are those of
 * CommonMark 0.31 §5, with footnotes as in GFM. It costs the same for each line however long the text is. */

/* Containers deeper than this stay plain text. */
#define SONDE_MD_MAX_CONTAINERS 50

typedef enum
{
  SONDE_MD_LINE_BLANK,
  SONDE_MD_LINE_TEXT,
  SONDE_MD_LINE_HEADING,   /* # Heading */
  SONDE_MD_LINE_UNDERLINE, /* of a heading */
  SONDE_MD_LINE_RULE,
  SONDE_MD_LINE_FENCE,     /* opens or closes code */
  SONDE_MD_LINE_CODE,
} SondeMdLineKind;

typedef enum
{
  SONDE_MD_QUOTE,
  SONDE_MD_ITEM,
  SONDE_MD_FOOTNOTE,
} SondeMdContainerKind;

typedef struct
{
  SondeMdContainerKind kind;
  guint                indent;   /* columns that a line needs to be inside, from the container around it */
  gboolean             is_empty; /* nothing after the marker yet */
} SondeMdContainer;

typedef struct
{
  SondeMdContainer containers[SONDE_MD_MAX_CONTAINERS];
  guint            n_containers;
  gboolean         in_paragraph;
  char             fence;        /* '`', '~' or 0 */
  guint            fence_length;
  gboolean         ends_in_list; /* the last block at the top is a list */
} SondeMdLines;

typedef struct
{
  SondeMdLineKind kind;
  gsize           content;    /* offset in the line of what follows all markers */
  guint           n_matched;  /* containers of the line before that this line continues */
  gboolean        is_new;     /* not the continuation of a paragraph */
  gboolean        is_lazy;    /* continues a paragraph without its markers */
  gboolean        is_too_deep;
  gboolean        opens_list; /* the first container that it opens is an item, and stands at the top */
  gsize           label;      /* of the footnote that the line opens: offset and length, or 0 */
  gsize           label_length;
} SondeMdLine;

gsize sonde_md_line_length   (const char         *text,
                              gsize               length,
                              gsize              *ending);
void  sonde_md_lines_feed    (SondeMdLines       *self,
                              const char         *line,
                              gsize               length,
                              SondeMdLine        *result);
gsize sonde_md_lines_match   (const SondeMdLines *self,
                              const char         *line,
                              gsize               length,
                              guint              *n_matched);

G_END_DECLS
