/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown-stream.h"

#include "sonde-block-private.h"
#include "sonde-markdown-private.h"
#include "sonde-markdown.h"
#include "sonde-md-budget.h"
#include "sonde-md-notes.h"
#include "sonde-md-parts.h"
#include "sonde-md-pieces.h"

#include <string.h>

/* A live tail over this size is parsed again only when it has grown by a part of itself, and what came since
 * is plain: its cost stays in proportion to the text however long one block is. */
#define LARGE_TAIL  (48 * 1024)
#define TAIL_GROWTH 64
/* What one call gives of text that is not parsed. */
#define PLAIN_BYTES (512 * 1024)
/* More footnotes than these are shown when the text has ended: all of them are shown anew with each piece of
 * text. */
#define MAX_LIVE_NOTES 500

struct _SondeMarkdownStream
{
  GString *text;
  GHashTable *labels; /* folded labels of footnotes */
  SondeMdParts parts;
  gsize taken;      /* blocks up to here were given as finished */
  GPtrArray *notes; /* the footnotes among them, which were not given */
  gboolean is_fed;

  /* Of a part that is too large to be parsed within a frame: what is given without being parsed. */
  SondeMdPieces rest;
  gsize rest_end; /* or 0 */

  GPtrArray *tail; /* all of it, as it was given */
  gsize tail_start;
  gsize tail_end;
  GPtrArray *parsed; /* the begin of it, up to parsed_end */
  gsize parsed_end;
  gboolean is_cut;      /* it is too large to be parsed to its end */
  SondeMdPieces behind; /* what follows parsed_end */
  GPtrArray *pieces;    /* that will not change, up to pieces_end */
  gsize pieces_end;
};

static GPtrArray *
new_blocks (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
}

