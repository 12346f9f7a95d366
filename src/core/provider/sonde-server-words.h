/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The most characters of a server's own words that are kept. */
#define SONDE_SERVER_WORDS_MAX 500

/* What @root says went wrong, %NULL when it is no error object: {"error":{"message"}}, {"error":"…"},
 * {code,message,data}, {"detail":…}, a bare string. */
char *sonde_server_words_from_json (JsonNode   *root);
/* The same from any body: JSON as above, else the text with HTML stripped; at most
 * SONDE_SERVER_WORDS_MAX characters on one line, "" when nothing is left. */
char *sonde_server_words_from_body (const char *body,
                                    gsize       length);

G_END_DECLS
