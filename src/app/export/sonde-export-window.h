/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeExportWindow:
 *
 * Asks which conversations are exported, in which format and with what of them, then where to; shows how far it is.
 * What was chosen is remembered in the settings. Success is told by the action `win.toast` (s) of the parent.
 */
#define SONDE_TYPE_EXPORT_WINDOW (sonde_export_window_get_type ())
G_DECLARE_FINAL_TYPE (SondeExportWindow, sonde_export_window, SONDE, EXPORT_WINDOW, AdwWindow)

/* @conversation (nullable): the one that is shown, loaded; @message: of which only this message, 0 for all.
 * @ids (element-type gint64) (nullable): those that are selected, instead. With neither all are offered. */
GtkWindow *sonde_export_window_new (GtkWindow         *parent,
                                    SondeEngine       *engine,
                                    GSettings         *settings,
                                    SondeConversation *conversation,
                                    gint64             message,
                                    GArray            *ids);

G_END_DECLS
