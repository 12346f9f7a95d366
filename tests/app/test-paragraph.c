/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "sonde-find.h"
#include "sonde-paragraph.h"

static const char *const texts[] = {
  "",
  "One line",
  "Two\nlines\n\nand another paragraph\n",
  "Windows\r\n\r\nline ends\r\n",
  "# Heading\ntext right below\n## Second\n\n#no heading\n####### none either",
  "- one\n- two\n  goes on\n\n  * nested\n1. first\n2) second\n- \n-5 degrees\nand 3.5 too",
  "before\n```python\nprint (1)\n\n# no heading\n```\nafter",
  "````\n```\ninside\n```\n````\nout\n~~~\nx\n~~~",
  "an open fence\n```c\nint x;\n\nint y;",
  "``` not `a fence\ntext",
  "| a | b |\n|---|---|\n| 1 | 2 |\ntext\n| again |",
  "\\[\nx = y\n\n- z\n\\]\nand $$a$$ inline\n$$\n\\frac{a}{b}\n$$\n$$one line$$\ntail",
  "**bold** and **not closed, 2**3 and ** loose ** and `code **x**` and ``a ` b`` and ` lone",
  "把方程写成 y 对 x 的导数，可见它是**齐次方程**：\n\n1. 第一\n2. 第二\n\n`代码`",
  "a\n-\nb\n`\n``\n```\ncode",
  "\n\n\n   \n\ttext after blanks\n\n\n",
};

/* Feeds a text in steps as the view does and gives the paragraphs that it shows at the end. */
static GArray *
scan_streamed (const char *text, gsize step)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (SondeParagraph));
  gsize length = strlen (text), settled = 0;
  guint n_settled = 0;

  for (gsize n = MIN (step, length);; n = MIN (n + step, length))
    {
      g_autofree char *part = g_strndup (text, n);
      g_autoptr (GArray) paragraphs = sonde_paragraph_scan (part, settled);
      guint n_new = 0;

      g_array_set_size (all, n_settled);
      for (guint i = 0; i < paragraphs->len; i++)
        {
          const SondeParagraph *paragraph = &g_array_index (paragraphs, SondeParagraph, i);

          g_array_append_vals (all, paragraph, 1);
          if (part[paragraph->line_end] == '\n')
            {
              n_new = i;
              settled = paragraph->start;
            }
        }
      n_settled += n_new;
      if (n == length)
        return all;
    }
}

static void
test_streamed_equals_whole (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize step = 1; step <= 9; step++)
      {
        g_autoptr (GArray) whole = sonde_paragraph_scan (texts[i], 0);
        g_autoptr (GArray) streamed = scan_streamed (texts[i], step);

        g_assert_cmpuint (streamed->len, ==, whole->len);
        for (guint k = 0; k < whole->len; k++)
          {
            const SondeParagraph *a = &g_array_index (whole, SondeParagraph, k);
            const SondeParagraph *b = &g_array_index (streamed, SondeParagraph, k);

            g_assert_cmpint (a->kind, ==, b->kind);
            g_assert_cmpuint (a->level, ==, b->level);
            g_assert_cmpuint (a->start, ==, b->start);
            g_assert_cmpuint (a->end, ==, b->end);
            g_assert_cmpuint (a->line_end, ==, b->line_end);
          }
      }
}

/* Letters and digits of the source and of what is shown, in order: only signs of structure may go. */
static void
append_letters (GString *out, const char *text, gssize length)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
}

static void
test_no_text_is_lost (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GArray) paragraphs = sonde_paragraph_scan (texts[i], 0);
      g_autoptr (GString) source = g_string_new (NULL);
      g_autoptr (GString) seen = g_string_new (NULL);

      append_letters (source, texts[i], strlen (texts[i]));
      for (guint k = 0; k < paragraphs->len; k++)
        {
          g_autoptr (SondeShownText) shown
            = sonde_paragraph_render (texts[i], &g_array_index (paragraphs, SondeParagraph, k), 0, FALSE);

          g_assert_true (g_utf8_validate (shown->text, -1, NULL));
          if (shown->marker != NULL)
            append_letters (seen, shown->marker, strlen (shown->marker));
          append_letters (seen, shown->text, strlen (shown->text));
        }
      g_assert_cmpstr (seen->str, ==, source->str);
    }
}

