/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-markdown-stream.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"
#include "sonde-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Written so that each reason not to cut a text at a place comes up. */
static const char *const fixtures[] = {
  "one\n\ntwo\nlines\n\nthree",
  "# H\ntext\n\n- a\n\n- b\n\n  c\n\n1. d\n\ntext\n\n- e\n- f\n\n* g\n",
  "- a\n\n      code\n\n  b\n\n```\nx\n\ny\n```\nz\n\n- ```\n\n  a\n\nout of it\n",
  "> a\n\n> b\nlazy\n\nc\n\n    code\n\n    code\n\nd",
  "|a|b|\n|-|-|\n|c|d|\n\n|e|f|\n|-|-|\n",
  "text\n$$\na\n- b\n$$\nmore\n\n\\[\nx\n\\]\n\n$$\nopen\n\nnext $$\n",
  "a\n\n```c\nint x;\n\nint y;\n``\n```\nb\n\n~~~\n```\n~~~\n\nopen\n\n```\nlast line",
  "- a\n+ b\n1. c\n\n2. d\n\ne\n\n-\n\n  f\n\n- \n g\n",
  "a\r\n\r\nb\rc\r\rd\r\n- e\r\n\r\n- f\r\n\r\ng",
  "Title\n---\n\na\n---\n\n***\n\nb `c\n\nd` e\n",
  "中文段落。\n\n- 列表\n\n- 列表 😀\n\n**粗体**\n\n😀\n",
  "a\n\n \t\n b\n\n   c\n\n\td\n\n[x]\n",
  "<div>\n\n*a*\n\n</div>\n\n<!-- a\n\nb -->\n\nc",
  "* a\n\n  * b\n\n    * c\n\n      d\n\n   e\n\nf\n",
  "text\n```\ncode\n```\ntext\n# H\ntext\n> q\ntext\n\n- x\n```\ny\n```\n- z\n",
};

/* What is defined after its use: here finished blocks may be replaced at the end. */
static const char *const late[] = {
  "[a]\n\nb\n\n[a]: http://x\n\n[a]\n",
  "a[^1]\n\nb\n\n[^1]: one\n\n    two\n\nc[^1]\n",
};

/* What is defined before its use needs no replacement. */
static const char *const early[] = {
  "[a]: http://x\n[b]: http://y 't'\n\n[a] [b]\n\nb\n\n[b]\n",
  "[^1]: one\n\n    two\n\nb\n\nc[^1]\n",
  "[^2]: b\n\nx[^2]\n\n[^1]: a\n\n```\ny\n```\n\nz[^1]\n\n[^3]: c\n- d[^3]\n\n    e\n\nf",
  "```\n[a]: x\n```\n\n[a]\n\nb\n",
};

static void
append_all (GPtrArray *blocks, GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    g_ptr_array_add (blocks, sonde_block_ref (more->pdata[i]));
}

static char *
dup_tree (GPtrArray *blocks)
{
  return sonde_blocks_to_tree (blocks);
}

/* Gives all blocks at the end: those that were finished, then the tail. */
static GPtrArray *
stream (const char *text, gsize length, gsize piece)
{
  g_autoptr (SondeMarkdownStream) self = sonde_markdown_stream_new ();
  g_autoptr (GPtrArray) tail = NULL;
  g_autoptr (GPtrArray) end = NULL;
  g_autoptr (GPtrArray) whole = sonde_markdown_parse (text, (gssize) length);
  g_autofree char *end_tree = NULL;
  g_autofree char *whole_tree = dup_tree (whole);
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);

  for (gsize at = 0; at < length; at += piece)
    {
      g_autoptr (GPtrArray) finished = NULL;
      g_autoptr (GPtrArray) live = NULL;

      sonde_markdown_stream_append (self, text + at, (gssize) MIN (piece, length - at));
      finished = sonde_markdown_stream_take_finished (self);
      append_all (blocks, finished);
      live = sonde_markdown_stream_parse_tail (self);
      g_assert_nonnull (live);
    }
  tail = sonde_markdown_stream_parse_tail (self);
  append_all (blocks, tail);
  end = sonde_markdown_stream_finish (self);
  end_tree = dup_tree (end);
  g_assert_cmpstr (end_tree, ==, whole_tree);
  return blocks;
}

