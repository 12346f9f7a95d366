/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-block-leaves.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"
#include "sonde-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

static gboolean
blocks_equal (GPtrArray *blocks, GPtrArray *others)
{
  if (blocks->len != others->len)
    return FALSE;
  for (guint i = 0; i < blocks->len; i++)
    if (!sonde_block_equal (blocks->pdata[i], others->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
check_round_trip (const char *text)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, -1);
  g_autofree char *markdown = sonde_blocks_to_markdown (blocks);
  g_autoptr (GPtrArray) again = sonde_markdown_parse (markdown, -1);
  g_autofree char *tree = sonde_blocks_to_tree (blocks);
  g_autofree char *tree_again = sonde_blocks_to_tree (again);

  if (strcmp (tree, tree_again) != 0)
    g_test_message ("of\n%s\nwas written\n%s", text, markdown);
  g_assert_cmpstr (tree_again, ==, tree);
  g_assert_true (blocks_equal (blocks, again));
}

static void
check_text (const char *text, char *(*write) (GPtrArray *blocks), const char *expected)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, -1);
  g_autofree char *written = write (blocks);

  g_assert_cmpstr (written, ==, expected);
}

/* What nobody would write differently stays as it was written. */
static void
test_unchanged (void)
{
  static const char *const texts[] = {
    "# Heading\n\nA *paragraph* with **strong**, ~~struck~~ and `code`; [1], [citation:3] and 5 * 3.",
    "- a\n- b\n  - c\n\n1. d\n2. e\n\n* * *",
    "- [ ] a\n- [x] b",
    "- a\n\n- b",
    "> a\n>\n> b",
    "```c\nint x;\n\nint y;\n```",
    "| a | b |\n|---|:-:|\n| c | $x|y$ |",
    "The price is $5, snake_case and AT&T, C:\\Users, a < b, ~5 and \"quotes\" (here).",
    "$$\nx\n$$\n\nand $y$ at https://example.org/a_b and [there](https://example.org/ \"title\")",
    "![a picture](https://example.org/a.png)",
    "H<sub>2</sub>O ***both***",
    "a[^1]\n\n[^1]: note\n\n    more",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) blocks = sonde_markdown_parse (texts[i], -1);
      g_autofree char *markdown = sonde_blocks_to_markdown (blocks);
      g_autoptr (GString) rule = g_string_new (texts[i]);

      g_string_replace (rule, "\n\n* * *", "\n\n---", 0);
      g_assert_cmpstr (markdown, ==, rule->str);
    }
}

/* Written so that each reason to escape or to choose another mark comes up. */
static void
test_round_trip (void)
{
  static const char *const texts[] = {
    "\\# a\n\n\\- b\n\n1\\. c\n\n\\> d\n\n\\+ e\n\n\\=\n\n\\`\\*\\_\\[x](y)\\<b>\\&amp;\\\\[\\$\\$",
    "**a**_b_*c*\n\n***a** b*\n\n***a* b**\n\n**a *b***\n\n*a **b***\n\n**a*b*c**",
    "**“你好”**\n好\n\n好\n**“你好”**",
    "~~a~~ **~~b~~** ~~**c**~~ 1~2 ~",
    "`` ` `` ``a`b`` ` `` ` `` ` a ` `` and \\``b`",
    "a\\\nb  \nc<br>d<br> e<br><br>f\n\n# g<br>h",
    "&#9;a\n\n&#32;b\n\nc&#10;d&#13;e",
    "[a\\[b](c) [d]](e) [f](<g h> \"i \\\" j\") [k]() [l](<> 'm') ![](n) ![o [p](q)](r)",
    "<https://example.org/a*b*c> www.example.org a@example.org [https://example.org](https://example.org)",
    "[www.example.org](https://example.org) [https://a.example/x](https://b.example) !\\[a](b) !\\ [a](b)",
    "- a\n+ b\n* c\n1. d\n1) e",
    "- - a\n  - b\n    1. c\n\n       d\n-\n- # e\n- ```\n  f\n  ```\n- > g\n- ***",
    "- [ ] a\n\n  b\n- \\[ ] c\n- [x] # d",
    "- a\n  $$x$$\n  b\n- $$\n  y\n  z\n  $$",
    "$$a ``` b$$\n\n\\[a $$ b\\]\n\n\\begin{align}\na\n\\end{align}",
    "> - a\n>\n>   > b\n>\n> ```\n> c\n>\n> d\n> ```",
    "| a | b |\n|--:|:--|\n| `c\\|d` | e\\|f |\n| g<br>h |\n|  | **i** |",
    "````\n```\n````\n\n~~~a`b\n~~~\n\n```\n\n\na\n\n\n```\n\n```a&amp;b\n\n```",
    "[^1]:\n    ```\n     a\n    ```\n\n[^2]: - a\n    - b\n\n[^3]:\n\na[^1][^2][^3][^4]",
    "# a \\#\n\n# \n\n## #\n\n###### f",
    "a | b<br>--|--<br>c | d",
    "x<sup>2</sup><kbd>*a* b</kbd> <sub>",
    "4\\. a\n\n1234567890. b\n\n- 1\\. c",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    check_round_trip (texts[i]);
}

static void
test_corpora (void)
{
  static const char *const names[] = { "gfm-spec.json",
                                       "commonmark-0.30.json",
                                       "commonmark-0.31.2.json",
                                       "cmark-gfm-extensions.json",
                                       "cmark-gfm-regression.json",
                                       "cmark-gfm-smart_punct.json" };

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autofree char *path = g_strconcat ("markdown/", names[n], NULL);
      g_autoptr (GBytes) bytes = sonde_test_load_conformance (path);
      g_autoptr (JsonNode) node = NULL;
      JsonArray *examples = NULL;

      if (bytes == NULL)
        return;
      node = json_from_string (g_bytes_get_data (bytes, NULL), NULL);
      examples = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (examples); i++)
        {
          const char *text
            = json_object_get_string_member (json_array_get_object_element (examples, i), "markdown");

          check_round_trip (text);
        }
      g_assert_cmpuint (json_array_get_length (examples), >, 0);
    }
}

