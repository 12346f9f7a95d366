/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-leaf.h"

#include "sonde-block-private.h"
#include "sonde-md-autolink.h"

#include <string.h>

/* Spans deeper than this are plain text. */
#define MAX_SPANS 32

typedef struct
{
  guint index; /* in the spans */
  SondeSpanKind kind;
  gboolean is_html; /* opened by a tag, which may lack its end */
} OpenSpan;

void
sonde_md_leaf_init (SondeMdLeaf *leaf)
{
  *leaf = (SondeMdLeaf){ .block = NULL };
  leaf->open = g_array_new (FALSE, FALSE, sizeof (OpenSpan));
  leaf->unclosed = g_array_new (FALSE, FALSE, sizeof (guint));
}

void
sonde_md_leaf_clear (SondeMdLeaf *leaf)
{
  g_array_unref (leaf->open);
  g_array_unref (leaf->unclosed);
}

void
sonde_md_leaf_open (SondeMdLeaf *leaf, SondeBlockKind kind)
{
  g_assert (leaf->block == NULL);
  leaf->block = sonde_block_new (kind);
  leaf->text = g_string_new (NULL);
  leaf->spans = sonde_spans_new ();
  g_array_set_size (leaf->open, 0);
  g_array_set_size (leaf->unclosed, 0);
  leaf->hidden = 0;
  leaf->image_depth = 0;
  leaf->soft_break = FALSE;
}

/* Forgets what it has. */
void
sonde_md_leaf_drop (SondeMdLeaf *leaf)
{
  g_clear_pointer (&leaf->block, sonde_block_unref);
  if (leaf->text != NULL)
    g_string_free (g_steal_pointer (&leaf->text), TRUE);
  g_clear_pointer (&leaf->spans, g_array_unref);
}

static const char *
tag_of (SondeSpanKind kind)
{
  return kind == SONDE_SPAN_SUB ? "<sub>" : kind == SONDE_SPAN_SUP ? "<sup>" : "<kbd>";
}

static int
compare_indices (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;

  return (first > second) - (first < second);
}

/* Tags without an end are text again. Offsets before the n-th insertion grow by the n before it. */
static void
restore_tags (SondeMdLeaf *leaf)
{
  g_autoptr (GString) text = g_string_sized_new (leaf->text->len + 8 * leaf->unclosed->len);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint n_tag = (guint) strlen ("<sub>");
  guint done = 0;
  guint kept = 0;

  g_array_sort (leaf->unclosed, compare_indices);
  for (guint i = 0; i < leaf->unclosed->len; i++)
    {
      SondeSpan *span = &g_array_index (leaf->spans, SondeSpan, g_array_index (leaf->unclosed, guint, i));

      g_string_append_len (text, leaf->text->str + done, span->start - done);
      g_string_append (text, tag_of (span->kind));
      g_array_append_val (places, span->start);
      done = span->start;
      span->end = span->start; /* an empty one is dropped */
    }
  g_string_append (text, leaf->text->str + done);
  for (guint i = 0; i < leaf->spans->len; i++)
    {
      SondeSpan *span = &g_array_index (leaf->spans, SondeSpan, i);
      guint ends = 0;

      if (span->start == span->end)
        continue;
      /* Spans are sorted by start, so the count for starts only grows; an end is found by halving. */
      while (kept < places->len && g_array_index (leaf->unclosed, guint, kept) < i)
        kept++;
      for (guint low = 0, high = places->len; low < high;)
        {
          guint middle = (low + high) / 2;

          if (g_array_index (places, guint, middle) < span->end)
            low = middle + 1;
          else
            high = middle;
          ends = low;
        }
      span->start += n_tag * kept;
      span->end += n_tag * ends;
    }
  g_string_assign (leaf->text, text->str);
}

static void
drop_empty_spans (GArray *spans)
{
  guint kept = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      SondeSpan *span = &g_array_index (spans, SondeSpan, i);

      if (span->start == span->end)
        {
          g_clear_pointer (&span->target, g_free);
          g_clear_pointer (&span->title, g_free);
          continue;
        }
      if (kept != i)
        {
          g_array_index (spans, SondeSpan, kept) = *span;
          span->target = NULL;
          span->title = NULL;
        }
      kept++;
    }
  g_array_set_size (spans, kept);
}

