/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Before anything is loaded: ends with the parent, gains no rights, leaves no core. */
void     sonde_math_cage_prepare (void);
/* After everything is loaded, before the first formula: from here on all threads can compute, read and write what
 * is open, and nothing else: no files, no sockets, no programs, no memory without bound. */
gboolean sonde_math_cage_close   (GError **error);

G_END_DECLS
