/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void sonde_export_append_wrapped (GString    *out,
                                  const char *text,
                                  guint       columns);

G_END_DECLS
