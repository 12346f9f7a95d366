/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_PARAGRAPH_TEXT,
  SONDE_PARAGRAPH_HEADING,
  SONDE_PARAGRAPH_ITEM,
  SONDE_PARAGRAPH_TABLE, /* lines that begin with a bar, kept as they are */
  SONDE_PARAGRAPH_MATH,  /* a displayed formula, its source kept as it is */
  SONDE_PARAGRAPH_CODE,  /* with its fences */
} SondeParagraphKind;

/**
 * SondeParagraph:
 * @level: of a heading 1 to 6, of a list item its depth from 0
 * @start: its first byte in the text
 * @end: the byte after its last, without the line end
 * @line_end: the end of its first line; once a line end stands there, what comes before it is settled
 */
typedef struct
{
  SondeParagraphKind kind;
  guint              level;
  gsize              start;
  gsize              end;
  gsize              line_end;
} SondeParagraph;

/** Bytes @start to @end of a shown text: a cited source, or code when @number is 0. */
typedef struct
{
  guint start;
  guint end;
  guint number;
} SondeMark;

/**
 * SondeShownText:
 * @marker: (nullable): what stands before a list item, or the language of code
 * @text: what is shown
 * @attrs: bold and monospace
 * @marks: (element-type SondeMark): in order
 */
typedef struct
{
  char          *marker;
  char          *text;
  PangoAttrList *attrs;
  GArray        *marks;
} SondeShownText;

GArray         *sonde_paragraph_scan     (const char           *text,
                                          gsize                 from);
SondeShownText *sonde_paragraph_render   (const char           *text,
                                          const SondeParagraph *paragraph,
                                          guint                 n_sources,
                                          gboolean              growing);
gboolean        sonde_paragraph_is_wide  (const char           *text);
void            sonde_shown_text_free    (SondeShownText       *shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeShownText, sonde_shown_text_free)

G_END_DECLS
