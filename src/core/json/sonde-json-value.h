/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_JSON_NULL, /* also what is no JSON but met in files: NaN and Infinity */
  SONDE_JSON_FALSE,
  SONDE_JSON_TRUE,
  SONDE_JSON_NUMBER,
  SONDE_JSON_STRING,
  SONDE_JSON_ARRAY,
  SONDE_JSON_OBJECT,
} SondeJsonKind;

typedef struct _SondeJsonValue SondeJsonValue;

/**
 * SondeJsonValue:
 * @key: (nullable): the name of a member of an object
 * @next: (nullable): the element or member after this one
 * @text: of a string, valid UTF-8 without NUL, and of a number as it was written
 * @first: (nullable): of an array or object
 * @length: bytes of the text, or how many children
 *
 * One value of a #SondeJsonStream, which owns it: a tenth of what json-glib takes for the same.
 */
struct _SondeJsonValue
{
  const char     *key;
  SondeJsonValue *next;
  union
  {
    const char     *text;
    SondeJsonValue *first;
  };
  guint32         length;
  guint8          kind;
};

/* All take NULL for a value that is not there and answer as if the member were missing. */
const SondeJsonValue *sonde_json_value_get        (const SondeJsonValue *self,
                                                   const char           *key);
const SondeJsonValue *sonde_json_value_get_array  (const SondeJsonValue *self,
                                                   const char           *key);
const SondeJsonValue *sonde_json_value_get_object (const SondeJsonValue *self,
                                                   const char           *key);
const char           *sonde_json_value_get_string (const SondeJsonValue *self,
                                                   const char           *key);
/* A string, or a number as it was written: ids are both. */
const char           *sonde_json_value_get_id     (const SondeJsonValue *self,
                                                   const char           *key);
double                sonde_json_value_get_number (const SondeJsonValue *self,
                                                   const char           *key,
                                                   double                fallback);
gboolean              sonde_json_value_get_true   (const SondeJsonValue *self,
                                                   const char           *key);
const SondeJsonValue *sonde_json_value_first      (const SondeJsonValue *self);
gboolean              sonde_json_value_is_object  (const SondeJsonValue *self);
gboolean              sonde_json_value_is_array   (const SondeJsonValue *self);
const char           *sonde_json_value_text       (const SondeJsonValue *self);
/* The value as JSON text. */
char                 *sonde_json_value_to_string  (const SondeJsonValue *self);

G_END_DECLS
