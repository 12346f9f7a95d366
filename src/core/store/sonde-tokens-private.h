/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlite3.h>

#include <glib.h>

G_BEGIN_DECLS

/* Grows with every change of what a token is: an index of another version is made anew. */
#define SONDE_TOKENS_VERSION 1

/* @token is folded and not terminated; bytes @start to @end of the text are what it was made of. Gives 0 to go on. */
typedef int (*SondeTokenFunc)  (gpointer    data,
                                const char *token,
                                int         length,
                                int         start,
                                int         end);

int      sonde_tokens_each     (const char     *text,
                                gsize           length,
                                SondeTokenFunc  func,
                                gpointer        data);
gboolean sonde_tokens_stands_alone (const char *token,
                                gsize           length);
fts5_api *sonde_tokens_get_api (sqlite3        *db);
/* Makes the tokenizer "sonde" known to FTS5. */
int      sonde_tokens_register (sqlite3        *db);

G_END_DECLS
