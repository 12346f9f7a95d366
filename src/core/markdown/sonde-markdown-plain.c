/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown-plain.h"

#include "sonde-block-private.h"
#include "sonde-markdown.h"
#include "sonde-text.h"

#include <string.h>

static void
add_formula (SondeBlock *block, const SondeMathSpan *formula)
{
  SondeSpan span = { .start = (guint) formula->start,
                     .end = (guint) formula->end,
                     .kind = formula->display ? SONDE_SPAN_MATH_DISPLAY : SONDE_SPAN_MATH,
                     .target = g_strdup (formula->tex) };

  g_array_append_val (block->spans, span);
}

/**
 * sonde_markdown_parse_plain:
 * @text: what a person wrote
 * @length: in bytes, or -1
 *
 * A text that is shown as it was written, but for formulas.
 *
 * Returns: (transfer full) (element-type SondeBlock): one paragraph; nothing where there is no text
 */
GPtrArray *
sonde_markdown_parse_plain (const char *text, gssize length)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  SondeBlock *block = NULL;
  g_autoptr (GArray) formulas = NULL;

  g_return_val_if_fail (text != NULL, blocks);

  if (length == 0 || *text == '\0')
    return blocks;
  block = sonde_block_new (SONDE_BLOCK_PARAGRAPH);
  block->text = sonde_text_dup_valid (text, length < 0 ? strlen (text) : (gsize) length);
  block->length = strlen (block->text);
  formulas = sonde_markdown_find_math (block->text, (gssize) block->length);
  if (formulas->len > 0)
    block->spans = sonde_spans_new ();
  for (guint i = 0; i < formulas->len; i++)
    add_formula (block, &g_array_index (formulas, SondeMathSpan, i));
  g_ptr_array_add (blocks, block);
  return blocks;
}
