/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_TOOL_WEB_SEARCH "web_search"
#define SONDE_TOOL_OPEN_PAGE  "open_page"

/* The value of "tools" with which a model searches by itself. Always the same bytes: hosts cache what comes first. */
const char *sonde_search_tools_get_own    (void);
/* DeepSeek's own tools, which its server runs (api-docs.deepseek.com, web tools). */
const char *sonde_search_tools_get_server (void);
/* Whether @name is one that the server runs by itself. */
gboolean    sonde_search_tools_is_server  (const char *name);
/* The string @name of the arguments that a model wrote; %NULL when there is none, or what was written is not JSON. */
char       *sonde_search_tools_dup_argument (const char *arguments,
                                             const char *name);

G_END_DECLS
