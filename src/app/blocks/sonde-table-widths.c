/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-blocks"

#include "sonde-table-widths.h"

#include <math.h>
#include <string.h>

#include "sonde-inline-layout.h"

#define MAX_EXACT 400  /* cells from the top; below them widths are estimated */
#define MARGIN    1.25 /* by which an estimate may be wrong */
#define MAX_CELL  4000 /* bytes of a cell that are looked at */

struct _SondeTableWidths
{
  GObject parent_instance;

  /* Owned */
  GArray *naturals; /* of double, in px */
  SondeBlock *table;

  /* State */
  double scale;
  double narrow; /* of a letter, for each px of text size */
  double wide;
  guint n_rows; /* that were looked at */
  guint n_laid_out;
  gboolean waits;
};

G_DEFINE_FINAL_TYPE (SondeTableWidths, sonde_table_widths, G_TYPE_OBJECT)

static void
sonde_table_widths_dispose (GObject *object)
{
  g_clear_pointer (&SONDE_TABLE_WIDTHS (object)->table, sonde_block_unref);
  G_OBJECT_CLASS (sonde_table_widths_parent_class)->dispose (object);
}

static void
sonde_table_widths_finalize (GObject *object)
{
  g_array_unref (SONDE_TABLE_WIDTHS (object)->naturals);
  G_OBJECT_CLASS (sonde_table_widths_parent_class)->finalize (object);
}

static void
sonde_table_widths_class_init (SondeTableWidthsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_table_widths_dispose;
  G_OBJECT_CLASS (klass)->finalize = sonde_table_widths_finalize;
}

static void
sonde_table_widths_init (SondeTableWidths *self)
{
  self->naturals = g_array_new (FALSE, TRUE, sizeof (double));
}

/** Returns: (transfer none): what is kept in a state, made at the first call */
SondeTableWidths *
sonde_table_widths_get (SondeBlockState *state)
{
  GObject *extra;

  g_return_val_if_fail (SONDE_IS_BLOCK_STATE (state), NULL);

  extra = sonde_block_state_get_extra (state);
  if (!SONDE_IS_TABLE_WIDTHS (extra))
    sonde_block_state_take_extra (state, g_object_new (SONDE_TYPE_TABLE_WIDTHS, NULL));
  return SONDE_TABLE_WIDTHS (sonde_block_state_get_extra (state));
}

/** Looks at all rows again the next time. */
void
sonde_table_widths_forget (SondeTableWidths *self)
{
  g_return_if_fail (SONDE_IS_TABLE_WIDTHS (self));

  g_array_set_size (self->naturals, 0);
  self->n_rows = self->n_laid_out = 0;
  self->waits = FALSE;
}

/** Whether a formula in a cell is not known yet. */
gboolean
sonde_table_widths_waits (SondeTableWidths *self)
{
  g_return_val_if_fail (SONDE_IS_TABLE_WIDTHS (self), FALSE);

  return self->waits;
}

/** How many cells were laid out to be measured. */
guint
sonde_table_widths_get_n_laid_out (SondeTableWidths *self)
{
  g_return_val_if_fail (SONDE_IS_TABLE_WIDTHS (self), 0);

  return self->n_laid_out;
}

/* Measuring */

static double
measure_letters (GtkWidget *widget, const SondeBlockStyle *style, const char *letters)
{
  g_autoptr (PangoLayout) layout = sonde_block_style_create_layout (style, widget, style->size, FALSE);
  int width = 0;

  pango_layout_set_text (layout, letters, -1);
  pango_layout_get_size (layout, &width, NULL);
  return width / (double) PANGO_SCALE / (double) g_utf8_strlen (letters, -1) / (style->size * style->scale);
}

static void
set_scale (SondeTableWidths *self, GtkWidget *widget, const SondeBlockStyle *style)
{
  if (self->scale == style->scale)
    return;
  sonde_table_widths_forget (self);
  self->scale = style->scale;
  self->narrow = measure_letters (widget, style, "The quick brown fox jumps over 1234567890 lazy dogs");
  self->wide = 1; /* an em, as in every font for Chinese, Japanese and Korean */
}

/** About how wide the text of a cell is, in px. */
double
sonde_table_widths_estimate (SondeTableWidths *self, const SondeBlock *cell, const SondeBlockStyle *style)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (cell, &length);
  double ems = 0;

  for (const char *p = text; p < text + MIN (length, MAX_CELL); p = g_utf8_next_char (p))
    ems += (guchar) *p >= 0xe1 && g_unichar_iswide (g_utf8_get_char (p)) ? self->wide : self->narrow;
  return ems * style->size * style->scale;
}

static double
lay_out (
  SondeTableWidths *self, GtkWidget *widget, SondeBlock *cell, const SondeBlockStyle *style, gboolean is_bold)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (cell, &length);
  guint end = length <= MAX_CELL ? (guint) length
                                 : (guint) (g_utf8_find_prev_char (text, text + MAX_CELL + 1) - text);
  g_autoptr (SondeInlineLayout) layout
    = sonde_inline_layout_new (widget, cell, 0, end, style, style->size, is_bold, NULL);
  int width = 0;

  sonde_inline_layout_get_size (layout, &width, NULL);
  self->waits |= sonde_inline_layout_waits (layout);
  self->n_laid_out++;
  return width;
}