static void
add_blocks (GPtrArray *blocks, GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    g_ptr_array_add (blocks, sonde_block_ref (others->pdata[i]));
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

static void
feed (SondeMarkdownStream *self)
{
  if (!self->is_fed)
    self->is_fed = sonde_md_parts_feed (&self->parts, self->text->str, self->text->len);
}

static GPtrArray *
parse (SondeMarkdownStream *self, gsize start, gsize end)
{
  return sonde_markdown_parse_part (
    self->text->str + start, end - start, self->parts.definitions, self->labels);
}

/* Without the text between the opening fence and the closing one. */
static char *
dup_language (SondeMarkdownStream *self, gsize fence, gsize code)
{
  g_autoptr (GPtrArray) blocks = parse (self, fence, code);

  if (blocks->len != 1 || sonde_block_get_kind (blocks->pdata[0]) != SONDE_BLOCK_CODE)
    return NULL;
  return g_strdup (sonde_block_get_language (blocks->pdata[0]));
}

/* Finished blocks */

static void
take_rest (SondeMarkdownStream *self, GPtrArray *blocks)
{
  gsize end = MIN (self->rest_end, self->taken + PLAIN_BYTES);

  self->taken += sonde_md_pieces_add (
    &self->rest, blocks, self->text->str + self->taken, end - self->taken, end == self->rest_end);
  if (self->taken < self->rest_end)
    return;
  self->taken = sonde_md_parts_peek (&self->parts, 0)->end;
  sonde_md_parts_take (&self->parts, 1);
  g_clear_pointer (&self->rest.language, g_free);
  self->rest_end = 0;
}

/* Its begin is parsed, as it was while it was the tail. */
static GPtrArray *
take_large_part (SondeMarkdownStream *self, gsize cut)
{
  const SondeMdPart *part = sonde_md_parts_peek (&self->parts, 0);
  GPtrArray *blocks = NULL;

  self->rest.is_code = part->code_start > 0;
  if (self->rest.is_code)
    {
      self->rest.language = dup_language (self, self->taken, part->code_start);
      self->rest_end = part->code_end;
      self->taken = part->code_start;
      blocks = new_blocks ();
      take_rest (self, blocks);
      return blocks;
    }
  cut = sonde_md_find_cut (self->text->str + self->taken, cut);
  blocks = parse (self, self->taken, self->taken + cut);
  self->taken += cut;
  self->rest_end = part->end;
  return blocks;
}

static GPtrArray *
take_parts (SondeMarkdownStream *self)
{
  gsize cut = sonde_md_budget (self->text->str + self->taken, self->parts.safe - self->taken);
  gsize end = self->taken;
  guint n = 0;
  GPtrArray *blocks = NULL;

  for (const SondeMdPart *part = NULL; (part = sonde_md_parts_peek (&self->parts, n)) != NULL; n++)
    {
      if (part->end > self->taken + cut)
        break;
      end = part->end;
    }
  if (n == 0)
    return take_large_part (self, cut);
  blocks = parse (self, self->taken, end);
  self->taken = end;
  sonde_md_parts_take (&self->parts, n);
  return blocks;
}

/* The tail */

static gboolean
is_fresh (const SondeMarkdownStream *self, gsize end)
{
  gsize length = end - self->taken;

  return self->parsed != NULL && self->tail_start == self->taken
         && (self->is_cut || (length > LARGE_TAIL && end - self->parsed_end < length / TAIL_GROWTH));
}

static void
begin_tail (SondeMarkdownStream *self, GPtrArray *parsed, gsize parsed_end)
{
  g_clear_pointer (&self->parsed, g_ptr_array_unref);
  g_clear_pointer (&self->behind.language, g_free);
  self->parsed = parsed;
  self->parsed_end = parsed_end;
  self->behind.is_code = FALSE;
  self->pieces_end = parsed_end;
  g_ptr_array_set_size (self->pieces, 0);
}

static void
parse_begin (SondeMarkdownStream *self, gsize end)
{
  const char *text = self->text->str + self->taken;
  gsize length = sonde_md_budget (text, end - self->taken);

  self->is_cut = length < end - self->taken;
  if (self->is_cut)
    length = sonde_md_find_cut (text, length);
  begin_tail (self, parse (self, self->taken, self->taken + length), self->taken + length);
}

/* Whether the last line is a closing fence, or may become one. */
static gboolean
may_close (SondeMarkdownStream *self)
{
  const char fence[] = { self->parts.lines.fence, '\0' };
  const char *last = self->text->str + self->parts.fed;
  gsize indent = strspn (last, " ");

  if (indent > 3)
    return FALSE;
  last += indent;
  last += strspn (last, fence);
  last += strspn (last, " \t");
  return *last == '\0';
}

/* Code that is still open needs no parser, however long it grows. Gives where what is shown of it ends: what
 * may become the closing fence is no code. */
static gsize
begin_code (SondeMarkdownStream *self, gsize end)
{
  if (self->tail_start != self->taken || !self->behind.is_code)
    {
      begin_tail (self, new_blocks (), self->parts.code_start);
      self->behind.is_code = TRUE;
      self->behind.language = dup_language (self, self->taken, self->parts.code_start);
      self->is_cut = TRUE;
    }
  if (may_close (self))
    end = self->parts.fed;
  return MAX (end, self->pieces_end);
}

static void
add_empty_code (SondeMarkdownStream *self, GPtrArray *blocks)
{
  SondeBlock *block = sonde_block_new (SONDE_BLOCK_CODE);

  block->text = g_strdup ("");
  block->info = g_strdup (self->behind.language);
  g_ptr_array_add (blocks, block);
}

static GPtrArray *
put_notes_last (SondeMarkdownStream *self, GPtrArray *blocks)
{
  g_autoptr (GPtrArray) live = new_blocks ();

  sonde_md_notes_take (blocks, live);
  sonde_md_notes_append (blocks, self->notes, MAX_LIVE_NOTES);
  sonde_md_notes_append (blocks, live, MAX_LIVE_NOTES);
  return blocks;
}

static GPtrArray *
build_tail (SondeMarkdownStream *self, gsize end)
{
  GPtrArray *blocks = new_blocks ();
  const char *text = self->text->str;

  self->pieces_end += sonde_md_pieces_add (
    &self->behind, self->pieces, text + self->pieces_end, end - self->pieces_end, FALSE);
  add_blocks (blocks, self->parsed);
  add_blocks (blocks, self->pieces);
  sonde_md_pieces_add (&self->behind, blocks, text + self->pieces_end, end - self->pieces_end, TRUE);
  if (self->behind.is_code && blocks->len == 0)
    add_empty_code (self, blocks);
  return put_notes_last (self, blocks);
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
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pieces = new_blocks ();
  self->notes = new_blocks ();
  self->is_fed = TRUE;
  sonde_md_parts_init (&self->parts);
  return self;
}

void
sonde_markdown_stream_free (SondeMarkdownStream *self)
{
  g_return_if_fail (self != NULL);

  sonde_md_parts_clear (&self->parts);
  g_string_free (self->text, TRUE);
  g_hash_table_unref (self->labels);
  g_ptr_array_unref (self->pieces);
  g_ptr_array_unref (self->notes);
  g_clear_pointer (&self->tail, g_ptr_array_unref);
  g_clear_pointer (&self->parsed, g_ptr_array_unref);
  g_free (self->rest.language);
  g_free (self->behind.language);
  g_free (self);
}

/**
 * sonde_markdown_stream_append:
 * @text: the next bytes; they may end anywhere, also within a character
 * @length: in bytes, or -1
 *
 * Only notes them.
 */
void
sonde_markdown_stream_append (SondeMarkdownStream *self, const char *text, gssize length)
{
  g_return_if_fail (self != NULL && text != NULL);

  g_string_append_len (self->text, text, length);
  self->is_fed = FALSE;
}

/**
 * sonde_markdown_stream_take_finished:
 *
 * As many as a frame has time for; while sonde_markdown_stream_is_behind() there are more.
 *
 * Returns: (transfer full) (element-type SondeBlock): the blocks that were finished since the last call
 */
GPtrArray *
sonde_markdown_stream_take_finished (SondeMarkdownStream *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  feed (self);
  if (self->rest_end > 0)
    {
      GPtrArray *blocks = new_blocks ();

      take_rest (self, blocks);
      return blocks;
    }
  if (sonde_md_parts_peek (&self->parts, 0) == NULL)
    return new_blocks ();
  GPtrArray *blocks = take_parts (self);

  sonde_md_notes_take (blocks, self->notes);
  return blocks;
}

/**
 * sonde_markdown_stream_is_behind:
 *
 * Returns: whether sonde_markdown_stream_take_finished() has more to do than one call does, which is so after
 * much text at once
 */
gboolean
sonde_markdown_stream_is_behind (SondeMarkdownStream *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !self->is_fed || self->rest_end > 0 || sonde_md_parts_peek (&self->parts, 0) != NULL;
}

/**
 * sonde_markdown_stream_parse_tail:
 *
 * What follows the blocks that sonde_markdown_stream_take_finished() has given. It may still become something
 * else. Footnotes come last in it, also those that are finished. Of a tail that is too long to be parsed
 * within a frame the begin is parsed, and the rest is plain text.
 *
 * Returns: (transfer full) (element-type SondeBlock): the blocks of the live tail; none while
 * sonde_markdown_stream_is_behind()
 */
GPtrArray *
sonde_markdown_stream_parse_tail (SondeMarkdownStream *self)
{
  gsize end = 0;

  g_return_val_if_fail (self != NULL, NULL);

  feed (self);
  if (sonde_markdown_stream_is_behind (self))
    return new_blocks ();
  end = self->taken + whole_characters (self->text->str + self->taken, self->text->len - self->taken);
  if (self->tail != NULL && self->tail_start == self->taken && self->tail_end == end)
    return g_ptr_array_ref (self->tail);
  g_clear_pointer (&self->tail, g_ptr_array_unref);
  self->tail_end = end;
  if (sonde_md_parts_is_open_code (&self->parts))
    end = begin_code (self, end);
  else if (self->behind.is_code || !is_fresh (self, end))
    parse_begin (self, end);
  self->tail = build_tail (self, end);
  self->tail_start = self->taken;
  return g_ptr_array_ref (self->tail);
}

/**
 * sonde_markdown_stream_finish:
 *
 * The time is in proportion to the text; for long ones give sonde_markdown_stream_get_text() to
 * sonde_markdown_parse_async().
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
