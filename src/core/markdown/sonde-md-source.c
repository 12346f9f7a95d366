/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-source.h"

#include "sonde-md-scan-private.h"

#include <string.h>

/* md4c knows no longer run as the mark of a code span. */
#define MAX_BACKTICKS 32

static void
mark_clear (gpointer data)
{
  SondeMdMark *mark = data;

  g_free (mark->source);
  g_free (mark->value);
}

/* Text that no longer is looked at goes over as it is, but for the character of the placeholders. */
void
sonde_md_scan_emit_mark (SondeMdScan *self, SondeMdMark mark)
{
  g_string_append_printf (
    self->source->text, SONDE_MD_PLACEHOLDER "%u" SONDE_MD_PLACEHOLDER, self->source->marks->len);
  g_array_append_val (self->source->marks, mark);
}

void
sonde_md_scan_emit (SondeMdScan *self, gsize start, gsize end)
{
  const char *literal = NULL;
  const gsize n = strlen (SONDE_MD_PLACEHOLDER);

  while (self->has_literal
         && (literal = memmem (self->text + start, end - start, SONDE_MD_PLACEHOLDER, n)) != NULL)
    {
      g_string_append_len (self->source->text, self->text + start, literal - self->text - (gssize) start);
      sonde_md_scan_emit_mark (
        self, (SondeMdMark){ .kind = SONDE_MD_MARK_LITERAL, .source = g_strdup (SONDE_MD_PLACEHOLDER) });
      start = (gsize) (literal - self->text) + n;
    }
  g_string_append_len (self->source->text, self->text + start, (gssize) (end - start));
}

/* md4c makes spaces of the tabs that begin a line of code; what people copy must keep them. */
static gsize
emit_indent (SondeMdScan *self, gsize at)
{
  const gsize start = at;

  while (at < self->line_end && (self->text[at] == ' ' || self->text[at] == '\t'))
    at++;
  if (memchr (self->text + start, '\t', at - start) == NULL)
    return start;
  sonde_md_scan_emit_mark (
    self,
    (SondeMdMark){ .kind = SONDE_MD_MARK_LITERAL, .source = g_strndup (self->text + start, at - start) });
  return at;
}

static gboolean
read_line (const SondeMdScan *self, gsize start, gsize *end, gsize *next)
{
  gsize ending = 0;

  if (start >= self->length)
    return FALSE;
  *end = start + sonde_md_line_length (self->text + start, self->length - start, &ending);
  *next = *end + ending;
  return TRUE;
}

static gboolean
is_row (const SondeMdScan *self)
{
  return self->line_start + self->line.content < self->length
         && self->text[self->line_start + self->line.content] == '|';
}

/* Where the paragraph ends that the current line is part of: what spans lines cannot reach further. */
gsize
sonde_md_scan_find_paragraph_end (SondeMdScan *self)
{
  SondeMdLines lines = self->lines;
  SondeMdLine line = { 0 };
  gsize start = self->next_line;
  gsize end = 0;
  gsize next = 0;

  if (self->line.kind != SONDE_MD_LINE_TEXT || is_row (self))
    return self->line_end;
  if (self->paragraph_end > self->line_start)
    return self->paragraph_end;
  self->paragraph_end = self->line_end;
  while (read_line (self, start, &end, &next))
    {
      sonde_md_lines_feed (&lines, self->text + start, end - start, &line);
      if (line.kind != SONDE_MD_LINE_TEXT || line.is_new)
        break;
      self->paragraph_end = end;
      start = next;
    }
  return self->paragraph_end;
}

static gboolean
may_begin_fence (const char *text, gsize length)
{
  return memmem (text, length, "```", 3) != NULL || memmem (text, length, "~~~", 3) != NULL;
}

/* Roughly: a new item where a formula goes on without the indent of its own. */
static gboolean
begins_item (const char *text, gsize length)
{
  if (length > 2 && g_ascii_isdigit (text[0]))
    return text[1] == '.' || text[1] == ')' || g_ascii_isdigit (text[1]);
  return length > 0 && strchr ("-+*>#[", text[0]) != NULL;
}

/* A formula that begins a line may hold lines that look like items and headings, but no blank line, no code
 * and not the end of a quote. */
