/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-autolink.h"

#include "sonde-block-private.h"

#include <stdlib.h>
#include <string.h>

/* Longest host name that is looked at: DNS allows 253 bytes. It also bounds the work for each "www.". */
#define MAX_HOST 253

/* A span's edge: no address reaches across one, and none begins where @weight says that a span forbids it. */
typedef struct
{
  guint at;
  int weight;
} Edge;

static int
compare_edges (const void *a, const void *b)
{
  guint first = ((const Edge *) a)->at;
  guint second = ((const Edge *) b)->at;

  return (first > second) - (first < second);
}

static gboolean
forbids_links (SondeSpanKind kind)
{
  return kind == SONDE_SPAN_CODE || kind == SONDE_SPAN_LINK || kind == SONDE_SPAN_IMAGE
         || kind == SONDE_SPAN_MATH || kind == SONDE_SPAN_MATH_DISPLAY || kind == SONDE_SPAN_FOOTNOTE;
}

/* The length of a host name at @text: letters, digits, hyphens, underscores (not in the last two labels), and
 * at least one period where @needs_period says so. */
static gsize
host_length (const char *text, gsize length, gboolean needs_period)
{
  guint periods = 0;
  guint underscores_before = 0;
  guint underscores = 0;
  gsize n = 0;

  for (n = 0; n < length && n <= MAX_HOST; n++)
    if (text[n] == '_')
      underscores++;
    else if (text[n] == '.')
      {
        underscores_before = underscores;
        underscores = 0;
        periods++;
      }
    else if (!g_ascii_isalnum (text[n]) && text[n] != '-')
      break;
  if (n == 0 || n > MAX_HOST || underscores + underscores_before > 0 || (needs_period && periods == 0))
    return 0;
  return n;
}

/* How far an address reaches: up to white space, "<", a control character or East Asian text, which follows
 * addresses without a space. */
static gsize
address_length (const char *text, gsize length)
{
  gsize n = 0;

  while (n < length && text[n] != '<' && (guchar) text[n] > ' ' && text[n] != 0x7f)
    {
      gunichar c = g_utf8_get_char (text + n);

      if (c >= 0x80 && (g_unichar_iswide (c) || g_unichar_isspace (c)))
        break;
      n += (gsize) (g_utf8_next_char (text + n) - (text + n));
    }
  return n;
}

/* "&name;" at the end of an address belongs to the text. Gives the length without it. */
static gsize
trim_entity (const char *text, gsize n)
{
  gsize at = n - 1;

  while (at > 0 && g_ascii_isalnum (text[at - 1]))
    at--;
  return at > 0 && at < n - 1 && text[at - 1] == '&' ? at - 1 : n - 1;
}

/* Leaves out what ends a sentence, and a closing parenthesis that none in the address opened. */
static gsize
trim_address (const char *text, gsize n)
{
  int open = 0;

  for (gsize i = 0; i < n; i++)
    open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
  while (n > 0)
    if (strchr ("?!.,:*_~'\"", text[n - 1]) != NULL)
      n--;
    else if (text[n - 1] == ';')
      n = trim_entity (text, n);
    else if (text[n - 1] == ')' && open < 0)
      {
        n--;
        open++;
      }
    else
      break;
  return n;
}

static void
add_link (GArray *links, guint start, guint end, char *target)
{
  SondeSpan span = { .start = start, .end = end, .kind = SONDE_SPAN_LINK, .target = target };

  g_array_append_val (links, span);
}

/* http:// and https://; @at is the place of the colon. Gives where to go on. */
static guint
scan_scheme (const char *text, guint begin, guint at, guint end, GArray *links)
{
  static const char *const schemes[] = { "http", "https" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      guint n = (guint) strlen (schemes[i]);
      guint start = at - n;
      gsize host = 0;

      if (at - begin < n || end - at < 4 || g_ascii_strncasecmp (text + start, schemes[i], n) != 0
          || memcmp (text + at, "://", 3) != 0 || (start > begin && g_ascii_isalnum (text[start - 1])))
        continue;
      host = host_length (text + at + 3, end - at - 3, FALSE);
      if (host > 0)
        {
          gsize length = trim_address (text + start, address_length (text + start, end - start));

          if (length > n + 3)
            add_link (links, start, start + (guint) length, g_strndup (text + start, length));
          return start + (guint) MAX (length, n + 3);
        }
    }
  return at + 1;
}

