/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondePalette:
 *
 * The colours that blocks draw with, looked up once for each change of theme.
 */
typedef struct
{
  GdkRGBA text;
  GdkRGBA dim_text;      /* 72 %, 90 % in high contrast */
  GdkRGBA marker;        /* the dot of a list */
  GdkRGBA accent;        /* links and numbers of sources */
  GdkRGBA accent_tint;   /* behind those numbers */
  GdkRGBA code;          /* behind code in a text */
  GdkRGBA message_card;  /* behind what the person wrote */
  GdkRGBA message_border;
  GdkRGBA card;          /* behind code blocks */
  GdkRGBA card_border;
  GdkRGBA bar;           /* beside quotes */
  GdkRGBA rule;          /* between rows of a table */
  GdkRGBA head_rule;     /* below its head */
  GdkRGBA selection;
  GdkRGBA match;
  GdkRGBA current_match; /* the one that was gone to */
} SondePalette;

/**
 * SondeBlockStyle:
 * @palette: (borrowed): the colours
 * @scale: px on the screen for one px of the design, which is drawn for a text of 11 pt
 * @size: of the text, in px of the design
 * @line_height: in px of the design
 * @cjk_line_height: of paragraphs with Chinese, Japanese or Korean
 * @is_dim: whether the text is drawn in the dim colour
 * @n_sources: how many sources may be cited
 *
 * How the blocks of one section are drawn. Lives as long as its section.
 */
typedef struct
{
  const SondePalette *palette;
  double              scale;
  double              size;
  double              line_height;
  double              cjk_line_height;
  gboolean            is_dim;
  guint               n_sources;
} SondeBlockStyle;

void           sonde_palette_look_up          (SondePalette          *self,
                                               GtkWidget             *widget);
double         sonde_block_style_get_scale    (GtkWidget             *widget);
int            sonde_block_style_px           (const SondeBlockStyle *self,
                                               double                 design_px);
const GdkRGBA *sonde_block_style_get_color    (const SondeBlockStyle *self);
gboolean       sonde_block_style_is_wide      (const char            *text);
gboolean       sonde_block_style_is_rtl       (const char            *text,
                                               gsize                  length,
                                               gboolean               fallback);
PangoLayout   *sonde_block_style_create_layout (const SondeBlockStyle *self,
                                               GtkWidget             *widget,
                                               double                 size,
                                               gboolean               is_wide);

G_END_DECLS
