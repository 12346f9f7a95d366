/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void       sonde_code_languages_use_settings (GSettings  *chosen);
GSettings *sonde_code_languages_get_settings (void);
char      *sonde_code_languages_dup_id       (const char *info);
char      *sonde_code_languages_dup_title    (const char *info);

G_END_DECLS
