/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sonde_text_dup_title (const char *text);
char *sonde_text_dup_valid (const char *bytes,
                            gssize      length);
char *sonde_text_redact    (const char *text,
                            const char *key);
gboolean sonde_text_replace (char      **place,
                             const char *value);
gboolean sonde_text_is_chinese (const char *text);

G_END_DECLS
