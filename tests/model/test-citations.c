/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-citations.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *marks; /* "NUMBER@START-END", joined by spaces */
} Case;

static const Case cases[] = {
  { "", "" },
  { "No mark, [1], [text](url).", "" },
  { "One [citation:1].", "1@4-16" },
  { "Two [citation:1][citation:3]", "1@4-16 3@16-28" },
  { "[citation: 2]", "2@0-13" },
  { "[citation:12 ]", "12@0-14" },
  { "【citation:4】", "4@0-16" },
  { "【citation：4】", "4@0-18" },
  { "[citation:4】", "4@0-14" },
  { "中文。[citation:1]中文", "1@9-21" },
  { "[citation:1,2]", "1@0-11 2@11-14" },
  { "[citation:1, 2 ,12] x", "1@0-11 2@11-14 12@14-19" },
  { "【citation:1，2、3】", "1@0-13 2@13-17 3@17-24" },
  { "[citation:1,13] [citation:1,,2] [citation:1,] [citation:,1]", "" },
  { "[citation:1,2,3,4,5,6,7,8,9]", "" },
  { "`[citation:1,2]` [citation:3,4]", "3@17-28 4@28-31" },
  { "[citation:0] [citation:13] [citation:99999]", "" },
  { "[citation:] [citation:x] [citation 1] [citations:1] [CITATION:1]", "" },
  { "\\[citation:1] [citation:2]", "2@14-26" },
  /* Code spans */
  { "`[citation:1]` [citation:2]", "2@15-27" },
  { "``[citation:1] ` [citation:1]`` [citation:2]", "2@32-44" },
  { "an unclosed ` before [citation:1]", "1@21-33" },
  { "`a\n[citation:1]` [citation:2]", "2@17-29" },
  { "` open\n\n[citation:1] `", "1@8-20" },
  { "\\`[citation:1]`", "1@2-14" },
  { "``` a ``` [citation:1]", "1@10-22" },
  { "`a```` [citation:1] ```` [citation:2]", "2@25-37" },
  { "`a```` [citation:1]", "1@7-19" },
  /* Fences */
  { "```\n[citation:1]\n```\n[citation:2]", "2@21-33" },
  { "```c\n[citation:1]\n~~~\n``\n[citation:1]\n`````\n[citation:2]", "2@44-56" },
  { "~~~\n[citation:1]\n```\n~~~\n[citation:2]", "2@25-37" },
  { "- item\n\n  ```\n  [citation:1]\n  ```\n[citation:2]", "2@35-47" },
  { "> ```\n> [citation:1]\n> ```\n\n[citation:2]", "2@28-40" },
  { "```\nnever closed [citation:1]", "" },
  { "```\nnot closed by this: ```\n[citation:1]\n```", "" },
  { "text `\n```\n` [citation:1]\n```\n[citation:2]", "2@30-42" },
};

static void
test_scan (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) marks = sonde_citations_scan (cases[i].text, 12);
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint k = 0; k < marks->len; k++)
        {
          SondeCitation *mark = &g_array_index (marks, SondeCitation, k);

          g_string_append_printf (found,
                                  "%s%u@%" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT,
                                  k > 0 ? " " : "",
                                  mark->number,
                                  mark->start,
                                  mark->end);
        }
      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (found->str, ==, cases[i].marks);
    }
}

static void
test_no_sources (void)
{
  g_autoptr (GArray) marks = sonde_citations_scan ("[citation:1]", 0);

  g_assert_cmpuint (marks->len, ==, 0);
}

/* Every prefix of a mark is held back, and nothing that came before it or after it. */
static void
test_stable (void)
{
  static const char *const marks[] = { "[citation:1]",    "[citation: 12 ]", "【citation:3】",
                                       "【citation：3】", "[citation:1, 2]", "【citation:1，12】" };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    for (const char *p = marks[i]; *p != '\0'; p = g_utf8_next_char (p))
      {
        g_autofree char *half = g_strndup (marks[i], p - marks[i]);
        g_autofree char *text = g_strconcat ("一 text ", half, NULL);
        g_autofree char *whole = g_strconcat (text, p, NULL);

        g_assert_cmpuint (sonde_citations_stable_length (text), ==, strlen ("一 text "));
        g_assert_cmpuint (sonde_citations_stable_length (whole), ==, strlen (whole));
      }
  g_assert_cmpuint (sonde_citations_stable_length (""), ==, 0);
  g_assert_cmpuint (sonde_citations_stable_length ("[1] [cite"), ==, 9);
  g_assert_cmpuint (sonde_citations_stable_length ("[citation:1][citation:2][cit"), ==, 24);
  g_assert_cmpuint (sonde_citations_stable_length ("[citation:12345"), ==, 15);
}

/* A mark stands before the full stop in the source and after it on the screen. */
static void
test_place (void)
{
  static const struct
  {
    const char *text;
    const char *rest; /* what stands behind the place */
  } places[] = {
    { "So it is[citation:1]. Then", " Then" }, { "So it is[citation:1][citation:2]. Then", " Then" },
    { "如此[citation:1]。然后", "然后" },      { "He said “no[citation:1].” Then", " Then" },
    { "So it is.[citation:1] Then", " Then" }, { "At [citation:1].5 metres", ".5 metres" },
    { "So [citation:1] it is.", " it is." },   { "End[citation:1]", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GArray) marks = sonde_citations_scan (places[i].text, 12);
      SondeCitation *mark = &g_array_index (marks, SondeCitation, 0);

      g_assert_cmpstr (
        places[i].text + sonde_citations_find_place (places[i].text, mark->end), ==, places[i].rest);
    }
}

/* Inputs that make a naive scanner quadratic. */
static void
test_hostile (void)
{
  static const char *const pieces[]
    = { "`", "`a``", "[citation", "[citation:", "【", "```\n", "` \n", "[citation:1" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GArray) marks = NULL;
      gint64 start;

      for (guint n = 0; n < 100000; n++)
        g_string_append (text, pieces[i]);
      start = g_get_monotonic_time ();
      marks = sonde_citations_scan (text->str, 9);
      g_assert_cmpuint (marks->len, ==, 0);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/citations/scan", test_scan);
  g_test_add_func ("/citations/no-sources", test_no_sources);
  g_test_add_func ("/citations/stable", test_stable);
  g_test_add_func ("/citations/place", test_place);
  g_test_add_func ("/citations/hostile", test_hostile);
  return g_test_run ();
}
