/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a page may be fetched from. The address comes from a model or from a redirect, which strangers write: it
 * must not lead to this computer or to what stands beside it in its network. */

/* Whether @address is one of the public internet. */
gboolean sonde_page_address_is_public (GInetAddress *address);
/* Whether @url may be looked up at all: http or https, no user name, no name of a local network. An address that is
 * written as numbers is not judged here. SONDE_ERROR_PAGE_REFUSED. */
GUri    *sonde_page_address_parse     (const char   *url,
                                       GError      **error);

G_END_DECLS
