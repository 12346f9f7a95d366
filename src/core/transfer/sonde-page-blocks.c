/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-page-blocks.h"

#include "sonde-export-formulas.h"
#include "sonde-markdown.h"
#include "sonde-page-formula.h"

#define BLOCK_SPACE 6.0
#define TIGHT_SPACE 2.0
#define INDENT      18.0
#define QUOTE       10.0

static void write_block (SondePageBody *self, const SondeBlock *block);

static void
write_children (SondePageBody *self, const SondeBlock *block)
{
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    write_block (self, sonde_block_get_child (block, i));
}

/* Text aligns itself with its direction, so only where it begins and ends is said. */
static void
write_leaf (SondePageBody *self, const SondeBlock *leaf)
{
  SondePage *page = self->page;
  GArray *links = NULL;
  g_autoptr (PangoLayout) layout = sonde_page_layout_leaf (page, leaf, &self->style, &links);

  pango_layout_set_width (layout, (int) ((page->right - page->left) * PANGO_SCALE));
  sonde_page_write_layout (page, layout, page->left, links);
  g_array_unref (links);
}

static double
get_space (SondePageBody *self)
{
  return self->tight ? TIGHT_SPACE : BLOCK_SPACE;
}

static void
write_heading (SondePageBody *self, const SondeBlock *block)
{
  static const double scales[] = { 1.5, 1.3, 1.15, 1.05, 1, 1 };
  SondePageBody heading = *self;

  heading.style.size *= scales[CLAMP (sonde_block_get_level (block), 1, 6) - 1];
  heading.style.bold = TRUE;
  sonde_page_skip (self->page, BLOCK_SPACE);
  /* Never the last thing on a page. */
  sonde_page_need (self->page, heading.style.size * 1.5 + self->style.size * 4);
  if (self->style.prefix != NULL)
    sonde_page_outline (self->page, sonde_block_get_text (block, NULL), sonde_block_get_level (block));
  write_leaf (&heading, block);
}

