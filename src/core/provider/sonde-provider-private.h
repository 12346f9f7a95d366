/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-dialect.h"

G_BEGIN_DECLS

/* What only the catalogue and the request of this library need. */

SondeProvider *sonde_provider_new_builtin    (const SondeDialect *dialect);
/* Back to the defaults of a built-in one; keeps "is-default". */
void           sonde_provider_reset          (SondeProvider      *self);
void           sonde_provider_set_name       (SondeProvider      *self,
                                              const char         *name);
gboolean       sonde_provider_set_base_url   (SondeProvider      *self,
                                              const char         *base_url,
                                              GError            **error);
void           sonde_provider_set_model      (SondeProvider      *self,
                                              SondeModelSlot      slot,
                                              const char         *model);
void           sonde_provider_set_effort     (SondeProvider      *self,
                                              SondeEffort         effort);
void           sonde_provider_set_is_default (SondeProvider      *self,
                                              gboolean            is_default);
/* An address as a person types it, as this program keeps it: with a scheme, without slashes at its end and
 * without /chat/completions. SONDE_ERROR_INVALID_ARGUMENT. */
char          *sonde_provider_normalize_url  (const char         *text,
                                              GError            **error);
gboolean       sonde_provider_is_fixed       (SondeProvider      *self,
                                              const char         *model);
/* What the host counts in, or %NULL. */
const char    *sonde_provider_get_currency   (SondeProvider      *self);
gboolean       sonde_provider_takes_effort   (SondeProvider      *self,
                                              const char         *model);

G_END_DECLS
