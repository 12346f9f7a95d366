/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a text is cut into for the view, kind by kind. */

#include <string.h>

#include "sonde-markdown.h"
#include "sonde-piece.h"
#include "sonde-test.h"

#define BLOCK_GAP 14
#define ITEM_GAP  6

static GPtrArray *
cut (const char *markdown)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (markdown, strlen (markdown));
  GPtrArray *pieces = sonde_pieces_new ();

  sonde_pieces_append (pieces, blocks, 0, &(SondePieceSpacing){ BLOCK_GAP, ITEM_GAP });
  return pieces;
}

static const SondePiece *
get (GPtrArray *pieces, guint i)
{
  g_assert_cmpuint (i, <, pieces->len);
  return pieces->pdata[i];
}

/* One line for each piece: kind, first leaf, what of it, indent, gap, marker. */
static char *
describe (GPtrArray *pieces)
{
  static const char *const kinds[] = { "text", "code", "math", "table", "rule" };
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < pieces->len; i++)
    {
      const SondePiece *piece = get (pieces, i);

      g_string_append_printf (out,
                              "%s %u %u-%u +%d ^%d",
                              kinds[piece->kind],
                              piece->first_leaf,
                              piece->start,
                              piece->end,
                              piece->indent,
                              piece->gap);
      if (piece->marker != NULL)
        g_string_append_printf (out, " %s", piece->marker);
      if (piece->task != SONDE_TASK_NONE)
        g_string_append (out, piece->task == SONDE_TASK_DONE ? " done" : " open");
      for (guint k = 0; k < piece->n_bars; k++)
        g_string_append_printf (out, " %c%d", k < piece->n_joined_bars ? '+' : '|', piece->bars[k]);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static const struct
{
  const char *name;
  const char *markdown;
  const char *pieces;
} cases[] = {
  { "nothing", "", "" },
  { "text", "one\n\ntwo", "text 0 0-3 +0 ^0\ntext 1 0-3 +0 ^14\n" },
  { "heading", "a\n\n# b\n\nc", "text 0 0-1 +0 ^0\ntext 1 0-1 +0 ^20\ntext 2 0-1 +0 ^14\n" },
  { "heading-first", "# b", "text 0 0-1 +0 ^0\n" },
  { "rule", "a\n\n---\n\nb", "text 0 0-1 +0 ^0\nrule 1 0-0 +0 ^14\ntext 2 0-1 +0 ^14\n" },
  { "math", "a\n\n$$x^2$$\n\nb", "text 0 0-1 +0 ^0\nmath 1 0-3 +0 ^14\ntext 2 0-1 +0 ^14\n" },
  { "code", "```c\nint x;\n```", "code 0 0-6 +0 ^0\n" },
  { "code-empty", "```\n```\n\na", "code 0 0-0 +0 ^0\ntext 1 0-1 +0 ^14\n" },
  { "table", "| a | b |\n|---|---|\n| c | d |\n\ne", "table 0 0-2 +0 ^0\ntext 4 0-1 +0 ^14\n" },
  { "list-tight", "- a\n- b", "text 0 0-1 +16 ^0 •\ntext 1 0-1 +16 ^6 •\n" },
  { "list-loose", "x\n\n- a\n\n- b", "text 0 0-1 +0 ^0\ntext 1 0-1 +16 ^14 •\ntext 2 0-1 +16 ^14 •\n" },
  { "list-numbered", "9. a\n10. b", "text 0 0-1 +24 ^0 9.\ntext 1 0-1 +24 ^6 10.\n" },
  { "list-nested",
    "1. a\n   - b\n     - c\n2. d",
    "text 0 0-1 +24 ^0 1.\ntext 1 0-1 +40 ^6 •\ntext 2 0-1 +56 ^6 •\ntext 3 0-1 +24 ^6 2.\n" },
  { "list-of-code",
    "- a\n\n  ```\n  x\n  ```\n- b",
    "text 0 0-1 +16 ^0 •\ncode 1 0-1 +16 ^14\ntext 2 0-1 +16 ^14 •\n" },
  { "tasks",
    "- [x] a\n- [ ] b\n- c",
    "text 0 0-1 +24 ^0 • done\ntext 1 0-1 +24 ^6 • open\ntext 2 0-1 +16 ^6 •\n" },
  { "quote", "> a\n>\n> b\n\nc", "text 0 0-1 +16 ^0 |0\ntext 1 0-1 +16 ^14 +0\ntext 2 0-1 +0 ^14\n" },
  { "quotes", "> a\n\nb\n\n> c", "text 0 0-1 +16 ^0 |0\ntext 1 0-1 +0 ^14\ntext 2 0-1 +16 ^14 |0\n" },
  { "quote-nested",
    "> a\n>\n> > b\n>\n> c",
    "text 0 0-1 +16 ^0 |0\ntext 1 0-1 +32 ^14 +0 |16\ntext 2 0-1 +16 ^14 +0\n" },
  { "quote-in-list", "- a\n  > b", "text 0 0-1 +16 ^0 •\ntext 1 0-1 +32 ^6 |16\n" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) pieces = cut (cases[i].markdown);
  g_autofree char *found = describe (pieces);

  g_assert_cmpstr (found, ==, cases[i].pieces);
}

/* Each part of a long leaf begins where the one before ended, and ends at a word or a line. */
static void
check_parts (GPtrArray *pieces, SondePieceKind kind, const char *ends)
{
  const SondePiece *last = get (pieces, pieces->len - 1);
  guint end = 0;

  g_assert_cmpuint (pieces->len, >, 1);
  for (guint i = 0; i < pieces->len; i++)
    {
      const SondePiece *piece = get (pieces, i);
      const char *text = sonde_block_get_text (piece->block, NULL);

      g_assert_cmpuint (piece->kind, ==, kind);
      g_assert_cmpuint (piece->first_leaf, ==, 0);
      g_assert_cmpuint (piece->start, ==, end);
      g_assert_cmpint (piece->gap, ==, 0);
      g_assert_cmpint (piece->is_first, ==, i == 0);
      g_assert_cmpint (piece->is_last, ==, piece == last);
      if (piece != last)
        g_assert_nonnull (strchr (ends, text[piece->end - 1]));
      end = piece->end;
    }
}

static void
test_long_text (void)
{
  g_autoptr (GString) text = g_string_new ("word");

  while (text->len < 50000)
    g_string_append_printf (text, " word%" G_GSIZE_FORMAT, text->len);
  g_autoptr (GPtrArray) pieces = cut (text->str);

  check_parts (pieces, SONDE_PIECE_TEXT, " ");
  g_assert_cmpuint (get (pieces, pieces->len - 1)->end, ==, text->len);
}

/* Where there is no space, no letter is cut in two. */
static void
test_long_word (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < 20000)
    g_string_append (text, "深");
  g_autoptr (GPtrArray) pieces = cut (text->str);

  g_assert_cmpuint (pieces->len, >, 3);
  for (guint i = 0; i < pieces->len; i++)
    {
      const SondePiece *piece = get (pieces, i);

      g_assert_cmpuint (piece->start % 3, ==, 0);
      g_assert_cmpuint (piece->end - piece->start, <=, 6000);
    }
}

