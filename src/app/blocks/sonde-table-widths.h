/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-block-state.h"
#include "sonde-block-style.h"
#include "sonde-block.h"

G_BEGIN_DECLS

/* What is behind is not drawn, only copied. */
#define SONDE_TABLE_MAX_COLUMNS 128

/** How the cells of a table are drawn: a style each, whose size and line height are those of the cells. */
typedef struct
{
  SondeBlockStyle head;
  SondeBlockStyle body;
} SondeTableStyles;

/** Where the text of a column stands, from the left edge of the table, in px. */
typedef struct
{
  int x;
  int width;
} SondeTableColumn;

/**
 * SondeTableWidths:
 *
 * How wide the columns of a table would like to be, kept in its #SondeBlockState so that all its pieces have the same.
 * Each row is looked at once; only cells that may be wider than those before are laid out for that, and in a big table none after
 * the first few hundred.
 */
#define SONDE_TYPE_TABLE_WIDTHS (sonde_table_widths_get_type ())
G_DECLARE_FINAL_TYPE (SondeTableWidths, sonde_table_widths, SONDE, TABLE_WIDTHS, GObject)

SondeTableWidths *sonde_table_widths_get            (SondeBlockState        *state);
gboolean          sonde_table_widths_update         (SondeTableWidths       *self,
                                                     GtkWidget              *widget,
                                                     SondeBlock             *table,
                                                     const SondeTableStyles *styles);
void              sonde_table_widths_forget         (SondeTableWidths       *self);
gboolean          sonde_table_widths_waits          (SondeTableWidths       *self);
guint             sonde_table_widths_get_n_laid_out (SondeTableWidths       *self);
double            sonde_table_widths_estimate       (SondeTableWidths       *self,
                                                     const SondeBlock       *cell,
                                                     const SondeBlockStyle  *style);
int               sonde_table_widths_place          (SondeTableWidths       *self,
                                                     int                     width,
                                                     int                     padding,
                                                     int                     minimum,
                                                     GArray                 *columns);

G_END_DECLS
