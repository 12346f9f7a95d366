/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-paragraph.h"

#include <string.h>

#include "sonde-citations.h"

static gsize
count_run (const char *text, gsize at, char c)
{
  gsize n = 0;

  while (text[at + n] == c)
    n++;
  return n;
}

static gsize
skip_blanks (const char *text, gsize at)
{
  while (text[at] == ' ' || text[at] == '\t')
    at++;
  return at;
}

/* The length of a fence of three or more, 0 for none; an info string of backticks cannot hold one. */
static gsize
measure_fence (const char *text, gsize at, gsize line_end)
{
  gsize n = text[at] == '`' || text[at] == '~' ? count_run (text, at, text[at]) : 0;

  if (n < 3 || (text[at] == '`' && memchr (text + at + n, '`', line_end - at - n) != NULL))
    return 0;
  return n;
}

/* The length of "- ", "* ", "+ ", "1. " or "1) " at @at, 0 for none. */
static gsize
measure_bullet (const char *text, gsize at)
{
  gsize n = 0;

  while (n < 9 && g_ascii_isdigit (text[at + n]))
    n++;
  if (n == 0 ? strchr ("-*+", text[at]) == NULL || text[at] == '\0'
             : text[at + n] != '.' && text[at + n] != ')')
    return 0;
  return text[at + n + 1] == ' ' ? n + 2 : 0;
}

static gsize
measure_heading (const char *text, gsize at)
{
  gsize n = count_run (text, at, '#');

  return n >= 1 && n <= 6 && text[at + n] == ' ' ? n : 0;
}

/* What ends the displayed formula that begins at @at, NULL if none does. */
static const char *
get_math_end (const char *text, gsize at)
{
  if (g_str_has_prefix (text + at, "\\["))
    return "\\]";
  return g_str_has_prefix (text + at, "$$") ? "$$" : NULL;
}

static void
classify_line (const char *text, gsize at, gsize line_end, SondeParagraph *paragraph)
{
  gsize first = skip_blanks (text, at);

  *paragraph = (SondeParagraph){ SONDE_PARAGRAPH_TEXT, 0, at, line_end, line_end };
  if (measure_fence (text, first, line_end) > 0)
    paragraph->kind = SONDE_PARAGRAPH_CODE;
  else if (get_math_end (text, first) != NULL)
    paragraph->kind = SONDE_PARAGRAPH_MATH;
  else if (measure_heading (text, at) > 0)
    {
      paragraph->kind = SONDE_PARAGRAPH_HEADING;
      paragraph->level = measure_heading (text, at);
    }
  else if (measure_bullet (text, first) > 0)
    {
      paragraph->kind = SONDE_PARAGRAPH_ITEM;
      paragraph->level = MIN ((first - at) / 2, 6);
    }
  else if (text[first] == '|')
    paragraph->kind = SONDE_PARAGRAPH_TABLE;
}

/* Whether the line at @at ends the code or formula @paragraph, which it still belongs to. */
static gboolean
closes (const char *text, const SondeParagraph *paragraph, gsize at, gsize line_end)
{
  gsize first = skip_blanks (text, paragraph->start);

  if (paragraph->kind == SONDE_PARAGRAPH_MATH)
    {
      gsize from = at == paragraph->start ? first + 2 : at;

      return from <= line_end
             && g_strstr_len (text + from, line_end - from, get_math_end (text, first)) != NULL;
    }

  gsize here = skip_blanks (text, at);
  gsize n = count_run (text, here, text[first]);

  return at != paragraph->start && n >= measure_fence (text, first, paragraph->line_end)
         && skip_blanks (text, here + n) >= line_end;
}

static gboolean
continues (const SondeParagraph *paragraph, SondeParagraphKind line)
{
  if (line == SONDE_PARAGRAPH_TABLE)
    return paragraph->kind == SONDE_PARAGRAPH_TABLE;
  return line == SONDE_PARAGRAPH_TEXT
         && (paragraph->kind == SONDE_PARAGRAPH_TEXT || paragraph->kind == SONDE_PARAGRAPH_ITEM);
}

