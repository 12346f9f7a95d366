/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts that make parsers slow, deep or large. Each is tried at two sizes; a parser whose time grows with the
 * square would need the bound many times over, so the bound is wide. */

#include "sonde-markdown-stream.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"

#include <string.h>

#define N_LARGE     100000
#define MAX_SECONDS 10

typedef struct
{
  const char *before;
  const char *repeated;
  const char *after;
} Case;

static const Case cases[] = {
  { "", "> ", "a" },
  { "", ">", "a" },
  { "", "- ", "x" },
  { "", "1. ", "x" },
  { "> ", "- > ", "x\n\n\n" },
  { "", "* a\n", "" },
  { "", "[", "" },
  { "", "[a", "" },
  { "", "a]", "" },
  { "", "[a](", "" },
  { "", "[a](<b", "" },
  { "", "![", "" },
  { "", "![l", "](x)" },
  { "", "[^", "" },
  { "", "[^a] ", "\n\n[^a]: x" },
  { "", "[^1]:\n", "" },
  { "", "[^1]: ", "" },
  { "", "[a]: u\n", "" },
  { "[a]: &amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;\n\n", "[a]", "" },
  { "", "*a_ ", "" },
  { "", "**a ", "" },
  { "a**b", "c* ", "" },
  { "", "*", "a" },
  { "", "~a ~~b ", "" },
  { "", "`", "" },
  { "`` ", "`a ", "" },
  { "", "\\", "" },
  { "", "<", "" },
  { "", "<?x", "" },
  { "", "<!--", "" },
  { "", "<a b=\"", "" },
  { "", "<sub>", "" },
  { "", "<sub>a</sub>", "" },
  { "", "</sub>", "" },
  { "", "*<sub>", "" },
  { "", "z_www.", "" },
  { "", "www.", "" },
  { "", "<http://s", "" },
  { "", "http://", "" },
  { "", "http://a.b)", "" },
  { "", "a@", "" },
  { "", "a.", "@" },
  { "", "a_", "" },
  { "http://a.b", ")", "" },
  { "http://a.b", "&a;", "" },
  { "", "&a", "" },
  { "", "&#1;", "" },
  { "", "$", "" },
  { "", "$a", "" },
  { "", "$ a$", "" },
  { "", "$$", "" },
  { "", "$$\n", "" },
  { "", "$$ a\n", "" },
  { "", "\\(", "" },
  { "", "\\(-", "\\)" },
  { "", "\\[\n", "" },
  { "", "\\[\nx\n", "```" },
  { "", "\\[-", "\\]" },
  { "", "> \\[\n", "\\]" },
  { "", "- \\[\n", "\\]" },
  { "", "\\begin{align}", "" },
  { "", "\\begin{align*}\n", "" },
  { "", "\\begin{align} ", "\\end{align}" },
  { "", "\\begin{", "" },
  { "", "\\end{align}", "" },
  { "", "|", "\n|-|" },
  { "x\n| - |\n", "|", "" },
  { "a\n", "|-", "\n" },
  { "a|b\n-|-\n", "c\n", "" },
  { "", "|-\nt>|-\n", "y" },
  { "", "\n", "" },
  { "", " ", "a" },
  { "", "\t", "a" },
  { "a", " \n", "" },
  { "", "# ", "" },
  { "", "#\n", "" },
  { "", "---\n", "" },
  { "", "a\n", "===" },
  { "", "```\n", "" },
  { "```\n", "\ta\n", "" },
  { "", "~~~a\n\n", "" },
  { "", "- a\n\n", "" },
  { "-\n", " 2.\n", "" },
  { "", "a\n> ", "" },
  { "", "\r", "" },
  { "", "\364\217\203\220", "" },
  { "", "\364\217\203\2200", "" },
  { "", "\xff", "" },
  { "", "\302", "" },
};

static guint
depth_of (const SondeBlock *block)
{
  guint deepest = 0;

  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    {
      guint depth = depth_of (sonde_block_get_child (block, i));

      deepest = MAX (deepest, depth);
    }
  return deepest + 1;
}

/* What the documentation of blocks and spans promises. */
static void
check_block (const SondeBlock *block)
{
  gsize length = 0;
  const char *text = sonde_block_get_text (block, &length);
  guint n_spans = 0;
  const SondeSpan *spans = sonde_block_get_spans (block, &n_spans);
  guint ends[64];
  guint n_open = 0;
  guint before = 0;

  g_assert_true (text == NULL || (g_utf8_validate (text, (gssize) length, NULL) && strlen (text) == length));
  for (guint i = 0; i < n_spans; i++)
    {
      g_assert_cmpuint (spans[i].start, >=, before);
      g_assert_cmpuint (spans[i].start, <, spans[i].end);
      g_assert_cmpuint (spans[i].end, <=, length);
      while (n_open > 0 && ends[n_open - 1] <= spans[i].start)
        n_open--;
      g_assert_true (n_open == 0 || spans[i].end <= ends[n_open - 1]);
      g_assert_cmpuint (n_open, <, G_N_ELEMENTS (ends));
      ends[n_open++] = spans[i].end;
      before = spans[i].start;
    }
  for (guint i = 0; i < sonde_block_get_n_children (block); i++)
    check_block (sonde_block_get_child (block, i));
}

