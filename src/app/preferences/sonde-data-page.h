/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/** SondeDataPage: where things lie and what goes where, truly. */
#define SONDE_TYPE_DATA_PAGE (sonde_data_page_get_type ())
G_DECLARE_FINAL_TYPE (SondeDataPage, sonde_data_page, SONDE, DATA_PAGE, AdwPreferencesPage)

GtkWidget *sonde_data_page_new (SondeEngine *engine);

G_END_DECLS
