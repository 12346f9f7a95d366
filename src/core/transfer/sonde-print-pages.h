/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <cairo.h>

#include "sonde-conversation.h"
#include "sonde-export-options.h"

G_BEGIN_DECLS

/**
 * SondePrintPages:
 *
 * The pages of a PDF for a printer, which wants to know how many there are and then draws any of them. Laid out in
 * steps, so that a window goes on living. One thread.
 */
typedef struct _SondePrintPages SondePrintPages;

/* @conversation is loaded and copied; @width and @height of the paper in points. */
SondePrintPages *sonde_print_pages_new        (SondeConversation        *conversation,
                                               const SondeExportOptions *options,
                                               double                    width,
                                               double                    height);
void             sonde_print_pages_free       (SondePrintPages          *self);
/* Sets the formulas; sonde_print_pages_step() may be called when the callback runs. */
void             sonde_print_pages_load_async (SondePrintPages          *self,
                                               GCancellable             *cancellable,
                                               GAsyncReadyCallback       callback,
                                               gpointer                  user_data);
gboolean         sonde_print_pages_load_finish (GAsyncResult            *result,
                                               GError                  **error);
/* Lays out one more message. TRUE when all are. */
gboolean         sonde_print_pages_step       (SondePrintPages          *self);
guint            sonde_print_pages_get_n      (SondePrintPages          *self);
/* Draws page @index, from 0; the units of @cr are points. */
void             sonde_print_pages_draw       (SondePrintPages          *self,
                                               guint                     index,
                                               cairo_t                  *cr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondePrintPages, sonde_print_pages_free)

G_END_DECLS