static void
check (const char *text, gsize length, gboolean exactly)
{
  static const gsize pieces[] = { 1, 7, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GPtrArray) blocks = stream (text, length, pieces[i]);
      g_autoptr (GPtrArray) whole = sonde_markdown_parse (text, (gssize) length);
      g_autofree char *tree = dup_tree (blocks);
      g_autofree char *whole_tree = dup_tree (whole);

      if (exactly && strcmp (tree, whole_tree) != 0)
        g_test_message ("%.*s", (int) length, text);
      if (exactly)
        g_assert_cmpstr (tree, ==, whole_tree);
    }
}

/* Without its last lines a code block that is still open stays as it is: the parser's answer is the measure.
 */
static void
test_fixtures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    check (fixtures[i], strlen (fixtures[i]), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (early); i++)
    check (early[i], strlen (early[i]), TRUE);
}

static void
test_late (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    {
      g_autoptr (GPtrArray) blocks = stream (late[i], strlen (late[i]), 7);
      g_autoptr (GPtrArray) whole = sonde_markdown_parse (late[i], -1);

      g_assert_cmpuint (blocks->len, ==, whole->len);
      g_assert_false (sonde_block_equal (blocks->pdata[0], whole->pdata[0]));
      for (guint k = 1; k < whole->len; k++)
        g_assert_true (sonde_block_equal (blocks->pdata[k], whole->pdata[k]));
    }
}

/* All fixtures in all orders of two, one after the other. */
static void
test_pairs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    for (guint k = 0; k < G_N_ELEMENTS (fixtures); k++)
      {
        g_autofree char *text = g_strconcat (fixtures[i], "\n", fixtures[k], NULL);

        check (text, strlen (text), TRUE);
      }
}

/* Lines by chance: what nobody thinks of. References are late on purpose nowhere here. */
static void
test_random (void)
{
  static const char *const lines[] = {
    "",
    "",
    "",
    "a",
    "- b",
    "  c",
    "    d",
    "> e",
    "1. f",
    "2. g",
    "```",
    "~~~",
    "# h",
    "---",
    "| i |",
    "|-|",
    "$$",
    "\\[",
    "\\]",
    "`",
    "$j$",
    "* k",
    "+",
    "=",
    "\t l",
    "   m $",
    "- ```",
    "> - n `",
    "<div>",
    "***o***",
    "  ```",
    "10) p",
    "- - q",
    ">",
    "\\begin{align}",
    "\\end{align}",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      int n_lines = g_rand_int_range (random, 2, 14);

      for (int k = 0; k < n_lines; k++)
        g_string_append_printf (text, "%s\n", lines[g_rand_int_range (random, 0, G_N_ELEMENTS (lines))]);
      check (text->str, text->len, TRUE);
    }
}

static void
test_finished_once (void)
{
  g_autoptr (SondeMarkdownStream) self = sonde_markdown_stream_new ();
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) tail = NULL;

  sonde_markdown_stream_append (self, "a\n\nb\n\nc", -1);
  first = sonde_markdown_stream_take_finished (self);
  second = sonde_markdown_stream_take_finished (self);
  tail = sonde_markdown_stream_parse_tail (self);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpuint (second->len, ==, 0);
  g_assert_cmpuint (tail->len, ==, 2);
  g_assert_cmpstr (sonde_markdown_stream_get_text (self, NULL), ==, "a\n\nb\n\nc");
}

/* A long code block is shown as it grows, without what may become its closing fence. */
static void
test_open_code (void)
{
  g_autoptr (SondeMarkdownStream) self = sonde_markdown_stream_new ();
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) closing = NULL;

  sonde_markdown_stream_append (self, "text\n```c\nint x;\n\nint", -1);
  g_ptr_array_unref (sonde_markdown_stream_take_finished (self));
  open = sonde_markdown_stream_parse_tail (self);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpstr (sonde_block_get_text (open->pdata[0], NULL), ==, "int x;\n\nint");
  g_assert_cmpstr (sonde_block_get_language (open->pdata[0]), ==, "c");
  sonde_markdown_stream_append (self, " y;\n``", -1);
  closing = sonde_markdown_stream_parse_tail (self);
  g_assert_cmpstr (sonde_block_get_text (closing->pdata[0], NULL), ==, "int x;\n\nint y;");
}

