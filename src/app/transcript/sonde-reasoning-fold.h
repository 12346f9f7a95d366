/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "sonde-message-text.h"

G_BEGIN_DECLS

/**
 * SondeReasoningFold:
 *
 * The line above what a model thought before it answered: "Thinking…" with the running time and what it thinks just
 * now, then "Thought for N s". Whoever shows the reasoning hears "toggled" (gboolean open). It is not
 * closed under a reader who opened it or who has scrolled up to read it.
 */
#define SONDE_TYPE_REASONING_FOLD (sonde_reasoning_fold_get_type ())
G_DECLARE_FINAL_TYPE (SondeReasoningFold, sonde_reasoning_fold, SONDE, REASONING_FOLD, GtkWidget)

GtkWidget *sonde_reasoning_fold_new    (SondeMessageText   *text);
void       sonde_reasoning_fold_update (SondeReasoningFold *self);
void       sonde_reasoning_fold_open   (SondeReasoningFold *self);

char      *sonde_format_seconds        (gint64              seconds);

G_END_DECLS
