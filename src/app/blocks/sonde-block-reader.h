/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

/**
 * SondeBlockReader:
 *
 * Tells assistive technology what a block says and what is selected of it. While an answer streams only what is new is
 * told; the name, which is all of the text, follows at most once a second where the text itself can be read.
 */
typedef struct _SondeBlockReader SondeBlockReader;

SondeBlockReader *sonde_block_reader_new        (SondeBlockView         *view);
void              sonde_block_reader_free       (SondeBlockReader       *self);
void              sonde_block_reader_take       (SondeBlockReader       *self,
                                                 SondeReading           *reading);
void              sonde_block_reader_select     (SondeBlockReader       *self,
                                                 const SondeSpot        *start,
                                                 const SondeSpot        *end);
void              sonde_block_reader_init_iface (SondeReadableInterface *iface);

/* Of the view. */
SondeBlockReader *sonde_block_view_get_reader   (SondeBlockView         *self);

G_END_DECLS
