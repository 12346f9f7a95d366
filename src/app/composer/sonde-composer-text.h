/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SondeComposerText:
 *
 * The text of a message being written. Enter emits "send" and Shift+Enter begins a line, or the other way
 * round; never while an input method composes. Draws its own placeholder, since GtkTextView has none.
 */
#define SONDE_TYPE_COMPOSER_TEXT (sonde_composer_text_get_type ())
G_DECLARE_FINAL_TYPE (SondeComposerText, sonde_composer_text, SONDE, COMPOSER_TEXT, GtkTextView)

void       sonde_composer_text_set_enter_sends (SondeComposerText *self,
                                                gboolean           enter_sends);
void       sonde_composer_text_set_zoom        (SondeComposerText *self,
                                                double             zoom);
char      *sonde_composer_text_dup_text        (SondeComposerText *self);
void       sonde_composer_text_set_text        (SondeComposerText *self,
                                                const char        *text);
/* Height of one line in px; notified as "line-height". */
int        sonde_composer_text_get_line_height (SondeComposerText *self);

G_END_DECLS
