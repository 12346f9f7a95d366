/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeContextMeter:
 *
 * A small ring: how much of the model's window the conversation fills. Below one part in a hundred it is not there.
 */
#define SONDE_TYPE_CONTEXT_METER (sonde_context_meter_get_type ())
G_DECLARE_FINAL_TYPE (SondeContextMeter, sonde_context_meter, SONDE, CONTEXT_METER, GtkWidget)

GtkWidget *sonde_context_meter_new (void);
void       sonde_context_meter_set (SondeContextMeter *self,
                                    gint64             used,
                                    gint64             most);

G_END_DECLS
