/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text of a page as UTF-8 without NUL: by its BOM, by @declared (nullable: the charset of the Content-Type), by
 * the <meta> of the first kilobytes, or, where these say nothing or what cannot be true, by what the bytes look like.
 * What is still invalid becomes U+FFFD. @charset (out)(optional) is the one that was used. */
char *sonde_page_charset_decode (GBytes      *body,
                                 const char  *declared,
                                 const char **charset);

G_END_DECLS
