/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-json"

#include "sonde-json.h"

#include <gio/gio.h>
#include <string.h>

/* One walk over the text before json-glib sees it. */
typedef struct
{
  SondeJsonReader *reader;
  const char *text;
  gsize length;
  gsize position;
  guint depth;
  guint n_values; /* commas and brackets, of which there are as many */
  GString *fixed; /* NULL while nothing had to be changed */
  gsize copied;   /* how much of the text stands in fixed */
  gsize usage_start;
  gsize usage_end;
  gboolean bad; /* no JSON */
} Scan;

static void
replace (Scan *scan, gsize length, const char *replacement)
{
  if (scan->fixed == NULL)
    scan->fixed = g_string_sized_new (scan->length + 16);
  g_string_append_len (scan->fixed, scan->text + scan->copied, scan->position - scan->copied);
  g_string_append (scan->fixed, replacement);
  scan->position += length;
  scan->copied = scan->position;
}

/* The code unit of a \uXXXX escape at @position, or -1. */
static int
get_unit (Scan *scan, gsize position)
{
  int unit = 0;

  if (position + 6 > scan->length || scan->text[position] != '\\' || scan->text[position + 1] != 'u')
    return -1;
  for (gsize i = position + 2; i < position + 6; i++)
    {
      int digit = g_ascii_xdigit_value (scan->text[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }
  return unit;
}

static void
scan_low_surrogate (Scan *scan, guint unit, gboolean first)
{
  g_autofree char *pair = NULL;

  if (first && scan->reader->high != 0)
    pair = g_strdup_printf ("\\u%04x\\u%04x", scan->reader->high, unit);
  replace (scan, 6, pair != NULL ? pair : "\\ufffd");
  if (pair != NULL)
    scan->reader->high = 0;
}

static void
scan_high_surrogate (Scan *scan, guint unit)
{
  int next = get_unit (scan, scan->position + 6);

  if (next >= 0xdc00 && next <= 0xdfff)
    scan->position += 12;
  else if (scan->position + 6 < scan->length && scan->text[scan->position + 6] == '"')
    {
      scan->reader->high = unit;
      replace (scan, 6, "");
    }
  else
    replace (scan, 6, "\\ufffd");
}

/* At a backslash; @first tells that it begins the string. */
static void
scan_escape (Scan *scan, gboolean first)
{
  int unit = get_unit (scan, scan->position);

  if (unit == 0)
    replace (scan, 6, "\\ufffd");
  else if (unit >= 0xdc00 && unit <= 0xdfff)
    scan_low_surrogate (scan, unit, first);
  else if (unit >= 0xd800 && unit <= 0xdbff)
    scan_high_surrogate (scan, unit);
  else
    {
      char c = scan->position + 1 < scan->length ? scan->text[scan->position + 1] : '\0';

      scan->bad |= c == '\0' || (c == 'u' ? unit < 0 : strchr ("\"\\/bfnrt", c) == NULL);
      scan->position += 2;
    }
}

static gboolean
is_usage_key (Scan *scan, gsize start)
{
  gsize next = scan->position;

  if (scan->depth != 1 || scan->position - start != strlen ("\"usage\"")
      || memcmp (scan->text + start, "\"usage\"", scan->position - start) != 0)
    return FALSE;
  while (next < scan->length && g_ascii_isspace (scan->text[next]))
    next++;
  return next < scan->length && scan->text[next] == ':';
}

/* At an opening quote; leaves the position behind the closing one. */
static void
scan_string (Scan *scan)
{
  gsize start = scan->position++;

  while (scan->position < scan->length && scan->text[scan->position] != '"')
    if (scan->text[scan->position] == '\\')
      scan_escape (scan, scan->position == start + 1);
    else
      scan->position++;
  scan->position = MIN (scan->position + 1, scan->length);
  if (is_usage_key (scan, start))
    {
      scan->usage_start
        = (const char *) memchr (scan->text + scan->position, ':', scan->length - scan->position) - scan->text
          + 1;
      scan->usage_end = 0;
    }
}

static void
end_member (Scan *scan)
{
  if (scan->depth == 1 && scan->usage_start > 0 && scan->usage_end == 0)
    scan->usage_end = scan->position;
}

/* Whether @c may stand outside of a string: punctuation, numbers, true, false, null. */
static gboolean
is_json (char c)
{
  switch (c)
    {
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
    case '+':
    case '-':
    case '.':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
      return TRUE;
    default:
      return g_ascii_isdigit (c) || g_ascii_isalpha (c);
    }
}

/* FALSE when the text is nested too deeply, has too many values or is no JSON. json-glib reads more than
 * JSON: comments, single quotes, octal escapes. Those would hide brackets from this walk and make invalid
 * UTF-8, so nothing but JSON passes. */
static gboolean
scan_text (Scan *scan)
{
  while (scan->position < scan->length && !scan->bad)
    {
      char c = scan->text[scan->position];

      if (c == '"')
        {
          scan_string (scan);
          continue;
        }
      if (!is_json (c))
        return FALSE;
      if ((c == '{' || c == '[') && ++scan->depth > SONDE_JSON_MAX_DEPTH)
        return FALSE;
      if ((c == ',' || c == '{' || c == '[') && ++scan->n_values > SONDE_JSON_MAX_VALUES)
        return FALSE;
      if (c == ',' || c == '}')
        end_member (scan);
      if ((c == '}' || c == ']') && scan->depth > 0)
        scan->depth--;
      scan->position++;
    }
  return !scan->bad;
}

void
sonde_json_reader_init (SondeJsonReader *self)
{
  self->parser = json_parser_new ();
  self->high = 0;
}

void
sonde_json_reader_clear (SondeJsonReader *self)
{
  g_clear_object (&self->parser);
}

JsonNode *
sonde_json_reader_parse (SondeJsonReader *self, const char *text, gsize length, char **usage)
{
  Scan scan = { .reader = self, .text = text, .length = length };
  gboolean parsed = FALSE;

  if (scan_text (&scan))
    {
      if (scan.fixed != NULL)
        g_string_append_len (scan.fixed, text + scan.copied, length - scan.copied);
      parsed = json_parser_load_from_data (self->parser,
                                           scan.fixed != NULL ? scan.fixed->str : text,
                                           scan.fixed != NULL ? (gssize) scan.fixed->len : (gssize) length,
                                           NULL);
    }
  if (scan.fixed != NULL)
    g_string_free (scan.fixed, TRUE);
  if (usage != NULL)
    *usage = parsed && scan.usage_end > 0
               ? g_strstrip (g_strndup (text + scan.usage_start, scan.usage_end - scan.usage_start))
               : NULL;
  return parsed ? json_parser_get_root (self->parser) : NULL;
}

static JsonNode *
get_member (JsonObject *object, const char *name, JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

const char *
sonde_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

JsonObject *
sonde_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
sonde_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = get_member (object, name, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : NULL;
}

gint64
sonde_json_get_int (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = get_member (object, name, JSON_NODE_VALUE);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return fallback;
  /* Beyond 2^53 a number is no count any more; json-glib 1.6 gives a double there, newer ones the largest
   * integer, and the cast of a double would be undefined beyond 2^63. */
  number = type == G_TYPE_INT64 ? (double) json_node_get_int (node) : json_node_get_double (node);
  return number > -9007199254740992.0 && number < 9007199254740992.0 ? (gint64) number : fallback;
}

gboolean
sonde_json_get_boolean (JsonObject *object, const char *name, gboolean fallback)
{
  JsonNode *node = get_member (object, name, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN ? json_node_get_boolean (node)
                                                                           : fallback;
}

JsonObject *
sonde_json_get_element (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
needs_escape (guchar c)
{
  return c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

static void
append_escape (GString *out, guchar c)
{
  static const char letters[] = { '"', '\\', '\b', '\f', '\n', '\r', '\t' };
  static const char names[] = { '"', '\\', 'b', 'f', 'n', 'r', 't' };
  const char *found = memchr (letters, c, sizeof letters);

  if (found == NULL)
    {
      g_string_append_printf (out, "\\u%04x", c);
      return;
    }
  g_string_append_c (out, '\\');
  g_string_append_c (out, names[found - letters]);
}

void
sonde_json_append_escaped (GString *out, const char *text, gsize length)
{
  gsize begin = 0;

  g_return_if_fail (out != NULL && text != NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (!needs_escape ((guchar) text[i]))
        continue;
      g_string_append_len (out, text + begin, (gssize) (i - begin));
      append_escape (out, (guchar) text[i]);
      begin = i + 1;
    }
  g_string_append_len (out, text + begin, (gssize) (length - begin));
}
