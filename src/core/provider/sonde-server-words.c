/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-provider"

#include "sonde-server-words.h"

#include "sonde-json.h"
#include "sonde-text.h"

#include <string.h>

/* HTML of this many bytes says all that a person will read. */
#define MAX_HTML (256 * 1024)

/* One line, single spaces, capped. */
static char *
tidy (const char *text)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean space = FALSE;
  glong n = 0;

  for (const char *p = text; *p != '\0' && n < SONDE_SERVER_WORDS_MAX; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          space = line->len > 0;
          continue;
        }
      if (space)
        g_string_append_c (line, ' ');
      n += space ? 2 : 1;
      space = FALSE;
      g_string_append_unichar (line, c);
    }
  return g_strdup (line->str);
}

static char *
dup_scalar (JsonNode *node)
{
  if (node == NULL || json_node_get_node_type (node) != JSON_NODE_VALUE)
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return tidy (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

/* An "error" member: an object with a message, or the message itself. null, false, "" and {} are no error. */
static char *
from_error (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *message = sonde_json_get_string (object, "message");
  g_autofree char *json = NULL;

  if (object == NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    message = json_node_get_string (node);
  if (message != NULL && (message[0] != '\0' || object == NULL))
    return message[0] != '\0' ? tidy (message) : NULL;
  if (object == NULL || json_object_get_size (object) == 0)
    return NULL;
  json = json_to_string (node, FALSE);
  return tidy (json);
}

/* {code,message,data} (SiliconFlow), {"object":"error","message"} (vLLM), {"detail"} (FastAPI). */
static char *
from_flat_object (JsonObject *object)
{
  const char *message = sonde_json_get_string (object, "message");
  JsonNode *detail = json_object_get_member (object, "detail");

  if (message != NULL && message[0] != '\0')
    return tidy (message);
  if (detail != NULL && !JSON_NODE_HOLDS_VALUE (detail) && !JSON_NODE_HOLDS_NULL (detail))
    {
      g_autofree char *json = json_to_string (detail, FALSE);

      return tidy (json);
    }
  return dup_scalar (detail);
}

char *
sonde_server_words_from_json (JsonNode *root)
{
  JsonObject *object;
  JsonNode *error;
  char *words = NULL;

  if (root == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (root) && json_node_get_value_type (root) == G_TYPE_STRING)
    return tidy (json_node_get_string (root));
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  error = json_object_get_member (object, "error");
  if (error != NULL)
    words = from_error (error);
  if (words == NULL && !json_object_has_member (object, "choices"))
    words = from_flat_object (object);
  return words;
}

/* The end of the tag at @tag, with its contents where they are not for reading; NULL when it has none, and
 * then nothing that follows is read, so that a page of opening tags costs no more than its length. */
static const char *
skip_tag (const char *tag)
{
  static const char *const elements[] = { "script", "style", "head" };
  const char *end = strchr (tag, '>');

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    {
      gsize length = strlen (elements[i]);
      g_autofree char *closing = g_strdup_printf ("</%s", elements[i]);

      if (g_ascii_strncasecmp (tag + 1, elements[i], length) != 0 || g_ascii_isalnum (tag[1 + length]))
        continue;
      for (const char *p = tag; (p = strchr (p + 1, '<')) != NULL;)
        if (g_ascii_strncasecmp (p, closing, strlen (closing)) == 0)
          return strchr (p, '>');
      return NULL;
    }
  return end;
}

static char *
strip_html (const char *html)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = html; *p != '\0';)
    {
      const char *end = *p == '<' ? skip_tag (p) : NULL;

      if (*p == '<' && end == NULL)
        break;
      g_string_append_c (text, *p == '<' ? ' ' : *p);
      p = end != NULL ? end + 1 : p + 1;
    }
  g_string_replace (text, "&lt;", "<", 0);
  g_string_replace (text, "&gt;", ">", 0);
  g_string_replace (text, "&quot;", "\"", 0);
  g_string_replace (text, "&#39;", "'", 0);
  g_string_replace (text, "&nbsp;", " ", 0);
  g_string_replace (text, "&amp;", "&", 0);
  return tidy (text->str);
}

static gboolean
looks_like_html (const char *text)
{
  const char *start = text + strspn (text, " \t\r\n");

  return g_ascii_strncasecmp (start, "<!doctype", 9) == 0 || g_ascii_strncasecmp (start, "<html", 5) == 0
         || (start[0] == '<' && strstr (start, "</") != NULL);
}

char *
sonde_server_words_from_body (const char *body, gsize length)
{
  g_auto (SondeJsonReader) reader = { 0 };
  g_autofree char *text = sonde_text_dup_valid (body, MIN (length, MAX_HTML));
  char *words;

  sonde_json_reader_init (&reader);
  words = sonde_server_words_from_json (sonde_json_reader_parse (&reader, text, strlen (text), NULL));
  if (words != NULL)
    return words;
  return looks_like_html (text) ? strip_html (text) : tidy (text);
}
