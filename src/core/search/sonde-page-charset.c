/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-search"

#include "sonde-page-charset.h"

#include <string.h>

/* encoding.spec.whatwg.org: where a declaration may stand, and what old labels mean today. */
#define META_BYTES 4096
/* Enough text to tell scripts apart. */
#define GUESS_BYTES (64u * 1024)
/* A text is still taken for what it says it is when one byte beyond ASCII of so many is broken. */
#define TOLERANCE 20

/* The ones that are guessed, the likeliest first where figures are equal. */
static const char *const guesses[]
  = { "GB18030", "BIG5-HKSCS", "CP932", "EUC-JP", "CP949", "WINDOWS-1251", "WINDOWS-1252" };

static const struct
{
  const char *label;
  const char *charset;
} labels[] = {
  { "utf8", "UTF-8" },
  { "utf-8", "UTF-8" },
  { "gb2312", "GB18030" },
  { "gbk", "GB18030" },
  { "gb18030", "GB18030" },
  { "x-gbk", "GB18030" },
  { "hz-gb-2312", "GB18030" },
  { "big5", "BIG5-HKSCS" },
  { "big5-hkscs", "BIG5-HKSCS" },
  { "shift_jis", "CP932" },
  { "shift-jis", "CP932" },
  { "sjis", "CP932" },
  { "x-sjis", "CP932" },
  { "windows-31j", "CP932" },
  { "euc-jp", "EUC-JP" },
  { "euc-kr", "CP949" },
  { "ks_c_5601-1987", "CP949" },
  { "iso-8859-1", "WINDOWS-1252" },
  { "latin1", "WINDOWS-1252" },
  { "us-ascii", "WINDOWS-1252" },
  { "ascii", "WINDOWS-1252" },
  { "utf-16", "UTF-16LE" },
  { "utf-16le", "UTF-16LE" },
  { "utf-16be", "UTF-16BE" },
  { "iso-8859-9", "WINDOWS-1254" },
};

/* An interned name that iconv knows for @label; NULL for what it does not know. */
static const char *
find_charset (const char *label)
{
  g_autofree char *name = label != NULL ? g_ascii_strdown (label, -1) : NULL;
  g_autofree char *probe = NULL;

  if (name == NULL || *g_strstrip (name) == '\0' || strlen (name) > 40)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (name, labels[i].label))
      return labels[i].charset;
  /* iconv understands suffixes such as "//TRANSLIT", which a page may not give it. */
  if (strpbrk (name, "/, ") != NULL || g_str_has_prefix (name, "utf-7"))
    return NULL;
  probe = g_convert ("a", 1, "UTF-8", name, NULL, NULL, NULL);
  return g_strcmp0 (probe, "a") == 0 ? g_intern_string (name) : NULL;
}

/* What stands behind "charset=" in a <meta> or "encoding=" in an XML declaration. */
static const char *
find_declared (const char *bytes, gsize length)
{
  g_autofree char *head = g_strndup (bytes, MIN (length, META_BYTES));
  static const char *const words[] = { "charset=", "encoding=" };

  for (char *p = head; p < head + MIN (length, META_BYTES); p++)
    {
      if (*p == '\0')
        *p = ' ';
      *p = g_ascii_tolower (*p);
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const char *p = strstr (head, words[i]);
      g_autofree char *label = NULL;

      if (p == NULL)
        continue;
      p += strlen (words[i]);
      p += strspn (p, "\"' ");
      label = g_strndup (p, strcspn (p, "\"' />;\r\n"));
      return find_charset (label);
    }
  return NULL;
}

static const char *
find_bom (const char *bytes, gsize length, gsize *skip)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *charset;
  } boms[] = {
    { "\xef\xbb\xbf", 3, "UTF-8" },
    { "\xff\xfe", 2, "UTF-16LE" },
    { "\xfe\xff", 2, "UTF-16BE" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (boms); i++)
    if (length >= boms[i].length && memcmp (bytes, boms[i].bytes, boms[i].length) == 0)
      {
        *skip = boms[i].length;
        return boms[i].charset;
      }
  return NULL;
}

/* iconv lets halves of surrogate pairs pass. */
static char *
dup_valid (GString *text)
{
  char *valid = g_utf8_make_valid (text->str, (gssize) text->len);

  g_string_free (text, TRUE);
  return valid;
}

/* Converts what can be; each byte that cannot becomes U+FFFD and is counted. */
static char *
convert (const char *bytes, gsize length, const char *charset, gsize *n_broken)
{
  GString *out = g_string_sized_new (length + length / 2);
  GIConv converter = g_iconv_open ("UTF-8", charset);
  char *in = (char *) bytes;
  gsize left = length;

  *n_broken = 0;
  if (converter == (GIConv) -1)
    {
      *n_broken = length;
      return dup_valid (out);
    }
  while (left > 0)
    {
      char buffer[4096];
      char *place = buffer;
      gsize room = sizeof buffer;
      gsize result = g_iconv (converter, &in, &left, &place, &room);

      g_string_append_len (out, buffer, place - buffer);
      if (result == (gsize) -1 && place == buffer && left > 0)
        {
          g_string_append (out, "\xef\xbf\xbd");
          (*n_broken)++;
          in++;
          left--;
          g_iconv (converter, NULL, NULL, NULL, NULL);
        }
    }
  g_iconv_close (converter);
  /* NUL would end the text. */
  for (gsize i = 0; i < out->len; i++)
    if (out->str[i] == '\0')
      out->str[i] = ' ';
  return dup_valid (out);
}