/**
 * sonde_paragraph_scan:
 * @text: source text
 * @from: 0 or the start of a paragraph of an earlier scan
 *
 * Splits a text at blank lines, and where code, a formula, a heading, a list item or a table begins. Only a
 * line itself and the paragraph that is open decide, so paragraphs before the last one whose first line
 * has its line end stay as they are whatever follows: a stream is scanned on from there.
 *
 * Returns: (element-type SondeParagraph) (transfer full): the paragraphs, in order
 */
GArray *
sonde_paragraph_scan (const char *text, gsize from)
{
  g_return_val_if_fail (text != NULL, NULL);

  GArray *paragraphs = g_array_new (FALSE, FALSE, sizeof (SondeParagraph));
  gboolean open = FALSE;

  for (gsize at = from; text[at] != '\0';)
    {
      gsize line_end = at + strcspn (text + at, "\n");
      SondeParagraph line, *last = NULL;

      if (open)
        last = &g_array_index (paragraphs, SondeParagraph, paragraphs->len - 1);
      gboolean closed = last != NULL && last->kind < SONDE_PARAGRAPH_MATH;

      classify_line (text, at, line_end, &line);
      if (last != NULL && !closed)
        {
          last->end = line_end;
          open = !closes (text, last, at, line_end);
        }
      else if (skip_blanks (text, at) == line_end || text[skip_blanks (text, at)] == '\r')
        open = FALSE;
      else if (last != NULL && continues (last, line.kind))
        last->end = line_end;
      else
        {
          g_array_append_val (paragraphs, line);
          open = line.kind != SONDE_PARAGRAPH_HEADING
                 && !(line.kind == SONDE_PARAGRAPH_MATH && closes (text, &line, at, line_end));
        }
      at = text[line_end] == '\0' ? line_end : line_end + 1;
    }
  return paragraphs;
}

static void
add_attribute (SondeShownText *shown, PangoAttribute *attribute, gsize start, gsize end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (shown->attrs, attribute);
}

static void
add_mark (SondeShownText *shown, gsize start, gsize end, guint number)
{
  SondeMark mark = { start, end, number };

  g_array_append_val (shown->marks, mark);
}

/* A code span at @at: appends its inside and gives the byte after it, or @at if there is none. */
static gsize
render_code_span (SondeShownText *shown, GString *out, const char *text, gsize at)
{
  gsize n = count_run (text, at, '`');
  gsize start = out->len;

  for (gsize end = at + n; n > 0 && text[end] != '\0';)
    {
      gsize m = count_run (text, end, '`');

      if (m == n)
        {
          g_string_append_len (out, text + at + n, end - at - n);
          add_attribute (shown, pango_attr_family_new ("monospace"), start, out->len);
          add_attribute (shown, pango_attr_scale_new (0.9), start, out->len);
          add_mark (shown, start, out->len, 0);
          return end + n;
        }
      end += MAX (m, 1);
    }
  g_string_append_len (out, text + at, n);
  return at + n;
}

/* "**" opens bold only where it is closed later, so that nothing that is meant literally is lost. */
static gboolean
toggles_bold (const char *text, gsize at, gboolean bold)
{
  if (bold)
    return !g_ascii_isspace (text[at - 1]);

  const char *end = text + at + 2;

  if (*end == '\0' || g_ascii_isspace (*end) || *end == '*')
    return FALSE;
  while ((end = strstr (end + 1, "**")) != NULL)
    if (!g_ascii_isspace (end[-1]))
      return TRUE;
  return FALSE;
}

/* A thin space that does not break keeps the number at its sentence. */
static void
render_citation (SondeShownText *shown, GString *out, guint number)
{
  g_string_append (out, "\u202f");
  gsize start = out->len;

  g_string_append_printf (out, "%u", number);
  add_mark (shown, start, out->len, number);
}

