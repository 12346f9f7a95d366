/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeImportWindow:
 *
 * Reads a file of conversations and says what it would bring; after a press of Import brings it, with progress, and
 * says what came. Each step can be cancelled; conversations that are whole by then stay.
 */
#define SONDE_TYPE_IMPORT_WINDOW (sonde_import_window_get_type ())
G_DECLARE_FINAL_TYPE (SondeImportWindow, sonde_import_window, SONDE, IMPORT_WINDOW, AdwWindow)

/* Asks for a file and shows the window for it. */
void sonde_import_window_choose (GtkWindow   *parent,
                                 SondeEngine *engine);
/* Shows the window for @file, which is read at once. */
void sonde_import_window_open   (GtkWindow   *parent,
                                 SondeEngine *engine,
                                 GFile       *file);

G_END_DECLS
