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
 * @pictures: (element-type GBytes): PNG, in the order of their numbers from 1
 * @style: (nullable): of paragraphs, where they have no other
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
  const char          *style;
  guint                n_links;
  guint                n_footnotes;
  guint                n_numberings;
  guint                list_level;
  SondeMessage        *message;
  GArray              *notes;
  GHashTable          *definitions;
} SondeDocx;

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
void  sonde_docx_append_citation     (SondeDocx             *self,
                                      guint                  number);
void  sonde_docx_append_formula      (SondeDocx             *self,
                                      const char            *tex,
                                      gboolean               display);
void  sonde_docx_open_paragraph      (SondeDocx             *self,
                                      const char            *style,
                                      const char            *properties,
                                      const char            *text);
void  sonde_docx_close_paragraph     (SondeDocx             *self);
void  sonde_docx_append_line         (SondeDocx             *self,
                                      const char            *style,
                                      const char            *text);

/* Blocks */
void  sonde_docx_append_markdown     (SondeDocx             *self,
                                      const char            *text);
void  sonde_docx_append_code         (SondeDocx             *self,
                                      const char            *language,
                                      const char            *code);

G_END_DECLS