static void
test_long_code (void)
{
  g_autoptr (GString) text = g_string_new ("```\n");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "line %u\n", i);
  g_string_append (text, "```\n");
  g_autoptr (GPtrArray) pieces = cut (text->str);

  check_parts (pieces, SONDE_PIECE_CODE, "\n");
  for (guint i = 1; i < pieces->len; i++)
    g_assert_true (get (pieces, i)->state == get (pieces, 0)->state);
}

/* Rows are counted, and leaves go on behind the last cell. */
static void
test_long_table (void)
{
  g_autoptr (GString) text = g_string_new ("| a | b | c |\n|---|---|---|\n");

  for (guint i = 0; i < 99; i++)
    g_string_append (text, "| 1 | 2 | 3 |\n");
  g_string_append (text, "\nafter");
  g_autoptr (GPtrArray) pieces = cut (text->str);
  guint row = 0;

  g_assert_cmpuint (pieces->len, ==, 4);
  for (guint i = 0; i < 3; i++)
    {
      const SondePiece *piece = get (pieces, i);

      g_assert_cmpuint (piece->start, ==, row);
      g_assert_cmpuint (piece->first_leaf, ==, 3 * row);
      g_assert_true (piece->state == get (pieces, 0)->state);
      row = piece->end;
    }
  g_assert_cmpuint (row, ==, 100);
  g_assert_cmpuint (get (pieces, 3)->first_leaf, ==, 300);
}

/* No more rules than there is room for, however deep it goes. */
static void
test_deep (void)
{
  g_autofree char *marks = g_strnfill (40, '>');
  g_autofree char *markdown = g_strdup_printf ("%s a", marks);
  g_autoptr (GPtrArray) pieces = cut (markdown);

  g_assert_cmpuint (pieces->len, ==, 1);
  g_assert_cmpuint (get (pieces, 0)->n_bars, ==, SONDE_PIECE_MAX_BARS);
}

