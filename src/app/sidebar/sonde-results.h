/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"
#include "sonde-result.h"

G_BEGIN_DECLS

/**
 * SondeResults:
 *
 * What a search found: a line that says how much, the order, and the conversations, each with the piece of text
 * that was looked for. Signals: "order-changed"; "hint" (const char *): an operator to be written into the query.
 * Activates win.open-result (xx) with conversation and message, and with a conversation (x) win.result-menu,
 * win.result-rename and win.result-delete, since what was found need not be in any list: the window loads it and
 * comes back with it.
 */
#define SONDE_TYPE_RESULTS (sonde_results_get_type ())
G_DECLARE_FINAL_TYPE (SondeResults, sonde_results, SONDE, RESULTS, GtkWidget)

GtkWidget *sonde_results_new            (void);
void       sonde_results_set_results    (SondeResults *self,
                                         GListModel   *results,
                                         gboolean      complete);
gboolean   sonde_results_get_best_first (SondeResults *self);
gboolean   sonde_results_open_first     (SondeResults *self);
gboolean   sonde_results_focus          (SondeResults *self);
gboolean   sonde_results_is_at_top      (SondeResults *self);
void       sonde_results_show_searching (SondeResults *self);
/* Where the last of these was asked for. @folders: (nullable): of #SondeFolder */
void       sonde_results_show_menu      (SondeResults      *self,
                                         SondeConversation *conversation,
                                         GListModel        *folders);
void       sonde_results_rename         (SondeResults      *self,
                                         SondeConversation *conversation);

G_END_DECLS