static void
test_answers (void)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance ("markdown/llm-answers.jsonl");
  g_auto (GStrv) lines = NULL;

  if (bytes == NULL)
    return;
  lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);

      check_round_trip (json_object_get_string_member (json_node_get_object (node), "text"));
    }
}

static void
test_plain (void)
{
  check_text ("# a\n\n- b [c](http://d)\n- [x] `e`\n\n3. f\n\n> g\n\n$$h$$\n\n$i$ ![](j)![k](l)",
              sonde_blocks_to_plain,
              "a\n\n• b c\n• [x] e\n\n3. f\n\n> g\n\n$$\nh\n$$\n\n$i$ k");
  check_text ("```\n\tm\n```", sonde_blocks_to_plain, "\tm");
  check_text ("", sonde_blocks_to_plain, "");
}

static void
test_tsv (void)
{
  check_text ("|a|b|\n|-|-|\n|c<br>d|`e`|\n|f|\n", sonde_blocks_to_tsv, "a\tb\nc d\te\nf\n");
  check_text ("|a|\n|-|\n\nb", sonde_blocks_to_tsv, NULL);
  check_text ("a\tb", sonde_blocks_to_tsv, NULL);
}

static void
test_clipboard_html (void)
{
  check_text (
    "# a & <b>\n\n[c](https://d) [e](javascript:f)\n\n![g](https://h/i.png) $j<k$ [l][^1]\n\n[^1]: m",
    sonde_blocks_to_clipboard_html,
    "<h1>a &amp; &lt;b&gt;</h1>\n<p><a href=\"https://d\">c</a> <a>e</a></p>\n"
    "<p>g <code>\\(j&lt;k\\)</code> [l]<sup>1</sup></p>\n<div>[1]\n<p>m</p>\n</div>\n");
  check_text ("|a|\n|-:|\n|b|\n\n- [x] c\n\n```d\n<e>\n```",
              sonde_blocks_to_clipboard_html,
              "<table>\n<tr>\n<th align=\"right\">a</th>\n</tr>\n<tr>\n<td align=\"right\">b</td>\n</tr>\n"
              "</table>\n<ul>\n<li>☑ c\n</li>\n</ul>\n<pre><code>&lt;e&gt;\n</code></pre>\n");
}

/* A table whose header is not selected has no empty row where it is pasted. */
static void
test_sliced_table (void)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse ("|a|b|\n|-|-|\n|c|d|\n", -1);
  g_autoptr (GPtrArray) slice = sonde_blocks_slice (blocks, 2, 0, 3, 1);
  g_autofree char *tsv = sonde_blocks_to_tsv (slice);
  g_autofree char *html = sonde_blocks_to_clipboard_html (slice);
  g_autofree char *markdown = sonde_blocks_to_markdown (slice);

  g_assert_cmpstr (tsv, ==, "c\td\n");
  g_assert_cmpstr (html, ==, "<table>\n<tr>\n<td>c</td>\n<td>d</td>\n</tr>\n</table>\n");
  g_assert_cmpstr (markdown, ==, "|  |  |\n|---|---|\n| c | d |");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown-writer/unchanged", test_unchanged);
  g_test_add_func ("/markdown-writer/round-trip", test_round_trip);
  g_test_add_func ("/markdown-writer/plain", test_plain);
  g_test_add_func ("/markdown-writer/tsv", test_tsv);
  g_test_add_func ("/markdown-writer/clipboard-html", test_clipboard_html);
  g_test_add_func ("/markdown-writer/sliced-table", test_sliced_table);
  g_test_add_func ("/markdown-writer/corpora", test_corpora);
  g_test_add_func ("/markdown-writer/answers", test_answers);
  return g_test_run ();
}
