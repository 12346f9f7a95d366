/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <pango/pangocairo.h>

#include "sonde-export-document.h"

G_BEGIN_DECLS

typedef struct _SondePage SondePage;

/**
 * SondePageTarget:
 * @begin: gives where the next page is drawn, lent until @end; its units are points
 * @end: the page is complete
 * @outline: (nullable): here begins a message (@level 0) or what stands under a heading of @level
 * @links: whether cairo's tags for links and outlines are of use
 *
 * Where pages go: a PDF file, or the printer.
 */
typedef struct
{
  cairo_t  *(*begin)   (gpointer    data);
  void      (*end)     (gpointer    data);
  void      (*outline) (gpointer    data,
                        SondePage  *page,
                        const char *title,
                        guint       level);
  gpointer    data;
  gboolean    links;
} SondePageTarget;

/** What a strip of a page, from one margin to the other, has beside its text. */
typedef struct
{
  double   x;
  double   width;  /* of a fill; 0: a bar at x */
  guint32  colour; /* 0xRRGGBB */
} SondePageDecor;

/**
 * SondePage:
 * @cr: the open page, or %NULL
 * @left: where text begins now, in points
 * @right: where it ends
 * @top: of the text
 * @bottom: of the text
 * @y: how far down it is written
 * @scale: of the text now
 * @colour: of the text now
 * @decor: (element-type SondePageDecor): what is drawn beside each strip
 * @pictures: (nullable): of emoji
 * @marker: (nullable): of a list's item, drawn beside the next line
 * @begun: (nullable): called when a page was begun in the middle of something, for headers of tables
 *
 * The page that is written, and what is true of the place on it. Text is written line by line, so that everything
 * breaks over pages.
 */
struct _SondePage
{
  SondePageTarget       target;
  SondeExportDocument  *document;
  PangoFontMap         *font_map;
  PangoContext         *context;
  char                 *body_family;
  char                 *code_family;
  double                width;
  double                height;
  cairo_t              *cr;
  guint                 number;
  double                left;
  double                right;
  double                top;
  double                bottom;
  double                y;
  double                scale;
  guint32               colour;
  GArray               *decor;
  GHashTable           *pictures;
  PangoLayout          *marker;
  double                marker_x;
  void                (*begun) (SondePage *self, gpointer data);
  gpointer              begun_data;
  gboolean              in_begun;
};

#define SONDE_PAGE_LEVELS 7 /* of an outline: messages, and six of headings */
#define SONDE_PAGE_SIZE  10.0 /* of the body's text, in points */
#define SONDE_PAGE_TEXT  0x1d1d20
#define SONDE_PAGE_FAINT 0x62626a
#define SONDE_PAGE_LINE  0xd0d0d6
#define SONDE_PAGE_CARD  0xf4f4f6
#define SONDE_PAGE_LINK  0x1a5fb4

void         sonde_page_init          (SondePage              *self,
                                       SondeExportDocument    *document,
                                       const SondePageTarget  *target,
                                       double                  width,
                                       double                  height);
void         sonde_page_clear         (SondePage              *self);
void         sonde_page_finish        (SondePage              *self);
void         sonde_page_get_paper     (SondePaper              paper,
                                       double                 *width,
                                       double                 *height);

/* Places on the page */
gboolean     sonde_page_fits          (SondePage              *self,
                                       double                  height);
void         sonde_page_need          (SondePage              *self,
                                       double                  height);
void         sonde_page_break         (SondePage              *self);
void         sonde_page_advance       (SondePage              *self,
                                       double                  height);
void         sonde_page_skip          (SondePage              *self,
                                       double                  height);
void         sonde_page_outline       (SondePage              *self,
                                       const char             *title,
                                       guint                   level);
void         sonde_page_push_fill     (SondePage              *self,
                                       double                  x,
                                       double                  width,
                                       guint32                 colour);
void         sonde_page_push_bar      (SondePage              *self,
                                       double                  x,
                                       guint32                 colour);
void         sonde_page_pop           (SondePage              *self);
void         sonde_page_set_colour    (SondePage              *self,
                                       guint32                 colour);

/* Text */
char        *sonde_page_dup_text      (const char             *text);
PangoLayout *sonde_page_new_layout    (SondePage              *self,
                                       const char             *text,
                                       double                  size,
                                       gboolean                code);
void         sonde_page_write_layout  (SondePage              *self,
                                       PangoLayout            *layout,
                                       double                  x,
                                       GArray                 *links);
void         sonde_page_write_line    (SondePage              *self,
                                       PangoLayoutLine        *line,
                                       double                  x,
                                       double                  offset,
                                       double                  y,
                                       GArray                 *links);
void         sonde_page_set_marker    (SondePage              *self,
                                       PangoLayout            *marker,
                                       double                  x);

G_END_DECLS
