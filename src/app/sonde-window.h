/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-drafts.h"
#include "sonde-engine.h"

G_BEGIN_DECLS

/**
 * SondeWindow:
 *
 * The window: conversations at the side, one of them with its transcript and the box to write in. All that
 * a person can do is an action of it (sonde-window-actions.c and what it names); nothing below it calls the
 * engine.
 */
#define SONDE_TYPE_WINDOW (sonde_window_get_type ())
G_DECLARE_FINAL_TYPE (SondeWindow, sonde_window, SONDE, WINDOW, AdwApplicationWindow)

GtkWidget *sonde_window_new               (GtkApplication *application,
                                           SondeEngine    *engine,
                                           GSettings      *settings,
                                           SondeDrafts    *drafts);
void       sonde_window_install_shortcuts (GtkApplication *application);
void       sonde_window_show_first_run    (SondeWindow    *self);
void       sonde_window_show_main         (SondeWindow    *self);
void       sonde_window_history_closing   (SondeWindow    *self);
void       sonde_window_history_opened    (SondeWindow    *self,
                                           gboolean        reopen);
void       sonde_window_open_conversation (SondeWindow    *self,
                                           gint64          conversation_id);
void       sonde_window_ask               (SondeWindow    *self,
                                           const char     *text);
void       sonde_window_set_provider      (SondeWindow    *self,
                                           const char     *provider_id);
void       sonde_window_say               (SondeWindow    *self,
                                           const char     *sentence);

G_END_DECLS
