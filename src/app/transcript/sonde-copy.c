/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-copy.h"

#include <string.h>

#include "sonde-block-leaves.h"
#include "sonde-markdown-writer.h"

/* The selected blocks of one text; nothing where it is folded or lies outside. */
static GPtrArray *
dup_selected (
  SondeTranscriptView *view, guint item, SondeTextSlot slot, const SondePlace *start, const SondePlace *end)
{
  g_autoptr (GPtrArray) blocks = NULL;
  gboolean from_start = start->item == item && start->slot == slot;
  gboolean to_end = end->item == item && end->slot == slot;
  guint n_leaves;

  if (!sonde_transcript_view_is_open (view, item, slot) || (start->item == item && start->slot > slot)
      || (end->item == item && end->slot < slot))
    return NULL;
  blocks = sonde_transcript_view_dup_blocks (view, item, slot);
  n_leaves = sonde_blocks_count_leaves (blocks);
  if (n_leaves == 0)
    return NULL;
  if (!from_start && !to_end)
    return g_steal_pointer (&blocks);
  gboolean whole_end = !to_end || end->spot.leaf >= n_leaves;

  return sonde_blocks_slice (blocks,
                             from_start ? MIN (start->spot.leaf, n_leaves - 1) : 0,
                             from_start ? start->spot.offset : 0,
                             whole_end ? n_leaves - 1 : end->spot.leaf,
                             whole_end ? G_MAXSIZE : end->spot.offset);
}

static char *
write_blocks (GPtrArray *blocks, SondeCopyForm form)
{
  switch (form)
    {
    case SONDE_COPY_MARKDOWN:
      return sonde_blocks_to_markdown (blocks);
    case SONDE_COPY_HTML:
      return sonde_blocks_to_clipboard_html (blocks);
    case SONDE_COPY_PLAIN:
    default:
      return sonde_blocks_to_plain (blocks);
    }
}

/* Texts of several messages stand apart by an empty line. */
static void
append_text (GString *out, GPtrArray *blocks, SondeCopyForm form)
{
  g_autofree char *text = write_blocks (blocks, form);

  if (*text == '\0')
    return;
  while (form != SONDE_COPY_HTML && out->len > 0 && !g_str_has_suffix (out->str, "\n\n"))
    g_string_append_c (out, '\n');
  g_string_append (out, text);
}

/**
 * sonde_copy_dup_text:
 * @start: where the selection begins
 * @end: where it ends
 *
 * Returns: what is selected in one form, also what is not in sight
 */
char *
sonde_copy_dup_text (SondeTranscriptView *view,
                     const SondePlace *start,
                     const SondePlace *end,
                     SondeCopyForm form)
{
  GString *out = g_string_new (NULL);
  guint n_items = sonde_transcript_view_get_n_items (view);

  for (guint item = start->item; item <= end->item && item < n_items; item++)
    for (SondeTextSlot slot = 0; slot < SONDE_N_TEXTS; slot++)
      {
        g_autoptr (GPtrArray) blocks = dup_selected (view, item, slot, start, end);

        if (blocks != NULL
            && sonde_message_get_role (sonde_transcript_view_get_message (view, item)) != SONDE_ROLE_TOOL)
          append_text (out, blocks, form);
      }
  while (form != SONDE_COPY_HTML && out->len > 0 && out->str[out->len - 1] == '\n')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

static GdkContentProvider *
provide (const char *type, char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return gdk_content_provider_new_for_bytes (type, bytes);
}

/* Of a table alone there are its cells too, for a spreadsheet. */
static char *
dup_tsv (SondeTranscriptView *view, const SondePlace *start, const SondePlace *end)
{
  g_autoptr (GPtrArray) blocks = NULL;

  if (start->item != end->item || start->slot != end->slot)
    return NULL;
  blocks = dup_selected (view, start->item, start->slot, start, end);
  return blocks != NULL ? sonde_blocks_to_tsv (blocks) : NULL;
}

/** Returns: (transfer full): what is selected in all forms at once */
GdkContentProvider *
sonde_copy_provide (SondeTranscriptView *view, const SondePlace *start, const SondePlace *end)
{
  g_autofree char *plain = sonde_copy_dup_text (view, start, end, SONDE_COPY_PLAIN);
  char *tsv = dup_tsv (view, start, end);
  GdkContentProvider *providers[4];
  gsize n = 0;

  providers[n++] = gdk_content_provider_new_typed (G_TYPE_STRING, plain);
  providers[n++] = provide ("text/html", sonde_copy_dup_text (view, start, end, SONDE_COPY_HTML));
  providers[n++] = provide ("text/markdown", sonde_copy_dup_text (view, start, end, SONDE_COPY_MARKDOWN));
  if (tsv != NULL)
    providers[n++] = provide ("text/tab-separated-values", tsv);
  return gdk_content_provider_new_union (providers, n);
}
