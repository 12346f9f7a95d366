/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/** SondeGeneralPage: appearance, language, what Enter does, and the proxy. */
#define SONDE_TYPE_GENERAL_PAGE (sonde_general_page_get_type ())
G_DECLARE_FINAL_TYPE (SondeGeneralPage, sonde_general_page, SONDE, GENERAL_PAGE, AdwPreferencesPage)

GtkWidget *sonde_general_page_new (SondeEngine *engine,
                                   GSettings   *settings);

G_END_DECLS
