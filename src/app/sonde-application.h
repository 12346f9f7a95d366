/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * SondeApplication:
 *
 * One for each data directory; a second start raises the window of the first.
 */
#define SONDE_TYPE_APPLICATION (sonde_application_get_type ())
G_DECLARE_FINAL_TYPE (SondeApplication, sonde_application, SONDE, APPLICATION, AdwApplication)

/**
 * SondeDemoFunc:
 *
 * Starts the demonstration's server and gives its address, owned by the callee; %NULL with @error set when it
 * cannot. The address stays good until the program ends.
 */
typedef const char *(*SondeDemoFunc) (GError **error);

SondeApplication *sonde_application_new (GSettings     *settings,
                                         SondeDemoFunc  demo_func,
                                         gint64         started_us);

G_END_DECLS
