/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-markdown"

#include "sonde-md-builder.h"

#include "sonde-block-private.h"
#include "sonde-entities.h"
#include "sonde-md-leaf.h"

#include <md4c.h>
#include <string.h>

/* Containers deeper than this dissolve into the one around them: sonde-md-lines.c stops deep nesting before,
 * so this is only for where md4c sees more than it. */
#define MAX_OPEN   (SONDE_BLOCK_MAX_DEPTH - 8)
#define MAX_TARGET 8192
/* What one text may make of its bytes, by definitions that are used again and again or by empty cells: more
 * is an attack, and shown as plain text. */
#define MAX_GROWTH  16
#define FREE_GROWTH 100000

typedef struct
{
  const SondeMdSource *source;
  GPtrArray *open;   /* of SondeBlock: the containers around, the outermost first */
  GPtrArray *blocks; /* those of the top */
  guint dissolved;
  SondeMdLeaf leaf;
  gsize growth;
} Builder;

static void
add_block (Builder *self, SondeBlock *block)
{
  SondeBlock *parent = self->open->len > 0 ? self->open->pdata[self->open->len - 1] : NULL;

  if (parent == NULL)
    {
      g_ptr_array_add (self->blocks, block);
      return;
    }
  if (parent->children == NULL)
    parent->children = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  g_ptr_array_add (parent->children, block);
}

static gboolean
grow (Builder *self, gsize bytes)
{
  self->growth += bytes;
  return self->growth <= FREE_GROWTH + MAX_GROWTH * self->source->text->len;
}

/* Text with entities, as in addresses and titles; placeholders become what they stand for. */
static void
append_plain (const Builder *self, GString *text, const char *bytes, gsize length)
{
  const char *end = bytes + length;

  while (bytes < end)
    {
      const char *place
        = memmem (bytes, (gsize) (end - bytes), SONDE_MD_PLACEHOLDER, strlen (SONDE_MD_PLACEHOLDER));
      const char *plain_end = place != NULL ? place : end;
      const SondeMdMark *mark = NULL;
      gsize used = 0;

      g_string_append_len (text, bytes, plain_end - bytes);
      if (place == NULL)
        return;
      mark = sonde_md_source_lookup (self->source, place, (gsize) (end - place), &used);
      g_string_append (text, mark != NULL ? mark->source : "");
      bytes = place + (mark != NULL ? used : strlen (SONDE_MD_PLACEHOLDER));
    }
}

static char *
dup_attribute (const Builder *self, const MD_ATTRIBUTE *attribute)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (attribute->text == NULL || attribute->size > MAX_TARGET)
    return NULL;
  for (guint i = 0; attribute->substr_offsets[i] < attribute->size; i++)
    {
      const char *bytes = attribute->text + attribute->substr_offsets[i];
      gsize length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];

      if (attribute->substr_types[i] == MD_TEXT_ENTITY)
        sonde_entities_append (text, bytes, length);
      else
        append_plain (self, text, bytes, length);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What has no address, or one that is too long, has an empty one. */
static char *
dup_target (const Builder *self, const MD_ATTRIBUTE *attribute)
{
  char *target = dup_attribute (self, attribute);

  return target != NULL ? target : g_strdup ("");
}

static void
close_leaf (Builder *self)
{
  SondeBlock *block = sonde_md_leaf_finish (&self->leaf);

  if (block != NULL)
    add_block (self, block);
}

/* Items of tight lists have text without a paragraph. */
static SondeMdLeaf *
ensure_leaf (Builder *self)
{
  if (self->leaf.block == NULL)
    sonde_md_leaf_open (&self->leaf, SONDE_BLOCK_PARAGRAPH);
  return &self->leaf;
}

/* A displayed formula is a block of its own where blocks can stand: the paragraph ends before and goes on
 * after. */
static void
append_display (Builder *self, const SondeMdMark *mark)
{
  SondeMdLeaf *leaf = &self->leaf;
  SondeBlock *block = NULL;

  if (leaf->block->kind != SONDE_BLOCK_PARAGRAPH || leaf->open->len > 0 || leaf->hidden > 0)
    {
      sonde_md_leaf_append_span (leaf, SONDE_SPAN_MATH_DISPLAY, mark->source, mark->value);
      return;
    }
  close_leaf (self);
  block = sonde_block_new (SONDE_BLOCK_MATH);
  block->text = g_strdup (mark->value);
  block->length = strlen (mark->value);
  add_block (self, block);
  sonde_md_leaf_open (&self->leaf, SONDE_BLOCK_PARAGRAPH);
}

