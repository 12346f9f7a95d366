/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A text in pieces of any size: what streams must be what is parsed whole, the tree must be what its header
 * promises, and what writes and cuts it must not fall over. The first byte chooses the pieces, the second the
 * cut. */

#include "sonde-block-leaves.h"
#include "sonde-markdown-stream.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"

#include <stdint.h>
#include <string.h>

/* Longer texts are not parsed to their end while they stream. */
#define MAX_TEXT 4096

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_spans (const SondeBlock *block, gsize length)
{
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (block, &n_spans);
  guint ends[64];
  guint n_open = 0;
  guint before = 0;

  for (guint i = 0; i < n_spans; i++)
    {
      g_assert_cmpuint (spans[i].start, >=, before);
      g_assert_cmpuint (spans[i].start, <, spans[i].end);
      g_assert_cmpuint (spans[i].end, <=, length);
      while (n_open > 0 && ends[n_open - 1] <= spans[i].start)
        n_open--;
      g_assert_true (n_open == 0 || spans[i].end <= ends[n_open - 1]);
      g_assert_cmpuint (n_open, <, G_N_ELEMENTS (ends));
      ends[n_open++] = spans[i].end;
      before = spans[i].start;
    }
}

static void
check_block (const SondeBlock *block, guint depth)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (block, &length);

  g_assert_cmpuint (depth, <=, SONDE_BLOCK_MAX_DEPTH);
  if (text != NULL)
    {
      g_assert_true (g_utf8_validate (text, (gssize) length, NULL) && strlen (text) == length);
      check_spans (block, length);
    }
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    check_block (sonde_block_get_child (block, i), depth + 1);
}

static void
append_blocks (GPtrArray *blocks, GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    g_ptr_array_add (blocks, sonde_block_ref (more->pdata[i]));
  g_ptr_array_unref (more);
}

static void
assert_same (GPtrArray *blocks, GPtrArray *whole)
{
  g_autofree char *tree = sonde_blocks_to_tree (blocks);
  g_autofree char *whole_tree = sonde_blocks_to_tree (whole);

  g_assert_cmpstr (tree, ==, whole_tree);
}

/* A last line that may become a closing fence is not shown. */
static gboolean
may_close_fence (const char *text, gsize length)
{
  while (length > 0 && strchr (" \t`~", text[length - 1]) != NULL && text[length - 1] != '\0')
    length--;
  return length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r');
}

/* Beside that, what is defined after its use is the one thing that the end may change. */
static void
check_stream (const char *text, gsize length, gsize piece, GPtrArray *whole)
{
  g_autoptr (SondeMarkdownStream) stream = sonde_markdown_stream_new ();
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  g_autoptr (GPtrArray) end = NULL;

  for (gsize at = 0; at < length; at += piece)
    {
      sonde_markdown_stream_append (stream, text + at, (gssize) MIN (piece, length - at));
      append_blocks (blocks, sonde_markdown_stream_take_finished (stream));
      g_ptr_array_unref (sonde_markdown_stream_parse_tail (stream));
    }
  g_assert_false (sonde_markdown_stream_is_behind (stream));
  append_blocks (blocks, sonde_markdown_stream_parse_tail (stream));
  end = sonde_markdown_stream_finish (stream);
  assert_same (end, whole);
  if (memmem (text, length, "]:", 2) == NULL && g_utf8_validate (text, (gssize) length, NULL)
      && !may_close_fence (text, length))
    assert_same (blocks, whole);
}

static void
write_all (GPtrArray *blocks)
{
  char *(*const writers[]) (GPtrArray *) = { sonde_blocks_to_markdown,
                                             sonde_blocks_to_html,
                                             sonde_blocks_to_clipboard_html,
                                             sonde_blocks_to_text,
                                             sonde_blocks_to_plain };

  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      g_autofree char *written = writers[i](blocks);

      g_assert_true (g_utf8_validate (written, -1, NULL));
    }
  g_free (sonde_blocks_to_tsv (blocks));
}

static void
check_slice (GPtrArray *whole, guint seed)
{
  guint n_leaves = sonde_blocks_count_leaves (whole);
  guint start = n_leaves > 0 ? seed % n_leaves : 0;
  guint end = n_leaves > 0 ? start + (seed / 7) % (n_leaves - start) : 0;
  g_autoptr (GPtrArray) slice = sonde_blocks_slice (whole, start, seed % 5, end, seed % 11 + 1);

  for (guint i = 0; i < slice->len; i++)
    check_block (slice->pdata[i], 1);
  write_all (slice);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const gsize pieces[] = { 1, 2, 3, 5, 7, 16, 64, 4096 };
  g_autoptr (GPtrArray) whole = NULL;
  const char *text = (const char *) data + 2;
  gsize length = size - 2;

  if (size < 2 || length > MAX_TEXT)
    return 0;
  whole = sonde_markdown_parse (text, (gssize) length);
  for (guint i = 0; i < whole->len; i++)
    check_block (whole->pdata[i], 1);
  check_stream (text, length, pieces[data[0] % G_N_ELEMENTS (pieces)], whole);
  write_all (whole);
  check_slice (whole, data[1]);
  return 0;
}
