/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What GTK and libadwaita leave to the program for keyboards and assistive technology: 4.8 and 1.2, some also newer ones. */

GtkWidget *sonde_assist_create_menu (GMenuModel *model);
void sonde_assist_return_focus (GtkPopover *popover);
void sonde_assist_set_name (GtkWidget *widget, const char *name);
void sonde_assist_name_icons (GtkWidget *widget);
void sonde_assist_name_switches (GtkWidget *widget, const char *name);

G_END_DECLS
