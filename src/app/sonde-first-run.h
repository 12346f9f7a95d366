/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeFirstRun:
 *
 * The three ways in. Activates win.enter-key, win.use-demo, and win.show-main when a local server was made
 * the default.
 */
#define SONDE_TYPE_FIRST_RUN (sonde_first_run_get_type ())
G_DECLARE_FINAL_TYPE (SondeFirstRun, sonde_first_run, SONDE, FIRST_RUN, GtkWidget)

GtkWidget *sonde_first_run_new (SondeEngine *engine);
GtkWidget *sonde_first_run_get_menu_button (SondeFirstRun *self);

G_END_DECLS
