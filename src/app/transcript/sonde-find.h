/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gssize sonde_find_match    (const char *text,
                            const char *query,
                            guint      *nth,
                            gsize      *length);
guint  sonde_find_count    (const char *text,
                            const char *query);
gboolean sonde_find_select (GtkLabel   *label,
                            const char *query,
                            guint      *nth);

G_END_DECLS
