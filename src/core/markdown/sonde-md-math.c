/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-scan-private.h"

#include <string.h>

/* Each environment takes two numbers from the last one on: without and with a star. */
enum
{
  DELIMITER_DOLLARS,
  DELIMITER_PARENTHESIS,
  DELIMITER_BRACKET,
  DELIMITER_ENVIRONMENT,
};

/* Environments that are mathematics by themselves. */
static const char *const environments[] = {
  "equation", "align",   "alignat", "gather", "multline",    "flalign",     "eqnarray", "aligned",
  "gathered", "split",   "cases",   "dcases", "matrix",      "pmatrix",     "bmatrix",  "Bmatrix",
  "vmatrix",  "Vmatrix", "array",   "math",   "displaymath", "smallmatrix",
};
G_STATIC_ASSERT (2 * G_N_ELEMENTS (environments) <= SONDE_MD_N_DELIMITERS - DELIMITER_ENVIRONMENT);

/* The @closer in [start, limit) of what @opener began before @start, or 0; no backslash escapes it. What may
 * not nest has no closer when it opens again. Nothing is looked at twice without success. */
static gsize
find_closer (
  SondeMdScan *self, guint delimiter, const char *opener, const char *closer, gsize start, gsize limit)
{
  gsize n_opener = strlen (opener);
  gsize n_closer = strlen (closer);
  guint depth = 0;

  limit = MIN (limit, start + SONDE_MD_MAX_TEX);
  for (gsize i = MAX (start, self->no_closer[delimiter]); i + n_closer <= limit; i++)
    {
      if (memcmp (self->text + i, closer, n_closer) == 0)
        {
          if (depth == 0)
            return i;
          depth--;
        }
      else if (i + n_opener <= limit && memcmp (self->text + i, opener, n_opener) == 0)
        {
          if (delimiter < DELIMITER_ENVIRONMENT)
            return 0;
          depth++;
        }
      if (self->text[i] == '\\')
        i++;
    }
  self->no_closer[delimiter] = MAX (self->no_closer[delimiter], limit);
  return 0;
}

/* Escaped brackets around nothing but signs are escaped brackets. */
static gboolean
says_something (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isalnum (text[i]) || (guchar) text[i] >= 0x80)
      return TRUE;
  return FALSE;
}

/* [start, end) is the formula with its delimiters, of @open and @close bytes. */
static gsize
take_math (SondeMdScan *self, SondeMdMarkKind kind, gsize start, gsize open, gsize end, gsize close)
{
  SondeMdMark mark = { .kind = kind, .start = start, .end = end };

  mark.source = sonde_md_scan_dup_content (self, start, end);
  mark.value = g_strstrip (sonde_md_scan_dup_content (self, start + open, end - close));
  if (*mark.value == '\0')
    {
      g_free (mark.source);
      g_free (mark.value);
      return 0;
    }
  sonde_md_scan_emit_mark (self, mark);
  sonde_md_scan_move_to (self, end);
  return end;
}

static gboolean
begins_line (const SondeMdScan *self, gsize at)
{
  for (gsize i = self->line_start + self->line.content; i < at; i++)
    if (!g_ascii_isspace (self->text[i]))
      return FALSE;
  return TRUE;
}

static gsize
display_limit (SondeMdScan *self, gsize at)
{
  return MAX (begins_line (self, at) ? sonde_md_scan_find_display_end (self) : 0,
              sonde_md_scan_find_paragraph_end (self));
}

/* $…$ by the rule of pandoc: the next dollar sign closes, unless white space stands before it or a digit
 * after. What begins with a command is no price, so white space is forgiven there: exam papers are full of
 * "$\qquad $". */
static gsize
scan_dollar (SondeMdScan *self, gsize at)
{
  gsize limit = MIN (sonde_md_scan_find_paragraph_end (self), at + SONDE_MD_MAX_TEX);
  const char *text = self->text;
  gboolean is_command = at + 2 < limit && text[at + 1] == '\\' && g_ascii_isalpha (text[at + 2]);

  if (at + 1 >= limit || g_ascii_isspace (text[at + 1]))
    return 0;
  for (gsize i = at + 1; i < limit; i++)
    if (text[i] == '\\')
      i++;
    else if (text[i] == '$')
      {
        if (i == at + 1 || (!is_command && g_ascii_isspace (text[i - 1])))
          return 0;
        if (i + 1 < self->length && g_ascii_isdigit (text[i + 1]))
          return 0;
        return take_math (self, SONDE_MD_MARK_MATH, at, 1, i + 1, 1);
      }
  return 0;
}

gsize
sonde_md_math_dollars (SondeMdScan *self, gsize at)
{
  gsize run = 0;
  gsize close = 0;

  while (at + run < self->line_end && self->text[at + run] == '$')
    run++;
  if (run == 1)
    return scan_dollar (self, at);
  if (run == 2)
    close = find_closer (self, DELIMITER_DOLLARS, "$$", "$$", at + 2, display_limit (self, at));
  if (close > at + 2)
    close = take_math (self, SONDE_MD_MARK_MATH_DISPLAY, at, 2, close + 2, 2);
  if (close > at + 2)
    return close;
  sonde_md_scan_emit (self, at, at + run);
  return at + run;
}

gsize
sonde_md_math_bracket (SondeMdScan *self, gsize at)
{
  gboolean is_display = self->text[at + 1] == '[';
  gsize limit = is_display ? display_limit (self, at) : sonde_md_scan_find_paragraph_end (self);
  gsize close = is_display ? find_closer (self, DELIMITER_BRACKET, "\\[", "\\]", at + 2, limit)
                           : find_closer (self, DELIMITER_PARENTHESIS, "\\(", "\\)", at + 2, limit);

  if (close == 0 || !says_something (self->text + at + 2, close - at - 2))
    return 0;
  return take_math (self, is_display ? SONDE_MD_MARK_MATH_DISPLAY : SONDE_MD_MARK_MATH, at, 2, close + 2, 2);
}

/* \begin{align}…\end{align}, without delimiters around it. */
gsize
sonde_md_math_environment (SondeMdScan *self, gsize at)
{
  char opener[32];
  char closer[32];
  gsize begin = at + strlen ("\\begin{");
  const char *brace = memchr (self->text + begin, '}', MIN (self->line_end - begin, 16));
  gsize name = brace != NULL ? (gsize) (brace - self->text) - begin : 0;
  gsize bare = name > 0 && brace[-1] == '*' ? name - 1 : name;

  for (guint i = 0; bare > 0 && i < G_N_ELEMENTS (environments); i++)
    if (strlen (environments[i]) == bare && memcmp (environments[i], self->text + begin, bare) == 0)
      {
        gsize close = 0;

        g_snprintf (opener, sizeof opener, "\\begin{%.*s}", (int) name, self->text + begin);
        g_snprintf (closer, sizeof closer, "\\end{%.*s}", (int) name, self->text + begin);
        close = find_closer (self,
                             DELIMITER_ENVIRONMENT + 2 * i + (bare < name),
                             opener,
                             closer,
                             begin,
                             display_limit (self, at));
        if (close == 0)
          return 0;
        return take_math (self, SONDE_MD_MARK_MATH_DISPLAY, at, 0, close + strlen (closer), 0);
      }
  return 0;
}
