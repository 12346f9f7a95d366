/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-engine.h"

G_BEGIN_DECLS

/* The prompts that Sonde brings along, put into the library once: what the person removes stays away. */
void         sonde_prompt_add_built_in   (SondeEngine *engine);

/* The prompt with which new chats begin; (nullable). One that asks for something cannot be it. */
SondePrompt *sonde_prompt_find_default   (SondeEngine *engine);
void         sonde_prompt_set_default    (SondeEngine *engine,
                                          SondePrompt *prompt);
gboolean     sonde_prompt_can_be_default (SondePrompt *prompt);

G_END_DECLS
