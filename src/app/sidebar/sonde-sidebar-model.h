/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "sonde-sidebar-item.h"

G_BEGIN_DECLS

/**
 * SondeSidebarModel:
 *
 * A #GListModel of #SondeSidebarItem over one of #SondeConversation, in its order. Items are made when they are
 * asked for; one stays the same object as long as somebody has it.
 */
#define SONDE_TYPE_SIDEBAR_MODEL (sonde_sidebar_model_get_type ())
G_DECLARE_FINAL_TYPE (SondeSidebarModel, sonde_sidebar_model, SONDE, SIDEBAR_MODEL, GObject)

SondeSidebarModel *sonde_sidebar_model_new        (GListModel        *conversations);
void               sonde_sidebar_model_set_by_day (SondeSidebarModel *self,
                                                   gboolean           by_day);
void               sonde_sidebar_model_regroup    (SondeSidebarModel *self);
guint              sonde_sidebar_model_find       (SondeSidebarModel *self,
                                                   gint64             conversation_id);

G_END_DECLS
