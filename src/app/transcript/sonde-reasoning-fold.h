/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message.h"

G_BEGIN_DECLS

/**
 * SondeReasoningFold:
 *
 * What a model thought before it answered: "Thinking…" and open while it thinks, then "Thought for N s" and
 * closed. It is not closed under a reader who opened it or who has scrolled up to read it.
 */
#define SONDE_TYPE_REASONING_FOLD (sonde_reasoning_fold_get_type ())
G_DECLARE_FINAL_TYPE (SondeReasoningFold, sonde_reasoning_fold, SONDE, REASONING_FOLD, GtkWidget)

GtkWidget *sonde_reasoning_fold_new    (SondeMessage       *message);
void       sonde_reasoning_fold_update (SondeReasoningFold *self);

char      *sonde_format_seconds        (gint64              seconds);

G_END_DECLS
