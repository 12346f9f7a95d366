/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/**
 * SondeSidebar:
 *
 * The conversations of one place (all, a folder, the archive, the trash) below the search entry, or what a search
 * found. It changes nothing itself: its parts name the actions of the window that they activate. Properties:
 * "query" is what is searched for, "place" tells when another place or order is to be shown. Signal "more-wanted":
 * the end of the list has come near.
 */
#define SONDE_TYPE_SIDEBAR (sonde_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SondeSidebar, sonde_sidebar, SONDE, SIDEBAR, GtkWidget)

void        sonde_sidebar_set_conversations (SondeSidebar *self,
                                             GListModel   *conversations);
void        sonde_sidebar_set_folders       (SondeSidebar *self,
                                             GListModel   *folders);
void        sonde_sidebar_set_results       (SondeSidebar *self,
                                             GListModel   *results,
                                             gboolean      complete);
/* For one that was found, once it is loaded. */
void        sonde_sidebar_show_result_menu  (SondeSidebar      *self,
                                             SondeConversation *conversation);
void        sonde_sidebar_rename_result     (SondeSidebar      *self,
                                             SondeConversation *conversation);
SondeShelf  sonde_sidebar_get_shelf         (SondeSidebar *self);
const char *sonde_sidebar_get_folder        (SondeSidebar *self);
void        sonde_sidebar_set_place         (SondeSidebar *self,
                                             SondeShelf    shelf,
                                             const char   *folder);
const char *sonde_sidebar_get_query         (SondeSidebar *self);
gboolean    sonde_sidebar_get_best_first    (SondeSidebar *self);
void        sonde_sidebar_select            (SondeSidebar *self,
                                             gint64        conversation_id);
void        sonde_sidebar_focus_search      (SondeSidebar *self);
void        sonde_sidebar_rename            (SondeSidebar      *self,
                                             SondeConversation *conversation);
void        sonde_sidebar_regroup           (SondeSidebar *self);

G_END_DECLS
