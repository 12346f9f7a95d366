/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

void                  sonde_code_languages_use_settings (GSettings *chosen);
GSettings            *sonde_code_languages_get_settings (void);
char                 *sonde_code_languages_dup_id     (const char    *info);
char                 *sonde_code_languages_dup_title  (const char    *info);
gboolean              sonde_code_languages_load       (void);
GtkSourceLanguage    *sonde_code_languages_find       (const char    *info);
GtkSourceBuffer      *sonde_code_languages_create_buffer (GtkSourceLanguage *language);
GtkSourceStyleScheme *sonde_code_languages_get_scheme (const char    *id,
                                                       const GdkRGBA *background);

G_END_DECLS
