/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-export.h"

G_BEGIN_DECLS

/* Asks where to write a loaded conversation and writes it. The chooser asks before it overwrites; success is told
 * by the action `win.toast` (s) of @parent, failure by a dialog. */
void sonde_export_dialog_run (GtkWindow         *parent,
                              SondeConversation *conversation,
                              SondeExportFormat  format);

G_END_DECLS
