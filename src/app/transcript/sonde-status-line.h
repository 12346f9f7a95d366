/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/** SondeStatusLine: what an answer that has not begun yet waits for, and how long already. */
#define SONDE_TYPE_STATUS_LINE (sonde_status_line_get_type ())
G_DECLARE_FINAL_TYPE (SondeStatusLine, sonde_status_line, SONDE, STATUS_LINE, GtkWidget)

GtkWidget *sonde_status_line_new    (SondeMessage    *message);
void       sonde_status_line_update (SondeStatusLine *self);

G_END_DECLS
