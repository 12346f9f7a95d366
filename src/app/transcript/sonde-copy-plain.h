/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What @markdown says, without its marks, soon. */
void sonde_copy_plain (GdkClipboard *clipboard,
                       const char   *markdown);

G_END_DECLS