static void
check_text (const char *text, gsize length)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text, (gssize) length);
  g_autofree char *html = sonde_blocks_to_html (blocks);
  g_autofree char *plain = sonde_blocks_to_text (blocks);

  g_assert_true (g_utf8_validate (html, -1, NULL));
  g_assert_true (g_utf8_validate (plain, -1, NULL));
  for (guint i = 0; i < blocks->len; i++)
    {
      check_block (blocks->pdata[i]);
      g_assert_cmpuint (depth_of (blocks->pdata[i]), <=, SONDE_BLOCK_MAX_DEPTH);
    }
}

static GString *
make (const Case *one, guint n)
{
  GString *text = g_string_new (one->before);

  for (guint i = 0; i < n; i++)
    g_string_append (text, one->repeated);
  g_string_append (text, one->after);
  return text;
}

static void
check_cases (guint n)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = make (&cases[i], n);
      gint64 begin = g_get_monotonic_time ();
      double seconds = 0;

      check_text (text->str, text->len);
      seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
      g_test_message ("%s: %u-fold, %.3f s", cases[i].repeated, n, seconds);
      g_assert_cmpfloat (seconds, <, MAX_SECONDS);
    }
}

static void
test_small (void)
{
  check_cases (1);
  check_cases (7);
  check_cases (300);
}

static void
test_large (void)
{
  check_cases (N_LARGE);
}

/* Lists that nest by their indent, where each line is longer than the one before. */
static void
test_nested_lists (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 1000; i++)
    g_string_append_printf (text, "%*s* a\n", 2 * i, "");
  check_text (text->str, text->len);
}

/* Two bytes that would become a row of a thousand cells, and a definition that is repeated. */
static void
test_growth (void)
{
  g_autoptr (GString) table = g_string_new ("a");
  g_autoptr (GString) links = g_string_new ("[a]: http://");
  g_autoptr (GPtrArray) blocks = NULL;
  gsize length = 0;
  guint n_spans = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append (table, "|a");
  g_string_append (table, "\n-");
  for (guint i = 0; i < 1000; i++)
    g_string_append (table, "|-");
  for (guint i = 0; i < 50000; i++)
    g_string_append (table, "\na");
  blocks = sonde_markdown_parse (table->str, (gssize) table->len);
  g_assert_cmpuint (blocks->len, ==, 1);
  g_assert_cmpint (sonde_block_get_kind (blocks->pdata[0]), ==, SONDE_BLOCK_PARAGRAPH);
  g_assert_nonnull (sonde_block_get_text (blocks->pdata[0], &length));
  g_assert_cmpuint (length, >, 100000);

  for (guint i = 0; i < 5000; i++)
    g_string_append_c (links, 'x');
  g_string_append (links, "\n\n");
  for (guint i = 0; i < 50000; i++)
    g_string_append (links, "[a]");
  g_ptr_array_unref (blocks);
  blocks = sonde_markdown_parse (links->str, (gssize) links->len);
  g_assert_cmpuint (blocks->len, ==, 1);
  g_assert_null (sonde_block_get_spans (blocks->pdata[0], &n_spans));
}

/* A stream of the worst, with the tail read each 4 KiB. */
static void
test_stream (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = make (&cases[i], N_LARGE / 5);
      g_autoptr (SondeMarkdownStream) stream = sonde_markdown_stream_new ();
      gint64 begin = g_get_monotonic_time ();

      for (gsize at = 0; at < text->len; at += 4096)
        {
          g_autoptr (GPtrArray) finished = NULL;
          g_autoptr (GPtrArray) tail = NULL;

          sonde_markdown_stream_append (stream, text->str + at, (gssize) MIN (4096, text->len - at));
          finished = sonde_markdown_stream_take_finished (stream);
          tail = sonde_markdown_stream_parse_tail (stream);
          g_assert_true (finished != NULL && tail != NULL);
        }
      g_test_message (
        "%s: %.3f s", cases[i].repeated, (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 2 * MAX_SECONDS * G_USEC_PER_SEC);
    }
}

/* Bytes by chance out of those that mean something. */
static void
test_random (void)
{
  static const char *const pieces[] = {
    "a",
    "中",
    " ",
    "\n",
    "\n\n",
    "\t",
    "*",
    "_",
    "`",
    "```",
    "~",
    "[",
    "]",
    "(",
    ")",
    "!",
    "<",
    ">",
    "sub>",
    "/",
    "&amp;",
    "$",
    "$$",
    "\\",
    "\\[",
    "\\]",
    "|",
    "|-|",
    "-",
    "1.",
    "#",
    ":",
    "http://a.b",
    "www.a.b",
    "a@b.c",
    "[^a]",
    "[^a]: ",
    "    ",
    "\\begin{align}",
    "\\end{align}",
    "\r\n",
    "\xff",
    "\364\217\203\220",
    "0",
    "<br>",
    "=",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      int n = g_rand_int_range (random, 1, 60);

      for (int k = 0; k < n; k++)
        g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      check_text (text->str, text->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown-hostile/small", test_small);
  g_test_add_func ("/markdown-hostile/large", test_large);
  g_test_add_func ("/markdown-hostile/nested-lists", test_nested_lists);
  g_test_add_func ("/markdown-hostile/growth", test_growth);
  g_test_add_func ("/markdown-hostile/stream", test_stream);
  g_test_add_func ("/markdown-hostile/random", test_random);
  return g_test_run ();
}
