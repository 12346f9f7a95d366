/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeBanner:
 *
 * One sentence under the header bar with a button that helps (libadwaita has one only from 1.3). The
 * button activates an action of the window and has its label; without an action there is no button.
 */
#define SONDE_TYPE_BANNER (sonde_banner_get_type ())
G_DECLARE_FINAL_TYPE (SondeBanner, sonde_banner, SONDE, BANNER, GtkWidget)

void       sonde_banner_set_text     (SondeBanner *self,
                                      const char  *text);
void       sonde_banner_set_button   (SondeBanner *self,
                                      const char  *label,
                                      const char  *action_name);
void       sonde_banner_set_revealed (SondeBanner *self,
                                      gboolean     revealed);

G_END_DECLS
