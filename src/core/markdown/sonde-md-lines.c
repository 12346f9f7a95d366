/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-lines.h"

#include <string.h>

#define TAB         4
#define CODE_INDENT 4
#define MAX_DIGITS  9
#define MAX_INDENT  64
#define MAX_LABEL   100

/* A place in a line. Tabs reach to the next multiple of four columns; @rest are columns of a tab that a
 * marker has used only in part. */
typedef struct
{
  const char *line;
  gsize length;
  gsize text_end; /* without the white space at the end */
  gsize at;
  guint column;
  guint rest;
} Cursor;

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t';
}

static char
peek (const Cursor *cursor, gsize ahead)
{
  return cursor->at + ahead < cursor->length ? cursor->line[cursor->at + ahead] : '\0';
}

/* The columns of white space from here; of more than any container needs only so many. */
static guint
indent_of (const Cursor *cursor)
{
  guint column = cursor->column + cursor->rest;
  gsize end = MIN (cursor->length, cursor->at + MAX_INDENT);

  for (gsize i = cursor->at; i < end && is_space (cursor->line[i]); i++)
    column += cursor->line[i] == '\t' ? TAB - column % TAB : 1;
  return column - cursor->column;
}

static gboolean
is_blank (const Cursor *cursor)
{
  return cursor->at >= cursor->text_end;
}

static gsize
find_text_end (const char *line, gsize length)
{
  while (length > 0 && is_space (line[length - 1]))
    length--;
  return length;
}

static void
skip_columns (Cursor *cursor, guint columns)
{
  while (columns > 0
         && (cursor->rest > 0 || (cursor->at < cursor->length && is_space (cursor->line[cursor->at]))))
    {
      if (cursor->rest == 0)
        {
          cursor->rest = cursor->line[cursor->at] == '\t' ? TAB - cursor->column % TAB : 1;
          cursor->at++;
        }
      cursor->rest--;
      cursor->column++;
      columns--;
    }
}

static void
skip_bytes (Cursor *cursor, gsize bytes)
{
  cursor->at += bytes;
  cursor->column += (guint) bytes;
}

static void
skip_quote_marker (Cursor *cursor)
{
  skip_columns (cursor, indent_of (cursor));
  skip_bytes (cursor, 1);
  skip_columns (cursor, 1);
}

static char
first_after_indent (const Cursor *cursor)
{
  for (gsize i = cursor->at; i < cursor->length; i++)
    if (!is_space (cursor->line[i]))
      return cursor->line[i];
  return '\0';
}

/* How many of the open containers the line continues; the cursor goes behind their marks. */
static guint
match_containers (const SondeMdLines *self, Cursor *cursor)
{
  guint i = 0;

  for (i = 0; i < self->n_containers; i++)
    {
      const SondeMdContainer *container = &self->containers[i];

      if (container->kind == SONDE_MD_QUOTE)
        {
          if (indent_of (cursor) >= CODE_INDENT || first_after_indent (cursor) != '>')
            break;
          skip_quote_marker (cursor);
        }
      else if (is_blank (cursor))
        {
          if (container->is_empty)
            break;
        }
      else if (indent_of (cursor) >= container->indent)
        skip_columns (cursor, container->indent);
      else
        break;
    }
  return i;
}

/* The length of a run of one character, and whether only white space follows it. */
static guint
run_length (const Cursor *cursor, char c)
{
  guint n = 0;

  while (peek (cursor, n) == c)
    n++;
  return n;
}

static gboolean
only_space_after (const Cursor *cursor, gsize ahead)
{
  Cursor rest = *cursor;

  rest.at += ahead;
  return is_blank (&rest);
}

static gboolean
closes_fence (const SondeMdLines *self, const Cursor *cursor)
{
  Cursor inner = *cursor;
  guint run = 0;

  if (indent_of (cursor) >= CODE_INDENT)
    return FALSE;
  skip_columns (&inner, CODE_INDENT);
  run = run_length (&inner, self->fence);
  return run >= self->fence_length && only_space_after (&inner, run);
}

static gboolean
opens_fence (const Cursor *cursor, char *fence, guint *length)
{
  char c = peek (cursor, 0);
  guint run = c == '`' || c == '~' ? run_length (cursor, c) : 0;

  if (run < 3)
    return FALSE;
  if (c == '`' && memchr (cursor->line + cursor->at + run, '`', cursor->length - cursor->at - run) != NULL)
    return FALSE;
  *fence = c;
  *length = run;
  return TRUE;
}