/* The place of a word as a label is as wide as the word, up to a limit. */
static void
test_footnotes (void)
{
  g_autoptr (GPtrArray) pieces
    = cut ("a[^1] b[^source] c[^a-very-long-label-of-a-footnote]\n\n[^1]: one\n\n    two\n\n[^source]: "
           "three\n\n[^a-very-long-label-of-a-footnote]: four");

  g_assert_cmpuint (pieces->len, ==, 5);
  g_assert_cmpstr (get (pieces, 1)->marker, ==, "1");
  g_assert_cmpint (get (pieces, 1)->indent, ==, 24);
  g_assert_null (get (pieces, 2)->marker);
  g_assert_cmpint (get (pieces, 2)->indent, ==, 24);
  g_assert_cmpint (get (pieces, 2)->gap, ==, ITEM_GAP);
  g_assert_cmpstr (get (pieces, 3)->marker, ==, "source");
  g_assert_cmpint (get (pieces, 3)->indent, ==, 6 * 9 + 4);
  g_assert_cmpint (get (pieces, 4)->indent, ==, 120);
  for (guint i = 0; i < pieces->len; i++)
    g_assert_cmpuint (get (pieces, i)->first_leaf, ==, i);
  /* The way back stands behind the last words. */
  g_assert_null (get (pieces, 0)->back);
  g_assert_null (get (pieces, 1)->back);
  g_assert_cmpstr (get (pieces, 2)->back, ==, "1");
  g_assert_cmpstr (get (pieces, 3)->back, ==, "source");
}

/* Indent, marker and bars stand on the right of words from right to left; of code and formulas, where those
 * around do. */
static void
test_right_to_left (void)
{
  static const struct
  {
    const char *markdown;
    const char *sides; /* one for each piece */
  } directions[] = {
    { "Latin\n\nعربي\n\n123", "lrl" },
    { "- عربي\n- Latin\n- 123", "rlr" },
    { "- عربي\n\n  ```\n  x\n  ```\n\n  $$x$$\n", "rrr" },
    { "- Latin\n\n  ```\n  x\n  ```\n", "ll" },
    { "> عربي\n>\n> Latin\n>\n> - Latin", "rrr" },
    { "> Latin\n>\n> עברית", "ll" },
    { "```\nعربي\n```", "l" },
    { "> ```\n> x\n> ```", "l" },
    { "a[^1]\n\n[^1]: 1 حاشية\n\n    ```\n    x\n    ```", "lrr" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (directions); i++)
    {
      g_autoptr (GPtrArray) pieces = cut (directions[i].markdown);
      g_autoptr (GString) sides = g_string_new (NULL);

      for (guint k = 0; k < pieces->len; k++)
        g_string_append_c (sides, get (pieces, k)->is_rtl ? 'r' : 'l');
      g_assert_cmpstr (sides->str, ==, directions[i].sides);
    }
}

static void
test_equal (void)
{
  g_autoptr (GPtrArray) all = sonde_pieces_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) once = cut (cases[i].markdown);
      g_autoptr (GPtrArray) again = cut (cases[i].markdown);

      g_assert_cmpuint (once->len, ==, again->len);
      for (guint k = 0; k < once->len; k++)
        g_assert_true (sonde_piece_equal (once->pdata[k], again->pdata[k]));
    }
  g_autoptr (GPtrArray) bullets = cut ("- a");
  g_autoptr (GPtrArray) numbers = cut ("1. a");
  g_autoptr (GPtrArray) other = cut ("- b");

  g_assert_false (sonde_piece_equal (bullets->pdata[0], numbers->pdata[0]));
  g_assert_false (sonde_piece_equal (bullets->pdata[0], other->pdata[0]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/pieces/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/pieces/long-text", test_long_text);
  g_test_add_func ("/pieces/long-word", test_long_word);
  g_test_add_func ("/pieces/long-code", test_long_code);
  g_test_add_func ("/pieces/long-table", test_long_table);
  g_test_add_func ("/pieces/deep", test_deep);
  g_test_add_func ("/pieces/footnotes", test_footnotes);
  g_test_add_func ("/pieces/right-to-left", test_right_to_left);
  g_test_add_func ("/pieces/equal", test_equal);
  return g_test_run ();
}
