/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-page-reader.h"

G_BEGIN_DECLS

/* Pages in @dir, a file for each, mode 0600, for a day; 200 at most, the oldest goes first. Private to search; any
 * thread, one at a time. A cache that cannot be read or written is as good as an empty one. */
SondePage *sonde_page_cache_dup (const char *dir,
                                 const char *url);
void       sonde_page_cache_put (const char *dir,
                                 const char *url,
                                 SondePage  *page);

G_END_DECLS