static void
append_definition (Builder *self, const SondeMdMark *mark)
{
  SondeBlock *parent = self->open->len > 0 ? self->open->pdata[self->open->len - 1] : NULL;

  if (parent == NULL || parent->kind != SONDE_BLOCK_QUOTE || parent->info != NULL)
    return;
  parent->kind = SONDE_BLOCK_FOOTNOTE;
  parent->info = g_strdup (mark->value);
}

static gboolean
is_defined (const Builder *self, const SondeMdMark *mark)
{
  g_autofree char *folded = NULL;

  if (g_hash_table_size (self->source->labels) == 0)
    return FALSE;
  folded = sonde_md_fold_label (mark->value);
  return g_hash_table_contains (self->source->labels, folded);
}

static void
append_mark (Builder *self, const SondeMdMark *mark)
{
  SondeMdLeaf *leaf = &self->leaf;

  if (mark->kind == SONDE_MD_MARK_MATH)
    sonde_md_leaf_append_span (leaf, SONDE_SPAN_MATH, mark->source, mark->value);
  else if (mark->kind == SONDE_MD_MARK_MATH_DISPLAY)
    append_display (self, mark);
  else if (mark->kind == SONDE_MD_MARK_DEFINITION)
    append_definition (self, mark);
  else if (mark->kind == SONDE_MD_MARK_FOOTNOTE && is_defined (self, mark))
    sonde_md_leaf_append_span (leaf, SONDE_SPAN_FOOTNOTE, mark->source, mark->value);
  else
    sonde_md_leaf_append (leaf, mark->source, strlen (mark->source));
}

/* Inline text with placeholders. */
static void
append_marked (Builder *self, const char *bytes, gsize length)
{
  const char *end = bytes + length;
  const gsize n = strlen (SONDE_MD_PLACEHOLDER);

  while (bytes < end)
    {
      const char *place = memmem (bytes, (gsize) (end - bytes), SONDE_MD_PLACEHOLDER, n);
      const SondeMdMark *mark = NULL;
      gsize used = 0;

      sonde_md_leaf_append (&self->leaf, bytes, (gsize) ((place != NULL ? place : end) - bytes));
      if (place == NULL)
        return;
      mark = sonde_md_source_lookup (self->source, place, (gsize) (end - place), &used);
      if (mark != NULL)
        append_mark (self, mark);
      bytes = place + (mark != NULL ? used : n);
    }
}

static void
open_container (Builder *self, SondeBlock *block)
{
  if (self->open->len >= MAX_OPEN)
    {
      sonde_block_unref (block);
      self->dissolved++;
      return;
    }
  add_block (self, block);
  g_ptr_array_add (self->open, block);
}

static SondeBlock *
new_list (gboolean ordered, guint start, gboolean tight)
{
  SondeBlock *block = sonde_block_new (SONDE_BLOCK_LIST);

  block->ordered = ordered;
  block->number = start;
  block->tight = tight;
  return block;
}

static SondeBlock *
new_item (const MD_BLOCK_LI_DETAIL *detail)
{
  SondeBlock *block = sonde_block_new (SONDE_BLOCK_ITEM);

  if (detail->is_task)
    block->task = detail->task_mark == ' ' ? SONDE_TASK_OPEN : SONDE_TASK_DONE;
  return block;
}

static SondeBlock *
new_table (const MD_BLOCK_TABLE_DETAIL *detail)
{
  SondeBlock *block = sonde_block_new (SONDE_BLOCK_TABLE);

  block->number = detail->col_count;
  block->aligns = g_new0 (guint8, MAX (detail->col_count, 1));
  return block;
}

static SondeAlign
align_of (MD_ALIGN align)
{
  switch (align)
    {
    case MD_ALIGN_LEFT:
      return SONDE_ALIGN_LEFT;
    case MD_ALIGN_CENTER:
      return SONDE_ALIGN_CENTER;
    case MD_ALIGN_RIGHT:
      return SONDE_ALIGN_RIGHT;
    case MD_ALIGN_DEFAULT:
    default:
      return SONDE_ALIGN_NATURAL;
    }
}

