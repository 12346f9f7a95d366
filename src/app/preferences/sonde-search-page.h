/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/** SondeSearchPage: which service finds the pages of Search mode, where it is, and how many results it gives. */
#define SONDE_TYPE_SEARCH_PAGE (sonde_search_page_get_type ())
G_DECLARE_FINAL_TYPE (SondeSearchPage, sonde_search_page, SONDE, SEARCH_PAGE, AdwPreferencesPage)

GtkWidget *sonde_search_page_new (SondeEngine *engine);

G_END_DECLS
