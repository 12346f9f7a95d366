/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-section.h"

G_BEGIN_DECLS

/**
 * SondeFlowPart:
 *
 * The widgets of a section: those of its pieces that are near the viewport, a run without holes. They are children of
 * @parent, in their order behind @after, or before all others where that is %NULL. Signals "height-changed" and
 * "activated" of each are handed on to @height_changed and @activated, with @user_data as first argument.
 */
typedef struct
{
  /* Borrowed */
  GtkWidget    *parent;
  SondeSection *section;
  GCallback     height_changed;
  GCallback     activated;
  gpointer      user_data;

  /* State */
  GPtrArray            *views; /* borrowed: the parent has them */
  guint                 first; /* piece of the first view */
  SondeSpot             selection_start;
  SondeSpot             selection_end;
  const SondeSpotRange *matches;
  guint                 n_matches;
} SondeFlowPart;

void            sonde_flow_part_init        (SondeFlowPart        *self,
                                             GtkWidget            *parent);
void            sonde_flow_part_clear       (SondeFlowPart        *self);
void            sonde_flow_part_drop        (SondeFlowPart        *self);
void            sonde_flow_part_changed     (SondeFlowPart        *self,
                                             guint                 from);
void            sonde_flow_part_restyle     (SondeFlowPart        *self);
void            sonde_flow_part_realize     (SondeFlowPart        *self,
                                             GtkWidget            *after,
                                             int                   width,
                                             int                  *anchor,
                                             int                   above,
                                             int                   below);
void            sonde_flow_part_allocate    (SondeFlowPart        *self,
                                             int                   x,
                                             int                   y,
                                             int                   width);
void            sonde_flow_part_select      (SondeFlowPart        *self,
                                             const SondeSpot      *start,
                                             const SondeSpot      *end);
void            sonde_flow_part_set_matches (SondeFlowPart        *self,
                                             const SondeSpotRange *matches,
                                             guint                 n_matches);
SondeBlockView *sonde_flow_part_find_view   (SondeFlowPart        *self,
                                             int                   y,
                                             int                  *view_y);
SondeBlockView *sonde_flow_part_get_view    (SondeFlowPart        *self,
                                             guint                 piece);

G_END_DECLS
