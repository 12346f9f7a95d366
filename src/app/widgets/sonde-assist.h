/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What GTK 4.8 and libadwaita 1.2 leave to the program for keyboards and assistive technology. */

void sonde_assist_return_focus (GtkPopover *popover);
void sonde_assist_name_icons (GtkWidget *widget);
void sonde_assist_name_switches (GtkWidget *widget, const char *name);

G_END_DECLS
