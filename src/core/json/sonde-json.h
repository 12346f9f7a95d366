/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SondeJsonReader:
 *
 * json-glib for text from strangers. What is not JSON although json-glib would read it, and nesting deeper
 * than %SONDE_JSON_MAX_DEPTH, are refused before json-glib recurses into them; so are more values than
 * %SONDE_JSON_MAX_VALUES, each of which takes json-glib a hundred times the two bytes it has at least.
 * Lone surrogate escapes and NUL escapes, with which json-glib 1.6 refuses the whole text or makes invalid
 * UTF-8, become U+FFFD. A surrogate pair that was split between the end of a string and the beginning of one
 * of a later text is joined; its first half alone is dropped.
 */
typedef struct
{
  JsonParser *parser;
  guint       high; /* the first half of a pair, 0 for none */
} SondeJsonReader;

#define SONDE_JSON_MAX_DEPTH  200
#define SONDE_JSON_MAX_VALUES 500000

void        sonde_json_reader_init  (SondeJsonReader *self);
void        sonde_json_reader_clear (SondeJsonReader *self);
/* The root of @text, valid UTF-8 of @length bytes, or %NULL when it is not JSON; it lives until the next
 * call. @usage (out)(optional) is a copy of the text of the top-level member "usage", verbatim. */
JsonNode   *sonde_json_reader_parse (SondeJsonReader *self,
                                     const char      *text,
                                     gsize            length,
                                     char           **usage);

/* @text, valid UTF-8, as it stands between the quotes of a JSON string; what json-glib does with several copies. */
void        sonde_json_append_escaped (GString       *out,
                                     const char      *text,
                                     gsize            length);

/* Members by type: NULL or the fallback when the member is missing or something else. */
const char *sonde_json_get_string   (JsonObject      *object,
                                     const char      *name);
JsonObject *sonde_json_get_object   (JsonObject      *object,
                                     const char      *name);
JsonArray  *sonde_json_get_array    (JsonObject      *object,
                                     const char      *name);
gint64      sonde_json_get_int      (JsonObject      *object,
                                     const char      *name,
                                     gint64           fallback);
gboolean    sonde_json_get_boolean  (JsonObject      *object,
                                     const char      *name,
                                     gboolean         fallback);
JsonObject *sonde_json_get_element  (JsonArray       *array,
                                     guint            index);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeJsonReader, sonde_json_reader_clear)

G_END_DECLS
