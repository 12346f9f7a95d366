/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeModelButton:
 *
 * Says which model answers; with little room only the last part of its name, and then only an arrow.
 * It is named "Model" for assistive technology, and described by the model.
 */
#define SONDE_TYPE_MODEL_BUTTON (sonde_model_button_get_type ())
G_DECLARE_FINAL_TYPE (SondeModelButton, sonde_model_button, SONDE, MODEL_BUTTON, GtkButton)

GtkWidget *sonde_model_button_new       (void);
void       sonde_model_button_set_model (SondeModelButton *self,
                                         const char       *label,
                                         const char       *description);
/* The width in px with which the short name is seen. */
int        sonde_model_button_get_short_width (SondeModelButton *self);

G_END_DECLS
