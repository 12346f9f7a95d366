/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-model"

#include "sonde-citations.h"

#include <string.h>

/* As in cmark: a longer run of backticks is text, which keeps hostile input linear. */
#define MAX_BACKTICKS 80
#define MAX_DIGITS    4
#define MAX_NUMBERS   8
/* "【citation: 9999, 9999】" and some spaces */
#define MAX_MARK 80

typedef enum
{
  MARK_NONE,
  MARK_WHOLE,
  MARK_HALF, /* the text ends within what could be one */
} Mark;

static gboolean
skip_word (const char **p, const char *word)
{
  gsize n = strlen (word);

  if (strncmp (*p, word, n) != 0)
    return FALSE;
  *p += n;
  return TRUE;
}

/* Whether the rest of the text is the beginning of @word. */
static gboolean
ends_within (const char *p, const char *word)
{
  while (*p != '\0' && *p == *word)
    {
      p++;
      word++;
    }
  return *p == '\0';
}

static void
skip_spaces (const char **p)
{
  while (**p == ' ')
    (*p)++;
}

static Mark
match_one_of (const char **p, const char *ascii, const char *wide)
{
  if (skip_word (p, ascii) || skip_word (p, wide))
    return MARK_WHOLE;
  return ends_within (*p, ascii) || ends_within (*p, wide) ? MARK_HALF : MARK_NONE;
}

/* Where one number of a mark lies, from the bracket or comma before it. */
typedef struct
{
  guint numbers[MAX_NUMBERS];
  const char *ends[MAX_NUMBERS]; /* after the digits; that of the last one after the closing bracket */
  guint n;
} Numbers;

static gboolean
skip_comma (const char **p)
{
  return skip_word (p, ",") || skip_word (p, "，") || skip_word (p, "、");
}

/* Whether the text ends within a comma of three bytes. */
static gboolean
ends_within_comma (const char *p)
{
  return ends_within (p, "，") || ends_within (p, "、");
}

static Mark
match_number (const char **p, Numbers *numbers)
{
  const char *digits;

  skip_spaces (p);
  digits = *p;
  while (g_ascii_isdigit (**p) && *p - digits < MAX_DIGITS)
    (*p)++;
  if (*p == digits)
    return **p == '\0' ? MARK_HALF : MARK_NONE;
  numbers->numbers[numbers->n] = g_ascii_strtoull (digits, NULL, 10);
  numbers->ends[numbers->n++] = *p;
  skip_spaces (p);
  return MARK_WHOLE;
}

/* Reads `[citation:N]` or `[citation:N,M]` at @p, with either kind of bracket, colon and comma. */
static Mark
match_mark (const char *p, Numbers *numbers)
{
  Mark mark = match_one_of (&p, "[citation", "【citation");

  numbers->n = 0;
  if (mark == MARK_WHOLE)
    {
      skip_spaces (&p);
      mark = match_one_of (&p, ":", "：");
    }
  if (mark != MARK_WHOLE)
    return mark;
  do
    mark = match_number (&p, numbers);
  while (mark == MARK_WHOLE && numbers->n < MAX_NUMBERS && skip_comma (&p));
  if (mark != MARK_WHOLE)
    return mark;
  mark = match_one_of (&p, "]", "】");
  if (mark == MARK_NONE && ends_within_comma (p))
    return MARK_HALF;
  numbers->ends[numbers->n - 1] = p;
  return mark;
}

static const char *
skip_line (const char *p)
{
  const char *end = strchr (p, '\n');

  return end != NULL ? end + 1 : p + strlen (p);
}

/* The length of the fence that begins on this line, 0 for none. Indentation and quote marks before it are of
 * no importance here: they only say in which block it lies. */
static gsize
fence_length (const char *line, char *kind)
{
  gsize n;

  line += strspn (line, " \t>");
  if (*line != '`' && *line != '~')
    return 0;
  *kind = *line;
  n = strspn (line, *kind == '`' ? "`" : "~");
  if (n < 3)
    return 0;
  /* Backticks further on make it a code span. */
  for (const char *p = line + n; *kind == '`' && *p != '\0' && *p != '\n'; p++)
    if (*p == '`')
      return 0;
  return n;
}

static gboolean
is_closing_fence (const char *line, char kind, gsize length)
{
  const char marks[] = { kind, '\0' };
  gsize n;

  line += strspn (line, " \t>");
  n = strspn (line, marks);
  line += n;
  line += strspn (line, " \t\r");
  return n >= length && (*line == '\n' || *line == '\0');
}

static const char *
skip_fence (const char *line, char kind, gsize length)
{
  for (line = skip_line (line); *line != '\0'; line = skip_line (line))
    if (is_closing_fence (line, kind, length))
      return skip_line (line);
  return line;
}

