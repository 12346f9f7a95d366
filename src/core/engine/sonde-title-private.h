/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The message that asks a model for the title of a conversation that begins with @question and @answer, Chinese when
 * the question is. Of both only as much is in it as a title needs. */
char *sonde_title_build_prompt (const char *question,
                                const char *answer);
/* (nullable): the title in what the model answered: one short line of text without what models put around it; %NULL
 * when it is none. */
char *sonde_title_dup          (const char *reply);

G_END_DECLS
