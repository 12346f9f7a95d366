/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-sentences.h"

#include <string.h>

#define MAX_BYTES 2000 /* said at once, at most */

static gboolean
is_wide_end (gunichar c)
{
  return c == 0x3002 || c == 0xff01 || c == 0xff1f; /* 。！？ */
}

/* A full stop ends a sentence only before a space: it may stand in a number or in a name. */
static gboolean
ends_sentence (const char *p, const char *end)
{
  gunichar c = g_utf8_get_char (p);
  const char *next = g_utf8_next_char (p);

  if (c == '\n' || is_wide_end (c))
    return TRUE;
  return (c == '.' || c == '!' || c == '?') && next < end && g_ascii_isspace (*next);
}

/* Without the signs that Markdown gives it, which nobody wants to hear. */
static char *
dup_spoken (const char *text, gsize length)
{
  GString *out = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (strchr ("*`#|", text[i]) == NULL)
      g_string_append_c (out, text[i] == '\n' ? ' ' : text[i]);
  return g_strstrip (g_string_free (out, FALSE));
}

/**
 * sonde_sentences_take:
 * @text: what has come of an answer, valid UTF-8
 * @length: in bytes
 * @is_end: whether nothing more comes, so that what is left is a sentence
 * @from: (inout): where the part begins that was not taken yet
 *
 * Returns: (transfer full) (nullable): the sentences that are whole since the last call, to be read aloud;
 * %NULL where there is none
 */
char *
sonde_sentences_take (const char *text, gsize length, gboolean is_end, gsize *from)
{
  const char *end = text + length;
  const char *whole = text + MIN (*from, length);
  g_autofree char *spoken = NULL;
  gsize start;

  g_return_val_if_fail (text != NULL && from != NULL, NULL);

  for (const char *p = whole; p < end; p = g_utf8_next_char (p))
    if (ends_sentence (p, end))
      whole = g_utf8_next_char (p);
  if (is_end)
    whole = end;
  start = MIN (*from, length);
  *from = (gsize) (whole - text);
  if (*from > start + MAX_BYTES)
    start = (gsize) (g_utf8_find_next_char (text + *from - MAX_BYTES, NULL) - text);
  spoken = dup_spoken (text + start, *from - start);
  return *spoken != '\0' ? g_steal_pointer (&spoken) : NULL;
}
