/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/** SondePreferencesWindow: the pages General, Models, Search and Data. Every change takes effect at once. */
#define SONDE_TYPE_PREFERENCES_WINDOW (sonde_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (
  SondePreferencesWindow, sonde_preferences_window, SONDE, PREFERENCES_WINDOW, AdwPreferencesWindow)

GtkWindow *sonde_preferences_window_new           (SondeEngine            *engine,
                                                   GSettings              *settings);
void       sonde_preferences_window_show_provider (SondePreferencesWindow *self,
                                                   const char             *provider_id);
void       sonde_preferences_window_show_backups  (SondePreferencesWindow *self);

G_END_DECLS
