/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-docx.h"

#include <string.h>

#include "sonde-markdown.h"

#define MAX_LEVEL 8
#define QUOTE     284 /* the indentation of a quotation, in twentieths of a point */

static const char *const colours[SONDE_N_HIGHLIGHTS] = {
  [SONDE_HIGHLIGHT_KEYWORD] = "A01C6A",      [SONDE_HIGHLIGHT_TYPE] = "0B6A6A",
  [SONDE_HIGHLIGHT_STRING] = "1D6B2C",       [SONDE_HIGHLIGHT_NUMBER] = "8A4B00",
  [SONDE_HIGHLIGHT_COMMENT] = "6C6C74",      [SONDE_HIGHLIGHT_FUNCTION] = "1C4FB0",
  [SONDE_HIGHLIGHT_PREPROCESSOR] = "7A3E9D", [SONDE_HIGHLIGHT_SPECIAL] = "9A4A00",
  [SONDE_HIGHLIGHT_ADDED] = "1D6B2C",        [SONDE_HIGHLIGHT_REMOVED] = "A51D2D",
  [SONDE_HIGHLIGHT_HEADING] = "1D1D20",
};

/** A list that is being written. */
typedef struct
{
  guint numbering;
  guint level;
  gboolean first; /* the next paragraph is the first of its item */
  SondeTask task;
} List;

SondeDocxAside
sonde_docx_begin_aside (SondeDocx *self, const char *style)
{
  SondeDocxAside outside = { self->style, self->left, self->bar };

  self->style = style;
  self->left += QUOTE;
  self->bar = self->left;
  return outside;
}

void
sonde_docx_end_aside (SondeDocx *self, const SondeDocxAside *outside)
{
  self->style = outside->style;
  self->left = outside->left;
  self->bar = outside->bar;
}

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

  sonde_docx_open_paragraph (self, "SourceCode", NULL, "");
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

static void
append_paragraph (SondeDocx *self, const SondeBlock *block, List *list)
{
  const char *style = list != NULL && self->style == NULL ? "ListParagraph" : NULL;
  SondeDocxPlace place = { 0 };

  if (list != NULL && list->first && list->task == SONDE_TASK_NONE)
    place = (SondeDocxPlace){ .numbering = list->numbering, .level = list->level };
  sonde_docx_open_paragraph (self, style, &place, sonde_block_get_text (block, NULL));
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
  self->left += SONDE_DOCX_INDENT;
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    {
      const SondeBlock *item = sonde_block_get_child (block, i);

      list.first = TRUE;
      list.task = sonde_block_get_task (item);
      append_children (self, item, &list);
    }
  self->left -= SONDE_DOCX_INDENT;
  self->list_level--;
}

/* The headings of an answer stand below the names of those who speak. */
static void
append_heading (SondeDocx *self, const SondeBlock *block)
{
  g_autofree char *style = g_strdup_printf ("Heading%u", MIN (sonde_block_get_level (block) + 1, 6));

  sonde_docx_open_paragraph (self, style, NULL, sonde_block_get_text (block, NULL));
  sonde_docx_append_inline (self, block);
  sonde_docx_close_paragraph (self);
}

static void
append_quote (SondeDocx *self, const SondeBlock *block)
{
  SondeDocxAside outside = sonde_docx_begin_aside (self, "Quote");

  append_children (self, block, NULL);
  sonde_docx_end_aside (self, &outside);
}

static void
append_rule (SondeDocx *self)
{
  const SondeDocxPlace place = { .rule = TRUE };

  sonde_docx_open_paragraph (self, NULL, &place, "");
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
      sonde_docx_open_paragraph (self, "Formula", NULL, "");
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
      sonde_docx_append_table (self, block);
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
