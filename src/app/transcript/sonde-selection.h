/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-transcript-view.h"

G_BEGIN_DECLS

/**
 * SondeSelection:
 *
 * What is selected in a transcript, with mouse and keyboard, across blocks and messages, in sight or not. Dragging with the
 * mouse begins it, a double click takes a word and a triple click a paragraph, Shift extends it; dragging beyond the
 * edge scrolls. With the keyboard Shift and the arrow keys, Home, End, Page Up and Page Down move its end.
 *
 * Signals: "changed"; "settled": the mouse was let go; "pressed" (SondeHot *, guint item): a link was pressed and not dragged.
 */
#define SONDE_TYPE_SELECTION (sonde_selection_get_type ())
G_DECLARE_FINAL_TYPE (SondeSelection, sonde_selection, SONDE, SELECTION, GObject)

SondeSelection *sonde_selection_new        (SondeTranscriptView *view);
gboolean        sonde_selection_get_bounds (SondeSelection      *self,
                                            SondePlace          *start,
                                            SondePlace          *end);
void            sonde_selection_clear      (SondeSelection      *self);
void            sonde_selection_select_all (SondeSelection      *self);
void            sonde_selection_move       (SondeSelection      *self,
                                            GtkMovementStep      step,
                                            int                  count);
void            sonde_selection_shift      (SondeSelection      *self,
                                            guint                position,
                                            guint                n_removed,
                                            guint                n_added);

G_END_DECLS
