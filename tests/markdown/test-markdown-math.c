/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-markdown.h"
#include "sonde-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  const char *text;
  const char *spans; /* each "[TEX]", or "{TEX}" for one by itself */
} Case;

static const Case cases[] = {
  { "", "" },
  { "$a$ $b$-th, ($c$)", "[a][b][c]" },
  { "mass $E=mc^2$ and \\(x_1\\)", "[E=mc^2][x_1]" },
  { "$a\nb$", "[a\nb]" },
  { "> $a\n> b$ and $c\nd$", "[a\nb][c\nd]" },
  { "$a$$b$", "[a][b]" },
  { "中$x$文，$y$。", "[x][y]" },
  { "（$\\qquad $）", "[\\qquad]" },
  { "$\\text{\\$5}$", "[\\text{\\$5}]" },
  { "$\\fbox{\\(a\\)}$ \\(\\fbox{$b$}\\)", "[\\fbox{\\(a\\)}][\\fbox{$b$}]" },
  /* Money and variables */
  { "It costs $5 and $6 in total.", "" },
  { "$80,000 and then $50,000", "" },
  { "from $5-$10, $5/$6", "" },
  { "Also $ x $ here, $ x$ and $x $", "" },
  { "PATH=$ HOME, 2$ or 1$.", "" },
  { "$20 now, more $ later", "" },
  { "\\$x$ and \\\\$y$", "[y]" },
  { "$$ $$ $$$a$$$", "" },
  { "$a\n\nb$", "" },
  /* Displayed */
  { "$$x$$", "{x}" },
  { "so $$x$$ more", "{x}" },
  { "$$\nx\n$$", "{x}" },
  { "$$\na\n- b\n+ c\n# d\n=\n$$", "{a\n- b\n+ c\n# d\n=}" },
  { "$$\nx\n\ny\n$$", "" },
  { "here it comes $$\\sum_{x}\\alpha", "" },
  { "\\[\nx\n\\]", "{x}" },
  { "a \\[x\\] b", "{x}" },
  { "> $$\n> x\n> $$\n", "{x}" },
  { "> $$\nx\n$$", "{x}" },
  { "- a\n\n  \\[\n  x\n  \\]\n- \\(y\\)", "{x}[y]" },
  { "- $$\n- x $$", "" },
  { "1. $$\n2. x $$", "" },
  { "$$\n```\n$$\n```\n$x$", "[x]" },
  { "\\begin{align}\na &= b \\\\\n&= c\n\\end{align}", "{\\begin{align}\na &= b \\\\\n&= c\n\\end{align}}" },
  { "\\begin{equation*}x\\end{equation*}", "{\\begin{equation*}x\\end{equation*}}" },
  { "\\begin{cases}\\begin{cases}a\\end{cases}\\end{cases}",
    "{\\begin{cases}\\begin{cases}a\\end{cases}\\end{cases}}" },
  { "\\begin{itemize}x\\end{itemize} \\begin{align}x", "" },
  { "\\begin{align}x\\end{gather}", "" },
  /* Escaped brackets */
  { "\\(\\) \\[\\\\\\] \\[-\\]", "" },
  { "\\\\(x\\\\) \\(x", "" },
  { "\\[ \\[ x \\]", "{x}" },
  /* Code */
  { "`$a$` ``$`$`` $b$", "[b]" },
  { "`a\n$b$` $c$", "[c]" },
  { "`a\n\n$b$`", "[b]" },
  { "- `a\n- $b$ `", "[b]" },
  { "```\n$a$\n```\n$b$", "[b]" },
  { "    $a$\n\n- x\n\n      $b$\n\n  $c$", "[c]" },
  { "> ~~~\n> $a$\n\n$b$", "[b]" },
  { "\\`$a$`", "[a]" },
  /* Other places */
  { "# $a$\n\n| $|x|$ | `$y$` |\n|---|---|\n| $$z$$ | $5 | $6 |", "[a][|x|]{z}" },
  { "a[^1]\n\n[^1]: $x$\n\n    $$\n    y\n    $$", "[x]{y}" },
};

