/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-block.h"

G_BEGIN_DECLS

/**
 * SondeCodeColors:
 *
 * The colours of the tokens of one code block, by GtkSourceView's languages and style schemes. A helper process finds them
 * (sonde-code-helper.h), so that code is plain until they are there; code that grows keeps them and goes on where it was.
 * Main thread only.
 *
 * Signals: "colored" (guint start, guint end): the bytes of the code whose colours are known now or are others.
 */
#define SONDE_TYPE_CODE_COLORS (sonde_code_colors_get_type ())
G_DECLARE_FINAL_TYPE (SondeCodeColors, sonde_code_colors, SONDE, CODE_COLORS, GObject)

SondeCodeColors *sonde_code_colors_new            (void);
void             sonde_code_colors_set_code       (SondeCodeColors *self,
                                                   SondeBlock      *block);
void             sonde_code_colors_set_background (SondeCodeColors *self,
                                                   const GdkRGBA   *background);
void             sonde_code_colors_insert         (SondeCodeColors *self,
                                                   PangoAttrList   *attrs,
                                                   guint            start,
                                                   guint            end);
guint            sonde_code_colors_get_n_rebuilds (SondeCodeColors *self);

G_END_DECLS