/* By its first letter, as the Unicode bidirectional algorithm does it (UAX 9, P2 and P3). */
static gboolean
is_rtl_text (const char *text)
{
  while (*text != '\0' && !g_unichar_isalpha (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  switch (*text != '\0' ? g_unichar_get_script (g_utf8_get_char (text)) : G_UNICODE_SCRIPT_COMMON)
    {
    case G_UNICODE_SCRIPT_ARABIC:
    case G_UNICODE_SCRIPT_HEBREW:
    case G_UNICODE_SCRIPT_SYRIAC:
    case G_UNICODE_SCRIPT_THAANA:
    case G_UNICODE_SCRIPT_NKO:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_rtl (const SondeBlock *block)
{
  while (!sonde_block_is_leaf (block) && sonde_block_get_n_children (block) > 0)
    block = sonde_block_get_child (block, 0);
  return sonde_block_is_leaf (block) && is_rtl_text (sonde_block_get_text (block, NULL));
}

/* Moves the edge at which lines begin; the reverse with a negative @by. */
static void
indent (SondePage *page, gboolean rtl, double by)
{
  if (rtl)
    page->right -= by;
  else
    page->left += by;
}

/* Nesting may be deeper than a page is wide. */
static double
get_indent (SondePage *page, double wanted)
{
  return page->right - page->left - wanted < 120 ? 0 : wanted;
}

static void
write_quote (SondePageBody *self, const SondeBlock *block)
{
  SondePage *page = self->page;
  gboolean rtl = is_rtl (block);
  double by = get_indent (page, QUOTE);
  guint32 colour = page->colour;

  sonde_page_push_bar (page, rtl ? page->right - 2 : page->left, SONDE_PAGE_LINE);
  indent (page, rtl, by);
  sonde_page_set_colour (page, SONDE_PAGE_FAINT);
  write_children (self, block);
  sonde_page_set_colour (page, colour);
  indent (page, rtl, -by);
  sonde_page_pop (page);
}

static PangoLayout *
create_marker (SondePageBody *self, const SondeBlock *list, const SondeBlock *item, guint number)
{
  g_autofree char *text = NULL;

  if (sonde_block_get_task (item) != SONDE_TASK_NONE)
    text = g_strdup (sonde_block_get_task (item) == SONDE_TASK_DONE ? "☑" : "☐");
  else if (sonde_block_is_ordered (list))
    text = g_strdup_printf ("%u.", number);
  else
    text = g_strdup ("•");
  return sonde_page_new_layout (self->page, text, self->style.size, FALSE);
}

static void
write_item (SondePageBody *self, const SondeBlock *list, guint index, double by)
{
  SondePage *page = self->page;
  const SondeBlock *item = sonde_block_get_child (list, index);
  gboolean rtl = is_rtl (item);
  g_autoptr (PangoLayout) marker = create_marker (self, list, item, sonde_block_get_start (list) + index);
  int width = 0;

  pango_layout_get_size (marker, &width, NULL);
  indent (page, rtl, by);
  sonde_page_set_marker (page, marker, rtl ? page->right + 5 : page->left - 5 - (double) width / PANGO_SCALE);
  if (sonde_block_get_n_children (item) == 0)
    sonde_page_skip (page, self->style.size);
  write_children (self, item);
  sonde_page_set_marker (page, NULL, 0);
  indent (page, rtl, -by);
}

/* Room for the longest number. */
static double
measure_markers (SondePageBody *self, const SondeBlock *list)
{
  guint n = sonde_block_get_n_children (list);
  g_autoptr (PangoLayout) marker = NULL;
  int width = 0;

  if (!sonde_block_is_ordered (list) || n == 0)
    return INDENT;
  marker
    = create_marker (self, list, sonde_block_get_child (list, n - 1), sonde_block_get_start (list) + n - 1);
  pango_layout_get_size (marker, &width, NULL);
  return MAX (INDENT, (double) width / PANGO_SCALE + 8);
}

static void
write_list (SondePageBody *self, const SondeBlock *list)
{
  SondePageBody items = *self;
  double by = get_indent (self->page, measure_markers (self, list));

  items.tight = sonde_block_is_tight (list);
  for (guint i = 0; i < sonde_block_get_n_children (list); i++)
    {
      if (i > 0)
        sonde_page_skip (self->page, get_space (&items));
      write_item (&items, list, i, by);
    }
}

static void
write_rule (SondePageBody *self)
{
  SondePage *page = self->page;

  sonde_page_need (page, 8);
  sonde_page_advance (page, 8);
  cairo_set_source_rgb (page->cr, 0.8, 0.8, 0.82);
  cairo_rectangle (page->cr, page->left, page->y - 4, page->right - page->left, 0.7);
  cairo_fill (page->cr);
}

static void
write_tex (SondePageBody *self, const char *tex)
{
  SondePage *page = self->page;
  g_autoptr (PangoLayout) layout = sonde_page_new_layout (page, tex, self->style.size * 0.92, TRUE);

  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_width (layout, (int) ((page->right - page->left) * PANGO_SCALE));
  sonde_page_write_layout (page, layout, page->left, NULL);
}

/* In the middle, and no wider or higher than the page. */
static void
write_math (SondePageBody *self, const SondeBlock *block)
{
  SondePage *page = self->page;
  const char *tex = sonde_block_get_text (block, NULL);
  SondeFormula *formula = sonde_export_document_get_formula (page->document, tex, TRUE);
  double width = formula != NULL ? MAX (sonde_formula_get_width (formula), 0.01) : 1;
  double height = formula != NULL ? MAX (sonde_formula_get_height (formula), 0.01) : 1;
  double room = page->right - page->left;
  double ex = MIN (self->style.size * SONDE_EXPORT_EX, room / width);

  if (formula == NULL)
    {
      write_tex (self, tex);
      return;
    }
  ex = MIN (ex, (page->bottom - page->top) / height);
  sonde_page_need (page, height * ex);
  sonde_page_advance (page, height * ex);
  sonde_page_draw_formula (page->cr,
                           formula,
                           page->left + (room - width * ex) / 2,
                           page->y - sonde_formula_get_depth (formula) * ex,
                           ex,
                           page->colour);
}

static void
write_footnote (SondePageBody *self, const SondeBlock *block)
{
  SondePageBody note = *self;
  g_autoptr (PangoLayout) marker = NULL;
  g_autofree char *name = sonde_page_dup_note (&self->style, sonde_block_get_label (block));
  int width = 0;

  note.style.size *= 0.88;
  note.tight = TRUE;
  marker = sonde_page_new_layout (self->page, sonde_block_get_label (block), note.style.size, FALSE);
  pango_layout_get_size (marker, &width, NULL);
  sonde_page_need (self->page, note.style.size * 2);
  if (name != NULL && g_hash_table_lookup (self->style.notes, sonde_block_get_label (block)) == block)
    sonde_page_mark (self->page, name);
  self->page->left += INDENT;
  sonde_page_set_marker (self->page, marker, MAX (self->page->left - 5 - (double) width / PANGO_SCALE, 10));
  write_children (&note, block);
  sonde_page_set_marker (self->page, NULL, 0);
  self->page->left -= INDENT;
}

static void
write_by_kind (SondePageBody *self, const SondeBlock *block)
{
  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_HEADING:
      write_heading (self, block);
      break;
    case SONDE_BLOCK_CODE:
      sonde_page_write_code (self, sonde_block_get_language (block), sonde_block_get_text (block, NULL));
      break;
    case SONDE_BLOCK_MATH:
      write_math (self, block);
      break;
    case SONDE_BLOCK_LIST:
      write_list (self, block);
      break;
    case SONDE_BLOCK_QUOTE:
      write_quote (self, block);
      break;
    case SONDE_BLOCK_TABLE:
      sonde_page_write_table (self, block);
      break;
    case SONDE_BLOCK_RULE:
      write_rule (self);
      break;
    case SONDE_BLOCK_FOOTNOTE:
      write_footnote (self, block);
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_ROW:
      write_children (self, block);
      break;
    case SONDE_BLOCK_PARAGRAPH:
    case SONDE_BLOCK_CELL:
    default:
      write_leaf (self, block);
      break;
    }
}

/* The first thing in an item stands beside its marker. */
static void
write_block (SondePageBody *self, const SondeBlock *block)
{
  if (self->page->marker == NULL)
    sonde_page_skip (self->page, get_space (self));
  write_by_kind (self, block);
}

/* Two of one label would be two places of one name, of which cairo makes no file; the first is meant. */
static GHashTable *
collect_notes (GPtrArray *blocks)
{
  GHashTable *notes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < blocks->len; i++)
    {
      const SondeBlock *block = g_ptr_array_index (blocks, i);

      if (sonde_block_get_kind (block) == SONDE_BLOCK_FOOTNOTE
          && !g_hash_table_contains (notes, sonde_block_get_label (block)))
        g_hash_table_insert (notes, (gpointer) sonde_block_get_label (block), (gpointer) block);
    }
  return notes;
}

void
sonde_page_write_markdown (SondePageBody *self, const char *text)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, -1);
  g_autoptr (GHashTable) notes = collect_notes (blocks);

  self->style.notes = self->style.prefix != NULL ? notes : NULL;
  for (guint i = 0; i < blocks->len; i++)
    write_block (self, g_ptr_array_index (blocks, i));
  self->style.notes = NULL;
}