gsize
sonde_md_scan_find_display_end (SondeMdScan *self)
{
  gsize start = self->next_line;
  gsize end = 0;
  gsize next = 0;

  if (self->line.kind != SONDE_MD_LINE_TEXT || is_row (self))
    return self->line_end;
  if (self->display_end > self->line_start)
    return self->display_end;
  self->display_end = self->line_end;
  while (start < self->line_end + SONDE_MD_MAX_TEX && read_line (self, start, &end, &next))
    {
      guint n_matched = 0;
      const char *line = self->text + start;
      gsize content = sonde_md_lines_match (&self->lines, line, end - start, &n_matched);
      gboolean is_lazy = n_matched < self->lines.n_containers;
      gboolean is_item = is_lazy && begins_item (line + content, end - start - content);

      while (content < end - start && g_ascii_isspace (line[content]))
        content++;
      if (content == end - start || is_item || may_begin_fence (line + content, end - start - content))
        break;
      if (is_lazy && self->lines.containers[n_matched].kind == SONDE_MD_QUOTE)
        break;
      self->display_end = end;
      start = next;
    }
  return self->display_end;
}

/* The text of [start, end) without what containers put at the begin of its lines. */
char *
sonde_md_scan_dup_content (const SondeMdScan *self, gsize start, gsize end)
{
  g_autoptr (GString) content = g_string_new (NULL);
  gsize next = 0;

  for (gsize at = start; at < end; at = next)
    {
      gsize ending = 0;
      gsize line_end = at + sonde_md_line_length (self->text + at, end - at, &ending);
      guint n_matched = 0;

      next = line_end + ending;
      if (at != start)
        {
          g_string_append_c (content, '\n');
          at += sonde_md_lines_match (&self->lines, self->text + at, line_end - at, &n_matched);
        }
      g_string_append_len (content, self->text + at, (gssize) (line_end - at));
    }
  return g_string_free (g_steal_pointer (&content), FALSE);
}

/* After something that took [.., end): goes on in the line where it ended. */
void
sonde_md_scan_move_to (SondeMdScan *self, gsize end)
{
  gsize line_end = 0;
  gsize next = 0;

  while (end > self->line_end && read_line (self, self->next_line, &line_end, &next))
    {
      self->line_start = self->next_line;
      self->line.content = 0;
      self->line_end = line_end;
      self->next_line = next;
    }
}

/* What follows a backslash is not special, unless the two open a formula. */
static gsize
scan_backslash (SondeMdScan *self, gsize at)
{
  gsize end = 0;

  if (at + 1 >= self->line_end)
    return 0;
  if (self->text[at + 1] == '(' || self->text[at + 1] == '[')
    end = sonde_md_math_bracket (self, at);
  else if (self->line_end - at > 8 && memcmp (self->text + at, "\\begin{", 7) == 0)
    end = sonde_md_math_environment (self, at);
  if (end > 0)
    return end;
  sonde_md_scan_emit (self, at, at + 2);
  return at + 2;
}

/* [^LABEL], but not as the text of a link. */
static gsize
scan_footnote (SondeMdScan *self, gsize at)
{
  SondeMdMark mark = { .kind = SONDE_MD_MARK_FOOTNOTE, .start = at };
  gsize i = at + 2;

  while (i < self->line_end && i < at + 102 && !strchr ("[] \t\\`|", self->text[i]))
    i++;
  if (i == at + 2 || i >= self->line_end || self->text[i] != ']')
    return 0;
  if (i + 1 < self->line_end && self->text[i + 1] == '(')
    return 0;
  mark.end = i + 1;
  mark.source = g_strndup (self->text + at, mark.end - at);
  mark.value = g_strndup (self->text + at + 2, i - at - 2);
  sonde_md_scan_emit_mark (self, mark);
  return mark.end;
}

/* For each run of backticks the next one of the same length, found from the end in one go. */
static void
index_backticks (SondeMdScan *self)
{
  gsize last[MAX_BACKTICKS + 1] = { 0 };

  for (gsize i = 0; i < self->length; i++)
    {
      const char *tick = memchr (self->text + i, '`', self->length - i);
      gsize start = 0;

      if (tick == NULL)
        break;
      start = (gsize) (tick - self->text);
      for (i = start; i < self->length && self->text[i] == '`'; i++)
        ;
      g_array_append_val (self->run_starts, start);
    }
  g_array_set_size (self->next_runs, self->run_starts->len);
  for (guint r = self->run_starts->len; r-- > 0;)
    {
      gsize start = g_array_index (self->run_starts, gsize, r);
      gsize n = 0;

      while (start + n < self->length && self->text[start + n] == '`')
        n++;
      g_array_index (self->next_runs, gsize, r) = n <= MAX_BACKTICKS ? last[n] : 0;
      if (n <= MAX_BACKTICKS)
        last[n] = start;
    }
}

