/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A search service is trusted with nothing: what it sends becomes plain text of bounded length, and web
 * addresses. Private to search. */

/* One line of plain text of at most @most characters: no markup, no control or direction characters. */
char     *sonde_search_dup_clean      (const char *text,
                                       guint       most);
/* Whether @url is http or https with a host that it does not hide. */
gboolean  sonde_search_is_web_address (const char *url);

G_END_DECLS
