/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *tree;
} Case;

static const Case blocks[] = {
  { "", "" },
  { " \n\n", "" },
  { "one\ntwo\n\nthree", "paragraph \"one two\"\nparagraph \"three\"\n" },
  { "中文\n中文\nabc", "paragraph \"中文中文 abc\"\n" },
  { "a  \nb\\\nc<br>d", "paragraph \"a\\nb\\nc\\nd\"\n" },
  { "# A *b*\n\nB\n===", "heading 1 \"A b\"\n  - emphasis 2-3\nheading 1 \"B\"\n" },
  { "###### six", "heading 6 \"six\"\n" },
  { "    a\n     b", "code () \"a\\n b\"\n" },
  { "```c++ x\nint a;\n\n$x$ <b>\n```", "code (c++) \"int a;\\n\\n$x$ <b>\"\n" },
  { "~~~\nopen", "code () \"open\"\n" },
  { "```\n```", "code () \"\"\n" },
  { "a\n\n---\nb", "paragraph \"a\"\nrule\nparagraph \"b\"\n" },
  { "> a\n> > b\n\nc", "quote\n  paragraph \"a\"\n  quote\n    paragraph \"b\"\nparagraph \"c\"\n" },
  { "- a\n- b\n  1. c\n",
    "list tight\n  item\n    paragraph \"a\"\n  item\n    paragraph \"b\"\n    list from 1 tight\n"
    "      item\n        paragraph \"c\"\n" },
  { "7) a\n\n8) b", "list from 7 loose\n  item\n    paragraph \"a\"\n  item\n    paragraph \"b\"\n" },
  { "- [ ] a\n- [X] b\n- [y] c",
    "list tight\n  item open\n    paragraph \"a\"\n  item done\n    paragraph \"b\"\n"
    "  item\n    paragraph \"[y] c\"\n" },
  { "-\n- a", "list tight\n  item\n  item\n    paragraph \"a\"\n" },
  { "| a | *b* | c | d |\n|---|:-:|--:|:--|\n| 1 | 2\\|3 |\n",
    "table -crl\n  row\n    cell \"a\"\n    cell \"b\"\n      - emphasis 0-1\n    cell \"c\"\n    cell "
    "\"d\"\n"
    "  row\n    cell \"1\"\n    cell \"2|3\"\n" },
  { "a|b\n-|-\n|\n", "table --\n  row\n    cell \"a\"\n    cell \"b\"\n  row\n    cell \"\"\n" },
};

