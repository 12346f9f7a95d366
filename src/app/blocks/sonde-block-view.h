/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-style.h"
#include "sonde-piece.h"
#include "sonde-readable.h"
#include "sonde-reading.h"

G_BEGIN_DECLS

/**
 * SondeSpot:
 * @leaf: number of a leaf among those of its section
 * @offset: in bytes, from the beginning of the leaf's text
 *
 * A place between two characters of a section.
 */
typedef struct
{
  guint leaf;
  guint offset;
} SondeSpot;

/** What stands between two spots, and whether it is the match that was gone to. */
typedef struct
{
  SondeSpot start;
  SondeSpot end;
  gboolean  is_current;
} SondeSpotRange;

/** What the pointer can be on: @target of a link or of an image, label of a footnote (also of the way back), number of
 * a source. */
typedef enum
{
  SONDE_HOT_NONE,
  SONDE_HOT_LINK,
  SONDE_HOT_IMAGE,
  SONDE_HOT_FOOTNOTE,
  SONDE_HOT_BACK,     /* from a footnote to where it is named */
  SONDE_HOT_SOURCE,
  SONDE_HOT_MATH,
} SondeHotKind;

/**
 * SondeHot:
 * @kind: what it is
 * @target: (nullable): address, label or TeX, borrowed from the block
 * @title: (nullable): what a tooltip says of it, borrowed
 * @text: what is shown of it, borrowed and not terminated
 * @text_length: of that in bytes
 * @number: of a source
 * @start: where it begins
 * @end: where it ends
 */
typedef struct
{
  SondeHotKind  kind;
  const char   *target;
  const char   *title;
  const char   *text;
  guint         text_length;
  guint         number;
  SondeSpot     start;
  SondeSpot     end;
} SondeHot;

/**
 * SondeBlockView:
 *
 * Draws one piece of a document. Whoever holds it asks for its height at a width and allocates it so; GTK's own
 * measuring is not used, because changing one of thousands of blocks would make every widget above measure again. What is
 * read of it aloud is its accessible name and, where GTK has that, its accessible text.
 *
 * Signals: "height-changed": by itself, as when a formula arrives or lines wrap; "activated" (SondeHot *): a link by the
 * keyboard.
 */
#define SONDE_TYPE_BLOCK_VIEW (sonde_block_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (SondeBlockView, sonde_block_view, SONDE, BLOCK_VIEW, GtkWidget)

/**
 * SondeBlockViewClass:
 * @update: the piece, the style or both are others now: forget what was made of them
 * @get_height: in px, for a width in px that is at least 1
 * @find_spot: gives the spot nearest to a point
 * @get_spot_rect: gives where the caret stands at a spot of the piece
 * @get_hot: whether there is something to press at a point
 * @reveal: (nullable): scrolls the block sideways until a spot of the piece is seen
 *
 * The base class draws markers and bars and keeps a button for each link, which the keyboard and assistive technology
 * reach and the pointer passes through; @draw draws the rest. All points are in the coordinates of the widget.
 */
struct _SondeBlockViewClass
{
  GtkWidgetClass parent_class;

  void     (*update)        (SondeBlockView  *self);
  int      (*get_height)    (SondeBlockView  *self,
                             int              width);
  void     (*draw)          (SondeBlockView  *self,
                             GtkSnapshot     *snapshot);
  void     (*find_spot)     (SondeBlockView  *self,
                             double           x,
                             double           y,
                             SondeSpot       *spot);
  gboolean (*get_spot_rect) (SondeBlockView  *self,
                             const SondeSpot *spot,
                             graphene_rect_t *rect);
  gboolean (*get_hot)       (SondeBlockView  *self,
                             double           x,
                             double           y,
                             SondeHot        *hot);
  void     (*reveal)        (SondeBlockView  *self,
                             const SondeSpot *spot);
};

void                   sonde_block_view_show          (SondeBlockView        *self,
                                                       const SondePiece      *piece,
                                                       const SondeBlockStyle *style);
void                   sonde_block_view_restyle       (SondeBlockView        *self);
int                    sonde_block_view_get_height    (SondeBlockView        *self,
                                                       int                    width);
void                   sonde_block_view_select        (SondeBlockView        *self,
                                                       const SondeSpot       *start,
                                                       const SondeSpot       *end);
void                   sonde_block_view_set_matches   (SondeBlockView        *self,
                                                       const SondeSpotRange  *matches,
                                                       guint                  n_matches);
void                   sonde_block_view_find_spot     (SondeBlockView        *self,
                                                       double                 x,
                                                       double                 y,
                                                       SondeSpot             *spot);
gboolean               sonde_block_view_get_spot_rect (SondeBlockView        *self,
                                                       const SondeSpot       *spot,
                                                       graphene_rect_t       *rect);
/* What the button @widget of the block stands for; %NULL if it is none of its buttons. */
const SondeHot        *sonde_block_view_get_button_hot (SondeBlockView  *self,
                                                       GtkWidget       *widget);
gboolean               sonde_block_view_get_hot       (SondeBlockView        *self,
                                                       double                 x,
                                                       double                 y,
                                                       SondeHot              *hot);
void                   sonde_block_view_reveal        (SondeBlockView        *self,
                                                       const SondeSpot       *spot);
gboolean               sonde_block_view_focus_note    (SondeBlockView        *self,
                                                       const SondeSpot       *spot);

/* For the kinds of blocks. */
const SondePiece      *sonde_block_view_get_piece     (SondeBlockView        *self);
const SondeBlockStyle *sonde_block_view_get_style     (SondeBlockView        *self);
int                    sonde_block_view_get_inner_x   (SondeBlockView        *self);
int                    sonde_block_view_get_indent    (SondeBlockView        *self);
void                   sonde_block_view_set_hots      (SondeBlockView        *self,
                                                       GArray                *hots);
gboolean               sonde_block_view_get_selected  (SondeBlockView        *self,
                                                       guint                  leaf,
                                                       guint                 *start,
                                                       guint                 *end);
const SondeSpotRange  *sonde_block_view_get_matches   (SondeBlockView        *self,
                                                       guint                 *n_matches);
void                   sonde_block_view_take_reading  (SondeBlockView        *self,
                                                       SondeReading          *reading);
void                   sonde_block_view_changed       (SondeBlockView        *self);
int                    sonde_spot_compare             (const SondeSpot       *a,
                                                       const SondeSpot       *b);

G_END_DECLS
