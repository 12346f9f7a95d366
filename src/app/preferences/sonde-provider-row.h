/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeProviderRow:
 *
 * One provider: whether it is the default and has a key, its balance, its address, and a check that asks its
 * server for its models. The key itself is never shown, only replaced or removed. The signal
 * "models" (GStrv) tells what a check found.
 */
#define SONDE_TYPE_PROVIDER_ROW (sonde_provider_row_get_type ())
G_DECLARE_FINAL_TYPE (SondeProviderRow, sonde_provider_row, SONDE, PROVIDER_ROW, AdwExpanderRow)

GtkWidget     *sonde_provider_row_new          (SondeEngine      *engine,
                                                SondeProvider    *provider);
SondeProvider *sonde_provider_row_get_provider (SondeProviderRow *self);
void           sonde_provider_row_check        (SondeProviderRow *self);
void           sonde_provider_row_look_for_key (SondeProviderRow *self);

G_END_DECLS
