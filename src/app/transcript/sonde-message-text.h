/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-message.h"
#include "sonde-section.h"

G_BEGIN_DECLS

/** The texts of a message, in reading order. */
typedef enum
{
  SONDE_TEXT_REASONING,
  SONDE_TEXT_BODY,
  SONDE_N_TEXTS
} SondeTextSlot;

/**
 * SondeMessageText:
 * @message: (owned): whose text it is
 * @sections: (owned) (nullable): for each slot; a slot without text has none
 * @is_open: whether the reasoning is unfolded
 * @was_touched: whether the person has opened or closed it
 * @prefers_open: whether the reasoning is open while the model thinks
 * @is_read: whether the person has scrolled up to read, so that nothing may close
 *
 * What is known of the texts of a message, whether or not it is in sight.
 */
typedef struct
{
  SondeMessage *message;
  SondeSection *sections[SONDE_N_TEXTS];
  gboolean      is_open;
  gboolean      was_touched;
  gboolean      prefers_open;
  gboolean      is_read;

  const SondePalette *palette;
  double              scale;
} SondeMessageText;

SondeMessageText *sonde_message_text_new        (SondeMessage        *message);
SondeMessageText *sonde_message_text_ref        (SondeMessageText    *self);
void              sonde_message_text_unref      (SondeMessageText    *self);
void              sonde_message_text_set_look   (SondeMessageText    *self,
                                                 const SondePalette  *palette,
                                                 double               scale);
void              sonde_message_text_update     (SondeMessageText    *self,
                                                 guint                changed[SONDE_N_TEXTS]);
gboolean          sonde_message_text_is_pending (SondeMessageText    *self);
GPtrArray        *sonde_message_dup_blocks      (SondeMessage        *message,
                                                 SondeTextSlot            slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeMessageText, sonde_message_text_unref)

G_END_DECLS