static const Case spans[] = {
  { "**a *b* c** ~~d~~", "paragraph \"a b c d\"\n  - strong 0-5\n  - emphasis 2-3\n  - strike 6-7\n" },
  { "a_b_c 中**文**字", "paragraph \"a_b_c 中文字\"\n  - strong 9-12\n" },
  { "`a  *b*`", "paragraph \"a  *b*\"\n  - code 0-6\n" },
  { "中\n**文**", "paragraph \"中文\"\n  - strong 3-6\n" },
  { "a\n**b**", "paragraph \"a b\"\n  - strong 2-3\n" },
  { "[a *b*](http://x \"t\")", "paragraph \"a b\"\n  - link 0-3 \"http://x\" \"t\"\n  - emphasis 2-3\n" },
  { "[a]\n\n[a]: <x&amp;y>", "paragraph \"a\"\n  - link 0-1 \"x&y\"\n" },
  { "![a *b*](i.png)", "paragraph \"a b\"\n  - image 0-3 \"i.png\"\n" },
  { "![](i.png)", "paragraph \"￼\"\n  - image 0-3 \"i.png\"\n" },
  { "![a]() [b](<>)", "paragraph \"a b\"\n  - image 0-1 \"\"\n  - link 2-3 \"\"\n" },
  { "<http://a.b> <a@b.c>",
    "paragraph \"http://a.b a@b.c\"\n  - link 0-10 \"http://a.b\"\n  - link 11-16 \"mailto:a@b.c\"\n" },
  { "&amp;&#65;&#x42;&auml;&nosuch;&#0;", "paragraph \"&ABä&nosuch;�\"\n" },
  /* Raw HTML is text, but for a few tags. */
  { "a <b onclick=x>c</b>", "paragraph \"a <b onclick=x>c</b>\"\n" },
  { "<div>\n*a*\n</div>", "paragraph \"<div> a </div>\"\n  - emphasis 6-7\n" },
  { "H<sub>2</sub>O x<SUP>2</SUP> <kbd>Q</kbd>",
    "paragraph \"H2O x2 Q\"\n  - sub 1-2\n  - sup 5-6\n  - kbd 7-8\n" },
  { "<br>", "" },
  { "a <sub>b *c*", "paragraph \"a <sub>b c\"\n  - emphasis 9-10\n" },
  { "*a <sub>b* c</sub>", "paragraph \"a <sub>b c</sub>\"\n  - emphasis 0-8\n" },
  { "<kbd>*a*<sup>b", "paragraph \"<kbd>a<sup>b\"\n  - emphasis 5-6\n" },
  { "</sub>a", "paragraph \"</sub>a\"\n" },
  /* Addresses without marks */
  { "See https://a.b/c_d_(e)). www.x.org, a.b+c@d.e!",
    "paragraph \"See https://a.b/c_d_(e)). www.x.org, a.b+c@d.e!\"\n  - link 4-23 \"https://a.b/c_d_(e)\"\n"
    "  - link 26-35 \"http://www.x.org\"\n  - link 37-46 \"mailto:a.b+c@d.e\"\n" },
  { "访问https://a.cn/b，或www.a.cn。",
    "paragraph \"访问https://a.cn/b，或www.a.cn。\"\n  - link 6-20 \"https://a.cn/b\"\n"
    "  - link 26-34 \"http://www.a.cn\"\n" },
  { "**http://a.b** `http://a.b` [http://a.b](x)",
    "paragraph \"http://a.b http://a.b http://a.b\"\n  - strong 0-10\n  - link 0-10 \"http://a.b\"\n"
    "  - code 11-21\n  - link 22-32 \"x\"\n" },
  { "*x* http://a.b *y*",
    "paragraph \"x http://a.b y\"\n  - emphasis 0-1\n  - link 2-12 \"http://a.b\"\n  - emphasis 13-14\n" },
  { "ftp://a.b javascript:alert(1) http:// xhttp://a.b www. a@b @c",
    "paragraph \"ftp://a.b javascript:alert(1) http:// xhttp://a.b www. a@b @c\"\n" },
  { "http://a.b?x=1&amp;y=2&lt;",
    "paragraph \"http://a.b?x=1&y=2<\"\n  - link 0-18 \"http://a.b?x=1&y=2\"\n" },
};

static const Case formulas[] = {
  { "a $x_1*2*3$ b", "paragraph \"a $x_1*2*3$ b\"\n  - math 2-11 \"x_1*2*3\"\n" },
  { "**$x$** \\(y\\)",
    "paragraph \"$x$ \\\\(y\\\\)\"\n  - strong 0-3\n  - math 0-3 \"x\"\n  - math 4-9 \"y\"\n" },
  { "$$\na \\\\\n+ b\n$$", "math \"a \\\\\\\\\\n+ b\"\n" },
  { "so\n\\[\n- x\n\\]\nthen", "paragraph \"so\"\nmath \"- x\"\nparagraph \"then\"\n" },
  { "\\begin{align}\n# a\n\\end{align}", "math \"\\\\begin{align}\\n# a\\n\\\\end{align}\"\n" },
  { "# $$x$$", "heading 1 \"$$x$$\"\n  - math-display 0-5 \"x\"\n" },
  { "> $$\n> x\n> $$\n> a", "quote\n  math \"x\"\n  paragraph \"a\"\n" },
  { "- a\n  $$\n  x\n  $$", "list tight\n  item\n    paragraph \"a\"\n    math \"x\"\n" },
  { "|a|\n|-|\n|$|x|$|",
    "table -\n  row\n    cell \"a\"\n  row\n    cell \"$|x|$\"\n      - math 0-5 \"|x|\"\n" },
  { "`$x$` \\$x$", "paragraph \"$x$ $x$\"\n  - code 0-3\n" },
  { "[a](http://x/$y$z)", "paragraph \"a\"\n  - link 0-1 \"http://x/$y$z\"\n" },
  { "![$x$](i)", "paragraph \"$x$\"\n  - image 0-3 \"i\"\n" },
};

