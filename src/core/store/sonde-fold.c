/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-fold-private.h"

#include <string.h>

/* Characters that fold to themselves: most of what is not ASCII here is Chinese. A Korean
 * syllable stays one too. */
static gboolean
folds_to_itself (gunichar c)
{
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x3001 && c <= 0x3030)
         || (c >= 0xac00 && c <= 0xd7a3);
}

/* Compatibility decomposition, lower case, and no diacritics of the Latin, Greek and Cyrillic scripts. */
static void
append_decomposed (GString *folded, gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n = g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));

  for (gsize i = 0; i < n; i++)
    {
      gunichar lower = g_unichar_tolower (parts[i]);

      if (lower >= 0x300 && lower <= 0x36f)
        continue;
      if (lower == 0xdf)
        g_string_append (folded, "ss");
      else
        g_string_append_unichar (folded, lower == 0x3c2 ? 0x3c3 : lower);
    }
}

/** Appends the folded form of the character at @text, gives the next one. Each character is folded by
 * itself, so that a place in the folded text can be found in the text. */
const char *
sonde_fold_next (GString *folded, const char *text, const char *end)
{
  gunichar c = (guchar) *text;

  if (c < 0x80)
    {
      g_string_append_c (folded, g_ascii_tolower (*text));
      return text + 1;
    }
  c = g_utf8_get_char_validated (text, end - text);
  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      g_string_append (folded, "\357\277\275");
      return text + 1;
    }
  if (folds_to_itself (c))
    g_string_append_unichar (folded, c);
  else
    append_decomposed (folded, c);
  return g_utf8_next_char (text);
}

/**
 * sonde_fold:
 * @text: any bytes
 * @length: their number, or -1
 *
 * The form in which texts are compared by a search: without case, width and diacritics. Valid UTF-8.
 */
char *
sonde_fold (const char *text, gssize length)
{
  const char *end = text + (length < 0 ? (gssize) strlen (text) : length);
  GString *folded = g_string_sized_new (end - text);

  while (text < end)
    text = sonde_fold_next (folded, text, end);
  return g_string_free (folded, FALSE);
}