static SondeShownText *
render_only (const char *text, guint n_sources, gboolean growing, SondeParagraphKind kind)
{
  g_autoptr (GArray) paragraphs = sonde_paragraph_scan (text, 0);

  g_assert_cmpuint (paragraphs->len, ==, 1);
  g_assert_cmpint (g_array_index (paragraphs, SondeParagraph, 0).kind, ==, kind);
  return sonde_paragraph_render (text, &g_array_index (paragraphs, SondeParagraph, 0), n_sources, growing);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *source;
    SondeParagraphKind kind;
    const char *marker;
    const char *text;
  } cases[] = {
    { "## Second", SONDE_PARAGRAPH_HEADING, NULL, "Second" },
    { "  - item", SONDE_PARAGRAPH_ITEM, "•", "item" },
    { "12. item", SONDE_PARAGRAPH_ITEM, "12.", "item" },
    { "```python\nx\n\ny\n```", SONDE_PARAGRAPH_CODE, "python", "x\n\ny" },
    { "```\nx", SONDE_PARAGRAPH_CODE, "", "x" },
    { "```\n```", SONDE_PARAGRAPH_CODE, "", "" },
    { "~~~c\na\n```\nb\n~~~~", SONDE_PARAGRAPH_CODE, "c", "a\n```\nb" },
    { "| a |\n|---|", SONDE_PARAGRAPH_TABLE, NULL, "| a |\n|---|" },
    { "\\[\na\n\nb\n\\]", SONDE_PARAGRAPH_MATH, NULL, "\\[\na\n\nb\n\\]" },
    { "a **b** c", SONDE_PARAGRAPH_TEXT, NULL, "a b c" },
    { "2**3 and 4**5", SONDE_PARAGRAPH_TEXT, NULL, "23 and 45" },
    { "2**3", SONDE_PARAGRAPH_TEXT, NULL, "2**3" },
    { "** a **", SONDE_PARAGRAPH_TEXT, NULL, "** a **" },
    { "`a**b` and ``c`d``", SONDE_PARAGRAPH_TEXT, NULL, "a**b and c`d" },
    { "<b>&amp;</b> %s", SONDE_PARAGRAPH_TEXT, NULL, "<b>&amp;</b> %s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeShownText) shown = render_only (cases[i].source, 0, FALSE, cases[i].kind);

      g_assert_cmpstr (shown->text, ==, cases[i].text);
      g_assert_cmpstr (shown->marker, ==, cases[i].marker);
    }
}

/* What has begun is shown as what it will be, so that no signs flicker while an answer comes in. */
static void
test_growing (void)
{
  static const struct
  {
    const char *source;
    SondeParagraphKind kind;
    const char *text;
  } cases[] = {
    { "a **bo", SONDE_PARAGRAPH_TEXT, "a bo" },
    { "a **bold*", SONDE_PARAGRAPH_TEXT, "a bold" },
    { "a **", SONDE_PARAGRAPH_TEXT, "a " },
    { "a `co", SONDE_PARAGRAPH_TEXT, "a co" },
    { "a * b", SONDE_PARAGRAPH_TEXT, "a * b" },
    { "```c\nx\n``", SONDE_PARAGRAPH_CODE, "x" },
    { "```c\nx\n``y", SONDE_PARAGRAPH_CODE, "x\n``y" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SondeShownText) shown = render_only (cases[i].source, 0, TRUE, cases[i].kind);

      g_assert_cmpstr (shown->text, ==, cases[i].text);
    }
}

static void
test_citations (void)
{
  g_autoptr (SondeShownText) shown = render_only (
    "A.[citation:1][citation:12] B `[citation:1]` [citation:13]", 12, FALSE, SONDE_PARAGRAPH_TEXT);
  guint n_numbers = 0;

  for (guint i = 0; i < shown->marks->len; i++)
    {
      const SondeMark *mark = &g_array_index (shown->marks, SondeMark, i);
      g_autofree char *part = g_strndup (shown->text + mark->start, mark->end - mark->start);
      g_autofree char *number = g_strdup_printf ("%u", mark->number);

      if (mark->number == 0)
        continue;
      g_assert_cmpstr (part, ==, number);
      n_numbers++;
    }
  g_assert_cmpuint (n_numbers, ==, 2);
  g_assert_nonnull (strstr (shown->text, "[citation:1]"));
  g_assert_nonnull (strstr (shown->text, "[citation:13]"));
}

static void
test_find (void)
{
  guint nth = 2;
  gsize length = 0;

  g_assert_cmpuint (sonde_find_count ("Ice, ICE and ice; 冰", "ice"), ==, 3);
  g_assert_cmpuint (sonde_find_count ("aaaa", "aa"), ==, 2);
  g_assert_cmpuint (sonde_find_count ("海水为什么是咸的？海水", "海水"), ==, 2);
  g_assert_cmpuint (sonde_find_count ("", "x"), ==, 0);
  g_assert_cmpint (sonde_find_match ("Ice, ICE and ice", "ice", &nth, &length), ==, 13);
  g_assert_cmpuint (length, ==, 3);
  nth = 5;
  g_assert_cmpint (sonde_find_match ("Ice, ICE and ice", "ice", &nth, &length), ==, -1);
  g_assert_cmpuint (nth, ==, 2);
}

/* A hostile text must not cost more than its length. */
static void
test_long_lines (void)
{
  g_autofree char *stars = g_strnfill (20000, '*');
  g_autofree char *ticks = g_strnfill (20000, '`');
  g_autofree char *mixed = g_malloc (40001);

  for (guint i = 0; i < 20000; i++)
    memcpy (mixed + 2 * i, "` ", 2);
  mixed[40000] = '\0';
  for (const char *const *text = (const char *const[]){ stars, ticks, mixed, NULL }; *text != NULL; text++)
    {
      g_autoptr (GArray) paragraphs = sonde_paragraph_scan (*text, 0);
      gint64 begin = g_get_monotonic_time ();

      for (guint i = 0; i < paragraphs->len; i++)
        sonde_shown_text_free (
          sonde_paragraph_render (*text, &g_array_index (paragraphs, SondeParagraph, i), 0, FALSE));
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paragraph/streamed-equals-whole", test_streamed_equals_whole);
  g_test_add_func ("/paragraph/no-text-is-lost", test_no_text_is_lost);
  g_test_add_func ("/paragraph/kinds", test_kinds);
  g_test_add_func ("/paragraph/growing", test_growing);
  g_test_add_func ("/paragraph/citations", test_citations);
  g_test_add_func ("/paragraph/find", test_find);
  g_test_add_func ("/paragraph/long-lines", test_long_lines);
  return g_test_run ();
}