static gboolean
measure_cell (SondeTableWidths *self,
              GtkWidget *widget,
              SondeBlock *cell,
              const SondeBlockStyle *style,
              gboolean is_head,
              gboolean is_exact,
              double *natural)
{
  double width = sonde_table_widths_estimate (self, cell, style);
  guint n_spans = 0;

  /* How wide a formula is cannot be guessed. */
  sonde_block_get_spans (cell, &n_spans);
  if (is_exact && (width * MARGIN > *natural || n_spans > 0))
    width = lay_out (self, widget, cell, style, is_head);
  if (width <= *natural)
    return FALSE;
  *natural = width;
  return TRUE;
}

static gboolean
measure_row (
  SondeTableWidths *self, GtkWidget *widget, SondeBlock *table, guint i, const SondeTableStyles *styles)
{
  SondeBlock *row = sonde_block_get_child (table, i);
  gboolean is_head = i == 0;
  guint n_cells = MIN (sonde_block_get_n_children (row), self->naturals->len);
  gboolean is_exact = is_head || i * self->naturals->len < MAX_EXACT;
  gboolean changed = FALSE;

  for (guint k = 0; k < n_cells; k++)
    changed |= measure_cell (self,
                             widget,
                             sonde_block_get_child (row, k),
                             is_head ? &styles->head : &styles->body,
                             is_head,
                             is_exact,
                             &g_array_index (self->naturals, double, k));
  return changed;
}

/* Whether a table is the one before, or more or less of it: its head and the last complete row are the same.
 */
static gboolean
continues (SondeTableWidths *self, SondeBlock *table)
{
  guint n_old = self->table != NULL ? sonde_block_get_n_children (self->table) : 0;
  guint n_rows = MIN (n_old, sonde_block_get_n_children (table));

  return n_rows > 0
         && sonde_block_equal (sonde_block_get_child (self->table, 0), sonde_block_get_child (table, 0))
         && (n_rows < 3
             || sonde_block_equal (sonde_block_get_child (self->table, n_rows - 2),
                                   sonde_block_get_child (table, n_rows - 2)));
}

/**
 * sonde_table_widths_update:
 * @widget: gives the font
 *
 * Looks at the rows of @table that were not there before, and at the last one again, which may have grown.
 *
 * Returns: whether a column is wider now
 */
gboolean
sonde_table_widths_update (SondeTableWidths *self,
                           GtkWidget *widget,
                           SondeBlock *table,
                           const SondeTableStyles *styles)
{
  guint n_rows = 0;
  gboolean changed = FALSE;

  g_return_val_if_fail (SONDE_IS_TABLE_WIDTHS (self), FALSE);
  g_return_val_if_fail (table != NULL, FALSE);

  set_scale (self, widget, &styles->body);
  n_rows = sonde_block_get_n_children (table);
  if (self->table == table && self->n_rows == n_rows)
    return FALSE;
  if (!continues (self, table))
    sonde_table_widths_forget (self);
  if (n_rows < self->n_rows)
    return FALSE;

  if (self->naturals->len == 0)
    {
      g_array_set_size (self->naturals, MIN (sonde_block_get_n_columns (table), SONDE_TABLE_MAX_COLUMNS));
      changed = TRUE;
    }
  for (guint i = self->n_rows > 0 ? self->n_rows - 1 : 0; i < n_rows; i++)
    changed |= measure_row (self, widget, table, i, styles);
  self->n_rows = n_rows;
  sonde_block_ref (table);
  g_clear_pointer (&self->table, sonde_block_unref);
  self->table = table;
  return changed;
}

/* Placing */

static double
get_natural (SondeTableWidths *self, guint i)
{
  return g_array_index (self->naturals, double, i);
}

/* The width that columns get which would like more than their share: narrow ones leave the rest of theirs to
 * them. */
static double
find_share (SondeTableWidths *self, double available)
{
  guint n = self->naturals->len;
  double share = available / MAX (n, 1);

  for (guint round = 0; round < n; round++)
    {
      double left = available;
      guint n_wide = 0;

      for (guint i = 0; i < n; i++)
        if (get_natural (self, i) <= share)
          left -= get_natural (self, i);
        else
          n_wide++;
      if (n_wide == 0 || left / n_wide <= share + 0.5)
        break;
      share = left / n_wide;
    }
  return share;
}

/* A table that is narrower than its place is as wide as that, and each column gets the same of what is left.
 */
static int
stretch (GArray *columns, int table_width, int width)
{
  int spare = width - table_width;
  int n = (int) columns->len;

  if (spare <= 0 || n == 0)
    return table_width;
  for (int i = 0; i < n; i++)
    {
      SondeTableColumn *column = &g_array_index (columns, SondeTableColumn, i);

      column->x += spare * i / n;
      column->width += spare * (i + 1) / n - spare * i / n;
    }
  return width;
}

/**
 * sonde_table_widths_place:
 * @width: there is, in px
 * @padding: left and right of the text of each cell but left of the first column, in px
 * @minimum: that a column gets if it wants it, in px
 * @columns: (element-type SondeTableColumn): filled in
 *
 * Returns: how wide the table is, in px; more than @width where it must scroll
 */
int
sonde_table_widths_place (SondeTableWidths *self, int width, int padding, int minimum, GArray *columns)
{
  guint n = self->naturals->len;
  double share = find_share (self, width - (2 * (int) n - 1) * padding);
  int x = 0;

  g_array_set_size (columns, n);
  for (guint i = 0; i < n; i++)
    {
      SondeTableColumn *column = &g_array_index (columns, SondeTableColumn, i);

      column->x = x;
      column->width = MAX ((int) ceil (MIN (get_natural (self, i), MAX (floor (share), minimum))), 1);
      x += column->width + 2 * padding;
    }
  return stretch (columns, MAX (x - padding, 0), width);
}