static const Case footnotes[] = {
  { "a[^1] b[^2]\n\n[^1]: one\n    more\n\n    two\n\nend",
    "paragraph \"a[^1] b[^2]\"\n  - footnote 1-5 \"1\"\nparagraph \"end\"\nfootnote 1\n"
    "  paragraph \"one more\"\n  paragraph \"two\"\n" },
  { "[^2]: b\n\nx[^1][^2]\n\n[^1]: a\n\n[^unused]: c\n\ny",
    "paragraph \"x[^1][^2]\"\n  - footnote 1-5 \"1\"\n  - footnote 5-9 \"2\"\nparagraph \"y\"\n"
    "footnote 2\n  paragraph \"b\"\nfootnote 1\n  paragraph \"a\"\nfootnote unused\n  paragraph \"c\"\n" },
  { "[^a]: x\n[^b]:\n    y\n[^A] [^b](u)",
    "footnote a\n  paragraph \"x\"\nfootnote b\n  paragraph \"y [^A] ^b\"\n    - footnote 2-6 \"A\"\n    - "
    "link 7-9 \"u\"\n" },
  { "[^n]: x\nlazy\n# H", "heading 1 \"H\"\nfootnote n\n  paragraph \"x lazy\"\n" },
  { "[^n]: - a\n    - b\n\n```\n[^n]: c\n[^n]\n```",
    "code () \"[^n]: c\\n[^n]\"\nfootnote n\n  list tight\n    item\n      paragraph \"a\"\n    item\n      "
    "paragraph \"b\"\n" },
  { "`[^n]` [^n]\n\n[^n]: $x$",
    "paragraph \"[^n] [^n]\"\n  - code 0-4\n  - footnote 5-9 \"n\"\nfootnote n\n  paragraph \"$x$\"\n    - "
    "math 0-3 \"x\"\n" },
};

/* The character of the placeholders and what looks like one is text as any other. */
static const Case literals[] = {
  { "a \364\217\203\2200\364\217\203\220 $x$",
    "paragraph \"a \364\217\203\2200\364\217\203\220 $x$\"\n  - math 12-15 \"x\"\n" },
  { "```\n\364\217\203\2200\364\217\203\220\n```\n\n$x$",
    "code () \"\364\217\203\2200\364\217\203\220\"\nparagraph \"$x$\"\n  - math 0-3 \"x\"\n" },
  { "[a](\364\217\203\220)", "paragraph \"a\"\n  - link 0-1 \"\\364\\217\\203\\220\"\n" },
  { "a\xff"
    "b",
    "paragraph \"a�b\"\n" },
};

static void
check (const Case *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autoptr (GPtrArray) found = sonde_markdown_parse (cases[i].text, -1);
      g_autofree char *tree = sonde_blocks_to_tree (found);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (tree, ==, cases[i].tree);
    }
}

static void
test_blocks (void)
{
  check (blocks, G_N_ELEMENTS (blocks));
}

static void
test_spans (void)
{
  check (spans, G_N_ELEMENTS (spans));
}

static void
test_formulas (void)
{
  check (formulas, G_N_ELEMENTS (formulas));
}

static void
test_footnotes (void)
{
  check (footnotes, G_N_ELEMENTS (footnotes));
}

static void
test_literals (void)
{
  check (literals, G_N_ELEMENTS (literals));
}

static void
test_nul (void)
{
  g_autoptr (GPtrArray) found = sonde_markdown_parse ("a\0b", 3);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (sonde_block_get_text (found->pdata[0], NULL), ==, "a\357\277\275b");
}

