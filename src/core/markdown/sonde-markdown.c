/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown.h"

#include "sonde-markdown-private.h"
#include "sonde-md-builder.h"
#include "sonde-text.h"

#include <string.h>

static SondeMdSource *
new_source (const char *text, gsize length)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    {
      valid = sonde_text_dup_valid (text, (gssize) length);
      return sonde_md_source_new (valid, strlen (valid));
    }
  return sonde_md_source_new (text, length);
}

static void
share_labels (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer label = NULL;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &label, NULL))
    g_hash_table_add (to, g_strdup (label));
}

/* The blocks of a part that begins and ends between two blocks at the top. What it defines goes into
 * @context. */
GPtrArray *
sonde_markdown_parse_part (const char *text, gsize length, SondeMarkdownContext *context)
{
  g_autoptr (SondeMdSource) source = new_source (text, length);

  share_labels (context->labels, source->labels);
  share_labels (source->labels, context->labels);
  if (context->definitions->len > 0)
    g_string_prepend_len (source->text, context->definitions->str, (gssize) context->definitions->len);
  return sonde_md_build (source);
}

static void
math_clear (gpointer data)
{
  g_free (((SondeMathSpan *) data)->tex);
}

/**
 * sonde_markdown_parse:
 * @text: Markdown, from anybody; invalid UTF-8 becomes U+FFFD
 * @length: in bytes, or -1
 *
 * CommonMark 0.31 with GFM's tables, task lists, strikethrough, bare addresses and footnotes, and formulas.
 * Raw HTML is text, but for br, sub, sup and kbd. The time is in proportion to the length; any thread.
 *
 * Returns: (transfer full) (element-type SondeBlock): the blocks at the top
 */
GPtrArray *
sonde_markdown_parse (const char *text, gssize length)
{
  g_autoptr (SondeMdSource) source = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  source = new_source (text, length < 0 ? strlen (text) : (gsize) length);
  return sonde_md_build (source);
}

/**
 * sonde_markdown_find_math:
 * @text: Markdown in valid UTF-8
 * @length: in bytes, or -1
 *
 * The formulas of a text: $…$ by pandoc's rule (white space stands neither behind the first dollar sign nor
 * before the second, and no digit after it: https://pandoc.org/MANUAL.html#math), $$…$$, \(…\), \[…\] and
 * environments such as align; never in code.
 *
 * Returns: (transfer full) (element-type SondeMathSpan): in the order of the text
 */
GArray *
sonde_markdown_find_math (const char *text, gssize length)
{
  g_autoptr (SondeMdSource) source = NULL;
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (SondeMathSpan));

  g_return_val_if_fail (text != NULL, spans);

  g_array_set_clear_func (spans, math_clear);
  source = new_source (text, length < 0 ? strlen (text) : (gsize) length);
  for (guint i = 0; i < source->marks->len; i++)
    {
      SondeMdMark *mark = &g_array_index (source->marks, SondeMdMark, i);
      SondeMathSpan span
        = { .display = mark->kind == SONDE_MD_MARK_MATH_DISPLAY, .start = mark->start, .end = mark->end };

      if (mark->kind != SONDE_MD_MARK_MATH && mark->kind != SONDE_MD_MARK_MATH_DISPLAY)
        continue;
      span.tex = g_steal_pointer (&mark->value);
      g_array_append_val (spans, span);
    }
  return spans;
}