static gboolean
begins_paragraph (const char *line)
{
  char kind;

  return line[strspn (line, " \t\r>")] == '\n' || fence_length (line, &kind) > 0;
}

/* @p is at a run of backticks: gives the end of the code span, or the end of the run if nothing closes it.
 * The lengths that were not closed in this paragraph are remembered in @unclosed. */
static const char *
skip_code_span (const char *p, gboolean *unclosed)
{
  gsize n = strspn (p, "`");
  const char *after = p + n;

  if (n > MAX_BACKTICKS || unclosed[n])
    return after;
  for (const char *q = after; *(q += strcspn (q, "`\n")) != '\0';)
    {
      gsize run = strspn (q, "`");

      if (run == n)
        return q + run;
      if (run == 0 && begins_paragraph (q + 1))
        break;
      q += MAX (run, 1);
    }
  unclosed[n] = TRUE;
  return after;
}

/* A mark whose numbers do not all stand for a source stays text, every bit of it. */
static gboolean
are_sources (const Numbers *numbers, guint n_sources)
{
  for (guint i = 0; i < numbers->n; i++)
    if (numbers->numbers[i] < 1 || numbers->numbers[i] > n_sources)
      return FALSE;
  return TRUE;
}

static void
add_marks (GArray *marks, const char *text, const char *begin, const Numbers *numbers)
{
  for (guint i = 0; i < numbers->n; i++)
    {
      SondeCitation citation = { begin - text, numbers->ends[i] - text, numbers->numbers[i] };

      g_array_append_val (marks, citation);
      begin = numbers->ends[i];
    }
}

/* Gives where to go on after the character or mark at @p. */
static const char *
scan_inline (const char *p, const char *text, guint n_sources, GArray *marks, gboolean *unclosed)
{
  Numbers numbers;

  if (*p == '\\' && g_ascii_ispunct (p[1]))
    return p + 2;
  if (*p == '`')
    return skip_code_span (p, unclosed);
  if ((*p != '[' && *p != '\xe3') || match_mark (p, &numbers) != MARK_WHOLE)
    return p + 1;
  if (are_sources (&numbers, n_sources))
    add_marks (marks, text, p, &numbers);
  return numbers.ends[numbers.n - 1];
}

GArray *
sonde_citations_scan (const char *text, guint n_sources)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (SondeCitation));
  gboolean unclosed[MAX_BACKTICKS + 1] = { FALSE };
  gboolean line_begins = TRUE;

  g_return_val_if_fail (text != NULL, marks);

  for (const char *p = text; *p != '\0';)
    {
      char kind;
      gsize length = line_begins ? fence_length (p, &kind) : 0;

      if (line_begins && begins_paragraph (p))
        memset (unclosed, 0, sizeof unclosed);
      if (length > 0)
        {
          p = skip_fence (p, kind, length);
          continue;
        }
      p = scan_inline (p, text, n_sources, marks, unclosed);
      line_begins = p[-1] == '\n';
    }
  return marks;
}

/* Only the end is looked at, so the cost does not grow with the text. */
gsize
sonde_citations_stable_length (const char *text)
{
  gsize length;
  Numbers numbers;

  g_return_val_if_fail (text != NULL, 0);

  length = strlen (text);
  for (gsize i = length > MAX_MARK ? length - MAX_MARK : 0; i < length; i++)
    if ((text[i] == '[' || text[i] == '\xe3') && match_mark (text + i, &numbers) == MARK_HALF)
      return i;
  return length;
}

/* One character that ends a sentence or a part of it, with the quotation mark or bracket that closes after
 * it. */
static const char *
skip_sentence_end (const char *p)
{
  static const char *const ends[] = { ".", "!", "?", ";", ":", ",", "。", "！", "？", "；", "：", "，" };
  static const char *const closing[] = { "\"", "”", "’", ")", "）", "」", "』", "》" };
  const char *after = p;

  for (guint i = 0; i < G_N_ELEMENTS (ends) && after == p; i++)
    skip_word (&after, ends[i]);
  /* A full stop within a number or an address ends nothing. */
  if (after == p || (after == p + 1 && g_ascii_isalnum (*after)))
    return p;
  for (guint i = 0; i < G_N_ELEMENTS (closing); i++)
    if (skip_word (&after, closing[i]))
      break;
  return after;
}

gsize
sonde_citations_find_place (const char *text, gsize end)
{
  const char *p;
  Numbers numbers;

  g_return_val_if_fail (text != NULL, end);

  /* Marks that stand side by side go to the same place. */
  for (p = text + end; (*p == '[' || *p == '\xe3') && match_mark (p, &numbers) == MARK_WHOLE;)
    p = numbers.ends[numbers.n - 1];
  return skip_sentence_end (p) == p ? end : (gsize) (skip_sentence_end (p) - text);
}
