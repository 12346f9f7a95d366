/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-sentences.h"

#include <string.h>

static void
assert_take (const char *text, gboolean is_end, gsize *from, const char *expected)
{
  g_autofree char *spoken = sonde_sentences_take (text, strlen (text), is_end, from);

  g_assert_cmpstr (spoken, ==, expected);
}

/* What has come so far, a little more each time. */
static void
test_as_it_comes (void)
{
  gsize from = 0;

  assert_take ("Pi is 3.14", FALSE, &from, NULL);
  assert_take ("Pi is 3.14. It", FALSE, &from, "Pi is 3.14.");
  assert_take ("Pi is 3.14. It is **not** rational! Why", FALSE, &from, "It is not rational!");
  assert_take ("Pi is 3.14. It is **not** rational! Why", FALSE, &from, NULL);
  assert_take ("Pi is 3.14. It is **not** rational! Why? So", TRUE, &from, "Why? So");
  assert_take ("Pi is 3.14. It is **not** rational! Why? So", TRUE, &from, NULL);
}

static void
test_chinese (void)
{
  gsize from = 0;

  assert_take ("水更重。约", FALSE, &from, "水更重。");
  assert_take ("水更重。约重 83 克", TRUE, &from, "约重 83 克");
}

static void
test_lines (void)
{
  gsize from = 0;
  g_autofree char *many = g_strnfill (100000, '\n');
  g_autofree char *wide = g_strjoinv ("深", (char *[]){ many, many, NULL });

  assert_take ("# Title\n- one\n", FALSE, &from, "Title - one");
  from = 0;
  assert_take (many, FALSE, &from, NULL);
  from = 0;
  assert_take (wide, FALSE, &from, NULL);
  from = 500000;
  assert_take ("short", TRUE, &from, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sentences/as-it-comes", test_as_it_comes);
  g_test_add_func ("/sentences/chinese", test_chinese);
  g_test_add_func ("/sentences/lines", test_lines);
  return g_test_run ();
}
