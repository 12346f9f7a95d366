/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown-stream.h"

#include "sonde-block-private.h"
#include "sonde-markdown-private.h"
#include "sonde-markdown.h"
#include "sonde-md-lines.h"
#include "sonde-text.h"

#include <string.h>

/* Definitions are read again with each later part, so only so many are carried along; the last parse knows
 * all. */
#define MAX_DEFINITIONS 8192
/* A live tail over this size is parsed again only when it has grown by a part of itself: its cost stays in
 * proportion to the text however long one block is. */
#define LARGE_TAIL  (128 * 1024)
#define TAIL_GROWTH 16

struct _SondeMarkdownStream
{
  GString *text;
  SondeMarkdownContext context;
  SondeMdLines lines;
  gsize fed;         /* whole lines up to here are in lines */
  gsize searched;    /* no line ends between fed and here */
  gsize taken;       /* blocks up to here were given as finished */
  gsize safe;        /* blocks up to here are finished */
  gsize fence_start; /* of the last one that opened */
  gboolean was_blank;
  gboolean was_code; /* the line before closed a fence */
  gboolean was_definition;
  GPtrArray *tail; /* of the text from taken to tail_end */
  gsize tail_start;
  gsize tail_end;
};

/* Whether a block at the top begins with this line that nothing after it can join to what is before: neither
 * a list that goes on, nor a formula, nor the second line of a paragraph. */
