/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <string.h>

#include "sonde-citations.h"

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

/* What the line does to @fence (CommonMark 4.5, "Fenced code blocks"). */
static void
read_fence (const char *line, const char *end, Fence *fence)
{
  gsize indent = run_length (line, end, ' ');
  const char *start = line + indent;
  char character = start < end ? *start : '\0';
  gsize length = run_length (start, end, character);

  if ((character != '`' && character != '~') || length < 3)
    return;
  if (fence->length > 0)
    {
      if (character == fence->character && length >= fence->length && is_blank (start + length, end))
        fence->length = 0;
    }
  else if (character == '~' || memchr (start + length, '`', end - start - length) == NULL)
    *fence = (Fence){ indent, character, length };
}

static Fence
find_open_fence (const char *text)
{
  Fence fence = { 0 };

  while (*text != '\0')
    {
      const char *end = strchrnul (text, '\n');

      read_fence (text, end, &fence);
      text = *end == '\n' ? end + 1 : end;
    }
  return fence;
}

static void
append_repeated (GString *out, char character, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_c (out, character);
}

static void
remember (GArray *cited, guint number)
{
  for (guint i = 0; i < cited->len; i++)
    if (g_array_index (cited, guint, i) == number)
      return;
  g_array_append_val (cited, number);
}

/**
 * sonde_export_append_prose:
 *
 * Appends @text as it is, except for citation marks, which become references, and ends it with a line end.
 * A fence that was cut in the middle is closed, or it would swallow the turns after it; the closing line has
 * the indentation of the opening one, so that it lands in the same list item.
 */
void
sonde_export_append_prose (GString *out, const char *text, SondeExportProse *prose)
{
  g_autoptr (GArray) citations = sonde_citations_scan (text, prose->n_sources);
  gsize done = 0;

  for (guint i = 0; i < citations->len; i++)
    {
      const SondeCitation *citation = &g_array_index (citations, SondeCitation, i);

      g_string_append_len (out, text + done, citation->start - done);
      if (prose->reference != NULL)
        g_string_append_printf (out, "%s%u]", prose->reference, citation->number);
      remember (prose->cited, citation->number);
      done = citation->end;
    }
  g_string_append (out, text + done);
  if (*text != '\0' && out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');

  Fence fence = find_open_fence (text);
  if (fence.length == 0 || !prose->close_fence)
    return;
  append_repeated (out, ' ', fence.indent);
  append_repeated (out, fence.character, fence.length);
  g_string_append_c (out, '\n');
}
