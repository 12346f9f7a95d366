/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

G_BEGIN_DECLS

/** What kind of text a section shows, which decides how it looks. */
typedef enum
{
  SONDE_SECTION_REASONING,
  SONDE_SECTION_BODY, /* an answer */
  SONDE_SECTION_CARD, /* what the person wrote: shown as written, but for formulas */
} SondeSectionKind;

/**
 * SondeSection:
 *
 * A text of a message as a flow of pieces with their places. Heights are estimated until a widget has measured a piece;
 * who corrects one is told by how much what follows has moved. While a text grows only its last blocks are looked
 * at again, however long it is. All lengths in px. Main thread only.
 */
typedef struct _SondeSection SondeSection;

SondeSection          *sonde_section_new              (SondeSectionKind       kind);
void                   sonde_section_free             (SondeSection          *self);

SondeSectionKind       sonde_section_get_kind         (SondeSection          *self);
void                   sonde_section_set_look         (SondeSection          *self,
                                                       const SondePalette    *palette,
                                                       double                 scale,
                                                       guint                  n_sources);
const SondeBlockStyle *sonde_section_get_style        (SondeSection          *self);
void                   sonde_section_set_generation   (SondeSection          *self,
                                                       guint                  generation);
guint                  sonde_section_set_text         (SondeSection          *self,
                                                       const char            *text,
                                                       gsize                  length,
                                                       gboolean               growing);
gboolean               sonde_section_is_behind        (SondeSection          *self);
GPtrArray             *sonde_section_dup_blocks       (SondeSection          *self);
gsize                  sonde_section_get_length       (SondeSection          *self);

guint                  sonde_section_get_n_pieces     (SondeSection          *self);
const SondePiece      *sonde_section_get_piece        (SondeSection          *self,
                                                       guint                  index);
guint                  sonde_section_find_piece       (SondeSection          *self,
                                                       const SondeSpot       *spot);

void                   sonde_section_set_width        (SondeSection          *self,
                                                       int                    width);
int                    sonde_section_get_height       (SondeSection          *self);
int                    sonde_section_get_piece_y      (SondeSection          *self,
                                                       guint                  index);
int                    sonde_section_get_piece_height (SondeSection          *self,
                                                       guint                  index);
int                    sonde_section_set_piece_height (SondeSection          *self,
                                                       guint                  index,
                                                       int                    height);
guint                  sonde_section_find_piece_at    (SondeSection          *self,
                                                       int                    y);

G_END_DECLS
