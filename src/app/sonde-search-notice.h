/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/** @go: whether to send. @data was given with the call. */
typedef void (*SondeSearchNoticeFunc) (gboolean go,
                                       gpointer data);

/* Before the first question of @conversation that is searched for: says what leaves the computer, and to whom, and
 * asks. Calls @func at once when there is nothing to say, or the person was told before. Search may be off then. */
void sonde_search_notice_run (GtkWindow            *parent,
                              SondeEngine          *engine,
                              SondeConversation    *conversation,
                              SondeSearchNoticeFunc func,
                              gpointer              data);

G_END_DECLS
