/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Where in a text the words of a query are, found in the text itself. */

#include "sonde-search-query-private.h"

#include <string.h>

#include "sonde-tokens-private.h"

#define SNIPPET_CHARS  120
#define SNIPPET_BEFORE 32
/* With what is left out, such as spaces and signs of Markdown. */
#define MOST_LOOKED_AT (4 * SNIPPET_CHARS)
/* So far behind the first match others are still looked for: what a snippet can show. */
#define NEAR_BYTES (4 * SNIPPET_CHARS)

typedef struct
{
  int start;
  int end;
  gsize text; /* its place among the texts */
} Token;

typedef struct
{
  const SondeSearchQuery *query;
  GArray *tokens;
  GString *texts; /* each with its NUL */
  GArray *spans;
  guint32 found;
  int stop; /* where to stop reading, -1 at the end */
  gboolean first;
} Scan;

static gboolean
equals (Scan *self, guint position, const char *token, gboolean prefix)
{
  const char *text = self->texts->str + g_array_index (self->tokens, Token, position).text;

  return prefix ? g_str_has_prefix (text, token) : strcmp (text, token) == 0;
}

/* Whether @term ends with the last token. */
static gboolean
ends_here (Scan *self, const SondeSearchTerm *term)
{
  guint n = term->tokens->len;
  guint n_tokens = self->tokens->len;

  if (n > n_tokens)
    return FALSE;
  /* The last one first: it is most often another. */
  for (guint i = n; i > 0; i--)
    if (!equals (self, n_tokens - n + i - 1, term->tokens->pdata[i - 1], term->prefix && i == n))
      return FALSE;
  return TRUE;
}

static void
add_span (Scan *self, const SondeSearchTerm *term)
{
  guint n_tokens = self->tokens->len;
  const Token *begin = &g_array_index (self->tokens, Token, n_tokens - term->tokens->len);
  SondeRange span = { begin->start, g_array_index (self->tokens, Token, n_tokens - 1).end };

  if (self->first && self->stop < 0)
    self->stop = span.start + NEAR_BYTES;
  if (self->spans != NULL)
    g_array_append_val (self->spans, span);
}

static int
scan_token_cb (gpointer data, const char *token, int length, int start, int end)
{
  Scan *self = data;
  Token added = { start, end, self->texts->len };

  if (self->stop >= 0 && start > self->stop)
    return 1;
  g_array_append_val (self->tokens, added);
  g_string_append_len (self->texts, token, length);
  g_string_append_c (self->texts, '\0');
  for (guint i = 0; i < self->query->terms->len; i++)
    {
      const SondeSearchTerm *term = self->query->terms->pdata[i];

      if (!ends_here (self, term))
        continue;
      self->found |= 1u << i;
      if (!term->negated)
        add_span (self, term);
    }
  return 0;
}

guint32
sonde_search_query_scan (
  const SondeSearchQuery *self, const char *text, gsize length, GArray *spans, gboolean first)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  g_autoptr (GString) texts = g_string_new (NULL);
  Scan scan = { self, tokens, texts, spans, 0, -1, first };

  sonde_tokens_each (text, length, scan_token_cb, &scan);
  return scan.found;
}

gboolean
sonde_search_query_accepts (const SondeSearchQuery *self, guint32 found)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const SondeSearchTerm *term = self->terms->pdata[i];

      if (term->negated == ((found & (1u << i)) != 0))
        return FALSE;
    }
  return TRUE;
}

/* Snippets */

typedef struct
{
  GString *text;
  GArray *spans;
  GArray *marks;
  guint next; /* the span that comes next */
  gboolean within;
} Snippet;

/* Marks begin and end where their characters are put, before the character at byte @place of the text. */
static void
put_marks (Snippet *self, guint place)
{
  while (self->next < self->spans->len)
    {
      const SondeRange *span = &g_array_index (self->spans, SondeRange, self->next);
      SondeRange mark = { self->text->len, self->text->len };

      if (!self->within && place >= span->start && place < span->end)
        {
          g_array_append_val (self->marks, mark);
          self->within = TRUE;
        }
      if (place < span->end)
        return;
      if (self->within)
        g_array_index (self->marks, SondeRange, self->marks->len - 1).end = self->text->len;
      self->within = FALSE;
      self->next++;
    }
}

static const char *
find_begin (const char *text, GArray *spans)
{
  const char *begin = text;

  if (spans->len > 0)
    begin += g_array_index (spans, SondeRange, 0).start;
  for (guint i = 0; i < SNIPPET_BEFORE && begin > text; i++)
    begin = g_utf8_prev_char (begin);
  return begin;
}

/* Whether the character at @p is a sign of Markdown and no word: stars in pairs, back quotes, the bars of
 * tables, what makes a line a heading. */
static gboolean
is_markup (const char *text, const char *p)
{
  const char *before = p;

  switch (*p)
    {
    case '`':
    case '|':
      return TRUE;
    case '*':
      return p[1] == '*' || (p > text && p[-1] == '*');
    case '#':
      while (before > text && before[-1] == '#' && p - before < 6)
        before--;
      return before == text || before[-1] == '\n';
    default:
      return FALSE;
    }
}

/* Adds a character; a row of spaces and line ends becomes one space. */
static gboolean
put_char (Snippet *self, const char *p)
{
  gunichar c = g_utf8_get_char (p);

  if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c))
    {
      g_string_append_len (self->text, p, g_utf8_next_char (p) - p);
      return TRUE;
    }
  if (self->text->len == 0 || self->text->str[self->text->len - 1] == ' ')
    return FALSE;
  g_string_append_c (self->text, ' ');
  return TRUE;
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const SondeRange *left = a;
  const SondeRange *right = b;

  return left->start != right->start ? (left->start > right->start) - (left->start < right->start)
                                     : (left->end < right->end) - (left->end > right->end);
}

/* Those that lie in one another or overlap become one. */
static void
merge_spans (GArray *spans)
{
  guint n = 0;

  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++)
    {
      SondeRange span = g_array_index (spans, SondeRange, i);
      SondeRange *last = n > 0 ? &g_array_index (spans, SondeRange, n - 1) : NULL;

      if (last != NULL && span.start < last->end)
        last->end = MAX (last->end, span.end);
      else
        g_array_index (spans, SondeRange, n++) = span;
    }
  g_array_set_size (spans, n);
}

char *
sonde_search_dup_snippet (const char *text, GArray *spans, GArray **marks)
{
  Snippet snippet = { g_string_new (NULL), spans, g_array_new (FALSE, FALSE, sizeof (SondeRange)), 0, FALSE };
  const char *p;
  const char *begin;

  merge_spans (spans);
  p = begin = find_begin (text, spans);
  for (guint n = 0, looked_at = 0; n < SNIPPET_CHARS && looked_at < MOST_LOOKED_AT && *p != '\0';
       p = g_utf8_next_char (p), looked_at++)
    {
      put_marks (&snippet, p - text);
      n += !is_markup (text, p) && put_char (&snippet, p);
    }
  put_marks (&snippet, p - text);
  if (snippet.within)
    g_array_index (snippet.marks, SondeRange, snippet.marks->len - 1).end = snippet.text->len;
  if (begin > text)
    {
      g_string_prepend (snippet.text, "…");
      for (guint i = 0; i < snippet.marks->len; i++)
        {
          g_array_index (snippet.marks, SondeRange, i).start += strlen ("…");
          g_array_index (snippet.marks, SondeRange, i).end += strlen ("…");
        }
    }
  if (*p != '\0')
    g_string_append (snippet.text, "…");
  *marks = snippet.marks;
  return g_string_free (snippet.text, FALSE);
}
