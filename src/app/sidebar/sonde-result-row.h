/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-result.h"

G_BEGIN_DECLS

/**
 * SondeResultRow:
 *
 * The title of a conversation that was found, its day, and a piece of its text with the words marked. The list item
 * around it is named by the title and described by the rest.
 */
#define SONDE_TYPE_RESULT_ROW (sonde_result_row_get_type ())
G_DECLARE_FINAL_TYPE (SondeResultRow, sonde_result_row, SONDE, RESULT_ROW, GtkWidget)

GtkWidget *sonde_result_row_new        (void);
void       sonde_result_row_set_result (SondeResultRow *self,
                                        SondeResult    *result);
/* (nullable): what it shows */
SondeResult *sonde_result_row_get_result (SondeResultRow *self);

G_END_DECLS
