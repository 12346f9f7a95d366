/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-wrap.h"

#include <string.h>

static guint
get_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/* Where the first line of @line ends: after the last blank, or between two wide characters, that fits in
 * @columns; the end of the line when it fits or when nothing can be broken. */
static const char *
find_break (const char *line, const char *end, guint columns)
{
  const char *found = NULL;
  guint width = 0;
  gunichar before = 0;

  for (const char *at = line; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (before != 0 && c != ' ' && (before == ' ' || (g_unichar_iswide (before) && !g_unichar_ispunct (c))))
        found = width <= columns || found == NULL ? at : found;
      width += get_width (c);
      if (width > columns && c != ' ' && found != NULL)
        return found;
      before = c;
    }
  return end;
}

static const char *
skip_blanks (const char *line, const char *end)
{
  while (line < end && *line == ' ')
    line++;
  return line;
}

/* Lines that follow have the indentation of the first. */
static void
append_line (GString *out, const char *line, const char *end, guint columns)
{
  const char *text = skip_blanks (line, end);
  gsize indent = MIN ((gsize) (text - line), columns / 2);

  do
    {
      const char *next = find_break (text, end, columns - indent);
      gsize length = next - text;

      while (next < end && length > 0 && text[length - 1] == ' ')
        length--;
      for (gsize i = 0; i < indent; i++)
        g_string_append_c (out, ' ');
      g_string_append_len (out, text, length);
      text = next;
      if (text < end)
        g_string_append_c (out, '\n');
    }
  while (text < end);
}

/**
 * sonde_export_append_wrapped:
 * @columns: at least 20; a wide character takes two
 *
 * Appends @text with lines of at most @columns, but for words that are longer. Fenced code stays as it is:
 * broken it would be other code.
 */
void
sonde_export_append_wrapped (GString *out, const char *text, guint columns)
{
  gboolean code = FALSE;

  while (*text != '\0')
    {
      const char *end = strchrnul (text, '\n');
      const char *start = skip_blanks (text, end);

      if (strncmp (start, "```", 3) == 0 || strncmp (start, "~~~", 3) == 0)
        code = !code;
      if (code || start == end)
        g_string_append_len (out, text, end - text);
      else
        append_line (out, text, end, MAX (columns, 20));
      text = *end == '\n' ? end + 1 : end;
      if (*end == '\n')
        g_string_append_c (out, '\n');
    }
}