static gsize
scan_backticks (SondeMdScan *self, gsize at)
{
  gsize n = 0;
  gsize next = 0;

  while (at + n < self->line_end && self->text[at + n] == '`')
    n++;
  while (self->run < self->run_starts->len && g_array_index (self->run_starts, gsize, self->run) < at)
    self->run++;
  if (self->run < self->run_starts->len && g_array_index (self->run_starts, gsize, self->run) == at)
    next = g_array_index (self->next_runs, gsize, self->run);
  if (next > 0 && next + n <= sonde_md_scan_find_paragraph_end (self))
    self->code_end = next + n;
  sonde_md_scan_emit (self, at, at + n);
  return at + n;
}

/* Gives where to go on, or 0 where the character is only itself. */
static gsize
scan_special (SondeMdScan *self, gsize at)
{
  switch (self->text[at])
    {
    case '`':
      return scan_backticks (self, at);
    case '\\':
      return scan_backslash (self, at);
    case '$':
      return sonde_md_math_dollars (self, at);
    case '[':
      return at + 3 < self->line_end && self->text[at + 1] == '^' ? scan_footnote (self, at) : 0;
    default:
      return 0;
    }
}

static void
scan_inline (SondeMdScan *self, gsize at)
{
  while (at < self->line_end)
    {
      gsize plain = at;
      gsize end = 0;

      if (self->code_end > at)
        plain = MIN (self->code_end, self->line_end);
      else
        while (plain < self->line_end && !strchr ("`\\$[", self->text[plain]))
          plain++;
      sonde_md_scan_emit (self, at, plain);
      at = plain;
      if (at >= self->line_end || self->code_end > at)
        continue;
      end = scan_special (self, at);
      if (end == 0)
        sonde_md_scan_emit (self, at, at + 1);
      at = end > 0 ? end : at + 1;
    }
}

static void
open_footnote (SondeMdScan *self)
{
  SondeMdMark mark = { .kind = SONDE_MD_MARK_DEFINITION, .start = self->line_start, .end = self->line_end };
  g_autofree char *label
    = g_strndup (self->text + self->line_start + self->line.label, self->line.label_length);

  g_hash_table_add (self->source->labels, sonde_md_fold_label (label));
  mark.source = g_strdup ("");
  mark.value = g_steal_pointer (&label);
  g_string_append (self->source->text, "\n> ");
  sonde_md_scan_emit_mark (self, mark);
  g_string_append (self->source->text, "\n>\n");
}

/* A footnote is written as a quote whose first paragraph is its placeholder. Gives where the line goes on. */
static gsize
emit_prefix (SondeMdScan *self, gboolean was_footnote)
{
  const SondeMdLine *line = &self->line;
  gsize start = self->line_start;
  gboolean is_footnote = self->lines.n_containers > 0 && self->lines.containers[0].kind == SONDE_MD_FOOTNOTE;

  self->in_footnote = is_footnote;
  if (line->label_length > 0)
    {
      open_footnote (self);
      start += line->label + line->label_length + 2;
    }
  else if (was_footnote && !is_footnote)
    g_string_append_c (self->source->text, '\n');
  if (!is_footnote || line->is_lazy)
    return start;
  g_string_append (self->source->text, "> ");
  if (line->label_length == 0 && line->n_matched > 0)
    {
      SondeMdLines outer = { .n_containers = 1, .containers = { self->lines.containers[0] } };
      guint n_matched = 0;

      start += sonde_md_lines_match (&outer, self->text + start, self->line_end - start, &n_matched);
    }
  return start;
}

/* The line below a table's header: cells of hyphens, with colons for the alignment. */
static gboolean
is_delimiter_row (const char *row, gsize length)
{
  guint n_pipes = 0;
  guint n_hyphens = 0;

  for (gsize i = 0; i < length; i++)
    if (row[i] == '|')
      n_pipes++;
    else if (row[i] == '-')
      n_hyphens++;
    else if (row[i] != ':' && row[i] != ' ' && row[i] != '\t')
      return FALSE;
  return n_pipes > 0 && n_hyphens > 0;
}

/* GFM wants one hyphen a cell, md4c 0.4.8 three. */
static void
emit_delimiter_row (SondeMdScan *self, gsize at)
{
  while (at < self->line_end)
    {
      gsize run = 0;

      while (at + run < self->line_end && self->text[at + run] == '-')
        run++;
      if (run > 0 && run < 3)
        g_string_append (self->source->text, "---");
      else
        sonde_md_scan_emit (self, at, at + MAX (run, 1));
      at += MAX (run, 1);
    }
}

