/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"

/**
 * BlockFixture:
 *
 * A window with the pieces of a Markdown text, each in its widget, 720 px wide at the scale of the design.
 */
typedef struct
{
  GtkWidget       *window;
  GtkWidget       *fixed;
  GPtrArray       *pieces;
  GPtrArray       *views; /* of SondeBlockView, one a piece */
  SondePalette     palette;
  SondeBlockStyle  style;
} BlockFixture;

void            block_fixture_set_up    (BlockFixture *self);
void            block_fixture_tear_down (BlockFixture *self);
void            block_fixture_show      (BlockFixture *self,
                                         const char   *markdown);
void            block_fixture_update    (BlockFixture *self,
                                         const char   *markdown);
SondeBlockView *block_fixture_get       (BlockFixture *self,
                                         guint         i);
SondePiece     *block_fixture_get_piece (BlockFixture *self,
                                         guint         i);
int             block_fixture_height    (BlockFixture *self,
                                         guint         i,
                                         int           width);
void            block_fixture_draw      (BlockFixture *self,
                                         guint         i);
void            block_fixture_check_spots (BlockFixture *self,
                                         guint         i,
                                         guint         leaf,
                                         const char   *text,
                                         guint         start,
                                         guint         end);
