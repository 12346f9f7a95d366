/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-conversation.h"

G_BEGIN_DECLS

/* Prints a loaded conversation: the pages that a PDF has, with the choices of the last export. The dialog of the
 * system has the preview. Errors are told by a dialog. */
void               sonde_print               (GtkWindow         *parent,
                                              GSettings         *settings,
                                              SondeConversation *conversation);
GtkPrintOperation *sonde_print_operation_new (GtkWindow         *parent,
                                              GSettings         *settings,
                                              SondeConversation *conversation);

G_END_DECLS