static void
finish_spans (SondeMdLeaf *leaf, SondeBlockKind kind)
{
  for (guint i = leaf->open->len; i-- > 0;)
    if (g_array_index (leaf->open, OpenSpan, i).is_html)
      g_array_append_val (leaf->unclosed, g_array_index (leaf->open, OpenSpan, i).index);
  if (leaf->unclosed->len > 0)
    restore_tags (leaf);
  for (guint i = 0; i < leaf->spans->len; i++)
    {
      SondeSpan *span = &g_array_index (leaf->spans, SondeSpan, i);

      span->end = MIN (span->end, (guint) leaf->text->len);
      span->start = MIN (span->start, span->end);
    }
  drop_empty_spans (leaf->spans);
  if (kind != SONDE_BLOCK_CODE)
    sonde_md_autolink (leaf->text->str, leaf->text->len, leaf->spans);
}

static void
trim_end (GString *text)
{
  while (text->len > 0 && g_ascii_isspace (text->str[text->len - 1]))
    g_string_truncate (text, text->len - 1);
}

/* (transfer full) (nullable): the block; a paragraph without text, which is what remains beside a formula, is
 * none. */
SondeBlock *
sonde_md_leaf_finish (SondeMdLeaf *leaf)
{
  SondeBlock *block = g_steal_pointer (&leaf->block);

  if (block == NULL)
    return NULL;
  if (block->kind == SONDE_BLOCK_CODE && g_str_has_suffix (leaf->text->str, "\n"))
    g_string_truncate (leaf->text, leaf->text->len - 1);
  else if (block->kind != SONDE_BLOCK_CODE)
    trim_end (leaf->text);
  finish_spans (leaf, block->kind);
  block->length = leaf->text->len;
  block->text = g_string_free (g_steal_pointer (&leaf->text), FALSE);
  if (leaf->spans->len > 0)
    block->spans = g_steal_pointer (&leaf->spans);
  g_clear_pointer (&leaf->spans, g_array_unref);
  if (block->kind == SONDE_BLOCK_PARAGRAPH && block->length == 0)
    g_clear_pointer (&block, sonde_block_unref);
  return block;
}

/* A line's end becomes a space, but nothing between East Asian characters. The space is due only now that the
 * next character is known, and stands before the spans that opened meanwhile. */
void
sonde_md_leaf_break (SondeMdLeaf *leaf, gunichar next)
{
  guint end = (guint) leaf->text->len;
  gunichar before = 0;

  if (!leaf->soft_break)
    return;
  leaf->soft_break = FALSE;
  if (end == 0)
    return;
  before = g_utf8_get_char (g_utf8_prev_char (leaf->text->str + end));
  if (before == '\n' || (g_unichar_iswide (before) && g_unichar_iswide (next)))
    return;
  g_string_append_c (leaf->text, ' ');
  for (guint i = leaf->open->len; i-- > 0;)
    {
      guint index = g_array_index (leaf->open, OpenSpan, i).index;

      if (g_array_index (leaf->spans, SondeSpan, index).start < end)
        break;
      g_array_index (leaf->spans, SondeSpan, index).start++;
    }
}

void
sonde_md_leaf_append (SondeMdLeaf *leaf, const char *text, gsize length)
{
  if (length == 0)
    return;
  sonde_md_leaf_break (leaf, g_utf8_get_char (text));
  if (leaf->text->len == 0 && leaf->block->kind == SONDE_BLOCK_PARAGRAPH)
    for (; length > 0 && *text == ' '; length--)
      text++;
  g_string_append_len (leaf->text, text, (gssize) length);
}

static void
open_span (SondeMdLeaf *leaf, SondeSpanKind kind, char *target, char *title, gboolean is_html)
{
  OpenSpan open = { .index = leaf->spans->len, .kind = kind, .is_html = is_html };
  SondeSpan span = { .kind = kind, .target = target, .title = title };

  span.start = (guint) leaf->text->len;
  span.end = G_MAXUINT;
  g_array_append_val (leaf->spans, span);
  g_array_append_val (leaf->open, open);
}

