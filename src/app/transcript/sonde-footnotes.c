/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-footnotes.h"

#include "sonde-block-leaves.h"

static gboolean
is_label (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return g_str_equal (folded_a, folded_b);
}

/**
 * sonde_footnotes_find:
 * @blocks: (element-type SondeBlock): a text
 * @spot: (out): where the footnote begins
 *
 * Returns: whether the text has a footnote with that label
 */
gboolean
sonde_footnotes_find (GPtrArray *blocks, const char *label, SondeSpot *spot)
{
  guint leaf = 0;

  g_return_val_if_fail (blocks != NULL && label != NULL, FALSE);

  for (guint i = 0; i < blocks->len; i++)
    {
      SondeBlock *block = blocks->pdata[i];
      g_autoptr (GPtrArray) alone = g_ptr_array_new ();

      *spot = (SondeSpot){ leaf, 0 };
      if (sonde_block_get_kind (block) == SONDE_BLOCK_FOOTNOTE
          && is_label (sonde_block_get_label (block), label))
        return TRUE;
      g_ptr_array_add (alone, block);
      leaf += sonde_blocks_count_leaves (alone);
    }
  return FALSE;
}

/**
 * sonde_footnotes_find_reference:
 * @preferred: (nullable): where it may stand: a footnote may be named in several places
 * @spot: (out): @preferred if it is named there, else the first place
 *
 * Returns: whether the text names that footnote
 */
gboolean
sonde_footnotes_find_reference (GPtrArray *blocks,
                                const char *label,
                                const SondeSpot *preferred,
                                SondeSpot *spot)
{
  g_autoptr (GPtrArray) leaves = NULL;
  gboolean found = FALSE;

  g_return_val_if_fail (blocks != NULL && label != NULL, FALSE);

  leaves = sonde_blocks_list_leaves (blocks);
  for (guint leaf = 0; leaf < leaves->len; leaf++)
    {
      guint n_spans = 0;
      const SondeSpan *spans = sonde_block_get_spans (leaves->pdata[leaf], &n_spans);

      for (guint i = 0; i < n_spans; i++)
        {
          SondeSpot here = { leaf, spans[i].start };

          if (spans[i].kind != SONDE_SPAN_FOOTNOTE || !is_label (spans[i].target, label))
            continue;
          if (!found)
            *spot = here;
          found = TRUE;
          if (preferred != NULL && sonde_spot_compare (&here, preferred) == 0)
            *spot = here;
        }
    }
  return found;
}
