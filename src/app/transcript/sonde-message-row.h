/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/**
 * SondeMessageRow:
 *
 * One message: the person's as a card on the right, an answer as a document with its reasoning, sources,
 * error and actions. While it streams it is brought up to date at most thirty times a second.
 */
#define SONDE_TYPE_MESSAGE_ROW (sonde_message_row_get_type ())
G_DECLARE_FINAL_TYPE (SondeMessageRow, sonde_message_row, SONDE, MESSAGE_ROW, GtkWidget)

GtkWidget    *sonde_message_row_new           (SondeMessage    *message);
SondeMessage *sonde_message_row_get_message   (SondeMessageRow *self);
void          sonde_message_row_set_last      (SondeMessageRow *self,
                                               gboolean         last);
GtkWidget    *sonde_message_row_select        (SondeMessageRow *self,
                                               const char      *query,
                                               guint            nth);
void          sonde_message_row_unselect      (SondeMessageRow *self);
guint         sonde_message_row_count         (SondeMessage    *message,
                                               const char      *query);

G_END_DECLS
