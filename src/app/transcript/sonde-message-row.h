/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-block-view.h"
#include "sonde-message-text.h"

G_BEGIN_DECLS

/**
 * SondeMessageRow:
 *
 * One message that is near the viewport: the person's as a card on the right, an answer as a document with its
 * reasoning, sources, error and actions. Of a long one only what is near the viewport has widgets. The view lays it
 * out in two steps: sonde_message_row_realize() makes and measures what is needed, sonde_message_row_place() gives
 * everything its place once the row itself has one.
 *
 * Signals: "changed": its height may be another one; "hot" (SondeHot *): a link was activated by the keyboard.
 */
#define SONDE_TYPE_MESSAGE_ROW (sonde_message_row_get_type ())
G_DECLARE_FINAL_TYPE (SondeMessageRow, sonde_message_row, SONDE, MESSAGE_ROW, GtkWidget)

GtkWidget        *sonde_message_row_new          (SondeMessageText     *text);
SondeMessage     *sonde_message_row_get_message  (SondeMessageRow      *self);
SondeMessageText *sonde_message_row_get_text     (SondeMessageRow      *self);
void              sonde_message_row_set_last     (SondeMessageRow      *self,
                                                  gboolean              last);
void              sonde_message_row_restyle      (SondeMessageRow      *self);
void              sonde_message_row_open         (SondeMessageRow      *self,
                                                  SondeTextSlot             slot);

void              sonde_message_row_realize      (SondeMessageRow      *self,
                                                  int                   width,
                                                  int                  *anchor,
                                                  int                   above,
                                                  int                   below);
int               sonde_message_row_get_height   (SondeMessageRow      *self);
void              sonde_message_row_place        (SondeMessageRow      *self,
                                                  int                   top,
                                                  int                   bottom);

gboolean          sonde_message_row_find_spot    (SondeMessageRow      *self,
                                                  double                x,
                                                  double                y,
                                                  SondeTextSlot            *slot,
                                                  SondeSpot            *spot);
gboolean          sonde_message_row_get_spot_y   (SondeMessageRow      *self,
                                                  SondeTextSlot             slot,
                                                  const SondeSpot      *spot,
                                                  int                  *y,
                                                  int                  *height);
void              sonde_message_row_reveal       (SondeMessageRow      *self,
                                                  SondeTextSlot         slot,
                                                  const SondeSpot      *spot);
void              sonde_message_row_focus_note   (SondeMessageRow      *self,
                                                  SondeTextSlot         slot,
                                                  const SondeSpot      *spot);
gboolean          sonde_message_row_get_hot      (SondeMessageRow      *self,
                                                  double                x,
                                                  double                y,
                                                  SondeTextSlot            *slot,
                                                  SondeHot             *hot);
void              sonde_message_row_light_source (SondeMessageRow      *self,
                                                  guint                 number);
void              sonde_message_row_select       (SondeMessageRow      *self,
                                                  SondeTextSlot             slot,
                                                  const SondeSpot      *start,
                                                  const SondeSpot      *end);
void              sonde_message_row_set_matches  (SondeMessageRow      *self,
                                                  SondeTextSlot             slot,
                                                  const SondeSpotRange *matches,
                                                  guint                 n_matches);

G_END_DECLS
