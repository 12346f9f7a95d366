/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-sim"

#include "sonde-sim-private.h"

#define MAX_DEPTH      1000
#define MAX_LETTERS    8
#define MAX_DIGITS     3
#define MAX_IDEOGRAPHS 2

/* Bytes above 0x7f go through as they are: UTF-8 stays UTF-8, and what is broken stays broken. */
void
sim_json_append_string (GString *json, const char *text, gssize length)
{
  if (length < 0)
    length = strlen (text);
  g_string_append_c (json, '"');
  for (gssize i = 0; i < length; i++)
    {
      guchar c = text[i];

      if (c == '"' || c == '\\')
        g_string_append_printf (json, "\\%c", c);
      else if (c == '\n')
        g_string_append (json, "\\n");
      else if (c < 0x20)
        g_string_append_printf (json, "\\u%04x", c);
      else
        g_string_append_c (json, c);
    }
  g_string_append_c (json, '"');
}

/* json-glib parses recursively, so depth would be stack. Brackets in strings count too: nobody needs that
 * many. */
static gboolean
is_too_deep (const char *json)
{
  int depth = 0;

  for (const char *p = json; *p != '\0'; p++)
    {
      depth += *p == '[' || *p == '{';
      depth -= *p == ']' || *p == '}';
      if (depth > MAX_DEPTH)
        return TRUE;
    }
  return FALSE;
}

JsonObject *
sim_json_parse (GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  JsonNode *root;

  if (text == NULL || is_too_deep (text) || !json_parser_load_from_data (parser, text, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_object_ref (json_node_get_object (root)) : NULL;
}

const char *
sim_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

static gboolean
is_ideograph (gunichar c)
{
  return c >= 0x2e80 && g_unichar_iswide (c) && g_unichar_isalnum (c);
}

static const char *
skip_run (const char *p, gboolean (*matches) (gunichar), guint most)
{
  for (guint n = 0; n < most && *p != '\0' && matches (g_utf8_get_char (p)); n++)
    p = g_utf8_next_char (p);
  return p;
}

static gboolean
is_letter (gunichar c)
{
  return g_unichar_isalpha (c) && !is_ideograph (c);
}

static gboolean
is_digit (gunichar c)
{
  return g_unichar_isdigit (c);
}

gsize
sim_token_length (const char *text)
{
  const char *p = text;
  const char *end;

  if (*p == ' ')
    p++;
  if ((end = skip_run (p, is_ideograph, MAX_IDEOGRAPHS)) == p
      && (end = skip_run (p, is_letter, MAX_LETTERS)) == p && (end = skip_run (p, is_digit, MAX_DIGITS)) == p
      && *p != '\0' && *p != ' ')
    end = g_utf8_next_char (p);
  return end - text;
}

guint
sim_count_tokens (const char *text)
{
  guint n = 0;

  for (gsize length; (length = sim_token_length (text)) > 0; text += length)
    n++;
  return n;
}
