/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/** SondeModelsPage: the providers, and which model of the default one answers in which mode. */
#define SONDE_TYPE_MODELS_PAGE (sonde_models_page_get_type ())
G_DECLARE_FINAL_TYPE (SondeModelsPage, sonde_models_page, SONDE, MODELS_PAGE, AdwPreferencesPage)

GtkWidget *sonde_models_page_new           (SondeEngine     *engine);
void       sonde_models_page_show_provider (SondeModelsPage *self,
                                            const char      *provider_id);

G_END_DECLS
