/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-markdown.h"

#include "sonde-markdown-private.h"
#include "sonde-md-builder.h"
#include "sonde-md-notes.h"
#include "sonde-text.h"

#include <string.h>

static SondeMdSource *
new_source (const char *text, gsize length, GHashTable *labels)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    {
      valid = sonde_text_dup_valid (text, (gssize) length);
      return sonde_md_source_new (valid, strlen (valid), labels);
    }
  return sonde_md_source_new (text, length, labels);
}

/* The blocks of a part that begins and ends between two blocks at the top. @definitions of links were read
 * before; the @labels of footnotes come to those of the parts before. */
GPtrArray *
sonde_markdown_parse_part (const char *text, gsize length, const GString *definitions, GHashTable *labels)
{
  g_autoptr (SondeMdSource) source = new_source (text, length, labels);

  if (definitions->len > 0)
    g_string_prepend_len (source->text, definitions->str, (gssize) definitions->len);
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
 * Footnotes stand at the end, wherever the text defines them.
 * Raw HTML is text, but for br, sub, sup and kbd. The time is in proportion to the length; any thread.
 *
 * Returns: (transfer full) (element-type SondeBlock): the blocks at the top
 */
GPtrArray *
sonde_markdown_parse (const char *text, gssize length)
{
  g_autoptr (SondeMdSource) source = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  GPtrArray *blocks = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  source = new_source (text, length < 0 ? strlen (text) : (gsize) length, NULL);
  blocks = sonde_md_build (source);
  sonde_md_notes_take (blocks, notes);
  sonde_md_notes_append (blocks, notes, notes->len);
  return blocks;
}

typedef struct
{
  char *text;
  gsize length;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->text);
  g_free (job);
}

static void
parse_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (
      task, sonde_markdown_parse (job->text, (gssize) job->length), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * sonde_markdown_parse_async:
 * @text: as for sonde_markdown_parse(); it is copied
 * @length: in bytes, or -1
 *
 * Parses in another thread, for texts of more than some 32 KiB.
 */
void
sonde_markdown_parse_async (const char *text,
                            gssize length,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = NULL;

  g_return_if_fail (text != NULL);

  job = g_new0 (Job, 1);
  job->length = length < 0 ? strlen (text) : (gsize) length;
  job->text = g_memdup2 (text, job->length);
  g_task_set_source_tag (task, sonde_markdown_parse_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, parse_cb);
}

/**
 * sonde_markdown_parse_finish:
 *
 * Returns: (transfer full) (element-type SondeBlock) (nullable): the blocks, or NULL when it was cancelled
 */
GPtrArray *
sonde_markdown_parse_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
discard_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_ptr_array_unref (data);
}

/**
 * sonde_blocks_discard:
 * @blocks: (transfer full) (element-type SondeBlock): what is no longer needed
 *
 * Frees them in another thread: a large table takes longer than a frame to free.
 */
void
sonde_blocks_discard (GPtrArray *blocks)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_return_if_fail (blocks != NULL);

  g_task_set_source_tag (task, sonde_blocks_discard);
  g_task_set_task_data (task, blocks, NULL);
  g_task_run_in_thread (task, discard_cb);
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
  source = new_source (text, length < 0 ? strlen (text) : (gsize) length, NULL);
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
