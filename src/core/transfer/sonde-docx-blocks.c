/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-docx.h"

#include <string.h>

#include "sonde-markdown.h"

#define MAX_LEVEL  8
#define INDENT     426  /* of a level of lists, in twentieths of a point */
#define PAGE_WIDTH 9000 /* between the margins */

static const char *const colours[SONDE_N_HIGHLIGHTS] = {
  [SONDE_HIGHLIGHT_KEYWORD] = "A01C6A",      [SONDE_HIGHLIGHT_TYPE] = "0B6A6A",
  [SONDE_HIGHLIGHT_STRING] = "1D6B2C",       [SONDE_HIGHLIGHT_NUMBER] = "8A4B00",
  [SONDE_HIGHLIGHT_COMMENT] = "6C6C74",      [SONDE_HIGHLIGHT_FUNCTION] = "1C4FB0",
  [SONDE_HIGHLIGHT_PREPROCESSOR] = "7A3E9D", [SONDE_HIGHLIGHT_SPECIAL] = "9A4A00",
  [SONDE_HIGHLIGHT_ADDED] = "1D6B2C",        [SONDE_HIGHLIGHT_REMOVED] = "A51D2D",
  [SONDE_HIGHLIGHT_HEADING] = "1D1D20",
};

/* Rows that are looked at for the widths of columns, and what a column may count for. */
#define MEASURED    200
#define MIN_LETTERS 4
#define MAX_LETTERS 60
#define LETTER      110 /* in twentieths of a point */

/** A list that is being written. */
typedef struct
{
  guint numbering;
  guint level;
  gboolean first; /* the next paragraph is the first of its item */
  SondeTask task;
} List;

static void append_block (SondeDocx *self, const SondeBlock *block, List *list);

static void
append_children (SondeDocx *self, const SondeBlock *block, List *list)
{
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    append_block (self, sonde_block_get_child (block, i), list);
}

static void
append_coloured (SondeDocx *self, const char *code, GArray *spans)
{
  guint32 at = 0;

  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      const SondeHighlightSpan *span = &g_array_index (spans, SondeHighlightSpan, i);
      g_autofree char *properties = g_strdup_printf ("<w:color w:val=\"%s\"/>", colours[span->style]);

      if (span->start > at)
        sonde_docx_append_run (self, "", code + at, span->start - at);
      sonde_docx_append_run (self, properties, code + span->start, span->end - span->start);
      at = span->end;
    }
  if (code[at] != '\0')
    sonde_docx_append_run (self, "", code + at, strlen (code + at));
}

void
sonde_docx_append_code (SondeDocx *self, const char *language, const char *code)
{
  g_autofree char *name = language != NULL ? g_strndup (language, strcspn (language, " \t{,")) : NULL;
  g_autoptr (GArray) spans = sonde_highlighter_run (self->document->highlighter, name, code, strlen (code));
  g_autofree char *indent = self->list_level > 0
                              ? g_strdup_printf ("<w:ind w:left=\"%u\"/>", self->list_level * INDENT)
                              : g_strdup ("");

  sonde_docx_open_paragraph (self, "SourceCode", indent, "");
  append_coloured (self, code, spans);
  sonde_docx_close_paragraph (self);
}

/* A list of its own begins with its own number. */
static guint
add_numbering (SondeDocx *self, guint level, guint start)
{
  guint number = ++self->n_numberings + 1;

  g_string_append_printf (self->numbering,
                          "<w:num w:numId=\"%u\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride "
                          "w:ilvl=\"%u\"><w:startOverride w:val=\"%u\"/>"
                          "</w:lvlOverride></w:num>\n",
                          number,
                          level,
                          start);
  return number;
}

/* Where a paragraph of an item stands, with its number or without. */
static char *
dup_place (List *list)
{
  if (list == NULL)
    return g_strdup ("");
  if (list->first && list->task == SONDE_TASK_NONE)
    return g_strdup_printf (
      "<w:numPr><w:ilvl w:val=\"%u\"/><w:numId w:val=\"%u\"/></w:numPr>", list->level, list->numbering);
  return g_strdup_printf ("<w:ind w:left=\"%u\"/>", (list->level + 1) * INDENT);
}

static void
append_paragraph (SondeDocx *self, const SondeBlock *block, List *list)
{
  g_autofree char *place = dup_place (list);
  const char *style = list != NULL && self->style == NULL ? "ListParagraph" : NULL;

  sonde_docx_open_paragraph (self, style, place, sonde_block_get_text (block, NULL));
  if (list != NULL && list->first && list->task != SONDE_TASK_NONE)
    {
      const char *mark = list->task == SONDE_TASK_DONE ? "☑ " : "☐ ";

      sonde_docx_append_run (self, "", mark, strlen (mark));
    }
  sonde_docx_append_inline (self, block);
  sonde_docx_close_paragraph (self);
  if (list != NULL)
    list->first = FALSE;
}

static void
append_list (SondeDocx *self, const SondeBlock *block)
{
  List list = { 1, MIN (self->list_level, MAX_LEVEL), TRUE, SONDE_TASK_NONE };

  if (sonde_block_is_ordered (block))
    list.numbering = add_numbering (self, list.level, sonde_block_get_start (block));
  self->list_level++;
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    {
      const SondeBlock *item = sonde_block_get_child (block, i);

      list.first = TRUE;
      list.task = sonde_block_get_task (item);
      append_children (self, item, &list);
    }
  self->list_level--;
}