static void
open_header_cell (Builder *self, const MD_BLOCK_TD_DETAIL *detail)
{
  guint n = self->open->len;
  SondeBlock *row = n > 0 ? self->open->pdata[n - 1] : NULL;
  SondeBlock *table = n > 1 ? self->open->pdata[n - 2] : NULL;
  guint column = row != NULL ? sonde_block_get_n_children (row) : 0;

  if (table != NULL && table->kind == SONDE_BLOCK_TABLE && column < table->number)
    table->aligns[column] = (guint8) align_of (detail->align);
}

static int
enter_block_cb (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  Builder *self = user_data;

  close_leaf (self);
  switch (type)
    {
    case MD_BLOCK_QUOTE:
      open_container (self, sonde_block_new (SONDE_BLOCK_QUOTE));
      break;
    case MD_BLOCK_UL:
      open_container (self, new_list (FALSE, 0, ((MD_BLOCK_UL_DETAIL *) detail)->is_tight));
      break;
    case MD_BLOCK_OL:
      open_container (
        self,
        new_list (TRUE, ((MD_BLOCK_OL_DETAIL *) detail)->start, ((MD_BLOCK_OL_DETAIL *) detail)->is_tight));
      break;
    case MD_BLOCK_LI:
      open_container (self, new_item (detail));
      break;
    case MD_BLOCK_TABLE:
      open_container (self, new_table (detail));
      break;
    case MD_BLOCK_TR:
      open_container (self, sonde_block_new (SONDE_BLOCK_ROW));
      break;
    case MD_BLOCK_HR:
      add_block (self, sonde_block_new (SONDE_BLOCK_RULE));
      break;
    case MD_BLOCK_H:
      sonde_md_leaf_open (&self->leaf, SONDE_BLOCK_HEADING);
      self->leaf.block->number = ((MD_BLOCK_H_DETAIL *) detail)->level;
      break;
    case MD_BLOCK_CODE:
      sonde_md_leaf_open (&self->leaf, SONDE_BLOCK_CODE);
      self->leaf.block->info = dup_attribute (self, &((MD_BLOCK_CODE_DETAIL *) detail)->lang);
      break;
    case MD_BLOCK_TH:
      open_header_cell (self, detail);
      sonde_md_leaf_open (&self->leaf, SONDE_BLOCK_CELL);
      break;
    case MD_BLOCK_TD:
      sonde_md_leaf_open (&self->leaf, SONDE_BLOCK_CELL);
      return grow (self, 1) ? 0 : -1; /* md4c goes on after any other */
    case MD_BLOCK_P:
    case MD_BLOCK_HTML:
      sonde_md_leaf_open (&self->leaf, SONDE_BLOCK_PARAGRAPH);
      break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    default:
      break;
    }
  return 0;
}

static void
drop_empty_cells (SondeBlock *row)
{
  while (sonde_block_get_n_children (row) > 1
         && sonde_block_get_child (row, row->children->len - 1)->length == 0)
    g_ptr_array_set_size (row->children, (int) row->children->len - 1);
}

static int
leave_block_cb (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  Builder *self = user_data;

  close_leaf (self);
  if (type != MD_BLOCK_QUOTE && type != MD_BLOCK_UL && type != MD_BLOCK_OL && type != MD_BLOCK_LI
      && type != MD_BLOCK_TABLE && type != MD_BLOCK_TR)
    return 0;
  if (self->dissolved > 0)
    {
      self->dissolved--;
      return 0;
    }
  if (type == MD_BLOCK_TR)
    drop_empty_cells (self->open->pdata[self->open->len - 1]);
  g_ptr_array_set_size (self->open, (int) self->open->len - 1);
  return 0;
}

static gboolean
grow_by_attributes (Builder *self, const MD_ATTRIBUTE *target, const MD_ATTRIBUTE *title)
{
  return grow (self, (gsize) target->size + title->size);
}