static void
close_span (SondeMdLeaf *leaf)
{
  OpenSpan open = g_array_index (leaf->open, OpenSpan, leaf->open->len - 1);
  SondeSpan *span = &g_array_index (leaf->spans, SondeSpan, open.index);

  if (open.kind == SONDE_SPAN_IMAGE && leaf->text->len == span->start)
    g_string_append (leaf->text, "\357\277\274");
  span->end = (guint) leaf->text->len;
  g_array_set_size (leaf->open, leaf->open->len - 1);
}

/* A line that ends where the writer wants it. */
void
sonde_md_leaf_end_line (SondeMdLeaf *leaf)
{
  leaf->soft_break = FALSE;
  g_string_append_c (leaf->text, '\n');
}

/* A formula or a footnote: @source is its text, @value its target. */
void
sonde_md_leaf_append_span (SondeMdLeaf *leaf, SondeSpanKind kind, const char *source, const char *value)
{
  if (leaf->image_depth > 0)
    {
      sonde_md_leaf_append (leaf, source, strlen (source));
      return;
    }
  sonde_md_leaf_break (leaf, g_utf8_get_char (source));
  open_span (leaf, kind, g_strdup (value), NULL, FALSE);
  g_string_append (leaf->text, source);
  close_span (leaf);
}

static gboolean
close_tag (SondeMdLeaf *leaf, SondeSpanKind kind)
{
  const OpenSpan *top
    = leaf->open->len > 0 ? &g_array_index (leaf->open, OpenSpan, leaf->open->len - 1) : NULL;

  if (top == NULL || !top->is_html || top->kind != kind)
    return FALSE;
  close_span (leaf);
  return TRUE;
}

/* Raw HTML is text, but for the few tags that people write for what Markdown lacks. Gives whether it was one.
 */
gboolean
sonde_md_leaf_take_tag (SondeMdLeaf *leaf, const char *text, gsize length)
{
  static const struct
  {
    const char *open;
    const char *close;
    SondeSpanKind kind;
  } tags[] = {
    { "<sub>", "</sub>", SONDE_SPAN_SUB },
    { "<sup>", "</sup>", SONDE_SPAN_SUP },
    { "<kbd>", "</kbd>", SONDE_SPAN_KBD },
  };
  g_autofree char *tag = length <= 8 ? g_ascii_strdown (text, (gssize) length) : g_strdup ("");

  if (g_str_equal (tag, "<br>") || g_str_equal (tag, "<br/>") || g_str_equal (tag, "<br />"))
    {
      sonde_md_leaf_end_line (leaf);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (g_str_equal (tag, tags[i].open) && leaf->image_depth == 0 && leaf->hidden == 0
        && leaf->open->len < MAX_SPANS)
      {
        open_span (leaf, tags[i].kind, NULL, NULL, TRUE);
        return TRUE;
      }
    else if (g_str_equal (tag, tags[i].close) && close_tag (leaf, tags[i].kind))
      return TRUE;
  return FALSE;
}

/* Whether there is room for a span; where there is none it is hidden, and so is its end. */
gboolean
sonde_md_leaf_admits_span (SondeMdLeaf *leaf)
{
  if (leaf->image_depth == 0 && leaf->hidden == 0 && leaf->open->len < MAX_SPANS)
    return TRUE;
  leaf->hidden++;
  return FALSE;
}

/* @target and @title: (transfer full) (nullable) */
void
sonde_md_leaf_enter_span (SondeMdLeaf *leaf, SondeSpanKind kind, char *target, char *title)
{
  open_span (leaf, kind, target, title, FALSE);
  leaf->image_depth = kind == SONDE_SPAN_IMAGE;
}

/* Tags that were opened inside and not closed are no tags. */
void
sonde_md_leaf_leave_span (SondeMdLeaf *leaf)
{
  if (leaf->hidden > 0)
    {
      leaf->hidden--;
      return;
    }
  while (leaf->open->len > 0 && g_array_index (leaf->open, OpenSpan, leaf->open->len - 1).is_html)
    {
      g_array_append_val (leaf->unclosed, g_array_index (leaf->open, OpenSpan, leaf->open->len - 1).index);
      g_array_set_size (leaf->open, leaf->open->len - 1);
    }
  leaf->image_depth = 0;
  if (leaf->open->len > 0)
    close_span (leaf);
}
