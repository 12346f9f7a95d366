/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeKeyPage:
 *
 * Choose a provider, paste its key: the key is checked with the provider and stored in the keyring, or kept
 * until the program ends where the keyring says no and the person agrees. Then the provider is the default,
 * and win.show-main is activated; win.leave-key-page goes back.
 */
#define SONDE_TYPE_KEY_PAGE (sonde_key_page_get_type ())
G_DECLARE_FINAL_TYPE (SondeKeyPage, sonde_key_page, SONDE, KEY_PAGE, GtkWidget)

GtkWidget *sonde_key_page_new (SondeEngine *engine);

G_END_DECLS
