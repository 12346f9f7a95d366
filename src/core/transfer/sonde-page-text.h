/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block.h"
#include "sonde-page.h"

G_BEGIN_DECLS

/** Bytes @start to @end of a layout's text lead to @target, a web address or "#NAME" within the file. */
typedef struct
{
  guint  start;
  guint  end;
  char  *target;
} SondePageLink;

/**
 * SondePageStyle:
 * @size: of the text, in points
 * @bold: whether all of it is
 * @prefix: (nullable): of the destinations in the message; %NULL for what is beside it
 * @notes: (nullable) (element-type utf8 SondeBlock): footnotes by their labels, for links to them
 * @n_sources: as many may be cited
 * @cite: whether citations are written
 */
typedef struct
{
  double      size;
  gboolean    bold;
  const char *prefix;
  GHashTable *notes;
  guint       n_sources;
  gboolean    cite;
} SondePageStyle;

/* The leaf as a layout without a width; @links (out): of SondePageLink. */
PangoLayout *sonde_page_layout_leaf (SondePage             *self,
                                     const SondeBlock      *leaf,
                                     const SondePageStyle  *style,
                                     GArray               **links);
void         sonde_page_tag_links   (SondePage             *self,
                                     PangoLayoutLine       *line,
                                     double                 x,
                                     double                 baseline,
                                     GArray                *links);
/* (nullable): where the footnote with @label is, within the file. */
char        *sonde_page_dup_note    (const SondePageStyle  *style,
                                     const char            *label);
void         sonde_page_mark        (SondePage             *self,
                                     const char            *name);
void         sonde_page_draw_shape  (cairo_t               *cr,
                                     PangoAttrShape        *shape,
                                     gboolean               do_path,
                                     gpointer               data);
GArray      *sonde_page_links_new   (void);
void         sonde_page_add_link    (GArray                *links,
                                     guint                  start,
                                     guint                  end,
                                     const char            *target);

G_END_DECLS
