/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "sonde-engine.h"

G_BEGIN_DECLS

/* @text is the prompt with its variables filled. */
typedef void (*SondePromptFunc) (const char *text,
                                 gpointer    user_data);

/* A window to write a prompt of the library in; @prompt is new when its id is 0. */
GtkWindow *sonde_prompt_editor_new (GtkWindow       *parent,
                                    SondeEngine     *engine,
                                    SondePrompt     *prompt);
/* Asks for the variables of @prompt, if it has any, and calls @func, unless the person cancels. @user_data is
 * freed with @destroy in the end. */
void       sonde_prompt_ask        (GtkWindow       *parent,
                                    SondePrompt     *prompt,
                                    SondePromptFunc  func,
                                    gpointer         user_data,
                                    GDestroyNotify   destroy);

G_END_DECLS
