/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/**
 * SondeErrorCard:
 *
 * What went wrong with an answer: a sentence, what helps, and a button for each action that the error names.
 * An answer that was cut without an error has the sentence "Interrupted". Hidden when all is well.
 */
#define SONDE_TYPE_ERROR_CARD (sonde_error_card_get_type ())
G_DECLARE_FINAL_TYPE (SondeErrorCard, sonde_error_card, SONDE, ERROR_CARD, GtkWidget)

GtkWidget *sonde_error_card_new    (SondeMessage   *message);
void       sonde_error_card_update (SondeErrorCard *self);

G_END_DECLS
