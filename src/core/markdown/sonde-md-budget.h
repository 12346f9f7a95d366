/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize sonde_md_budget   (const char *text,
                         gsize       length);
gsize sonde_md_find_cut (const char *text,
                         gsize       limit);

G_END_DECLS
