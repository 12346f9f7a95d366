/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void sonde_md_autolink (const char *text,
                        gsize       length,
                        GArray     *spans);

G_END_DECLS
