/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-block-leaves.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"
#include "sonde-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define END G_MAXSIZE

static void
assert_slice (const char *text,
              guint start_leaf,
              gsize start_offset,
              guint end_leaf,
              gsize end_offset,
              const char *expected)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, -1);
  g_autoptr (GPtrArray) slice = sonde_blocks_slice (blocks, start_leaf, start_offset, end_leaf, end_offset);
  g_autofree char *tree = sonde_blocks_to_tree (slice);

  g_assert_cmpstr (tree, ==, expected);
}

static void
test_leaves (void)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (
    "# a\n\n- b\n-\n- c\n\n  > d\n\n---\n\n|e|f|\n|-|-|\n|g|\n\n```\nh\n```\n\n$$i$$\n", -1);
  g_autoptr (GPtrArray) leaves = sonde_blocks_list_leaves (blocks);
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < leaves->len; i++)
    {
      const char *text = sonde_block_get_text (leaves->pdata[i], NULL);

      g_string_append (texts, text != NULL ? text : "|");
    }
  g_assert_cmpstr (texts->str, ==, "abcd|efghi");
  g_assert_cmpuint (sonde_blocks_count_leaves (blocks), ==, leaves->len);
}

static void
test_one_leaf (void)
{
  assert_slice ("# heading", 0, 0, 0, END, "paragraph \"heading\"\n");
  assert_slice ("- > 水火", 0, 1, 0, 4, "paragraph \"水\"\n");
  assert_slice ("a **bc** d", 0, 3, 0, 5, "paragraph \"c \"\n  - strong 0-1\n");
  assert_slice ("a **bc** d", 0, 2, 0, 2, "");
  assert_slice ("a [b](http://x 't') c", 0, 2, 0, 3, "paragraph \"b\"\n  - link 0-1 \"http://x\" \"t\"\n");
  assert_slice ("a", 3, 0, 3, 1, "");
  assert_slice ("---", 0, 0, 0, 0, "rule\n");
}

static void
test_formulas (void)
{
  assert_slice ("a $x+y$ b", 0, 4, 0, 8, "paragraph \"$x+y$ \"\n  - math 0-5 \"x+y\"\n");
  assert_slice ("a $x+y$ b", 0, 0, 0, 2, "paragraph \"a \"\n");
  assert_slice ("$$xyz$$", 0, 0, 0, END, "math \"xyz\"\n");
  assert_slice ("$$xyz$$", 0, 1, 0, 2, "paragraph \"y\"\n");
  assert_slice ("$$xyz$$\n\na", 0, 1, 1, 1, "math \"xyz\"\nparagraph \"a\"\n");
}

static void
test_code (void)
{
  const char *text = "```c\none\ntwo\nthree\n```\n\nend";

  assert_slice (text, 0, 4, 0, 7, "code (c) \"two\"\n");
  assert_slice (text, 0, 4, 0, 8, "code (c) \"two\"\n");
  assert_slice (text, 0, 4, 0, END, "code (c) \"two\\nthree\"\n");
  assert_slice (text, 0, 1, 0, 7, "paragraph \"ne\\ntwo\"\n");
  assert_slice (text, 0, 5, 1, 2, "code (c) \"wo\\nthree\"\nparagraph \"en\"\n");
}

static void
test_lists (void)
{
  const char *text = "3. a\n4. b\n   - c\n   - d\n5. e\n\nf";

  assert_slice (
    text,
    1,
    0,
    4,
    END,
    "list from 4 tight\n  item\n    paragraph \"b\"\n    list tight\n      item\n        paragraph \"c\"\n"
    "      item\n        paragraph \"d\"\n  item\n    paragraph \"e\"\n");
  assert_slice (text, 2, 0, 3, END, "list tight\n  item\n    paragraph \"c\"\n  item\n    paragraph \"d\"\n");
  assert_slice (text, 4, 1, 5, 1, "paragraph \"f\"\n");
  assert_slice (text, 4, 0, 5, 1, "list from 5 tight\n  item\n    paragraph \"e\"\nparagraph \"f\"\n");
  assert_slice ("- a\n\n  b\n\n  c", 1, 0, 2, END, "paragraph \"b\"\nparagraph \"c\"\n");
  assert_slice ("- a\n-\n- [x] b",
                0,
                0,
                1,
                1,
                "list tight\n  item\n    paragraph \"a\"\n  item\n  item done\n    paragraph \"b\"\n");
}