static const Case html[] = {
  { "a <b> & \"c\"", "<p>a &lt;b&gt; &amp; &quot;c&quot;</p>\n" },
  { "**a *b***<br>c", "<p><strong>a <em>b</em></strong><br>\nc</p>\n" },
  { "[a](javascript:x) [b](HTTPS://y'z \"t<\") ![c](http://i)",
    "<p><a>a</a> <a href=\"HTTPS://y&#39;z\" title=\"t&lt;\">b</a> <a class=\"image\" "
    "href=\"http://i\">c</a></p>\n" },
  { "$a<b$\n\n$$\nx\n$$",
    "<p><span class=\"math inline\">\\(a&lt;b\\)</span></p>\n<p><span class=\"math "
    "display\">\\[x\\]</span></p>\n" },
  { "```\"><x\n<\n```", "<pre><code class=\"language-&quot;&gt;&lt;x\">&lt;\n</code></pre>\n" },
  { "2. a\n3. [x] b",
    "<ol start=\"2\">\n<li>a\n</li>\n<li><input type=\"checkbox\" disabled checked> b\n</li>\n</ol>\n" },
  { "a|b\n:-|-\nc",
    "<table>\n<tr>\n<th align=\"left\">a</th>\n<th>b</th>\n</tr>\n<tr>\n<td "
    "align=\"left\">c</td>\n<td></td>\n</tr>\n</table>\n" },
  { "a[^\"]\n\n[^\"]: b",
    "<p>a<sup class=\"footnote\"><a href=\"#fn-&quot;\">&quot;</a></sup></p>\n"
    "<div class=\"footnote\" id=\"fn-&quot;\">\n<p>b</p>\n</div>\n" },
  { "> a\n\n---", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n" },
};

static void
test_html (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (html); i++)
    {
      g_autoptr (GPtrArray) found = sonde_markdown_parse (html[i].text, -1);
      g_autofree char *text = sonde_blocks_to_html (found);

      g_assert_cmpstr (text, ==, html[i].tree);
    }
}

static void
test_text (void)
{
  g_autoptr (GPtrArray) found = sonde_markdown_parse (
    "# A **b**\n\n- c\n  d\n\n  e\n- [x] f\n\n> g\n> - h\n>   - i\n\na|b\n-|-\nc|d\n\n9. x\n10. ```\n    y\n"
    "    z\n    ```\n\n---\n[^n]: n\n\n[^n]",
    -1);
  g_autofree char *text = sonde_blocks_to_text (found);

  g_assert_cmpstr (
    text,
    ==,
    "A b\n\n• c d\n\n  e\n\n• [x] f\n\n> g\n>\n> • h\n>   • i\n\na\tb\nc\td\n\n9. x\n10. y\n    z\n\n———\n\n"
    "[^n]\n\n[^n]: n\n");
}

/* Each case equals itself parsed again, and no other. */
static void
test_equal (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    for (guint k = 0; k < G_N_ELEMENTS (spans); k++)
      {
        g_autoptr (GPtrArray) a = sonde_markdown_parse (spans[i].text, -1);
        g_autoptr (GPtrArray) b = sonde_markdown_parse (spans[k].text, -1);

        if (a->len > 0 && b->len > 0)
          g_assert_cmpint (sonde_block_equal (a->pdata[0], b->pdata[0]), ==, i == k);
      }
}

static void
test_safe_links (void)
{
  g_assert_true (sonde_markdown_is_safe_link ("http://a"));
  g_assert_true (sonde_markdown_is_safe_link ("HTTPS://a"));
  g_assert_true (sonde_markdown_is_safe_link ("mailto:a@b"));
  g_assert_false (sonde_markdown_is_safe_link ("javascript:alert(1)"));
  g_assert_false (sonde_markdown_is_safe_link (" http://a"));
  g_assert_false (sonde_markdown_is_safe_link ("file:///etc/passwd"));
  g_assert_false (sonde_markdown_is_safe_link ("data:text/html,x"));
  g_assert_false (sonde_markdown_is_safe_link (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/blocks", test_blocks);
  g_test_add_func ("/markdown/spans", test_spans);
  g_test_add_func ("/markdown/formulas", test_formulas);
  g_test_add_func ("/markdown/footnotes", test_footnotes);
  g_test_add_func ("/markdown/literals", test_literals);
  g_test_add_func ("/markdown/nul", test_nul);
  g_test_add_func ("/markdown/html", test_html);
  g_test_add_func ("/markdown/text", test_text);
  g_test_add_func ("/markdown/equal", test_equal);
  g_test_add_func ("/markdown/safe-links", test_safe_links);
  return g_test_run ();
}
