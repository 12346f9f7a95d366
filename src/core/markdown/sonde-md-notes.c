/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-notes.h"

#include "sonde-block.h"

/* Moves the footnotes among @blocks, which own their elements, to the end of @notes, which do too. */
void
sonde_md_notes_take (GPtrArray *blocks, GPtrArray *notes)
{
  guint n_kept = 0;

  for (guint i = 0; i < blocks->len; i++)
    {
      SondeBlock *block = g_steal_pointer (&blocks->pdata[i]);

      if (sonde_block_get_kind (block) == SONDE_BLOCK_FOOTNOTE)
        g_ptr_array_add (notes, block);
      else
        blocks->pdata[n_kept++] = block;
    }
  if (n_kept == blocks->len)
    return;
  /* What lies behind was moved, so nothing there is freed. */
  for (guint i = n_kept; i < blocks->len; i++)
    blocks->pdata[i] = NULL;
  g_ptr_array_set_free_func (blocks, NULL);
  g_ptr_array_set_size (blocks, (int) n_kept);
  g_ptr_array_set_free_func (blocks, (GDestroyNotify) sonde_block_unref);
}

/* Appends the first @n_notes, which stay where they are too. */
void
sonde_md_notes_append (GPtrArray *blocks, GPtrArray *notes, guint n_notes)
{
  for (guint i = 0; i < MIN (n_notes, notes->len); i++)
    g_ptr_array_add (blocks, sonde_block_ref (notes->pdata[i]));
}