static guint
scan_www (const char *text, guint begin, guint at, guint end, GArray *links)
{
  gsize length = 0;

  if (end - at < 5 || g_ascii_strncasecmp (text + at, "www.", 4) != 0)
    return at + 1;
  if (at > begin && !g_ascii_isspace (text[at - 1]) && !strchr ("*_~(", text[at - 1])
      && (guchar) text[at - 1] < 0x80)
    return at + 1;
  if (host_length (text + at + 4, end - at - 4, FALSE) == 0)
    return at + 4;
  length = trim_address (text + at, address_length (text + at, end - at));
  if (length < 5)
    return at + 4;
  add_link (links, at, at + (guint) length, g_strdup_printf ("http://%.*s", (int) length, text + at));
  return at + (guint) length;
}

static gboolean
is_local_part (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-' || c == '_' || c == '+';
}

/* An address of mail around the @ at @at; @begin is behind the link before. */
static guint
scan_mail (const char *text, guint begin, guint at, guint end, GArray *links)
{
  guint start = at;
  gsize host = 0;

  while (start > begin && is_local_part (text[start - 1]))
    start--;
  for (host = 0; at + 1 + host < end && host <= MAX_HOST; host++)
    if (!g_ascii_isalnum (text[at + 1 + host]) && !strchr ("-_.", text[at + 1 + host]))
      break;
  while (host > 0 && text[at + host] == '.')
    host--;
  if (start == at || host == 0 || host > MAX_HOST || text[at + host] == '-' || text[at + host] == '_'
      || memchr (text + at + 1, '.', host) == NULL)
    return at + 1;
  add_link (links,
            start,
            at + 1 + (guint) host,
            g_strdup_printf ("mailto:%.*s", (int) (at + 1 + host - start), text + start));
  return at + 1 + (guint) host;
}

static void
scan (const char *text, guint start, guint end, GArray *links)
{
  guint begin = start;

  for (guint at = start; at < end;)
    {
      guint n_links = links->len;

      if (text[at] == ':')
        at = scan_scheme (text, begin, at, end, links);
      else if (text[at] == 'w' || text[at] == 'W')
        at = scan_www (text, begin, at, end, links);
      else if (text[at] == '@')
        at = scan_mail (text, begin, at, end, links);
      else
        at++;
      if (links->len > n_links)
        begin = at;
    }
}

static GArray *
find_edges (gsize length, GArray *spans)
{
  GArray *edges = g_array_sized_new (FALSE, FALSE, sizeof (Edge), 2 * spans->len + 1);
  Edge end = { .at = (guint) length };

  for (guint i = 0; i < spans->len; i++)
    {
      const SondeSpan *span = &g_array_index (spans, SondeSpan, i);
      int weight = forbids_links (span->kind) ? 1 : 0;
      Edge opening = { .at = span->start, .weight = weight };
      Edge closing = { .at = span->end, .weight = -weight };

      g_array_append_val (edges, opening);
      g_array_append_val (edges, closing);
    }
  g_array_append_val (edges, end);
  qsort (edges->data, edges->len, sizeof (Edge), compare_edges);
  return edges;
}

/* Both are sorted; no link contains or crosses a span, so where both begin the span is the outer one. */
static void
merge (GArray *spans, GArray *links)
{
  gsize n_old = 0;
  g_autofree SondeSpan *old = g_array_steal (spans, &n_old);
  guint k = 0;

  for (gsize i = 0; i < n_old; i++)
    {
      for (; k < links->len && g_array_index (links, SondeSpan, k).start < old[i].start; k++)
        g_array_append_val (spans, g_array_index (links, SondeSpan, k));
      g_array_append_val (spans, old[i]);
    }
  g_array_append_vals (spans, links->data + k * sizeof (SondeSpan), links->len - k);
}

/* Adds links for addresses that stand in @text without any mark, by the rules of GFM §6.9. */
void
sonde_md_autolink (const char *text, gsize length, GArray *spans)
{
  g_autoptr (GArray) edges = NULL;
  g_autoptr (GArray) links = NULL;
  guint start = 0;
  int weight = 0;

  if (memchr (text, '@', length) == NULL && memmem (text, length, "://", 3) == NULL
      && memmem (text, length, "ww.", 3) == NULL && memmem (text, length, "WW.", 3) == NULL)
    return;
  edges = find_edges (length, spans);
  links = g_array_new (FALSE, FALSE, sizeof (SondeSpan));
  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);

      if (weight == 0 && edge->at > start)
        scan (text, start, edge->at, links);
      weight += edge->weight;
      start = edge->at;
    }
  if (links->len > 0)
    merge (spans, links);
}