static void
render_inline (SondeShownText *shown, GString *out, const char *text, guint n_sources)
{
  g_autoptr (GArray) citations = sonde_citations_scan (text, n_sources);
  guint next = 0;
  gsize bold_start = 0;
  gboolean bold = FALSE;

  for (gsize at = 0; text[at] != '\0';)
    {
      const SondeCitation *citation
        = next < citations->len ? &g_array_index (citations, SondeCitation, next) : NULL;

      if (citation != NULL && citation->start == at)
        {
          render_citation (shown, out, citation->number);
          at = citation->end;
          next++;
        }
      else if (text[at] == '`')
        at = render_code_span (shown, out, text, at);
      else if (text[at] == '*' && text[at + 1] == '*' && toggles_bold (text, at, bold))
        {
          if (bold)
            add_attribute (shown, pango_attr_weight_new (PANGO_WEIGHT_BOLD), bold_start, out->len);
          bold_start = out->len;
          bold = !bold;
          at += 2;
        }
      else
        g_string_append_c (out, text[at++]);
      while (next < citations->len && g_array_index (citations, SondeCitation, next).start < at)
        next++;
    }
}

/* Cuts the fences off and keeps the language. */
static void
render_code (SondeShownText *shown, GString *out, const char *text)
{
  gsize first = skip_blanks (text, 0);
  gsize line_end = strcspn (text, "\n");
  gsize n = measure_fence (text, first, line_end);
  const char *body = text + line_end + (text[line_end] == '\n');
  const char *last = strrchr (body, '\n');
  SondeParagraph paragraph = { SONDE_PARAGRAPH_CODE, 0, 0, strlen (text), line_end };
  gsize last_start = last != NULL ? (gsize) (last + 1 - text) : (gsize) (body - text);
  gboolean closed = *body != '\0' && closes (text, &paragraph, last_start, strlen (text));

  shown->marker = g_strstrip (g_strndup (text + first + n, line_end - first - n));
  if (!closed)
    g_string_append (out, body);
  else if (last != NULL)
    g_string_append_len (out, body, last - body);
}

/**
 * sonde_paragraph_render:
 * @text: the source text
 * @paragraph: a paragraph of it
 * @n_sources: how many sources may be cited
 *
 * What is shown of a paragraph: text with attributes (never markup), without the signs that it stands for.
 *
 * Returns: (transfer full): the shown text
 */
SondeShownText *
sonde_paragraph_render (const char *text, const SondeParagraph *paragraph, guint n_sources)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (paragraph != NULL, NULL);

  g_autofree char *source = g_strndup (text + paragraph->start, paragraph->end - paragraph->start);
  SondeShownText *shown = g_new0 (SondeShownText, 1);
  GString *out = g_string_sized_new (strlen (source));
  gsize first = skip_blanks (source, 0);
  gsize bullet = measure_bullet (source, first);

  shown->attrs = pango_attr_list_new ();
  shown->marks = g_array_new (FALSE, FALSE, sizeof (SondeMark));
  switch (paragraph->kind)
    {
    case SONDE_PARAGRAPH_CODE:
      render_code (shown, out, source);
      break;
    case SONDE_PARAGRAPH_MATH:
    case SONDE_PARAGRAPH_TABLE:
      g_string_append (out, source);
      break;
    case SONDE_PARAGRAPH_HEADING:
      render_inline (shown, out, source + skip_blanks (source, paragraph->level), n_sources);
      break;
    case SONDE_PARAGRAPH_ITEM:
      shown->marker = bullet > 2 ? g_strndup (source + first, bullet - 1) : g_strdup ("•");
      render_inline (shown, out, source + skip_blanks (source, first + bullet), n_sources);
      break;
    case SONDE_PARAGRAPH_TEXT:
      render_inline (shown, out, source, n_sources);
      break;
    }
  shown->text = g_string_free (out, FALSE);
  return shown;
}

/** Whether a text holds Chinese, Japanese or Korean, whose lines stand further apart. */
gboolean
sonde_paragraph_is_wide (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if ((guchar) *p >= 0xe3 && g_unichar_iswide (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

void
sonde_shown_text_free (SondeShownText *shown)
{
  g_free (shown->marker);
  g_free (shown->text);
  pango_attr_list_unref (shown->attrs);
  g_array_unref (shown->marks);
  g_free (shown);
}
