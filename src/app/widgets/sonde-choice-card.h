/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeChoiceCard:
 *
 * A large button: a round icon, a title, one line of text, an arrow. It is named by its title.
 */
#define SONDE_TYPE_CHOICE_CARD (sonde_choice_card_get_type ())
G_DECLARE_FINAL_TYPE (SondeChoiceCard, sonde_choice_card, SONDE, CHOICE_CARD, GtkButton)

GtkWidget *sonde_choice_card_new      (const char      *icon_name,
                                       const char      *title,
                                       const char      *text);
void       sonde_choice_card_set_text (SondeChoiceCard *self,
                                       const char      *text);

G_END_DECLS
