/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"
#include "sonde-code-text.h"

G_BEGIN_DECLS

/**
 * SondeCodeLines:
 *
 * The lines of a piece of code: all of the same height, each laid out when it is drawn and no sooner. A line that is
 * longer than SONDE_CODE_MAX_LINE goes on in the next one. Points are from the top left corner of the text, in px; places
 * are bytes of the block's text.
 */
typedef struct _SondeCodeLines SondeCodeLines;

SondeCodeLines *sonde_code_lines_new         (GtkWidget             *widget);
void            sonde_code_lines_free        (SondeCodeLines        *self);
void            sonde_code_lines_set_style   (SondeCodeLines        *self,
                                              const SondeBlockStyle *style,
                                              const GdkRGBA         *ground);
void            sonde_code_lines_set_text    (SondeCodeLines        *self,
                                              SondeCodeText         *text,
                                              const SondePiece      *piece);
void            sonde_code_lines_set_width   (SondeCodeLines        *self,
                                              int                    width);
void            sonde_code_lines_recolor     (SondeCodeLines        *self,
                                              guint                  start,
                                              guint                  end);
int             sonde_code_lines_get_height  (SondeCodeLines        *self);
int             sonde_code_lines_get_width   (SondeCodeLines        *self);
double          sonde_code_lines_get_advance (SondeCodeLines        *self);
guint           sonde_code_lines_get_n_laid_out (SondeCodeLines     *self);
void            sonde_code_lines_draw        (SondeCodeLines        *self,
                                              GtkSnapshot           *snapshot,
                                              SondeBlockView        *view);
guint           sonde_code_lines_find_offset (SondeCodeLines        *self,
                                              double                 x,
                                              double                 y);
void            sonde_code_lines_get_rect    (SondeCodeLines        *self,
                                              guint                  offset,
                                              graphene_rect_t       *rect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeCodeLines, sonde_code_lines_free)

G_END_DECLS
