/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-block-private.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (SondeBlock, sonde_block, sonde_block_ref, sonde_block_unref)

static void
span_clear (gpointer data)
{
  SondeSpan *span = data;

  g_free (span->target);
  g_free (span->title);
}

static gboolean
span_equal (const SondeSpan *a, const SondeSpan *b)
{
  return a->start == b->start && a->end == b->end && a->kind == b->kind
         && g_strcmp0 (a->target, b->target) == 0 && g_strcmp0 (a->title, b->title) == 0;
}

static gboolean
spans_equal (const SondeBlock *self, const SondeBlock *other)
{
  guint n_spans = 0;
  guint n_others = 0;
  const SondeSpan *spans = sonde_block_get_spans (self, &n_spans);
  const SondeSpan *others = sonde_block_get_spans (other, &n_others);

  if (n_spans != n_others)
    return FALSE;
  for (guint i = 0; i < n_spans; i++)
    if (!span_equal (&spans[i], &others[i]))
      return FALSE;
  return TRUE;
}

static gboolean
aligns_equal (const SondeBlock *self, const SondeBlock *other)
{
  return self->kind != SONDE_BLOCK_TABLE || memcmp (self->aligns, other->aligns, self->number) == 0;
}

static gboolean
children_equal (const SondeBlock *self, const SondeBlock *other)
{
  guint n_children = sonde_block_get_n_children (self);

  if (n_children != sonde_block_get_n_children (other))
    return FALSE;
  for (guint i = 0; i < n_children; i++)
    if (!sonde_block_equal (sonde_block_get_child (self, i), sonde_block_get_child (other, i)))
      return FALSE;
  return TRUE;
}

/* Spans, with what they own. */
GArray *
sonde_spans_new (void)
{
  GArray *spans = g_array_new (FALSE, TRUE, sizeof (SondeSpan));

  g_array_set_clear_func (spans, span_clear);
  return spans;
}

SondeBlock *
sonde_block_new (SondeBlockKind kind)
{
  SondeBlock *self = g_new0 (SondeBlock, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  return self;
}

SondeBlock *
sonde_block_ref (SondeBlock *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
sonde_block_unref (SondeBlock *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->info);
  g_free (self->aligns);
  g_free (self->text);
  g_clear_pointer (&self->spans, g_array_unref);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

/**
 * sonde_block_equal:
 *
 * Returns: whether both say the same and would look the same
 */
gboolean
sonde_block_equal (const SondeBlock *self, const SondeBlock *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self == other)
    return TRUE;
  return self->kind == other->kind && self->number == other->number && self->ordered == other->ordered
         && self->tight == other->tight && self->task == other->task && self->length == other->length
         && g_strcmp0 (self->info, other->info) == 0 && g_strcmp0 (self->text, other->text) == 0
         && aligns_equal (self, other) && spans_equal (self, other) && children_equal (self, other);
}

SondeBlockKind
sonde_block_get_kind (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL, SONDE_BLOCK_PARAGRAPH);

  return self->kind;
}

/**
 * sonde_block_is_leaf:
 *
 * Returns: whether it holds text rather than blocks; a rule holds neither
 */
gboolean
sonde_block_is_leaf (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->text != NULL;
}

/**
 * sonde_block_get_level:
 *
 * Returns: 1 to 6 for a heading
 */
guint
sonde_block_get_level (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_HEADING, 0);

  return self->number;
}

gboolean
sonde_block_is_ordered (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_LIST, FALSE);

  return self->ordered;
}

/**
 * sonde_block_get_start:
 *
 * Returns: the number of the first item of an ordered list
 */
guint
sonde_block_get_start (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_LIST, 0);

  return self->number;
}

/**
 * sonde_block_is_tight:
 *
 * Returns: whether the items of a list stand close, without the distance of paragraphs
 */
gboolean
sonde_block_is_tight (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_LIST, FALSE);

  return self->tight;
}

SondeTask
sonde_block_get_task (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_ITEM, SONDE_TASK_NONE);

  return self->task;
}

/**
 * sonde_block_get_language:
 *
 * Returns: (nullable): the first word after the opening fence of a code block
 */
const char *
sonde_block_get_language (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_CODE, NULL);

  return self->info;
}

/**
 * sonde_block_get_label:
 *
 * Returns: the label of a footnote, as it was written
 */
const char *
sonde_block_get_label (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_FOOTNOTE, NULL);

  return self->info;
}

guint
sonde_block_get_n_columns (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_TABLE, 0);

  return self->number;
}

SondeAlign
sonde_block_get_alignment (const SondeBlock *self, guint column)
{
  g_return_val_if_fail (self != NULL && self->kind == SONDE_BLOCK_TABLE, SONDE_ALIGN_NATURAL);
  g_return_val_if_fail (column < self->number, SONDE_ALIGN_NATURAL);

  return self->aligns[column];
}

/**
 * sonde_block_get_text:
 * @length: (out) (optional): bytes
 *
 * Returns: (nullable): the text of a leaf, NULL for the others
 */
const char *
sonde_block_get_text (const SondeBlock *self, gsize *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (length != NULL)
    *length = self->length;
  return self->text;
}

const SondeSpan *
sonde_block_get_spans (const SondeBlock *self, guint *n_spans)
{
  g_return_val_if_fail (self != NULL && n_spans != NULL, NULL);

  *n_spans = self->spans != NULL ? self->spans->len : 0;
  return self->spans != NULL ? (const SondeSpan *) (void *) self->spans->data : NULL;
}

guint
sonde_block_get_n_children (const SondeBlock *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->children != NULL ? self->children->len : 0;
}

/**
 * sonde_block_get_child:
 *
 * Returns: (transfer none): the child at @index
 */
SondeBlock *
sonde_block_get_child (const SondeBlock *self, guint index)
{
  g_return_val_if_fail (self != NULL && self->children != NULL && index < self->children->len, NULL);

  return self->children->pdata[index];
}