static gboolean
is_safe (const SondeMarkdownStream *self, const char *line, const SondeMdLine *info, gboolean was_list)
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
note_definition (SondeMarkdownStream *self, const char *line, gsize length, const SondeMdLine *info)
{
  gboolean may_be = info->kind == SONDE_MD_LINE_TEXT && (info->is_new || self->was_definition)
                    && self->lines.n_containers == 0 && line[info->content] == '['
                    && self->context.definitions->len + length < MAX_DEFINITIONS
                    && memmem (line, length, "]:", 2) != NULL;

  self->was_definition = FALSE;
  if (may_be)
    {
      g_autoptr (GPtrArray) blocks = sonde_markdown_parse (line, (gssize) length);

      self->was_definition = blocks->len == 0;
    }
  if (!self->was_definition)
    return;
  g_string_append_len (self->context.definitions, line, (gssize) length);
  g_string_append (self->context.definitions, "\n\n");
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
feed_line (SondeMarkdownStream *self, const char *line, gsize length)
{
  SondeMdLine info = { 0 };
  gboolean was_list = self->lines.ends_in_list;
  gboolean had_fence = self->lines.fence != '\0';

  sonde_md_lines_feed (&self->lines, line, length, &info);
  if (info.kind == SONDE_MD_LINE_FENCE && self->lines.fence != '\0')
    self->fence_start = self->fed;
  if (is_safe (self, line, &info, was_list))
    self->safe = self->fed;
  note_definition (self, line, length, &info);
  self->was_blank = info.kind == SONDE_MD_LINE_BLANK && is_blank (line, length);
  self->was_code = had_fence && info.kind == SONDE_MD_LINE_FENCE && self->lines.fence == '\0';
}

/* A carriage return at the very end may be half of a line's ending. */
static gboolean
find_line_end (SondeMarkdownStream *self, gsize *end, gsize *next)
{
  gsize ending = 0;

  *end = self->searched
         + sonde_md_line_length (self->text->str + self->searched, self->text->len - self->searched, &ending);
  *next = *end + ending;
  self->searched = *end;
  return ending > 0 && (*next < self->text->len || self->text->str[*end] == '\n' || ending == 2);
}

/* A code block that is still open needs no parser, however long it grows: NULL where the tail is anything
 * else. */
static GPtrArray *
parse_open_code (SondeMarkdownStream *self, const char *tail, gsize length)
{
  const char *newline = memchr (tail, '\n', length);
  const char *last = memrchr (tail, '\n', length);
  g_autoptr (GPtrArray) blocks = NULL;
  SondeBlock *block = NULL;

  if (self->lines.fence == '\0' || self->lines.n_containers > 0 || self->fence_start != self->taken
      || *tail != self->lines.fence || newline == NULL || memchr (tail, '\r', length) != NULL)
    return NULL;
  blocks = sonde_markdown_parse_part (tail, (gsize) (newline + 1 - tail), &self->context);
  if (blocks->len != 1 || sonde_block_get_kind (blocks->pdata[0]) != SONDE_BLOCK_CODE)
    return NULL;
  /* What may become the closing fence is not shown as code. */
  if (strspn (last + 1, (char[]){ self->lines.fence, '\0' }) == strlen (last + 1))
    length = (gsize) (last - tail);
  block = blocks->pdata[0];
  g_free (block->text);
  block->text = newline + 1 < tail + length ? sonde_text_dup_valid (newline + 1, tail + length - newline - 1)
                                            : g_strdup ("");
  block->length = strlen (block->text);
  return g_steal_pointer (&blocks);
}

/* Without the first bytes of a character whose others are still to come. */
static gsize
whole_characters (const char *text, gsize length)
{
  for (gsize back = 1; back <= 4 && back <= length; back++)
    {
      guchar byte = (guchar) text[length - back];
      gsize needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;

      if (byte >= 0xc0)
        return needed > back ? length - back : length;
      if (byte < 0x80)
        break;
    }
  return length;
}

/**
 * sonde_markdown_stream_new:
 *
 * Returns: (transfer full): a stream without text
 */
SondeMarkdownStream *
sonde_markdown_stream_new (void)
{
  SondeMarkdownStream *self = g_new0 (SondeMarkdownStream, 1);

  self->text = g_string_new (NULL);
  self->context.definitions = g_string_new (NULL);
  self->context.labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
sonde_markdown_stream_free (SondeMarkdownStream *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->text, TRUE);
  g_string_free (self->context.definitions, TRUE);
  g_hash_table_unref (self->context.labels);
  g_clear_pointer (&self->tail, g_ptr_array_unref);
  g_free (self);
}

/**
 * sonde_markdown_stream_append:
 * @text: the next bytes; they may end anywhere, also within a character
 * @length: in bytes, or -1
 */
void
sonde_markdown_stream_append (SondeMarkdownStream *self, const char *text, gssize length)
{
  gsize end = 0;
  gsize next = 0;

  g_return_if_fail (self != NULL && text != NULL);

  g_string_append_len (self->text, text, length);
  while (find_line_end (self, &end, &next))
    {
      feed_line (self, self->text->str + self->fed, end - self->fed);
      self->fed = next;
      self->searched = next;
    }
}

/**
 * sonde_markdown_stream_take_finished:
 *
 * Returns: (transfer full) (element-type SondeBlock): the blocks that were finished since the last call
 */
GPtrArray *
sonde_markdown_stream_take_finished (SondeMarkdownStream *self)
{
  gsize start = 0;

  g_return_val_if_fail (self != NULL, NULL);

  start = self->taken;
  self->taken = self->safe;
  return sonde_markdown_parse_part (self->text->str + start, self->taken - start, &self->context);
}

/**
 * sonde_markdown_stream_parse_tail:
 *
 * What follows the blocks that sonde_markdown_stream_take_finished() has given. It may still become something
 * else.
 *
 * Returns: (transfer full) (element-type SondeBlock): the blocks of the live tail
 */
GPtrArray *
sonde_markdown_stream_parse_tail (SondeMarkdownStream *self)
{
  const char *tail = NULL;
  gsize length = 0;

  g_return_val_if_fail (self != NULL, NULL);

  tail = self->text->str + self->taken;
  length = whole_characters (tail, self->text->len - self->taken);
  if (self->tail != NULL && self->tail_start == self->taken
      && (self->tail_end == self->taken + length
          || (length > LARGE_TAIL && self->tail_end + length / TAIL_GROWTH > self->taken + length)))
    return g_ptr_array_ref (self->tail);
  g_clear_pointer (&self->tail, g_ptr_array_unref);
  self->tail = parse_open_code (self, tail, length);
  if (self->tail == NULL)
    self->tail = sonde_markdown_parse_part (tail, length, &self->context);
  self->tail_start = self->taken;
  self->tail_end = self->taken + length;
  return g_ptr_array_ref (self->tail);
}

/**
 * sonde_markdown_stream_finish:
 *
 * Returns: (transfer full) (element-type SondeBlock): the blocks of the whole text, as sonde_markdown_parse()
 * gives them
 */
GPtrArray *
sonde_markdown_stream_finish (SondeMarkdownStream *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return sonde_markdown_parse (self->text->str, (gssize) self->text->len);
}

/**
 * sonde_markdown_stream_get_text:
 *
 * Returns: all bytes so far
 */
const char *
sonde_markdown_stream_get_text (SondeMarkdownStream *self, gsize *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (length != NULL)
    *length = self->text->len;
  return self->text->str;
}
