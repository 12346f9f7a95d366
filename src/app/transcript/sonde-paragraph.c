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

/* What is shown so far of a paragraph; a growing one may still get the end of what has begun. */
typedef struct
{
  SondeShownText *shown;
  GString *out;
  gboolean growing;
} Rendering;

static void
add_attribute (Rendering *r, PangoAttribute *attribute, gsize start)
{
  attribute->start_index = start;
  attribute->end_index = r->out->len;
  pango_attr_list_insert (r->shown->attrs, attribute);
}

static void
add_mark (Rendering *r, gsize start, guint number)
{
  SondeMark mark = { start, r->out->len, number };

  g_array_append_val (r->shown->marks, mark);
}

static void
render_code_text (Rendering *r, const char *text, gsize length)
{
  gsize start = r->out->len;

  g_string_append_len (r->out, text, length);
  add_attribute (r, pango_attr_family_new ("monospace"), start);
  add_attribute (r, pango_attr_scale_new (0.9), start);
  add_mark (r, start, 0);
}

/* The backticks at @at and, where they are closed, the code between; gives the byte after what was shown. */
static gsize
render_code_span (Rendering *r, const char *text, gsize at)
{
  gsize n = count_run (text, at, '`');
  gsize end = at + n;

  while (text[end] != '\0')
    {
      gsize m = count_run (text, end, '`');

      if (m == n)
        {
          render_code_text (r, text + at + n, end - at - n);
          return end + n;
        }
      end += MAX (m, 1);
    }
  if (r->growing)
    {
      render_code_text (r, text + at + n, end - at - n);
      return end;
    }
  g_string_append_len (r->out, text + at, n);
  return at + n;
}

/* "**" opens bold only where it is closed later, so that nothing that is meant literally is lost. */
static gboolean
toggles_bold (const char *text, gsize at, gboolean bold, gboolean growing)
{
  if (bold)
    return !g_ascii_isspace (text[at - 1]);

  const char *end = text + at + 2;

  if (*end == '\0' || g_ascii_isspace (*end) || *end == '*')
    return growing && *end == '\0';
  while ((end = strstr (end + 1, "**")) != NULL)
    if (!g_ascii_isspace (end[-1]))
      return TRUE;
  return growing;
}

/* A thin space that does not break keeps the number at its sentence. */
static void
render_citation (Rendering *r, guint number)
{
  while (r->out->len > 0 && r->out->str[r->out->len - 1] == ' ')
    g_string_truncate (r->out, r->out->len - 1);
  g_string_append (r->out, "\u202f");
  gsize start = r->out->len;

  g_string_append_printf (r->out, "%u", number);
  add_mark (r, start, number);
}

static void
render_inline (Rendering *r, const char *text, guint n_sources)
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
          render_citation (r, citation->number);
          at = citation->end;
          next++;
        }
      else if (text[at] == '`')
        at = render_code_span (r, text, at);
      else if (text[at] == '*' && text[at + 1] == '*' && toggles_bold (text, at, bold, r->growing))
        {
          if (bold)
            add_attribute (r, pango_attr_weight_new (PANGO_WEIGHT_BOLD), bold_start);
          bold_start = r->out->len;
          bold = !bold;
          at += 2;
        }
      else if (text[at] == '*' && text[at + 1] == '\0' && r->growing)
        at++;
      else
        g_string_append_c (r->out, text[at++]);
      while (next < citations->len && g_array_index (citations, SondeCitation, next).start < at)
        next++;
    }
  if (bold)
    add_attribute (r, pango_attr_weight_new (PANGO_WEIGHT_BOLD), bold_start);
}

/* Cuts the fences off and keeps the language. */
static void
render_code (Rendering *r, const char *text)
{
  gsize first = skip_blanks (text, 0);
  gsize line_end = strcspn (text, "\n");
  gsize n = measure_fence (text, first, line_end);
  const char *body = text + line_end + (text[line_end] == '\n');
  const char *last_line = strrchr (body, '\n');
  SondeParagraph paragraph = { SONDE_PARAGRAPH_CODE, 0, 0, strlen (text), line_end };
  gsize last_start = (last_line != NULL ? last_line + 1 : body) - text;
  gsize last_length = strlen (text + last_start);
  gboolean ends = *body != '\0' && closes (text, &paragraph, last_start, last_start + last_length);
  gboolean begins_to_end = r->growing && count_run (text, last_start, text[first]) == last_length;

  r->shown->marker = g_strstrip (g_strndup (text + first + n, line_end - first - n));
  if (!ends && !begins_to_end)
    g_string_append (r->out, body);
  else if (last_line != NULL)
    g_string_append_len (r->out, body, last_line - body);
}

/**
 * sonde_paragraph_render:
 * @text: the source text
 * @paragraph: a paragraph of it
 * @n_sources: how many sources may be cited
 * @growing: whether more of this paragraph may come: what has begun counts as what it will be
 *
 * What is shown of a paragraph: text with attributes (never markup), without the signs that it stands for.
 *
 * Returns: (transfer full): the shown text
 */
SondeShownText *
sonde_paragraph_render (const char *text, const SondeParagraph *paragraph, guint n_sources, gboolean growing)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (paragraph != NULL, NULL);

  g_autofree char *source = g_strndup (text + paragraph->start, paragraph->end - paragraph->start);
  SondeShownText *shown = g_new0 (SondeShownText, 1);
  Rendering r = { shown, g_string_sized_new (strlen (source)), growing };
  gsize first = skip_blanks (source, 0);
  gsize bullet = measure_bullet (source, first);

  shown->attrs = pango_attr_list_new ();
  shown->marks = g_array_new (FALSE, FALSE, sizeof (SondeMark));
  switch (paragraph->kind)
    {
    case SONDE_PARAGRAPH_CODE:
      render_code (&r, source);
      break;
    case SONDE_PARAGRAPH_MATH:
    case SONDE_PARAGRAPH_TABLE:
      g_string_append (r.out, source);
      break;
    case SONDE_PARAGRAPH_HEADING:
      render_inline (&r, source + skip_blanks (source, paragraph->level), n_sources);
      break;
    case SONDE_PARAGRAPH_ITEM:
      shown->marker = bullet > 2 ? g_strndup (source + first, bullet - 1) : g_strdup ("•");
      render_inline (&r, source + skip_blanks (source, first + bullet), n_sources);
      break;
    case SONDE_PARAGRAPH_TEXT:
      render_inline (&r, source, n_sources);
      break;
    }
  shown->text = g_string_free (r.out, FALSE);
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