static void
append_cell (
  SondeDocx *self, const SondeBlock *table, const SondeBlock *row, guint column, guint width, gboolean header)
{
  static const char *const aligns[]
    = { "", "<w:jc w:val=\"left\"/>", "<w:jc w:val=\"center\"/>", "<w:jc w:val=\"right\"/>" };
  const SondeBlock *cell
    = column < sonde_block_get_n_children (row) ? sonde_block_get_child (row, column) : NULL;

  g_string_append_printf (self->out,
                          "<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/>%s</w:tcPr>",
                          header ? "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F4F4F6\"/>" : "");
  sonde_docx_open_paragraph (self,
                             header ? "TableHeading" : "TableText",
                             aligns[sonde_block_get_alignment (table, column)],
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

/* Columns in proportion to their longest cells; no wider than the page. */
static guint *
choose_widths (const SondeBlock *table, guint n_columns)
{
  guint *widths = g_new0 (guint, n_columns);
  guint n_rows = MIN (sonde_block_get_n_children (table), MEASURED);
  guint total = 0;

  for (guint column = 0; column < n_columns; column++)
    {
      guint letters = MIN_LETTERS;

      for (guint row = 0; row < n_rows; row++)
        {
          const SondeBlock *block = sonde_block_get_child (table, row);

          if (column < sonde_block_get_n_children (block))
            letters = MAX (
              letters, count_letters (sonde_block_get_text (sonde_block_get_child (block, column), NULL)));
        }
      widths[column] = letters * LETTER + 220;
      total += widths[column];
    }
  for (guint column = 0; column < n_columns && total > PAGE_WIDTH; column++)
    widths[column] = (guint64) widths[column] * PAGE_WIDTH / total;
  return widths;
}

/* The header is repeated on each page. A paragraph follows, or two tables would be one. */
static void
append_table (SondeDocx *self, const SondeBlock *table)
{
  guint n_columns = sonde_block_get_n_columns (table);
  g_autofree guint *widths = choose_widths (table, n_columns);

  if (n_columns == 0 || sonde_block_get_n_children (table) == 0)
    return;
  g_string_append_printf (
    self->out,
    "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/>"
    "<w:tblInd w:w=\"%u\" w:type=\"dxa\"/><w:tblLook w:val=\"0020\"/></w:tblPr><w:tblGrid>",
    self->list_level * INDENT);
  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (self->out, "<w:gridCol w:w=\"%u\"/>", widths[i]);
  g_string_append (self->out, "</w:tblGrid>\n");
  for (guint i = 0; i < sonde_block_get_n_children (table); i++)
    append_row (self, table, i, widths);
  g_string_append (self->out, "</w:tbl>\n<w:p/>\n");
}

/* The headings of an answer stand below the names of those who speak. */
static void
append_heading (SondeDocx *self, const SondeBlock *block)
{
  g_autofree char *style = g_strdup_printf ("Heading%u", MIN (sonde_block_get_level (block) + 1, 6));

  sonde_docx_open_paragraph (self, style, "", sonde_block_get_text (block, NULL));
  sonde_docx_append_inline (self, block);
  sonde_docx_close_paragraph (self);
}

static void
append_quote (SondeDocx *self, const SondeBlock *block)
{
  const char *style = self->style;

  self->style = "Quote";
  append_children (self, block, NULL);
  self->style = style;
}

static void
append_rule (SondeDocx *self)
{
  sonde_docx_open_paragraph (
    self,
    NULL,
    "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"D0D0D6\"/></w:pBdr>",
    "");
  sonde_docx_close_paragraph (self);
}

static void
append_block (SondeDocx *self, const SondeBlock *block, List *list)
{
  switch (sonde_block_get_kind (block))
    {
    case SONDE_BLOCK_HEADING:
      append_heading (self, block);
      break;
    case SONDE_BLOCK_CODE:
      sonde_docx_append_code (self, sonde_block_get_language (block), sonde_block_get_text (block, NULL));
      break;
    case SONDE_BLOCK_MATH:
      sonde_docx_open_paragraph (self, "Formula", "", "");
      sonde_docx_append_formula (self, sonde_block_get_text (block, NULL), TRUE);
      sonde_docx_close_paragraph (self);
      break;
    case SONDE_BLOCK_LIST:
      append_list (self, block);
      break;
    case SONDE_BLOCK_QUOTE:
      append_quote (self, block);
      break;
    case SONDE_BLOCK_TABLE:
      append_table (self, block);
      break;
    case SONDE_BLOCK_RULE:
      append_rule (self);
      break;
    case SONDE_BLOCK_FOOTNOTE: /* stands where it is referred to */
      break;
    case SONDE_BLOCK_ITEM:
    case SONDE_BLOCK_ROW:
      append_children (self, block, list);
      break;
    case SONDE_BLOCK_PARAGRAPH:
    case SONDE_BLOCK_CELL:
    default:
      append_paragraph (self, block, list);
      break;
    }
}

void
sonde_docx_append_markdown (SondeDocx *self, const char *text)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, -1);

  g_hash_table_remove_all (self->definitions);
  for (guint i = 0; i < blocks->len; i++)
    {
      const SondeBlock *block = g_ptr_array_index (blocks, i);

      if (sonde_block_get_kind (block) == SONDE_BLOCK_FOOTNOTE)
        g_hash_table_insert (self->definitions, (gpointer) sonde_block_get_label (block), (gpointer) block);
    }
  for (guint i = 0; i < blocks->len; i++)
    append_block (self, g_ptr_array_index (blocks, i), NULL);
  g_hash_table_remove_all (self->definitions);
}
