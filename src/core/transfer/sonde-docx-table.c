/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-docx.h"

/* Rows that are looked at for the widths of columns, and what a column may count for. Fonts are not known
 * here: wide enough for DejaVu, which is what there is where nothing else is. */
#define MEASURED    200
#define MIN_LETTERS 3
#define MAX_LETTERS 60
#define LETTER      140 /* in twentieths of a point */
#define PADDING     240

static void
append_cell (
  SondeDocx *self, const SondeBlock *table, const SondeBlock *row, guint column, guint width, gboolean header)
{
  static const char *const alignments[] = { NULL, "left", "center", "right" };
  const SondeDocxPlace place = { .alignment = alignments[sonde_block_get_alignment (table, column)] };
  const SondeBlock *cell
    = column < sonde_block_get_n_children (row) ? sonde_block_get_child (row, column) : NULL;

  g_string_append_printf (self->out,
                          "<w:tc><w:tcPr><w:tcW w:w=\"%u\" w:type=\"dxa\"/>%s</w:tcPr>",
                          width,
                          header ? "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F4F4F6\"/>" : "");
  sonde_docx_open_paragraph (self,
                             header ? "TableHeading" : "TableText",
                             &place,
                             cell != NULL ? sonde_block_get_text (cell, NULL) : "");
  if (cell != NULL)
    sonde_docx_append_inline (self, cell);
  sonde_docx_close_paragraph (self);
  g_string_append (self->out, "</w:tc>");
}

static void
append_row (SondeDocx *self, const SondeBlock *table, guint index, const guint *widths)
{
  const SondeBlock *row = sonde_block_get_child (table, index);

  g_string_append_printf (
    self->out, "<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>", index == 0 ? "<w:tblHeader/>" : "");
  for (guint i = 0; i < sonde_block_get_n_columns (table); i++)
    append_cell (self, table, row, i, widths[i], index == 0);
  g_string_append (self->out, "</w:tr>\n");
}

static guint
count_letters (const char *text)
{
  guint n = 0;

  for (; *text != '\0' && n < MAX_LETTERS; text = g_utf8_next_char (text))
    n += g_unichar_iswide (g_utf8_get_char (text)) ? 2 : 1;
  return n;
}

static guint
measure_column (const SondeBlock *table, guint column)
{
  guint n_rows = MIN (sonde_block_get_n_children (table), MEASURED);
  guint letters = MIN_LETTERS;

  for (guint row = 0; row < n_rows; row++)
    {
      const SondeBlock *block = sonde_block_get_child (table, row);

      if (column < sonde_block_get_n_children (block))
        letters
          = MAX (letters, count_letters (sonde_block_get_text (sonde_block_get_child (block, column), NULL)));
    }
  return letters * LETTER + PADDING;
}

/* Those that need less than their share keep what they need; the others share the rest. */
static void
narrow (guint *widths, guint n_columns, guint room)
{
  guint share = room / n_columns;
  guint n_wide = n_columns;

  for (guint pass = 0; pass < n_columns; pass++)
    {
      guint taken = 0;
      guint n = 0;

      for (guint i = 0; i < n_columns; i++)
        if (widths[i] <= share)
          taken += widths[i];
        else
          n++;
      if (n == 0 || n == n_wide)
        break;
      n_wide = n;
      share = (room - taken) / n;
    }
  for (guint i = 0; i < n_columns; i++)
    widths[i] = MIN (widths[i], share);
}

/* As wide as their longest cells, and all of them no wider than @room. */
static guint *
choose_widths (const SondeBlock *table, guint n_columns, guint room)
{
  guint *widths = g_new0 (guint, n_columns);
  guint total = 0;

  for (guint column = 0; column < n_columns; column++)
    {
      widths[column] = measure_column (table, column);
      total += widths[column];
    }
  if (total > room)
    narrow (widths, n_columns, room);
  return widths;
}

/** The header is repeated on each page. A paragraph follows, or two tables would be one. */
void
sonde_docx_append_table (SondeDocx *self, const SondeBlock *table)
{
  guint n_columns = sonde_block_get_n_columns (table);
  SondeDocxAside outside = { self->style, self->left, self->bar };
  g_autofree guint *widths = NULL;

  if (n_columns == 0 || sonde_block_get_n_children (table) == 0)
    return;
  widths = choose_widths (table, n_columns, SONDE_DOCX_WIDTH - MIN (self->left, SONDE_DOCX_WIDTH / 2));
  g_string_append_printf (
    self->out,
    "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/>"
    "<w:tblInd w:w=\"%u\" w:type=\"dxa\"/><w:tblLook w:val=\"0020\"/></w:tblPr><w:tblGrid>",
    MIN (self->left, SONDE_DOCX_WIDTH / 2));
  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (self->out, "<w:gridCol w:w=\"%u\"/>", widths[i]);
  g_string_append (self->out, "</w:tblGrid>\n");
  self->left = self->bar = 0;
  for (guint i = 0; i < sonde_block_get_n_children (table); i++)
    append_row (self, table, i, widths);
  sonde_docx_end_aside (self, &outside);
  g_string_append (self->out, "</w:tbl>\n<w:p/>\n");
}