static void
scan_line (SondeMdScan *self)
{
  gboolean was_footnote = self->in_footnote;
  gboolean had_pipe = self->has_pipe;
  gboolean has_inline = FALSE;
  gboolean is_delimiter = FALSE;
  gsize start = 0;
  gsize content = 0;

  sonde_md_lines_feed (
    &self->lines, self->text + self->line_start, self->line_end - self->line_start, &self->line);
  if (self->in_table && self->line.is_new && self->line.kind != SONDE_MD_LINE_BLANK)
    g_string_append_c (self->source->text, '\n'); /* md4c takes code and headings for rows */
  start = emit_prefix (self, was_footnote);
  content = MAX (start, self->line_start + self->line.content);
  has_inline = self->line.kind == SONDE_MD_LINE_TEXT || self->line.kind == SONDE_MD_LINE_HEADING;
  sonde_md_scan_emit (self, start, content);
  if (self->line.is_too_deep)
    g_string_append_c (self->source->text, '\\');
  if (self->line.is_new)
    self->in_table = FALSE;
  self->has_pipe = memchr (self->text + content, '|', self->line_end - content) != NULL;
  is_delimiter
    = has_inline && !self->line.is_new && is_delimiter_row (self->text + content, self->line_end - content);
  /* For md4c 0.5 a header of one cell needs no pipe, for 0.4 it does. */
  if (is_delimiter)
    self->in_table = self->lines.n_containers == 0;
  if (is_delimiter && had_pipe)
    emit_delimiter_row (self, content);
  else if (has_inline)
    scan_inline (self, content);
  else
    {
      if (self->line.kind == SONDE_MD_LINE_CODE && self->lines.fence != '\0')
        content = emit_indent (self, content);
      sonde_md_scan_emit (self, content, self->line_end);
    }
}

static void
scan (SondeMdScan *self)
{
  gsize start = 0;

  while (read_line (self, start, &self->line_end, &self->next_line))
    {
      self->line_start = start;
      scan_line (self);
      g_string_append_c (self->source->text, '\n');
      start = self->next_line;
    }
}

/* Labels differ neither by case nor by how their letters are composed. */
char *
sonde_md_fold_label (const char *label)
{
  g_autofree char *folded = g_utf8_casefold (label, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_DEFAULT);
}

/* @text is valid UTF-8 without NUL. The labels of its footnotes come to @labels, if there are such from
 * before. Takes time in proportion to @length. */
SondeMdSource *
sonde_md_source_new (const char *text, gsize length, GHashTable *labels)
{
  SondeMdSource *source = g_new0 (SondeMdSource, 1);
  SondeMdScan self = { .source = source, .text = text, .length = length };

  source->text = g_string_sized_new (length + length / 16 + 64);
  source->marks = g_array_new (FALSE, FALSE, sizeof (SondeMdMark));
  g_array_set_clear_func (source->marks, mark_clear);
  source->labels = labels != NULL ? g_hash_table_ref (labels)
                                  : g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.has_literal = memmem (text, length, SONDE_MD_PLACEHOLDER, strlen (SONDE_MD_PLACEHOLDER)) != NULL;
  self.next_runs = g_array_new (FALSE, TRUE, sizeof (gsize));
  self.run_starts = g_array_new (FALSE, TRUE, sizeof (gsize));
  index_backticks (&self);
  scan (&self);
  g_array_unref (self.next_runs);
  g_array_unref (self.run_starts);
  return source;
}

void
sonde_md_source_free (SondeMdSource *self)
{
  g_string_free (self->text, TRUE);
  g_array_unref (self->marks);
  g_hash_table_unref (self->labels);
  g_free (self);
}

/* The mark whose placeholder begins at @text; @used becomes the length of the placeholder. NULL where it is
 * none. */
const SondeMdMark *
sonde_md_source_lookup (const SondeMdSource *self, const char *text, gsize length, gsize *used)
{
  const gsize n = strlen (SONDE_MD_PLACEHOLDER);
  gsize index = 0;
  gsize at = n;

  if (length < 2 * n + 1 || memcmp (text, SONDE_MD_PLACEHOLDER, n) != 0)
    return NULL;
  for (; at < length && g_ascii_isdigit (text[at]) && index < self->marks->len; at++)
    index = 10 * index + (gsize) (text[at] - '0');
  if (at == n || index >= self->marks->len || length - at < n
      || memcmp (text + at, SONDE_MD_PLACEHOLDER, n) != 0)
    return NULL;
  *used = at + n;
  return &g_array_index (self->marks, SondeMdMark, index);
}