static char *
dup_spans (const char *text)
{
  g_autoptr (GArray) spans = sonde_markdown_find_math (text, -1);
  GString *found = g_string_new (NULL);
  gsize before = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      const SondeMathSpan *span = &g_array_index (spans, SondeMathSpan, i);

      g_string_append_printf (found, span->display ? "{%s}" : "[%s]", span->tex);
      g_assert_cmpuint (span->start, >=, before);
      g_assert_cmpuint (span->end, <=, strlen (text));
      g_assert_true (strchr ("$\\", text[span->start]) != NULL);
      g_assert_true (strchr ("$)]}", text[span->end - 1]) != NULL);
      before = span->end;
    }
  return g_string_free (found, FALSE);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = dup_spans (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (found, ==, cases[i].spans);
    }
}

static void
test_offsets (void)
{
  const char *text = "é\r\n\r\n> $a\r\n> b$ \\[x\\]";
  g_autoptr (GArray) spans = sonde_markdown_find_math (text, -1);
  const SondeMathSpan *first = &g_array_index (spans, SondeMathSpan, 0);
  const SondeMathSpan *second = &g_array_index (spans, SondeMathSpan, 1);

  g_assert_cmpuint (spans->len, ==, 2);
  g_assert_cmpuint (first->start, ==, 8);
  g_assert_cmpuint (first->end, ==, 16);
  g_assert_cmpstr (first->tex, ==, "a\nb");
  g_assert_cmpuint (second->start, ==, 17);
  g_assert_cmpuint (second->end, ==, 22);
}

static JsonArray *
load_cases (const char *name, JsonNode **node)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance (name);

  if (bytes == NULL)
    return NULL;
  *node = json_from_string (g_bytes_get_data (bytes, NULL), NULL);
  return json_object_get_array_member (json_node_get_object (*node), "cases");
}

/* Prices in real texts: at most one is taken for a formula. */
static void
test_currency (void)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *texts = load_cases ("math/currency-negatives.json", &node);
  guint n_false = 0;

  for (guint i = 0; texts != NULL && i < json_array_get_length (texts); i++)
    {
      const char *text = json_object_get_string_member (json_array_get_object_element (texts, i), "text");
      g_autoptr (GArray) spans = sonde_markdown_find_math (text, -1);

      n_false += spans->len;
    }
  g_assert_cmpuint (n_false, <=, 1);
}

/* Exam papers: at least 97 of 100 texts are split into all of their formulas. */
static void
test_exams (void)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *texts = load_cases ("math/chinese-exam-positives.json", &node);
  guint n_exact = 0;

  if (texts == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      JsonObject *object = json_array_get_object_element (texts, i);
      g_autoptr (GArray) spans
        = sonde_markdown_find_math (json_object_get_string_member (object, "text"), -1);

      if (2 * spans->len == json_object_get_int_member (object, "dollars"))
        n_exact++;
    }
  g_test_message ("%u of %u", n_exact, json_array_get_length (texts));
  g_assert_cmpuint (100 * n_exact, >=, 97 * json_array_get_length (texts));
}

/* The cases that were written for this rule; other dialects disagree with each other. */
static void
test_delimiters (void)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *texts = load_cases ("math/delimiters.json", &node);

  for (guint i = 0; texts != NULL && i < json_array_get_length (texts); i++)
    {
      JsonObject *object = json_array_get_object_element (texts, i);
      g_autofree char *found = NULL;
      g_autoptr (GString) wanted = g_string_new (NULL);
      JsonArray *math = NULL;

      if (!g_str_has_prefix (json_object_get_string_member (object, "dialect"), "target"))
        continue;
      math = json_object_get_array_member (object, "math");
      for (guint k = 0; k < json_array_get_length (math); k++)
        {
          JsonObject *span = json_array_get_object_element (math, k);

          g_string_append_printf (wanted,
                                  json_object_get_boolean_member (span, "display") ? "{%s}" : "[%s]",
                                  json_object_get_string_member (span, "tex"));
        }
      found = dup_spans (json_object_get_string_member (object, "input"));
      g_assert_cmpstr (found, ==, wanted->str);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown-math/cases", test_cases);
  g_test_add_func ("/markdown-math/offsets", test_offsets);
  g_test_add_func ("/markdown-math/currency", test_currency);
  g_test_add_func ("/markdown-math/exams", test_exams);
  g_test_add_func ("/markdown-math/delimiters", test_delimiters);
  return g_test_run ();
}
