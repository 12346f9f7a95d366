/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-page-reader.h"

G_BEGIN_DECLS

/* DeepSeek's Fetch API reads @page_url (api-docs.deepseek.com, web tools): an address in, title and Markdown out.
 * @url is its endpoint. Errors as for a search, SONDE_ERROR_PAGE_NO_TEXT. */
void       sonde_page_fetch_async  (SondeHttp            *http,
                                    const char           *url,
                                    const char           *key,
                                    const char           *page_url,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
SondePage *sonde_page_fetch_finish (SondeHttp            *http,
                                    GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