static gboolean
is_rule (const Cursor *cursor)
{
  char c = peek (cursor, 0);
  guint n = 0;

  if (c != '-' && c != '*' && c != '_')
    return FALSE;
  for (gsize i = cursor->at; i < cursor->length; i++)
    if (cursor->line[i] == c)
      n++;
    else if (!is_space (cursor->line[i]))
      return FALSE;
  return n >= 3;
}

static gboolean
is_underline (const Cursor *cursor)
{
  char c = peek (cursor, 0);

  return (c == '=' || c == '-') && only_space_after (cursor, run_length (cursor, c));
}

static gboolean
is_heading (const Cursor *cursor)
{
  guint run = run_length (cursor, '#');
  char after = peek (cursor, run);

  return run >= 1 && run <= 6 && (after == '\0' || is_space (after));
}

/* The length of a list marker, or 0. A paragraph is only interrupted by an item with text, and by number 1.
 */
static gsize
list_marker (const Cursor *cursor, gboolean interrupts)
{
  gsize digits = 0;
  gsize length = 1;
  char c = peek (cursor, 0);

  if (c != '-' && c != '+' && c != '*')
    {
      while (digits <= MAX_DIGITS && g_ascii_isdigit (peek (cursor, digits)))
        digits++;
      c = peek (cursor, digits);
      if (digits == 0 || digits > MAX_DIGITS || (c != '.' && c != ')'))
        return 0;
      if (interrupts && (digits != 1 || peek (cursor, 0) != '1'))
        return 0;
      length = digits + 1;
    }
  if (peek (cursor, length) != '\0' && !is_space (peek (cursor, length)))
    return 0;
  if (interrupts && only_space_after (cursor, length))
    return 0;
  return length;
}

/* "[^LABEL]:" gives the length of the label, or 0. */
static gsize
footnote_marker (const Cursor *cursor)
{
  gsize n = 0;

  if (peek (cursor, 0) != '[' || peek (cursor, 1) != '^')
    return 0;
  while (n < MAX_LABEL && peek (cursor, 2 + n) != '\0' && !strchr ("[] \t\\`", peek (cursor, 2 + n)))
    n++;
  return peek (cursor, 2 + n) == ']' && peek (cursor, 3 + n) == ':' ? n : 0;
}

static void
push (SondeMdLines *self, SondeMdContainerKind kind, guint indent, gboolean is_empty)
{
  self->containers[self->n_containers++]
    = (SondeMdContainer){ .kind = kind, .indent = indent, .is_empty = is_empty };
}

static void
open_item (SondeMdLines *self, Cursor *cursor, guint indent, gsize marker)
{
  guint after = 0;

  skip_bytes (cursor, marker);
  after = indent_of (cursor);
  if (is_blank (cursor) || after > CODE_INDENT)
    after = 1;
  push (self, SONDE_MD_ITEM, indent + (guint) marker + after, is_blank (cursor));
  skip_columns (cursor, after);
}

/* Leaves what the line does not continue, before something new begins in it. */
static void
leave (SondeMdLines *self, SondeMdLine *line)
{
  if (line->is_new)
    return;
  self->n_containers = line->n_matched;
  self->in_paragraph = FALSE;
  self->fence = '\0';
  line->is_new = TRUE;
}

/* Opens one container at the cursor, if there is one. */
static gboolean
open_container (SondeMdLines *self, Cursor *cursor, SondeMdLine *line)
{
  Cursor inner = *cursor;
  guint indent = indent_of (cursor);
  gboolean interrupts = self->in_paragraph && line->n_matched == self->n_containers;
  gsize marker = 0;
  gsize label = 0;

  if (indent >= CODE_INDENT)
    return FALSE;
  skip_columns (&inner, indent);
  if (peek (&inner, 0) == '>')
    marker = 1;
  else if (!is_rule (&inner) && !(interrupts && is_underline (&inner)))
    marker = list_marker (&inner, interrupts);
  if (marker == 0 && line->n_matched == 0 && (!line->is_new || self->n_containers == 0))
    label = footnote_marker (&inner);
  if (marker == 0 && label == 0)
    return FALSE;

  if ((line->is_new ? self->n_containers : line->n_matched) == SONDE_MD_MAX_CONTAINERS)
    {
      *cursor = inner;
      line->is_too_deep = TRUE;
      return FALSE;
    }
  leave (self, line);
  *cursor = inner;
  if (label > 0)
    {
      line->label = inner.at + 2;
      line->label_length = label;
      skip_bytes (cursor, label + 4);
      push (self, SONDE_MD_FOOTNOTE, CODE_INDENT, is_blank (cursor));
    }
  else if (peek (&inner, 0) == '>')
    {
      skip_bytes (cursor, 1);
      skip_columns (cursor, 1);
      push (self, SONDE_MD_QUOTE, 0, FALSE);
    }
  else
    open_item (self, cursor, indent, marker);
  if (self->n_containers == 1)
    line->opens_list = self->containers[0].kind == SONDE_MD_ITEM;
  return TRUE;
}

