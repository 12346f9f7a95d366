/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-paragraph.h"

G_BEGIN_DECLS

/**
 * SondeParagraphLabel:
 *
 * One paragraph, heading or list item as selectable text. Draws the round numbers of cited sources and the
 * ground of code; a click on a number activates `message.open-source` (u), the pointer over one
 * `message.point-at-source` (u, 0 for none).
 */
#define SONDE_TYPE_PARAGRAPH_LABEL (sonde_paragraph_label_get_type ())
G_DECLARE_FINAL_TYPE (SondeParagraphLabel, sonde_paragraph_label, SONDE, PARAGRAPH_LABEL, GtkWidget)

GtkWidget  *sonde_paragraph_label_new       (void);
void        sonde_paragraph_label_show      (SondeParagraphLabel  *self,
                                             const SondeParagraph *paragraph,
                                             SondeShownText       *shown);
GtkLabel  *sonde_paragraph_label_get_label (SondeParagraphLabel  *self);

G_END_DECLS
