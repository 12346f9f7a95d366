/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-config.h"
#include "sonde-provider.h"

G_BEGIN_DECLS

/**
 * SondeCatalogue:
 *
 * A GListModel of #SondeProvider: the built-in ones in the order of data/providers.json (a GResource of
 * this library), then the person's own. Changes are written to the #SondeConfig and appear at once.
 */
#define SONDE_TYPE_CATALOGUE (sonde_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (SondeCatalogue, sonde_catalogue, SONDE, CATALOGUE, GObject)

SondeCatalogue *sonde_catalogue_new           (SondeConfig     *config);
SondeProvider  *sonde_catalogue_lookup        (SondeCatalogue  *self,
                                               const char      *id);
SondeProvider  *sonde_catalogue_get_default   (SondeCatalogue  *self);
gboolean        sonde_catalogue_set_default   (SondeCatalogue  *self,
                                               const char      *id,
                                               GError         **error);
gboolean        sonde_catalogue_add           (SondeCatalogue  *self,
                                               const char      *id,
                                               const char      *name,
                                               const char      *base_url,
                                               const char      *model_chat,
                                               const char      *model_reasoning,
                                               GError         **error);
void            sonde_catalogue_add_transient (SondeCatalogue  *self,
                                               SondeProvider   *provider);
gboolean        sonde_catalogue_set_base_url  (SondeCatalogue  *self,
                                               const char      *id,
                                               const char      *base_url,
                                               GError         **error);
gboolean        sonde_catalogue_set_model     (SondeCatalogue  *self,
                                               const char      *id,
                                               SondeModelSlot   slot,
                                               const char      *model,
                                               GError         **error);
gboolean        sonde_catalogue_set_effort    (SondeCatalogue  *self,
                                               const char      *id,
                                               SondeEffort      effort,
                                               GError         **error);
/* Removes the person's own provider, or the person's changes to a built-in one. */
gboolean        sonde_catalogue_remove        (SondeCatalogue  *self,
                                               const char      *id,
                                               GError         **error);

G_END_DECLS
