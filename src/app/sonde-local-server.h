/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeLocalServerFunc:
 * @provider: the provider at the address that answered
 * @models: (array zero-terminated=1): what it serves, at least one
 */
typedef void (*SondeLocalServerFunc) (SondeProvider     *provider,
                                      const char *const *models,
                                      gpointer           user_data);

void     sonde_local_server_probe (SondeEngine          *engine,
                                   GCancellable         *cancellable,
                                   SondeLocalServerFunc  func,
                                   gpointer              user_data);
gboolean sonde_local_server_use   (SondeEngine          *engine,
                                   SondeProvider        *provider,
                                   const char *const    *models,
                                   GError              **error);

G_END_DECLS
