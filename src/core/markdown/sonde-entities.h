/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void sonde_entities_append (GString    *text,
                            const char *entity,
                            gsize       length);

G_END_DECLS
