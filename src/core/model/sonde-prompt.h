/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SondePrompt:
 *
 * A system prompt of the library: a name and a text in which {{name}} stands for what is asked for when it is
 * used. Properties: "id", "name", "text". Main thread only.
 */
#define SONDE_TYPE_PROMPT (sonde_prompt_get_type ())
G_DECLARE_FINAL_TYPE (SondePrompt, sonde_prompt, SONDE, PROMPT, GObject)

SondePrompt *sonde_prompt_new       (const char  *name,
                                     const char  *text);
gint64       sonde_prompt_get_id    (SondePrompt *self);
void         sonde_prompt_set_id    (SondePrompt *self,
                                     gint64       id);
const char  *sonde_prompt_get_name  (SondePrompt *self);
void         sonde_prompt_set_name  (SondePrompt *self,
                                     const char  *name);
const char  *sonde_prompt_get_text  (SondePrompt *self);
void         sonde_prompt_set_text  (SondePrompt *self,
                                     const char  *text);

char       **sonde_prompt_list_variables (const char *text);
char        *sonde_prompt_fill      (const char  *text,
                                     GHashTable  *values);

G_END_DECLS
