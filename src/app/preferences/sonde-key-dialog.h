/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeKeyDialog:
 *
 * Asks for the API key of a provider and stores it in the keyring. When the keyring will not take it, it
 * says why and offers to use the key until Sonde closes, which only the person can agree to. The signal
 * "saved" is emitted when the key can be used.
 */
#define SONDE_TYPE_KEY_DIALOG (sonde_key_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SondeKeyDialog, sonde_key_dialog, SONDE, KEY_DIALOG, AdwWindow)

SondeKeyDialog *sonde_key_dialog_run (GtkWindow     *parent,
                                      SondeEngine   *engine,
                                      SondeProvider *provider);

G_END_DECLS
