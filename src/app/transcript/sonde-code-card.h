/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-paragraph.h"

G_BEGIN_DECLS

/** SondeCodeCard: fenced code in a card with its language and a Copy Code button; it scrolls sideways. */
#define SONDE_TYPE_CODE_CARD (sonde_code_card_get_type ())
G_DECLARE_FINAL_TYPE (SondeCodeCard, sonde_code_card, SONDE, CODE_CARD, GtkWidget)

GtkWidget  *sonde_code_card_new      (void);
void        sonde_code_card_show     (SondeCodeCard  *self,
                                      SondeShownText *shown);
GtkLabel  *sonde_code_card_get_label (SondeCodeCard  *self);

G_END_DECLS
