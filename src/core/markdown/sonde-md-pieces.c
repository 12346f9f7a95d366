/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-pieces.h"

#include "sonde-block-private.h"
#include "sonde-md-budget.h"
#include "sonde-text.h"

#include <string.h>

/* Small enough to be laid out within a frame; code, whose lines are short, may be larger. */
#define PIECE_BYTES (16 * 1024)
#define CODE_BYTES  (256 * 1024)

static SondeBlock *
new_piece (const SondeMdPieces *self, const char *text, gsize length)
{
  SondeBlock *block = sonde_block_new (self->is_code ? SONDE_BLOCK_CODE : SONDE_BLOCK_PARAGRAPH);

  block->text = sonde_text_dup_valid (text, (gssize) length);
  block->length = strlen (block->text);
  block->info = g_strdup (self->language);
  return block;
}

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r';
}

/* Adds what will stay the same when more text comes, or all of it. Gives how many bytes it used. */
gsize
sonde_md_pieces_add (
  const SondeMdPieces *self, GPtrArray *blocks, const char *text, gsize length, gboolean is_all)
{
  gsize size = self->is_code ? CODE_BYTES : PIECE_BYTES;
  gsize at = 0;

  while (length - at > size || (is_all && at < length))
    {
      gsize piece = length - at > size ? sonde_md_find_cut (text + at, size) : length - at;
      gsize shown = piece;

      if (self->is_code && shown > 0 && is_line_end (text[at + shown - 1]))
        shown--;
      while (!self->is_code && shown > 0 && is_line_end (text[at + shown - 1]))
        shown--;
      if (shown > 0)
        g_ptr_array_add (blocks, new_piece (self, text + at, shown));
      at += piece;
    }
  return at;
}
