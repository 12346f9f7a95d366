/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-json-value.h"

G_BEGIN_DECLS

/**
 * SondeJsonStream:
 *
 * JSON from strangers of any size, fed in pieces: of a file of gigabytes no more than the one value that was
 * taken is in memory. Whoever reads says of each value whether it is entered, taken or skipped; what is skipped
 * is never decoded nor kept, however long it is. Several values one after the other (JSON Lines) are read too.
 *
 * Why not a library: json-glib and json-c build the whole document; yajl, which does not, was given up by its
 * authors, keeps a string of half a gigabyte before it tells of it, and refuses the NaN that other programs
 * write. json-glib also takes 20 times as long.
 */
typedef struct _SondeJsonStream SondeJsonStream;

typedef enum
{
  SONDE_JSON_SKIP,
  SONDE_JSON_ENTER, /* of arrays and objects; anything else is skipped */
  SONDE_JSON_TAKE,
} SondeJsonChoice;

/**
 * SondeJsonReading:
 * @choose: what to do with a value; @path are the keys that lead to it (NULL for an element), @depth how many;
 *   @kind is ARRAY, OBJECT, STRING or, for numbers and words, NUMBER
 * @wants: (nullable): whether the member @key of an object inside a taken value is kept; @parent is the key of
 *   that object
 * @take: a taken value, which lives until this returns; %FALSE stops the stream
 * @leave: an entered value has ended
 * @drop: a taken value was larger than is allowed and is lost; %FALSE stops the stream
 */
typedef struct
{
  SondeJsonChoice (*choose) (const char *const    *path,
                             guint                 depth,
                             SondeJsonKind         kind,
                             gpointer              user_data);
  gboolean        (*wants)  (const char           *parent,
                             const char           *key,
                             gpointer              user_data);
  gboolean        (*take)   (const char *const    *path,
                             guint                 depth,
                             SondeJsonValue       *value,
                             gpointer              user_data);
  gboolean        (*leave)  (const char *const    *path,
                             guint                 depth,
                             gpointer              user_data);
  gboolean        (*drop)   (const char *const    *path,
                             guint                 depth,
                             gpointer              user_data);
} SondeJsonReading;

/* A taken value may fill so many bytes of memory, and a string in it so many. Pictures that are written into a
 * string ("data:…") are cut to what they are. */
#define SONDE_JSON_MAX_TAKEN  (80 * 1024 * 1024)
#define SONDE_JSON_MAX_STRING (16 * 1024 * 1024)

SondeJsonStream *sonde_json_stream_new  (const SondeJsonReading *reading,
                                         gpointer                user_data);
void             sonde_json_stream_free (SondeJsonStream        *self);
/* %FALSE when the bytes are no JSON (G_IO_ERROR_INVALID_DATA, with the position), nested too deeply
 * (G_IO_ERROR_INVALID_DATA) or a callback stopped it (no error). */
gboolean         sonde_json_stream_feed (SondeJsonStream        *self,
                                         const char             *bytes,
                                         gsize                   length,
                                         GError                **error);
/* The text is at its end: G_IO_ERROR_PARTIAL_INPUT when a value is not. */
gboolean         sonde_json_stream_end  (SondeJsonStream        *self,
                                         GError                **error);
/* Within @take: this value and those to come stay until they are released; together they may be no larger than one.
 * @drop is called for what is beyond. */
void             sonde_json_stream_keep (SondeJsonStream        *self);
void             sonde_json_stream_release (SondeJsonStream     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeJsonStream, sonde_json_stream_free)

G_END_DECLS
