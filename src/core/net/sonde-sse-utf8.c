/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-net"

#include "sonde-sse-utf8.h"

#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* How many bytes at @bytes are plain ASCII, eight at a time. */
static gsize
count_ascii (const guint8 *bytes, gsize length)
{
  gsize i = 0;

  while (i + sizeof (guint64) <= length)
    {
      guint64 word;

      memcpy (&word, bytes + i, sizeof word);
      if (word & G_GUINT64_CONSTANT (0x8080808080808080))
        break;
      i += sizeof word;
    }
  while (i < length && bytes[i] < 0x80)
    i++;
  return i;
}

/* How many continuation bytes @first asks for (0 if it cannot begin a sequence), and the range of
 * the first of them, which leaves out surrogates, overlong forms and what lies above U+10FFFF. */
static guint
look_up_first (guint8 first, guint8 *low, guint8 *high)
{
  *low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  *high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;

  if (first >= 0xC2 && first <= 0xDF)
    return 1;
  if (first >= 0xE0 && first <= 0xEF)
    return 2;
  if (first >= 0xF0 && first <= 0xF4)
    return 3;
  return 0;
}

/* The length of the sequence at @bytes, or of the longest piece that could have begun one. */
static gsize
measure_sequence (const guint8 *bytes, gsize length, gboolean *valid)
{
  guint8 low, high;
  guint needed = look_up_first (bytes[0], &low, &high);

  *valid = FALSE;
  for (guint i = 1; i <= needed; i++)
    {
      if (i == length || bytes[i] < low || bytes[i] > high)
        return i;
      low = 0x80;
      high = 0xBF;
    }
  *valid = needed > 0;
  return needed + 1;
}

/* How many bytes at @bytes are valid UTF-8; @bad says how many after them are to be replaced. */
static gsize
measure_valid (const guint8 *bytes, gsize length, gsize *bad)
{
  gsize i = count_ascii (bytes, length);

  *bad = 0;
  while (i < length)
    {
      gboolean valid;
      gsize size = measure_sequence (bytes + i, length - i, &valid);

      if (!valid)
        {
          *bad = size;
          break;
        }
      i += size;
      if (i < length && bytes[i] < 0x80)
        i += count_ascii (bytes + i, length - i);
    }
  return i;
}

/**
 * sonde_sse_utf8_append:
 *
 * Appends @bytes to @string as the UTF-8 decoder of the WHATWG Encoding standard reads them: each
 * maximal subpart of an ill-formed sequence becomes one U+FFFD. NUL bytes are kept.
 *
 * Returns: %FALSE as soon as @string would get longer than @limit
 */
gboolean
sonde_sse_utf8_append (GString *string, const guint8 *bytes, gsize length, gsize limit)
{
  while (length > 0)
    {
      gsize bad;
      gsize good = measure_valid (bytes, length, &bad);
      gsize added = good + (bad > 0 ? strlen (REPLACEMENT) : 0);

      if (string->len > limit || added > limit - string->len)
        return FALSE;
      g_string_append_len (string, (const char *) bytes, (gssize) good);
      if (bad > 0)
        g_string_append (string, REPLACEMENT);
      bytes += good + bad;
      length -= good + bad;
    }
  return TRUE;
}
