/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sonde_sentences_take (const char *text,
                            gsize       length,
                            gboolean    is_end,
                            gsize      *from);

G_END_DECLS