static SondeMdLineKind
blank_line (SondeMdLines *self, SondeMdLine *line)
{
  leave (self, line);
  return SONDE_MD_LINE_BLANK;
}

/* What remains behind the containers. */
static SondeMdLineKind
leaf_kind (SondeMdLines *self, Cursor *cursor, SondeMdLine *line)
{
  guint indent = indent_of (cursor);
  gboolean continues = self->in_paragraph && !line->is_new;
  SondeMdLineKind kind = SONDE_MD_LINE_TEXT;
  char fence = '\0';
  guint fence_length = 0;

  if (is_blank (cursor))
    return blank_line (self, line);
  if (indent >= CODE_INDENT)
    {
      if (continues)
        return SONDE_MD_LINE_TEXT;
      leave (self, line);
      return SONDE_MD_LINE_CODE;
    }
  skip_columns (cursor, indent);
  if (line->is_too_deep)
    kind = SONDE_MD_LINE_TEXT;
  else if (continues && line->n_matched == self->n_containers && is_underline (cursor))
    kind = SONDE_MD_LINE_UNDERLINE;
  else if (is_heading (cursor))
    kind = SONDE_MD_LINE_HEADING;
  else if (is_rule (cursor))
    kind = SONDE_MD_LINE_RULE;
  else if (opens_fence (cursor, &fence, &fence_length))
    kind = SONDE_MD_LINE_FENCE;
  if (kind == SONDE_MD_LINE_TEXT && continues)
    return kind;
  leave (self, line);
  self->fence = fence;
  self->fence_length = fence_length;
  self->in_paragraph = kind == SONDE_MD_LINE_TEXT;
  return kind;
}

/* Unlike CommonMark, md4c closes the code of a list item or quote also at a fence without the marks of that
 * item: many models write their lists so. The containers end there too. */
static gboolean
feed_code (SondeMdLines *self, const Cursor *cursor, SondeMdLine *line)
{
  gboolean closes = self->fence != '\0' && closes_fence (self, cursor);

  if (self->fence == '\0' || (!closes && line->n_matched < self->n_containers))
    return FALSE;
  line->kind = closes ? SONDE_MD_LINE_FENCE : SONDE_MD_LINE_CODE;
  if (closes)
    leave (self, line);
  line->is_new = TRUE;
  return TRUE;
}

/* The length of the line at @text without its ending ("\n", "\r\n" or "\r"), whose length goes to @ending. */
gsize
sonde_md_line_length (const char *text, gsize length, gsize *ending)
{
  const char *newline = memchr (text, '\n', length);
  gsize end = newline != NULL ? (gsize) (newline - text) : length;
  const char *carriage = memchr (text, '\r', end);

  if (carriage == NULL)
    {
      *ending = newline != NULL ? 1 : 0;
      return end;
    }
  end = (gsize) (carriage - text);
  *ending = end + 1 < length && text[end + 1] == '\n' ? 2 : 1;
  return end;
}

/* How far the containers that are open reach into @line, without changing anything. */
gsize
sonde_md_lines_match (const SondeMdLines *self, const char *line, gsize length, guint *n_matched)
{
  Cursor cursor = { .line = line, .length = length, .text_end = find_text_end (line, length) };

  *n_matched = match_containers (self, &cursor);
  return cursor.at;
}

/* @line is without its ending; after a whole line @self is the state for the next. */
void
sonde_md_lines_feed (SondeMdLines *self, const char *line, gsize length, SondeMdLine *result)
{
  Cursor cursor = { .line = line, .length = length, .text_end = find_text_end (line, length) };
  gboolean is_top = FALSE;

  *result = (SondeMdLine){ .n_matched = match_containers (self, &cursor) };
  if (!feed_code (self, &cursor, result))
    {
      if (self->fence != '\0')
        leave (self, result);
      while (open_container (self, &cursor, result))
        ;
      result->kind = leaf_kind (self, &cursor, result);
    }
  result->content = cursor.at;
  result->is_lazy = !result->is_new && result->n_matched < self->n_containers;
  if (result->kind == SONDE_MD_LINE_BLANK)
    return;
  for (guint i = 0; i < self->n_containers; i++)
    self->containers[i].is_empty = FALSE;
  is_top = result->is_new && result->n_matched == 0;
  if (is_top)
    self->ends_in_list = result->opens_list;
}
