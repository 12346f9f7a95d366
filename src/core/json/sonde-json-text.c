/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-json"

#include "sonde-json-text-private.h"

#include <string.h>

#include "sonde-json-stream.h"
#include "sonde-text.h"

#define REPLACEMENT 0xfffd

/* A picture in a string is longer than this, and what it is stands in less. */
#define DATA_BYTES 256

/* A buffer that grew larger is given back. */
#define KEPT_BYTES (1024 * 1024)

void
sonde_json_text_begin (SondeJsonText *self, gboolean keep)
{
  if (self->text->allocated_len > KEPT_BYTES)
    {
      g_string_free (self->text, TRUE);
      self->text = g_string_new (NULL);
    }
  g_string_truncate (self->text, 0);
  self->keep = keep;
  self->cut = FALSE;
  self->too_long = FALSE;
  self->high = 0;
}

static void
cut_data (SondeJsonText *self)
{
  const char *comma = memchr (self->text->str, ',', DATA_BYTES);

  if (!g_str_has_prefix (self->text->str, "data:"))
    return;
  self->cut = TRUE;
  g_string_truncate (self->text, comma != NULL ? (gsize) (comma - self->text->str) : strlen ("data:"));
}

static void
append (SondeJsonText *self, const char *bytes, gsize length)
{
  gsize before = self->text->len;

  if (self->cut)
    return;
  if (before + length > SONDE_JSON_MAX_STRING)
    {
      self->cut = self->too_long = TRUE;
      return;
    }
  g_string_append_len (self->text, bytes, length);
  if (before < DATA_BYTES && self->text->len >= DATA_BYTES)
    cut_data (self);
}

static void
append_character (SondeJsonText *self, gunichar c)
{
  char bytes[6];

  append (self, bytes, g_unichar_to_utf8 (c, bytes));
}

/* The first half of a pair that no second half followed. */
static void
end_pair (SondeJsonText *self)
{
  if (self->high != 0)
    append_character (self, REPLACEMENT);
  self->high = 0;
}

void
sonde_json_text_add (SondeJsonText *self, const char *bytes, gsize length)
{
  if (!self->keep || length == 0)
    return;
  end_pair (self);
  append (self, bytes, length);
}

gboolean
sonde_json_text_escape (SondeJsonText *self, char c, gboolean *unicode)
{
  static const char escapes[] = "\"\\/bfnrt", characters[] = "\"\\/\b\f\n\r\t";
  const char *found = c != '\0' ? strchr (escapes, c) : NULL;

  *unicode = c == 'u';
  self->n_digits = 0;
  self->unit = 0;
  if (found != NULL)
    sonde_json_text_add (self, characters + (found - escapes), 1);
  return found != NULL || c == 'u';
}

static void
add_unit (SondeJsonText *self)
{
  guint unit = self->unit;

  if (unit >= 0xdc00 && unit <= 0xdfff && self->high != 0)
    {
      gunichar c = 0x10000 + ((self->high - 0xd800) << 10) + (unit - 0xdc00);

      self->high = 0;
      append_character (self, c);
      return;
    }
  end_pair (self);
  if (unit >= 0xd800 && unit <= 0xdbff)
    self->high = unit;
  else
    append_character (self, unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff) ? REPLACEMENT : unit);
}

gboolean
sonde_json_text_digit (SondeJsonText *self, char c, gboolean *complete)
{
  int digit = g_ascii_xdigit_value (c);

  self->unit = self->unit * 16 + MAX (digit, 0);
  *complete = ++self->n_digits == 4;
  if (*complete && self->keep)
    add_unit (self);
  return digit >= 0;
}

void
sonde_json_text_end (SondeJsonText *self)
{
  if (!self->keep)
    return;
  end_pair (self);
  if (!g_utf8_validate (self->text->str, self->text->len, NULL))
    {
      g_autofree char *valid = sonde_text_dup_valid (self->text->str, self->text->len);

      g_string_assign (self->text, valid);
    }
}
