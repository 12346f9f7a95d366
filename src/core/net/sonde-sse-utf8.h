/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean sonde_sse_utf8_append (GString *string, const guint8 *bytes, gsize length, gsize limit);

G_END_DECLS
