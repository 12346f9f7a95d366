/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SONDE_RESOURCE_PATH "/io/github/sondechat/Sonde"

void       sonde_app_register_resources (void);
GSettings *sonde_app_settings_new       (void);

G_END_DECLS
