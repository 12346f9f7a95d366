/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondePlaces:
 *
 * Where conversations lie: all of them, the folders, the archive, the trash. Conversations can be dropped on a
 * place. Signals: "chosen" (int shelf, const char *folder): somebody wants to look there; "dropped"
 * (SondeConversation *, int shelf, const char *folder). @folder is %NULL where none is meant. Activates win.new-folder
 * (ax), win.rename-folder (x), win.move-folder (xi) and win.remove-folder (x).
 */
#define SONDE_TYPE_PLACES (sonde_places_get_type ())
G_DECLARE_FINAL_TYPE (SondePlaces, sonde_places, SONDE, PLACES, GtkWidget)

GtkWidget *sonde_places_new         (GListModel  *folders);
void       sonde_places_set_present (SondePlaces *self,
                                     SondeShelf   shelf,
                                     const char  *folder);

G_END_DECLS
