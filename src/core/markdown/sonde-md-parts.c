/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-parts.h"

#include "sonde-markdown.h"

#include <string.h>

/* Definitions are read again with each later part, so only so many are carried along; the last parse knows
 * all. */
#define MAX_DEFINITIONS 8192
/* What one call reads. */
#define FEED_BYTES (128 * 1024)

/* Whether a block at the top begins with this line that nothing after it can join to what is before: neither
 * a list that goes on, nor a formula, nor the second line of a paragraph. */
static gboolean
is_safe (const SondeMdParts *self, const char *line, const SondeMdLine *info, gboolean was_list)
{
  if (!info->is_new || info->n_matched > 0 || info->kind == SONDE_MD_LINE_BLANK
      || info->kind == SONDE_MD_LINE_CODE)
    return FALSE;
  if (*line == ' ' || *line == '\t' || (was_list && info->opens_list))
    return FALSE;
  return self->was_blank || self->was_code
         || (info->kind == SONDE_MD_LINE_FENCE && self->lines.fence != '\0');
}

/* A link reference definition of one line is one that leaves nothing to show. */
static void
note_definition (SondeMdParts *self, const char *line, gsize length, const SondeMdLine *info)
{
  gboolean may_be = info->kind == SONDE_MD_LINE_TEXT && (info->is_new || self->was_definition)
                    && self->lines.n_containers == 0 && line[info->content] == '['
                    && self->definitions->len + length < MAX_DEFINITIONS
                    && memmem (line, length, "]:", 2) != NULL;

  self->was_definition = FALSE;
  if (may_be)
    {
      g_autoptr (GPtrArray) blocks = sonde_markdown_parse (line, (gssize) length);

      self->was_definition = blocks->len == 0;
    }
  if (!self->was_definition)
    return;
  g_string_append_len (self->definitions, line, (gssize) length);
  g_string_append (self->definitions, "\n\n");
}

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (line[i] != ' ' && line[i] != '\t')
      return FALSE;
  return TRUE;
}

static void
add_part (SondeMdParts *self, gsize end)
{
  SondeMdPart part = { .end = end };

  if (self->fence_start == self->safe && self->code_end > 0)
    {
      part.code_start = self->code_start;
      part.code_end = self->code_end;
    }
  g_array_append_val (self->parts, part);
  self->safe = end;
  self->fence_start = G_MAXSIZE;
}

/* Code that begins a part, with lines that end in one way, needs no parser. */
static void
note_fence (SondeMdParts *self, const char *line, gsize next)
{
  if (self->lines.fence == '\0')
    {
      self->code_end = self->fed;
      return;
    }
  self->fence_start = self->fed == self->safe && *line == self->lines.fence ? self->fed : G_MAXSIZE;
  self->code_start = next;
  self->code_end = 0;
}

static void
feed_line (SondeMdParts *self, const char *line, gsize length, gsize next)
{
  SondeMdLine info = { 0 };
  gboolean was_list = self->lines.ends_in_list;
  gboolean had_fence = self->lines.fence != '\0';

  sonde_md_lines_feed (&self->lines, line, length, &info);
  if (is_safe (self, line, &info, was_list) && self->fed > self->safe)
    add_part (self, self->fed);
  if (info.kind == SONDE_MD_LINE_FENCE)
    note_fence (self, line, next);
  else if ((!had_fence && info.kind != SONDE_MD_LINE_BLANK) || (had_fence && self->lines.fence == '\0'))
    self->fence_start = G_MAXSIZE;
  if (memchr (line + length, '\r', next - self->fed - length) != NULL)
    self->fence_start = G_MAXSIZE;
  note_definition (self, line, length, &info);
  self->was_blank = info.kind == SONDE_MD_LINE_BLANK && is_blank (line, length);
  self->was_code = had_fence && info.kind == SONDE_MD_LINE_FENCE && self->lines.fence == '\0';
  if (self->was_code && self->lines.n_containers == 0)
    add_part (self, next);
}

/* A carriage return at the very end may be half of a line's ending. */
static gboolean
find_line_end (SondeMdParts *self, const char *text, gsize length, gsize *end, gsize *next)
{
  gsize ending = 0;

  *end = self->searched + sonde_md_line_length (text + self->searched, length - self->searched, &ending);
  *next = *end + ending;
  self->searched = *end;
  return ending > 0 && (*next < length || text[*end] == '\n' || ending == 2);
}

void
sonde_md_parts_init (SondeMdParts *self)
{
  *self = (SondeMdParts){ .fence_start = G_MAXSIZE };
  self->parts = g_array_new (FALSE, FALSE, sizeof (SondeMdPart));
  self->definitions = g_string_new (NULL);
}

void
sonde_md_parts_clear (SondeMdParts *self)
{
  g_array_unref (self->parts);
  g_string_free (self->definitions, TRUE);
}

/* Reads further lines of @text, which begins as it did before. Gives whether all that are whole were read. */
gboolean
sonde_md_parts_feed (SondeMdParts *self, const char *text, gsize length)
{
  gsize begin = self->fed;
  gsize end = 0;
  gsize next = 0;

  while (self->fed < begin + FEED_BYTES)
    {
      if (!find_line_end (self, text, length, &end, &next))
        return TRUE;
      feed_line (self, text + self->fed, end - self->fed, next);
      self->fed = next;
      self->searched = next;
    }
  return FALSE;
}

/* The part after @ahead others that were not taken, or NULL. */
const SondeMdPart *
sonde_md_parts_peek (const SondeMdParts *self, guint ahead)
{
  guint index = self->first + ahead;

  return index < self->parts->len ? &g_array_index (self->parts, SondeMdPart, index) : NULL;
}

void
sonde_md_parts_take (SondeMdParts *self, guint n_parts)
{
  self->first += n_parts;
  if (self->first < self->parts->len)
    return;
  g_array_set_size (self->parts, 0);
  self->first = 0;
}

/* Whether all text behind the last part is one block of code that has not closed. */
gboolean
sonde_md_parts_is_open_code (const SondeMdParts *self)
{
  return self->lines.fence != '\0' && self->fence_start == self->safe;
}
