/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-block-leaves.h"

static gboolean
counts_as_leaf (const SondeBlock *block)
{
  return sonde_block_is_leaf (block) || sonde_block_get_kind (block) == SONDE_BLOCK_RULE;
}

static void
add_leaves (GPtrArray *leaves, SondeBlock *block)
{
  if (counts_as_leaf (block))
    g_ptr_array_add (leaves, sonde_block_ref (block));
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    add_leaves (leaves, sonde_block_get_child (block, i));
}

static guint
count_leaves (const SondeBlock *block)
{
  guint n = counts_as_leaf (block) ? 1 : 0;

  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    n += count_leaves (sonde_block_get_child (block, i));
  return n;
}

/**
 * sonde_blocks_list_leaves:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() gives them
 *
 * Any thread; the time is in proportion to the number of blocks.
 *
 * Returns: (transfer full) (element-type SondeBlock): the leaves in document order: the index of each is its
 * number
 */
GPtrArray *
sonde_blocks_list_leaves (GPtrArray *blocks)
{
  GPtrArray *leaves = NULL;

  g_return_val_if_fail (blocks != NULL, NULL);

  leaves = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  for (guint i = 0; i < blocks->len; i++)
    add_leaves (leaves, blocks->pdata[i]);
  return leaves;
}

/**
 * sonde_blocks_count_leaves:
 * @blocks: (element-type SondeBlock): as sonde_markdown_parse() gives them
 *
 * Returns: how many leaves sonde_blocks_list_leaves() gives
 */
guint
sonde_blocks_count_leaves (GPtrArray *blocks)
{
  guint n = 0;

  g_return_val_if_fail (blocks != NULL, 0);

  for (guint i = 0; i < blocks->len; i++)
    n += count_leaves (blocks->pdata[i]);
  return n;
}
