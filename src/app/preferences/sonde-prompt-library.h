/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-prompt-dialogs.h"

G_BEGIN_DECLS

/**
 * SondePromptLibrary:
 *
 * A window with the system prompts that the person keeps: to use one, write, change, remove and arrange them, and
 * to say with which one new chats begin.
 */

/* @func: (nullable): is called with what was chosen, and the window closes; without it rows open to be edited */
GtkWindow *sonde_prompt_library_new (GtkWindow       *parent,
                                     SondeEngine     *engine,
                                     SondePromptFunc  func,
                                     gpointer         user_data,
                                     GDestroyNotify   destroy);

G_END_DECLS