static void
test_quotes (void)
{
  assert_slice ("> a\n>\n> b\n\n[^1]: c\n\nd[^1]",
                1,
                0,
                3,
                END,
                "quote\n  paragraph \"b\"\nparagraph \"d[^1]\"\n  - footnote 1-5 \"1\"\nfootnote 1\n"
                "  paragraph \"c\"\n");
}

static void
test_tables (void)
{
  const char *text = "|a|b|c|\n|-|:-:|-:|\n|d|e|f|\n|g|h|i|\n\nend";

  assert_slice (text,
                0,
                0,
                4,
                END,
                "table -cr\n  row\n    cell \"a\"\n    cell \"b\"\n    cell \"c\"\n  row\n    cell \"d\"\n   "
                " cell \"e\"\n");
  assert_slice (
    text,
    5,
    0,
    6,
    END,
    "table -cr\n  row\n  row\n    cell \"\"\n    cell \"\"\n    cell \"f\"\n  row\n    cell \"g\"\n");
  assert_slice (text, 4, 0, 5, END, "table cr\n  row\n  row\n    cell \"e\"\n    cell \"f\"\n");
  assert_slice (text, 1, 0, 2, END, "table cr\n  row\n    cell \"b\"\n    cell \"c\"\n");
  assert_slice (text, 4, 0, 4, END, "paragraph \"e\"\n");
  assert_slice (text, 8, 0, 9, 2, "paragraph \"i\"\nparagraph \"en\"\n");
}

/* Bytes that are not markup, in order: a slice shows what its leaves show. */
static char *
dup_leaf_text (GPtrArray *blocks)
{
  g_autoptr (GPtrArray) leaves = sonde_blocks_list_leaves (blocks);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < leaves->len; i++)
    if (sonde_block_get_text (leaves->pdata[i], NULL) != NULL)
      g_string_append (text, sonde_block_get_text (leaves->pdata[i], NULL));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Cut in two between any two leaves both halves together are the whole. */
static void
check_halves (const char *text)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, -1);
  g_autoptr (GPtrArray) whole = NULL;
  g_autofree char *all = dup_leaf_text (blocks);
  g_autofree char *tree = sonde_blocks_to_tree (blocks);
  guint n = sonde_blocks_count_leaves (blocks);

  if (n < 2)
    return;
  whole = sonde_blocks_slice (blocks, 0, 0, n - 1, G_MAXSIZE);
  {
    g_autofree char *whole_tree = sonde_blocks_to_tree (whole);

    /* Empty items behind the last leaf are behind the selection. */
    g_assert_true (g_str_has_prefix (tree, whole_tree));
  }
  for (guint i = 1; i < n; i += 1 + n / 50)
    {
      g_autoptr (GPtrArray) first = sonde_blocks_slice (blocks, 0, 0, i - 1, G_MAXSIZE);
      g_autoptr (GPtrArray) second = sonde_blocks_slice (blocks, i, 0, n - 1, G_MAXSIZE);
      g_autofree char *a = dup_leaf_text (first);
      g_autofree char *b = dup_leaf_text (second);
      g_autofree char *both = g_strconcat (a, b, NULL);

      g_assert_cmpstr (both, ==, all);
    }
}

static void
test_halves (void)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance ("markdown/llm-answers.jsonl");
  g_auto (GStrv) lines = NULL;

  check_halves ("a\n\n- b\n- c\n  1. d\n\n> e\n\n|f|g|\n|-|-|\n|h|i|\n\n$$j$$\n\n---\n\n```\nk\n```\n");
  if (bytes == NULL)
    return;
  lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);

      check_halves (json_object_get_string_member (json_node_get_object (node), "text"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown-slice/leaves", test_leaves);
  g_test_add_func ("/markdown-slice/one-leaf", test_one_leaf);
  g_test_add_func ("/markdown-slice/formulas", test_formulas);
  g_test_add_func ("/markdown-slice/code", test_code);
  g_test_add_func ("/markdown-slice/lists", test_lists);
  g_test_add_func ("/markdown-slice/quotes", test_quotes);
  g_test_add_func ("/markdown-slice/tables", test_tables);
  g_test_add_func ("/markdown-slice/halves", test_halves);
  return g_test_run ();
}
