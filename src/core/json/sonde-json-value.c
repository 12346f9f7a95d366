/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-json"

#include "sonde-json-value.h"

#include <math.h>

const SondeJsonValue *
sonde_json_value_first (const SondeJsonValue *self)
{
  return sonde_json_value_is_object (self) || sonde_json_value_is_array (self) ? self->first : NULL;
}

gboolean
sonde_json_value_is_object (const SondeJsonValue *self)
{
  return self != NULL && self->kind == SONDE_JSON_OBJECT;
}

gboolean
sonde_json_value_is_array (const SondeJsonValue *self)
{
  return self != NULL && self->kind == SONDE_JSON_ARRAY;
}

/** The text of a string, else %NULL. */
const char *
sonde_json_value_text (const SondeJsonValue *self)
{
  return self != NULL && self->kind == SONDE_JSON_STRING ? self->text : NULL;
}

/** The member @key of an object; the last one wins where there are several. */
const SondeJsonValue *
sonde_json_value_get (const SondeJsonValue *self, const char *key)
{
  const SondeJsonValue *found = NULL;

  if (!sonde_json_value_is_object (self))
    return NULL;
  for (const SondeJsonValue *member = self->first; member != NULL; member = member->next)
    if (g_str_equal (member->key, key))
      found = member;
  return found;
}

static const SondeJsonValue *
get_kind (const SondeJsonValue *self, const char *key, SondeJsonKind kind)
{
  const SondeJsonValue *value = sonde_json_value_get (self, key);

  return value != NULL && value->kind == kind ? value : NULL;
}

const SondeJsonValue *
sonde_json_value_get_array (const SondeJsonValue *self, const char *key)
{
  return get_kind (self, key, SONDE_JSON_ARRAY);
}

const SondeJsonValue *
sonde_json_value_get_object (const SondeJsonValue *self, const char *key)
{
  return get_kind (self, key, SONDE_JSON_OBJECT);
}

const char *
sonde_json_value_get_string (const SondeJsonValue *self, const char *key)
{
  return sonde_json_value_text (sonde_json_value_get (self, key));
}

const char *
sonde_json_value_get_id (const SondeJsonValue *self, const char *key)
{
  const SondeJsonValue *value = sonde_json_value_get (self, key);

  return value != NULL && (value->kind == SONDE_JSON_STRING || value->kind == SONDE_JSON_NUMBER) ? value->text
                                                                                                 : NULL;
}

double
sonde_json_value_get_number (const SondeJsonValue *self, const char *key, double fallback)
{
  const SondeJsonValue *value = get_kind (self, key, SONDE_JSON_NUMBER);
  double number = value != NULL ? g_ascii_strtod (value->text, NULL) : fallback;

  return isfinite (number) ? number : fallback;
}

gboolean
sonde_json_value_get_true (const SondeJsonValue *self, const char *key)
{
  return get_kind (self, key, SONDE_JSON_TRUE) != NULL;
}

/* Writing. The depth of a value is bounded by SONDE_JSON_MAX_DEPTH. */

static void
append_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar) *p < 0x20)
      g_string_append_printf (out, "\\u%04x", *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
}

static void
append_value (GString *out, const SondeJsonValue *value)
{
  static const char *const words[]
    = { [SONDE_JSON_NULL] = "null", [SONDE_JSON_FALSE] = "false", [SONDE_JSON_TRUE] = "true" };
  gboolean object = value->kind == SONDE_JSON_OBJECT;

  if (value->kind == SONDE_JSON_STRING)
    append_string (out, value->text);
  else if (value->kind == SONDE_JSON_NUMBER)
    g_string_append (out, value->text);
  else if (value->kind < G_N_ELEMENTS (words))
    g_string_append (out, words[value->kind]);
  else
    {
      g_string_append_c (out, object ? '{' : '[');
      for (const SondeJsonValue *child = value->first; child != NULL; child = child->next)
        {
          if (object)
            {
              append_string (out, child->key);
              g_string_append_c (out, ':');
            }
          append_value (out, child);
          if (child->next != NULL)
            g_string_append_c (out, ',');
        }
      g_string_append_c (out, object ? '}' : ']');
    }
}

char *
sonde_json_value_to_string (const SondeJsonValue *self)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  append_value (out, self);
  return g_string_free (out, FALSE);
}
