/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-base"

#include "sonde-text.h"

#include <string.h>

#define TITLE_CHARACTERS 60

static const char *
skip_marks (const char *text)
{
  while (*text != '\0' && (g_unichar_isspace (g_utf8_get_char (text)) || strchr ("#>*-`", *text) != NULL))
    text = g_utf8_next_char (text);
  return text;
}

/* Where a title of @text ends when it must be cut: at a space if one is near, else at the limit. */
static const char *
find_title_end (const char *text)
{
  const char *limit = g_utf8_offset_to_pointer (text, TITLE_CHARACTERS);

  for (const char *p = limit; p > text + (limit - text) / 2; p = g_utf8_prev_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)))
      return p;
  return limit;
}

/* What was typed below the files of a message; without that, the name of the first file and what follows it.
 */
static const char *
skip_files (const char *text)
{
  static const char begin[] = "[file name]: ", end[] = "[file content end]\n";
  const char *rest = text;
  const char *p;

  while (g_str_has_prefix (rest, begin) && (p = strstr (rest, end)) != NULL)
    rest = p + strlen (end);
  return rest > text && *skip_marks (rest) == '\0' ? text + strlen (begin) : rest;
}

/**
 * sonde_text_dup_title:
 * @text: (nullable): the first message of a conversation
 *
 * Returns: (transfer full): one line of at most 60 characters and "…" made of its first line with
 *   text, files aside; "" when there is none
 */
char *
sonde_text_dup_title (const char *text)
{
  g_autofree char *valid = sonde_text_dup_valid (text != NULL ? text : "", -1);
  const char *begin = skip_marks (skip_files (valid));
  g_autofree char *line = g_strndup (begin, strcspn (begin, "\r\n"));

  g_strdelimit (line, "\t", ' ');
  g_strstrip (line);
  if (g_utf8_strlen (line, -1) <= TITLE_CHARACTERS)
    return g_steal_pointer (&line);

  g_autofree char *cut = g_strndup (line, find_title_end (line) - line);
  return g_strconcat (g_strchomp (cut), "…", NULL);
}

/**
 * sonde_text_dup_valid:
 * @bytes: any bytes
 * @length: how many, or -1 when they are NUL-terminated
 *
 * Returns: (transfer full): valid UTF-8 without NUL; what is not becomes U+FFFD, nothing is left out
 */
char *
sonde_text_dup_valid (const char *bytes, gssize length)
{
  return g_utf8_make_valid (bytes, length);
}

/**
 * sonde_text_redact:
 * @text: (nullable): something that may be shown or written
 * @key: (nullable): what must not be in it
 *
 * Servers like to repeat the key in their error messages.
 *
 * Returns: (transfer full) (nullable): @text with every @key as "[key]"
 */
char *
sonde_text_redact (const char *text, const char *key)
{
  if (text == NULL || key == NULL || *key == '\0')
    return g_strdup (text);

  g_autoptr (GString) result = g_string_new (text);
  g_string_replace (result, key, "[key]", 0);
  return g_string_free (g_steal_pointer (&result), FALSE);
}

/**
 * sonde_text_replace:
 * @place: a string that its owner frees
 * @value: (nullable): what it becomes, copied
 *
 * Returns: whether it was different before; setters notify then
 */
gboolean
sonde_text_replace (char **place, const char *value)
{
  if (g_strcmp0 (*place, value) == 0)
    return FALSE;

  char *copy = g_strdup (value);
  g_free (*place);
  *place = copy;
  return TRUE;
}

/** Whether @text has ideographs and is not Japanese. */
gboolean
sonde_text_is_chinese (const char *text)
{
  gboolean han = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

      if (script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA)
        return FALSE;
      han = han || script == G_UNICODE_SCRIPT_HAN;
    }
  return han;
}