static int
enter_span_cb (MD_SPANTYPE type, void *detail, void *user_data)
{
  Builder *self = user_data;
  SondeMdLeaf *leaf = ensure_leaf (self);
  MD_SPAN_A_DETAIL *link = detail;
  MD_SPAN_IMG_DETAIL *image = detail;

  if (type == MD_SPAN_A && !grow_by_attributes (self, &link->href, &link->title))
    return -1;
  if (type == MD_SPAN_IMG && !grow_by_attributes (self, &image->src, &image->title))
    return -1;
  if (!sonde_md_leaf_admits_span (leaf))
    return 0;
  switch (type)
    {
    case MD_SPAN_A:
      sonde_md_leaf_enter_span (
        leaf, SONDE_SPAN_LINK, dup_target (self, &link->href), dup_attribute (self, &link->title));
      break;
    case MD_SPAN_IMG:
      sonde_md_leaf_enter_span (
        leaf, SONDE_SPAN_IMAGE, dup_target (self, &image->src), dup_attribute (self, &image->title));
      break;
    case MD_SPAN_STRONG:
      sonde_md_leaf_enter_span (leaf, SONDE_SPAN_STRONG, NULL, NULL);
      break;
    case MD_SPAN_CODE:
      sonde_md_leaf_enter_span (leaf, SONDE_SPAN_CODE, NULL, NULL);
      break;
    case MD_SPAN_DEL:
      sonde_md_leaf_enter_span (leaf, SONDE_SPAN_STRIKE, NULL, NULL);
      break;
    case MD_SPAN_EM:
    case MD_SPAN_U:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    default:
      sonde_md_leaf_enter_span (leaf, SONDE_SPAN_EMPHASIS, NULL, NULL);
    }
  return 0;
}

static int
leave_span_cb (MD_SPANTYPE type, void *detail, void *user_data)
{
  sonde_md_leaf_leave_span (ensure_leaf (user_data));
  return 0;
}

/* A pipe in a cell has a backslash before it also in code, where md4c leaves it
 * (https://github.github.com/gfm/#example-200). */
static void
append_code (const Builder *self, GString *text, const char *bytes, gsize length)
{
  const char *end = bytes + length;
  const char *escape = NULL;

  while (self->leaf.block->kind == SONDE_BLOCK_CELL
         && (escape = memmem (bytes, (gsize) (end - bytes), "\\|", 2)) != NULL)
    {
      append_plain (self, text, bytes, (gsize) (escape - bytes));
      g_string_append_c (text, '|');
      bytes = escape + 2;
    }
  append_plain (self, text, bytes, (gsize) (end - bytes));
}

static int
text_cb (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user_data)
{
  Builder *self = user_data;
  SondeMdLeaf *leaf = ensure_leaf (self);

  switch (type)
    {
    case MD_TEXT_BR:
      sonde_md_leaf_end_line (leaf);
      break;
    case MD_TEXT_SOFTBR:
      leaf->soft_break = TRUE;
      break;
    case MD_TEXT_ENTITY:
      sonde_md_leaf_break (leaf, '&');
      sonde_entities_append (leaf->text, text, size);
      break;
    case MD_TEXT_HTML:
      if (!sonde_md_leaf_take_tag (leaf, text, size))
        append_marked (self, text, size);
      break;
    case MD_TEXT_CODE:
      sonde_md_leaf_break (leaf, g_utf8_get_char (text));
      append_code (self, leaf->text, text, size);
      break;
    case MD_TEXT_NULLCHAR:
      sonde_md_leaf_append (leaf, "\357\277\275", 3);
      break;
    case MD_TEXT_NORMAL:
    case MD_TEXT_LATEXMATH:
    default:
      append_marked (self, text, size);
    }
  return 0;
}

/* What cannot be parsed within bounds is one paragraph, as it was written. */
static void
fall_back (Builder *self)
{
  sonde_md_leaf_drop (&self->leaf);
  g_ptr_array_set_size (self->open, 0);
  g_ptr_array_set_size (self->blocks, 0);
  sonde_md_leaf_open (&self->leaf, SONDE_BLOCK_PARAGRAPH);
  append_plain (self, self->leaf.text, self->source->text->str, self->source->text->len);
  close_leaf (self);
}

/* Gives the blocks of the whole text. Takes time in proportion to its length. */
GPtrArray *
sonde_md_build (const SondeMdSource *source)
{
  static const MD_PARSER parser = {
    .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOHTMLBLOCKS,
    .enter_block = enter_block_cb,
    .leave_block = leave_block_cb,
    .enter_span = enter_span_cb,
    .leave_span = leave_span_cb,
    .text = text_cb,
  };
  Builder self = { .source = source };

  self.open = g_ptr_array_new ();
  self.blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  sonde_md_leaf_init (&self.leaf);
  if (source->text->len > G_MAXUINT32 / 2
      || md_parse (source->text->str, (MD_SIZE) source->text->len, &parser, &self) != 0)
    fall_back (&self);
  sonde_md_leaf_clear (&self.leaf);
  g_ptr_array_unref (self.open);
  return self.blocks;
}
