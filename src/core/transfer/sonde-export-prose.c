/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <string.h>

/* Chinese answers write the mark with full-width brackets now and then. */
static const struct
{
  const char *open;
  const char *close;
} marks[] = {
  { "[citation:", "]" },
  { "【citation:", "】" },
};

/** A fenced block that is open: its opening line's indentation, character and length. */
typedef struct
{
  gsize indent;
  char character;
  gsize length;
} Fence;

static gsize
run_length (const char *text, const char *end, char character)
{
  gsize n = 0;

  while (text + n < end && text[n] == character)
    n++;
  return n;
}

static gboolean
is_blank (const char *text, const char *end)
{
  while (text < end && g_ascii_isspace (*text))
    text++;
  return text == end;
}

/* Whether the line opens or closes a fence (CommonMark 4.5, "Fenced code blocks"), keeping @fence current. */
static gboolean
read_fence (const char *line, const char *end, Fence *fence)
{
  gsize indent = run_length (line, end, ' ');
  const char *start = line + indent;
  char character = start < end ? *start : '\0';
  gsize length = run_length (start, end, character);

  if ((character != '`' && character != '~') || length < 3)
    return FALSE;
  if (fence->length == 0)
    {
      if (character == '`' && memchr (start + length, '`', end - start - length) != NULL)
        return FALSE;
      *fence = (Fence){ indent, character, length };
      return TRUE;
    }
  if (character == fence->character && length >= fence->length && is_blank (start + length, end))
    fence->length = 0;
  return TRUE;
}

/* The end of the code span that begins at @text, or @text if the run of backticks is never closed. */
static const char *
skip_code_span (const char *text, const char *end)
{
  gsize length = run_length (text, end, '`');
  const char *at = text + length;

  while (at < end)
    {
      gsize run = run_length (at, end, '`');

      if (run == length)
        return at + run;
      at += MAX (run, 1);
    }
  return text;
}

/* The end of the citation mark at @text and its number, or NULL. */
static const char *
read_citation (const char *text, const char *end, guint n_sources, guint *number)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gsize length = strlen (marks[i].open);
      const char *at = text + length;
      guint64 value = 0;

      if ((gsize) (end - text) < length || memcmp (text, marks[i].open, length) != 0)
        continue;
      at += run_length (at, end, ' ');
      for (; at < end && g_ascii_isdigit (*at) && value <= n_sources; at++)
        value = value * 10 + g_ascii_digit_value (*at);
      if (value < 1 || value > n_sources || (gsize) (end - at) < strlen (marks[i].close)
          || memcmp (at, marks[i].close, strlen (marks[i].close)) != 0)
        return NULL;
      *number = value;
      return at + strlen (marks[i].close);
    }
  return NULL;
}

static void
remember (GArray *cited, guint number)
{
  for (guint i = 0; i < cited->len; i++)
    if (g_array_index (cited, guint, i) == number)
      return;
  g_array_append_val (cited, number);
}

static void
append_line (GString *out, const char *line, const char *end, SondeExportProse *prose)
{
  const char *at = line;

  while (at < end)
    {
      const char *next = at + 1;
      guint number = 0;

      if (*at == '`')
        {
          next = skip_code_span (at, end);
          if (next == at)
            next += run_length (at, end, '`');
        }
      else if ((next = read_citation (at, end, prose->n_sources, &number)) != NULL)
        {
          g_string_append_printf (out, "%s%u]", prose->reference, number);
          remember (prose->cited, number);
          at = next;
          continue;
        }
      else
        next = at + 1;
      g_string_append_len (out, at, next - at);
      at = next;
    }
}

/**
 * sonde_export_append_prose:
 *
 * Appends @text as it is, except for citation marks outside of code, which become references, and ends it
 * with a line end. A fence that was cut in the middle is closed, or it would swallow the turns after it; the
 * closing line has the indentation of the opening one, so that it lands in the same list item.
 */
void
sonde_export_append_prose (GString *out, const char *text, SondeExportProse *prose)
{
  Fence fence = { 0 };

  while (*text != '\0')
    {
      const char *end = strchrnul (text, '\n');

      if (read_fence (text, end, &fence) || fence.length > 0)
        g_string_append_len (out, text, end - text);
      else
        append_line (out, text, end, prose);
      g_string_append_c (out, '\n');
      text = *end == '\n' ? end + 1 : end;
    }
  if (fence.length == 0 || !prose->close_fence)
    return;
  for (gsize i = 0; i < fence.indent; i++)
    g_string_append_c (out, ' ');
  for (gsize i = 0; i < fence.length; i++)
    g_string_append_c (out, fence.character);
  g_string_append_c (out, '\n');
}
