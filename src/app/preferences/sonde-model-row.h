/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-catalogue.h"

G_BEGIN_DECLS

/** SondeModelRow: chooses the model of a provider for one slot from a list, or by its name. */
#define SONDE_TYPE_MODEL_ROW (sonde_model_row_get_type ())
G_DECLARE_FINAL_TYPE (SondeModelRow, sonde_model_row, SONDE, MODEL_ROW, AdwComboRow)

GtkWidget *sonde_model_row_new          (SondeCatalogue    *catalogue,
                                         SondeModelSlot     slot);
void       sonde_model_row_set_provider (SondeModelRow     *self,
                                         SondeProvider     *provider);
void       sonde_model_row_set_models   (SondeModelRow     *self,
                                         const char *const *models);

G_END_DECLS
