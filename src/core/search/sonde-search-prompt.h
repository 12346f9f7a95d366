/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The one user message that carries the pages and the question, in the structure of DeepSeek's published
 * template (DeepSeek-R1, official prompts), Chinese when the question is. @sources is (element-type SondeSource). */
char *sonde_search_prompt_build (GPtrArray  *sources,
                                 const char *question,
                                 gint64      real_time_us);

G_END_DECLS