/* The commonest characters of both kinds of written Chinese. Chinese that is read as the wrong charset gives
 * rare characters, which decide nothing by being valid. */
static gboolean
is_common_han (gunichar c)
{
  static const char common[] = "的一是不了在人有我他这個个們们中来來上大为為和国國地到以说說時时要就出会會可"
                               "也你对對生能而子那得于於着著下自之年"
                               "过過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒"
                               "动動面起看定天分还還进進好小部"
                               "日本月新文公司网網站信息内容";
  static GHashTable *set = NULL;

  if (g_once_init_enter (&set))
    {
      GHashTable *all = g_hash_table_new (NULL, NULL);

      for (const char *p = common; *p != '\0'; p = g_utf8_next_char (p))
        g_hash_table_add (all, GUINT_TO_POINTER (g_utf8_get_char (p)));
      g_once_init_leave (&set, all);
    }
  return g_hash_table_contains (set, GUINT_TO_POINTER (c));
}

/* How much like a language @c looks, for characters beyond ASCII. */
static int
score_char (gunichar c)
{
  if (c == 0xfffd || (c >= 0xe000 && c <= 0xf8ff) || (c >= 0x80 && c < 0xa0) || !g_unichar_isdefined (c))
    return -20;
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
      return is_common_han (c) ? 6 : (c >= 0x4e00 && c <= 0x9fff ? 0 : -4);
    case G_UNICODE_SCRIPT_HIRAGANA:
      return 6;
    case G_UNICODE_SCRIPT_KATAKANA:
      return c >= 0xff00 ? -1 : 4; /* half width is what other charsets look like */
    case G_UNICODE_SCRIPT_HANGUL:
      return c >= 0xac00 && c <= 0xd7a3 ? 3 : -2;
    case G_UNICODE_SCRIPT_CYRILLIC:
      return g_unichar_islower (c) ? 3 : 0;
    case G_UNICODE_SCRIPT_LATIN:
      return g_unichar_islower (c) ? 1 : 0;
    default:
      return 0;
    }
}

/* No word is half Latin and half Cyrillic. */
static gboolean
is_mixed (gunichar before, gunichar c)
{
  return before < 0x80 && g_ascii_isalpha ((char) before)
         && g_unichar_get_script (c) == G_UNICODE_SCRIPT_CYRILLIC;
}

/* Per character beyond ASCII, so that charsets with longer characters are not wronged. */
static double
score (const char *text)
{
  gunichar before = 0;
  gint64 sum = 0;
  gsize n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x80)
        {
          sum += is_mixed (before, c) ? -6 : score_char (c);
          n++;
        }
      before = c;
    }
  return n > 0 ? (double) sum / (double) n : 0;
}

static const char *
guess (const char *bytes, gsize length)
{
  const char *best = "WINDOWS-1252";
  double highest = -G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (guesses); i++)
    {
      gsize n_broken;
      g_autofree char *text = convert (bytes, MIN (length, GUESS_BYTES), guesses[i], &n_broken);
      double figure = score (text);

      if (figure > highest)
        {
          highest = figure;
          best = guesses[i];
        }
    }
  return best;
}

/* Bytes that are broken are compared with those beyond ASCII, which alone tell charsets apart. */
static gboolean
is_plausible (const char *bytes, gsize length, gsize n_broken)
{
  gsize n_beyond = 0;

  for (gsize i = 0; i < length; i++)
    n_beyond += (guchar) bytes[i] >= 0x80 ? 1 : 0;
  return n_broken == 0 || n_broken * TOLERANCE <= n_beyond;
}

/* @bytes as @charset, or NULL when they can hardly be that. */
static char *
try_charset (const char *bytes, gsize length, const char *charset)
{
  gsize n_broken;
  g_autofree char *text = charset != NULL ? convert (bytes, length, charset, &n_broken) : NULL;

  return text != NULL && is_plausible (bytes, length, n_broken) ? g_steal_pointer (&text) : NULL;
}

char *
sonde_page_charset_decode (GBytes *body, const char *declared, const char **charset)
{
  gsize length, skip = 0, n_broken;
  const char *bytes = g_bytes_get_data (body, &length);
  const char *bom = find_bom (bytes, length, &skip);
  const char *used = bom != NULL ? bom : find_charset (declared);
  char *text = NULL;

  bytes += skip;
  length -= skip;
  if (used == NULL)
    used = find_declared (bytes, length);
  /* Valid UTF-8 with a character beyond ASCII is UTF-8, whatever is declared. */
  if ((used == NULL || !g_str_has_prefix (used, "UTF-16")) && g_utf8_validate_len (bytes, length, NULL))
    {
      used = "UTF-8";
      text = g_strndup (bytes, length);
    }
  else
    text = try_charset (bytes, length, used);
  if (text == NULL)
    {
      used = "UTF-8";
      text = try_charset (bytes, length, used);
    }
  if (text == NULL)
    {
      used = guess (bytes, length);
      text = convert (bytes, length, used, &n_broken);
    }
  if (charset != NULL)
    *charset = used;
  return text;
}
