/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-reading.h"

#include <string.h>

#include "sonde-markdown.h"

#define LEAF 7 /* its number in the section */

static SondeBlock *
parse (const char *markdown)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (markdown, strlen (markdown));

  return sonde_block_ref (blocks->pdata[0]);
}

/* As a paragraph adds itself: what is no formula as it is, formulas as their TeX. */
static SondeReading *
read_paragraph (SondeBlock *leaf)
{
  SondeReading *reading = sonde_reading_new ();
  guint n_spans = 0, at = 0;
  const SondeSpan *spans = sonde_block_get_spans (leaf, &n_spans);
  const char *text = sonde_block_get_text (leaf, NULL);

  for (guint i = 0; i < n_spans; i++)
    if (spans[i].kind == SONDE_SPAN_MATH)
      {
        sonde_reading_add_copy (reading, leaf, LEAF, at, spans[i].start, text + at, spans[i].start - at);
        sonde_reading_add (reading, leaf, LEAF, spans[i].start, spans[i].end, spans[i].target, -1);
        at = spans[i].end;
      }
  sonde_reading_add_copy (reading, leaf, LEAF, at, (guint) strlen (text), text + at, -1);
  return reading;
}

static void
check_place (SondeReading *reading, guint at, guint offset)
{
  guint leaf = 0, found = 0;

  g_assert_true (sonde_reading_to_leaf (reading, at, &leaf, &found));
  g_assert_cmpuint (leaf, ==, LEAF);
  g_assert_cmpuint (found, ==, offset);
}

static void
test_places (void)
{
  /* In the leaf: 梨 is 3 bytes, "$x^2$" is 5 from 4 on. */
  g_autoptr (SondeBlock) leaf = parse ("梨 $x^2$ end");
  g_autoptr (SondeReading) reading = read_paragraph (leaf);

  g_assert_cmpstr (sonde_reading_get_text (reading), ==, "梨 x^2 end");
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF, 0), ==, 0);
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF, 3), ==, 1);
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF, 4), ==, 2);
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF, 6), ==, 2);
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF, 9), ==, 5);
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF, 11), ==, 7);
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF, G_MAXUINT), ==, 9);
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF - 1, 99), ==, 0);
  g_assert_cmpuint (sonde_reading_to_text (reading, LEAF + 1, 0), ==, 9);
  check_place (reading, 0, 0);
  check_place (reading, 1, 3);
  check_place (reading, 2, 4);
  check_place (reading, 4, 4);
  check_place (reading, 5, 9);
  check_place (reading, 6, 10);
  check_place (reading, 99, 13);
  g_assert_true (sonde_reading_has (reading, LEAF, 13));
  g_assert_false (sonde_reading_has (reading, LEAF, 14));
  g_assert_false (sonde_reading_has (reading, LEAF + 1, 0));
}

static void
test_empty (void)
{
  g_autoptr (SondeReading) reading = sonde_reading_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint leaf, offset, start, end;

  g_assert_cmpstr (sonde_reading_get_text (reading), ==, "");
  g_assert_cmpuint (sonde_reading_to_text (reading, 0, 5), ==, 0);
  g_assert_false (sonde_reading_to_leaf (reading, 0, &leaf, &offset));
  g_assert_false (sonde_reading_has (reading, 0, 0));
  sonde_reading_list_attributes (reading, 0, names, names, &start, &end);
  g_assert_cmpuint (names->len, ==, 0);
}

static void
check_attributes (SondeReading *reading, guint at, const char *wanted, guint start, guint end)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *found = NULL;
  guint from, to;

  sonde_reading_list_attributes (reading, at, names, values, &from, &to);
  g_assert_cmpuint (names->len, ==, values->len);
  g_ptr_array_add (names, NULL);
  found = g_strjoinv (" ", (char **) names->pdata);
  g_assert_cmpstr (found, ==, wanted);
  g_assert_cmpuint (from, ==, start);
  g_assert_cmpuint (to, ==, end);
}

static void
test_attributes (void)
{
  g_autoptr (SondeBlock) leaf = parse ("a **bold *both* bold** z");
  g_autoptr (SondeReading) reading = read_paragraph (leaf);

  g_assert_cmpstr (sonde_reading_get_text (reading), ==, "a bold both bold z");
  check_attributes (reading, 0, "", 0, 2);
  check_attributes (reading, 3, "weight", 2, 7);
  check_attributes (reading, 8, "weight style", 7, 11);
  check_attributes (reading, 12, "weight", 11, 16);
  check_attributes (reading, 17, "", 16, 18);
}

static void
check_change (const char *before, const char *after, guint start, guint old_end, guint end)
{
  g_autoptr (SondeBlock) old_leaf = parse (before);
  g_autoptr (SondeBlock) leaf = parse (after);
  g_autoptr (SondeReading) old = read_paragraph (old_leaf);
  g_autoptr (SondeReading) reading = read_paragraph (leaf);
  guint found_start, found_old_end, found_end;
  gboolean differs = sonde_reading_find_change (reading, old, &found_start, &found_old_end, &found_end);

  g_assert_cmpint (differs, ==, strcmp (before, after) != 0);
  g_assert_cmpuint (found_start, ==, start);
  g_assert_cmpuint (found_old_end, ==, old_end);
  g_assert_cmpuint (found_end, ==, end);
}

static void
test_changes (void)
{
  check_change ("some words", "some words", 10, 10, 10);
  check_change ("some words", "some words more", 10, 10, 15);
  check_change ("some words", "some", 4, 10, 4);
  check_change ("aXb", "aYYb", 1, 2, 3);
  check_change ("aaa", "aaaaa", 3, 3, 5);
  /* 梨 and 桃 begin with the same byte, 梨 and 稨 end with the same two. */
  check_change ("水梨水", "水桃水", 1, 2, 2);
  check_change ("水梨", "水稨", 1, 2, 2);
  check_change ("x", "梨", 0, 1, 1);
}

static void
test_first (void)
{
  g_autoptr (SondeBlock) leaf = parse ("梨子");
  g_autoptr (SondeReading) reading = read_paragraph (leaf);
  guint start, old_end, end;

  g_assert_true (sonde_reading_find_change (reading, NULL, &start, &old_end, &end));
  g_assert_cmpuint (start, ==, 0);
  g_assert_cmpuint (old_end, ==, 0);
  g_assert_cmpuint (end, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reading/places", test_places);
  g_test_add_func ("/reading/empty", test_empty);
  g_test_add_func ("/reading/attributes", test_attributes);
  g_test_add_func ("/reading/changes", test_changes);
  g_test_add_func ("/reading/first", test_first);
  return g_test_run ();
}
