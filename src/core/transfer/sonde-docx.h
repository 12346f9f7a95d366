/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"
#include "sonde-export-private.h"

G_BEGIN_DECLS

/**
 * SondeDocx:
 * @out: where paragraphs go now: @body or @footnotes
 * @body: of word/document.xml
 * @numbering: word/numbering.xml, still open
 * @links: the relationships of the body, or of the footnotes
 * @pictures: (element-type SondeDocxPicture): in the order of their numbers from 1
 * @numbers: (element-type SondeFormula guint): the pictures of formulas that there are already
 * @style: (nullable): of paragraphs, where they have no other
 * @left: where paragraphs begin, in twentieths of a point from the margin
 * @bar: where the bar beside a quotation is, 0 for none
 * @n_footnotes: how many there are, which is the number of the last
 * @notes: the number of the footnote of each source of the message, 0 for none yet
 * @definitions: label → borrowed block of the message's own footnotes
 *
 * A Word document (ECMA-376, Office Open XML) that is being written, but for the archive that it is in.
 */
typedef struct
{
  SondeExportDocument *document;
  GString             *out;
  GString             *body;
  GString             *footnotes;
  GString             *numbering;
  GString             *links[2];
  GPtrArray           *pictures;
  GHashTable          *numbers;
  const char          *style;
  guint                left;
  guint                bar;
  guint                n_links;
  guint                n_drawings;
  guint                n_footnotes;
  guint                n_numberings;
  guint                list_level;
  SondeMessage        *message;
  GArray              *notes;
  GHashTable          *definitions;
} SondeDocx;

/**
 * SondeDocxPlace:
 * @numbering: of the list whose next item begins, 0 for none
 * @level: of that list
 * @rule: whether a line is below
 * @alignment: (nullable): "left", "center" or "right"
 */
typedef struct
{
  guint       numbering;
  guint       level;
  gboolean    rule;
  const char *alignment;
} SondeDocxPlace;

/** What holds around what stands aside. */
typedef struct
{
  const char *style;
  guint       left;
  guint       bar;
} SondeDocxAside;

/** A formula as lines for those who know them (NULL for none), and as pixels for the rest. */
typedef struct
{
  GBytes *png;
  GBytes *svg;
} SondeDocxPicture;

#define SONDE_DOCX_INDENT 426  /* of a level of lists, in twentieths of a point */
#define SONDE_DOCX_WIDTH  9638 /* between the margins of A4 */

/* Text */
void  sonde_docx_append_text         (GString               *out,
                                      const char            *text,
                                      gsize                  length);
void  sonde_docx_append_run          (SondeDocx             *self,
                                      const char            *properties,
                                      const char            *text,
                                      gsize                  length);
void  sonde_docx_append_inline       (SondeDocx             *self,
                                      const SondeBlock      *leaf);
void  sonde_docx_open_paragraph      (SondeDocx             *self,
                                      const char            *style,
                                      const SondeDocxPlace  *place,
                                      const char            *text);
void  sonde_docx_close_paragraph     (SondeDocx             *self);
void  sonde_docx_append_line         (SondeDocx             *self,
                                      const char            *style,
                                      const char            *text);

void  sonde_docx_open_link           (SondeDocx             *self,
                                      const char            *target);
void  sonde_docx_close_link          (SondeDocx             *self);

/* Footnotes */
void  sonde_docx_append_citation     (SondeDocx             *self,
                                      guint                  number);
void  sonde_docx_append_note         (SondeDocx             *self,
                                      const char            *label);

/* Formulas */
void  sonde_docx_append_formula      (SondeDocx             *self,
                                      const char            *tex,
                                      gboolean               display);
void  sonde_docx_picture_free        (SondeDocxPicture      *self);

/* Blocks */
/* What follows stands beside a bar, in @style; the end gets what the beginning gave. */
SondeDocxAside sonde_docx_begin_aside (SondeDocx          *self,
                                      const char            *style);
void  sonde_docx_end_aside           (SondeDocx             *self,
                                      const SondeDocxAside  *outside);
void  sonde_docx_append_markdown     (SondeDocx             *self,
                                      const char            *text);
void  sonde_docx_append_code         (SondeDocx             *self,
                                      const char            *language,
                                      const char            *code);
void  sonde_docx_append_table        (SondeDocx             *self,
                                      const SondeBlock      *table);

G_END_DECLS
