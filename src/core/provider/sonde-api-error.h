/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "sonde-error.h"

G_BEGIN_DECLS

/* What a reply of @message that is no success, or a web page where JSON was expected, means: status, the
 * server's own words without @key, Retry-After (api-docs.deepseek.com, error codes). */
GError  *sonde_api_error_new     (SoupMessage  *message,
                                  const char   *body,
                                  gsize         length,
                                  const char   *key) G_GNUC_WARN_UNUSED_RESULT;
/* @error, owned, with @key taken out of the server's words. */
GError  *sonde_api_error_redact  (GError       *error,
                                  const char   *key) G_GNUC_WARN_UNUSED_RESULT;
gboolean sonde_api_error_is_html (SoupMessage  *message,
                                  const char   *body,
                                  gsize         length);

G_END_DECLS