/* All blocks of a text that comes at once, as a view takes them frame by frame. */
static GPtrArray *
take_all (const char *text, gsize length, guint *n_frames)
{
  g_autoptr (SondeMarkdownStream) self = sonde_markdown_stream_new ();
  g_autoptr (GPtrArray) tail = NULL;
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);

  sonde_markdown_stream_append (self, text, (gssize) length);
  g_assert_true (sonde_markdown_stream_is_behind (self));
  for (*n_frames = 1; *n_frames < 1000; *n_frames += 1)
    {
      g_autoptr (GPtrArray) finished = sonde_markdown_stream_take_finished (self);

      append_all (blocks, finished);
      if (!sonde_markdown_stream_is_behind (self))
        break;
    }
  g_assert_false (sonde_markdown_stream_is_behind (self));
  tail = sonde_markdown_stream_parse_tail (self);
  append_all (blocks, tail);
  return blocks;
}

static GString *
repeat (const char *before, const char *repeated, gsize length, const char *after)
{
  GString *text = g_string_new (before);

  while (text->len < length)
    g_string_append (text, repeated);
  return g_string_append (text, after);
}

/* What is finished stays the same also where it takes many frames to give it. */
static void
test_many_blocks (void)
{
  g_autoptr (GString) text = repeat ("", "Some *words*.\n\n- an item\n- another\n\n", 1000000, "end");
  guint n_frames = 0;
  g_autoptr (GPtrArray) blocks = take_all (text->str, text->len, &n_frames);
  g_autoptr (GPtrArray) whole = sonde_markdown_parse (text->str, (gssize) text->len);
  g_autofree char *tree = dup_tree (blocks);
  g_autofree char *whole_tree = dup_tree (whole);

  g_assert_cmpuint (n_frames, >, 5);
  g_assert_cmpstr (tree, ==, whole_tree);
}

/* A paragraph of a megabyte: its begin is parsed, the rest is there, in pieces that can be laid out. */
static void
test_large_paragraph (void)
{
  g_autoptr (GString) text = repeat ("", "some *words* of 中文 and 😀\n", 1000000, "\n\nend");
  guint n_frames = 0;
  g_autoptr (GPtrArray) blocks = take_all (text->str, text->len, &n_frames);
  guint n_spans = 0;
  gsize shown = 0;

  sonde_block_get_spans (blocks->pdata[0], &n_spans);
  g_assert_cmpuint (n_spans, >, 100);
  for (guint i = 0; i < blocks->len; i++)
    {
      gsize length = 0;
      const char *piece = sonde_block_get_text (blocks->pdata[i], &length);

      g_assert_cmpint (sonde_block_get_kind (blocks->pdata[i]), ==, SONDE_BLOCK_PARAGRAPH);
      g_assert_cmpuint (length, <=, i == 0 ? 256 * 1024 : 16 * 1024);
      g_assert_true (g_utf8_validate (piece, (gssize) length, NULL));
      shown += length;
    }
  g_assert_cmpuint (shown, >, 950000);
  g_assert_true (g_str_has_suffix (sonde_block_get_text (blocks->pdata[blocks->len - 1], NULL), "end"));
}

