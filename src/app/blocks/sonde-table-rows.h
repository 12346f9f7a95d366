/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-view.h"
#include "sonde-table-widths.h"

G_BEGIN_DECLS

/**
 * SondeTableRows:
 *
 * The rows of a piece of a table. Cells are laid out when they are drawn, or before where they look as if they take more than
 * a line. Points are from the top left corner of the piece of the table, in px.
 */
typedef struct _SondeTableRows SondeTableRows;

SondeTableRows *sonde_table_rows_new          (GtkWidget              *widget,
                                               const SondeTableStyles *styles);
void            sonde_table_rows_free         (SondeTableRows         *self);
void            sonde_table_rows_clear        (SondeTableRows         *self);
void            sonde_table_rows_set_piece    (SondeTableRows         *self,
                                               SondeTableWidths       *widths,
                                               const SondePiece       *piece);
gboolean        sonde_table_rows_find_direction (const SondePiece    *piece);
void            sonde_table_rows_set_columns  (SondeTableRows         *self,
                                               GArray                 *columns);
int             sonde_table_rows_get_height   (SondeTableRows         *self);
gboolean        sonde_table_rows_waits        (SondeTableRows         *self);
void            sonde_table_rows_read         (SondeTableRows         *self,
                                               SondeReading           *reading);
void            sonde_table_rows_list_hots    (SondeTableRows         *self,
                                               GArray                 *hots);
void            sonde_table_rows_draw         (SondeTableRows         *self,
                                               GtkSnapshot            *snapshot,
                                               SondeBlockView         *view,
                                               double                  left,
                                               double                  right);
void            sonde_table_rows_find_spot    (SondeTableRows         *self,
                                               double                  x,
                                               double                  y,
                                               SondeSpot              *spot);
gboolean        sonde_table_rows_get_rect     (SondeTableRows         *self,
                                               const SondeSpot        *spot,
                                               graphene_rect_t        *rect);
gboolean        sonde_table_rows_get_hot      (SondeTableRows         *self,
                                               double                  x,
                                               double                  y,
                                               SondeHot               *hot);

G_END_DECLS
