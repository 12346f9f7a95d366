/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeModelPopover:
 *
 * The models that a host offers, and an entry for any other name. It activates win.choose-model (s).
 */
#define SONDE_TYPE_MODEL_POPOVER (sonde_model_popover_get_type ())
G_DECLARE_FINAL_TYPE (SondeModelPopover, sonde_model_popover, SONDE, MODEL_POPOVER, GtkPopover)

GtkWidget *sonde_model_popover_new         (void);
void       sonde_model_popover_set_heading (SondeModelPopover  *self,
                                            const char         *heading);
void       sonde_model_popover_set_models  (SondeModelPopover  *self,
                                            const char *const  *ids,
                                            const char *const  *labels,
                                            const char         *chosen);
void       sonde_model_popover_set_status  (SondeModelPopover  *self,
                                            const char         *status);

G_END_DECLS