static void
test_large_code (void)
{
  g_autoptr (GString) text = repeat ("```c\n", "int x; /* 中 */\n", 2000000, "");
  g_autoptr (GString) code = g_string_new (NULL);
  guint n_frames = 0;

  for (guint closed = 0; closed < 2; closed++)
    {
      g_autoptr (GPtrArray) blocks = NULL;

      g_string_append (text, closed ? "```\n\nend" : "");
      blocks = take_all (text->str, text->len, &n_frames);
      g_string_assign (code, "```c\n");
      for (guint i = 0; i < blocks->len - closed; i++)
        {
          g_assert_cmpint (sonde_block_get_kind (blocks->pdata[i]), ==, SONDE_BLOCK_CODE);
          g_assert_cmpstr (sonde_block_get_language (blocks->pdata[i]), ==, "c");
          g_string_append_printf (code, "%s\n", sonde_block_get_text (blocks->pdata[i], NULL));
        }
      g_string_append (code, closed ? "```\n\nend" : "");
      g_assert_true (g_string_equal (code, text));
    }
}

/* While a tail grows, what was shown of it stays the same block. */
static void
test_growing_tail (void)
{
  g_autoptr (SondeMarkdownStream) self = sonde_markdown_stream_new ();
  g_autoptr (GPtrArray) before = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GString) text = repeat ("", "word [link](http://a.b) ", 5000, "");
      g_autoptr (GPtrArray) finished = NULL;
      g_autoptr (GPtrArray) tail = NULL;

      sonde_markdown_stream_append (self, text->str, (gssize) text->len);
      finished = sonde_markdown_stream_take_finished (self);
      tail = sonde_markdown_stream_parse_tail (self);
      g_assert_cmpuint (finished->len, ==, 0);
      g_assert_cmpuint (tail->len, >, 0);
      if (before != NULL && before->len > 3)
        for (guint k = 0; k < before->len - 1; k++)
          g_assert_true (before->pdata[k] == tail->pdata[k]);
      g_clear_pointer (&before, g_ptr_array_unref);
      before = g_steal_pointer (&tail);
    }
  g_assert_cmpuint (before->len, >, 20);
}

static void
test_async (void)
{
  g_autoptr (GString) text = repeat ("", "- [a](b)\n\n", 100000, "");
  g_autoptr (GPtrArray) whole = sonde_markdown_parse (text->str, -1);
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *tree = NULL;
  g_autofree char *whole_tree = dup_tree (whole);

  sonde_markdown_parse_async (text->str, -1, NULL, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  blocks = sonde_markdown_parse_finish (result, &error);
  g_assert_no_error (error);
  tree = dup_tree (blocks);
  g_assert_cmpstr (tree, ==, whole_tree);
  sonde_blocks_discard (g_steal_pointer (&blocks));

  g_clear_object (&result);
  g_cancellable_cancel (cancellable);
  sonde_markdown_parse_async (text->str, -1, cancellable, sonde_test_result_cb, &result);
  result = sonde_test_await (&result);
  g_assert_null (sonde_markdown_parse_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
defines (const char *text)
{
  return strstr (text, "]:") != NULL;
}

static void
test_answers (void)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance ("markdown/llm-answers.jsonl");
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (bytes == NULL)
    return;
  lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++, n++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
      const char *text = json_object_get_string_member (json_node_get_object (node), "text");

      check (text, strlen (text), !defines (text));
    }
  g_assert_cmpuint (n, >, 50);
}

static void
test_spec (void)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance ("markdown/gfm-spec.json");
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

      check (text, strlen (text), !defines (text));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown-stream/fixtures", test_fixtures);
  g_test_add_func ("/markdown-stream/late", test_late);
  g_test_add_func ("/markdown-stream/pairs", test_pairs);
  g_test_add_func ("/markdown-stream/random", test_random);
  g_test_add_func ("/markdown-stream/finished-once", test_finished_once);
  g_test_add_func ("/markdown-stream/open-code", test_open_code);
  g_test_add_func ("/markdown-stream/many-blocks", test_many_blocks);
  g_test_add_func ("/markdown-stream/large-paragraph", test_large_paragraph);
  g_test_add_func ("/markdown-stream/large-code", test_large_code);
  g_test_add_func ("/markdown-stream/growing-tail", test_growing_tail);
  g_test_add_func ("/markdown-stream/async", test_async);
  g_test_add_func ("/markdown-stream/answers", test_answers);
  g_test_add_func ("/markdown-stream/spec", test_spec);
  return g_test_run ();
}
