/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"
#include "sonde-inline-text.h"

G_BEGIN_DECLS

/**
 * SondeInlineLayout:
 *
 * A part of a leaf, set and ready to be drawn, hit and selected: a paragraph, a heading, a cell of a table. Points are
 * from its top left corner, in px; places are bytes of the leaf.
 */
typedef struct _SondeInlineLayout SondeInlineLayout;

SondeInlineLayout *sonde_inline_layout_new         (GtkWidget               *widget,
                                                    const SondeBlock        *leaf,
                                                    guint                    start,
                                                    guint                    end,
                                                    const SondeBlockStyle   *style,
                                                    double                   size,
                                                    gboolean                 is_bold,
                                                    const char              *back);
void               sonde_inline_layout_free        (SondeInlineLayout       *self);
void               sonde_inline_layout_set_width   (SondeInlineLayout       *self,
                                                    int                      width);
void               sonde_inline_layout_set_alignment (SondeInlineLayout     *self,
                                                    PangoAlignment           alignment);
void               sonde_inline_layout_get_size    (SondeInlineLayout       *self,
                                                    int                     *width,
                                                    int                     *height);
gboolean           sonde_inline_layout_waits       (SondeInlineLayout       *self);
void               sonde_inline_layout_read        (SondeInlineLayout       *self,
                                                    SondeBlock              *leaf,
                                                    guint                    number,
                                                    SondeReading            *reading);
void               sonde_inline_layout_draw        (SondeInlineLayout       *self,
                                                    GtkSnapshot             *snapshot,
                                                    SondeBlockView          *view,
                                                    guint                    leaf);
guint              sonde_inline_layout_find_offset (SondeInlineLayout       *self,
                                                    double                   x,
                                                    double                   y);
void               sonde_inline_layout_get_rect    (SondeInlineLayout       *self,
                                                    guint                    offset,
                                                    graphene_rect_t         *rect);
gboolean           sonde_inline_layout_get_hot     (SondeInlineLayout       *self,
                                                    guint                    leaf,
                                                    double                   x,
                                                    double                   y,
                                                    SondeHot                *hot);
void               sonde_inline_layout_list_hots   (SondeInlineLayout       *self,
                                                    guint                    leaf,
                                                    GArray                  *hots);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeInlineLayout, sonde_inline_layout_free)

G_END_DECLS
