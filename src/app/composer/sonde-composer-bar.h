/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-context-meter.h"
#include "sonde-model-button.h"

G_BEGIN_DECLS

/**
 * SondeComposerBar:
 *
 * The row below the text: Attach, the two toggles, the meter, the model, Send or Stop. Where the width does not
 * suffice it drops, in this order: the labels of toggles that are off, the first part of the model's name,
 * the second part of the labels of toggles that are on, the rest of both.
 */
#define SONDE_TYPE_COMPOSER_BAR (sonde_composer_bar_get_type ())
G_DECLARE_FINAL_TYPE (SondeComposerBar, sonde_composer_bar, SONDE, COMPOSER_BAR, GtkWidget)

GtkWidget        *sonde_composer_bar_get_attach    (SondeComposerBar *self);
GtkToggleButton  *sonde_composer_bar_get_deepthink (SondeComposerBar *self);
GtkToggleButton  *sonde_composer_bar_get_search    (SondeComposerBar *self);
SondeModelButton *sonde_composer_bar_get_model     (SondeComposerBar *self);
SondeContextMeter *sonde_composer_bar_get_meter    (SondeComposerBar *self);
GtkWidget        *sonde_composer_bar_get_send      (SondeComposerBar *self);
GtkWidget        *sonde_composer_bar_get_stop      (SondeComposerBar *self);

G_END_DECLS
