/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-export-private.h"

G_BEGIN_DECLS

/**
 * SondeHtmlBody:
 * @html: what is written to
 * @prefix: of the ids within a message, such as "m3-"
 * @n_sources: as many may be cited
 * @with_sources: whether citations are written
 *
 * A Markdown text that becomes HTML.
 */
typedef struct
{
  SondeExportDocument *document;
  GString             *html;
  const char          *prefix;
  guint                n_sources;
  gboolean             with_sources;
} SondeHtmlBody;

void sonde_html_append_escaped  (GString       *html,
                                 const char    *text,
                                 gssize         length);
void sonde_html_append_markdown (SondeHtmlBody *self,
                                 const char    *text);
void sonde_html_append_code     (SondeHtmlBody *self,
                                 const char    *language,
                                 const char    *code);
void sonde_html_append_formula  (SondeHtmlBody *self,
                                 const char    *tex,
                                 gboolean       display);

G_END_DECLS
