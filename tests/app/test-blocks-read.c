/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a block tells assistive technology, asked as compat/sonde-readable.c asks where GTK has an interface
 * for it. */

#include <adwaita.h>
#include <string.h>

#include "block-fixture.h"
#include "sonde-test.h"

static SondeReadable *
get (BlockFixture *fixture, guint i)
{
  return SONDE_READABLE (block_fixture_get (fixture, i));
}

static const char *
get_text (BlockFixture *fixture, guint i)
{
  return SONDE_READABLE_GET_IFACE (get (fixture, i))->get_text (get (fixture, i));
}

static void
assert_selected (BlockFixture *fixture, guint i, const char *wanted)
{
  guint start = 0, end = 0;
  gboolean any = SONDE_READABLE_GET_IFACE (get (fixture, i))->get_selection (get (fixture, i), &start, &end);
  g_autofree char *text = g_utf8_substring (get_text (fixture, i), start, end);

  g_assert_cmpint (any, ==, *wanted != '\0');
  if (any)
    g_assert_cmpstr (text, ==, wanted);
}

static guint
get_caret (BlockFixture *fixture, guint i)
{
  return SONDE_READABLE_GET_IFACE (get (fixture, i))->get_caret (get (fixture, i));
}

static void
select_spots (BlockFixture *fixture, guint i, SondeSpot start, SondeSpot end)
{
  sonde_block_view_select (block_fixture_get (fixture, i), &start, &end);
}

static void
test_text (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_show (fixture,
                      "a *b* 梨[^1]\n\n```\nint\n```\n\n| h | i |\n|-|-|\n| | $x$ |\n\n---\n\n[^1]: note\n");
  g_assert_cmpstr (get_text (fixture, 0), ==, "a b 梨 1");
  g_assert_cmpstr (get_text (fixture, 1), ==, "int");
  g_assert_cmpstr (get_text (fixture, 2), ==, "h\ti\n\tx");
  g_assert_cmpstr (get_text (fixture, 3), ==, "");
  g_assert_cmpstr (get_text (fixture, 4), ==, "note");
}

static void
test_selection (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_show (fixture, "梨子 pears\n");
  assert_selected (fixture, 0, "");
  select_spots (fixture, 0, (SondeSpot){ 0, 3 }, (SondeSpot){ 0, 9 });
  assert_selected (fixture, 0, "子 pe");
  g_assert_cmpuint (get_caret (fixture, 0), ==, 5);
  /* The end that moves has the caret. */
  select_spots (fixture, 0, (SondeSpot){ 0, 0 }, (SondeSpot){ 0, 9 });
  assert_selected (fixture, 0, "梨子 pe");
  g_assert_cmpuint (get_caret (fixture, 0), ==, 0);
  select_spots (fixture, 0, (SondeSpot){ 0, 3 }, (SondeSpot){ 0, 9 });
  g_assert_cmpuint (get_caret (fixture, 0), ==, 1);
  /* A caret alone; and all, from what is before to what is behind. */
  select_spots (fixture, 0, (SondeSpot){ 0, 6 }, (SondeSpot){ 0, 6 });
  assert_selected (fixture, 0, "");
  g_assert_cmpuint (get_caret (fixture, 0), ==, 2);
  select_spots (fixture, 0, (SondeSpot){ 0, 0 }, (SondeSpot){ G_MAXUINT, G_MAXUINT });
  assert_selected (fixture, 0, "梨子 pears");
  g_assert_cmpuint (get_caret (fixture, 0), ==, 0);
  select_spots (fixture, 0, (SondeSpot){ 1, 0 }, (SondeSpot){ 0, 0 });
  assert_selected (fixture, 0, "");
}

static void
test_cells (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_show (fixture, "| ab | cd |\n|-|-|\n| ef | gh |\n");
  select_spots (fixture, 0, (SondeSpot){ 0, 1 }, (SondeSpot){ 2, 1 });
  assert_selected (fixture, 0, "b\tcd\ne");
  g_assert_cmpuint (get_caret (fixture, 0), ==, 7);
  select_spots (fixture, 0, (SondeSpot){ 3, 0 }, (SondeSpot){ 3, 2 });
  assert_selected (fixture, 0, "gh");
}

/* What was said where each character stands leads back to it. */
static void
check_places (BlockFixture *fixture, guint i)
{
  SondeReadable *readable = get (fixture, i);
  guint length = (guint) g_utf8_strlen (get_text (fixture, i), -1);

  for (guint at = 0; at < length; at++)
    {
      graphene_rect_t rect;
      const char *p = g_utf8_offset_to_pointer (get_text (fixture, i), at);

      g_assert_true (SONDE_READABLE_GET_IFACE (readable)->get_rect (readable, at, &rect));
      g_assert_cmpfloat (rect.size.height, >, 0);
      if (*p == '\n' || *p == '\t')
        continue;
      g_assert_cmpuint (SONDE_READABLE_GET_IFACE (readable)->find_offset (
                          readable, rect.origin.x + 1, rect.origin.y + rect.size.height / 2),
                        ==,
                        at);
    }
}

static void
test_places (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_show (
    fixture, "Some **words** and 梨子.\n\n```\nint i;\n  two\n```\n\n| ab | cd |\n|-|-|\n| ef | gh |\n");
  check_places (fixture, 0);
  check_places (fixture, 1);
  check_places (fixture, 2);
}

static void
test_name_follows (BlockFixture *fixture, gconstpointer data)
{
  GtkAccessible *block = NULL;
  char *wrong = NULL;

  block_fixture_show (fixture, "some\n");
  block = GTK_ACCESSIBLE (block_fixture_get (fixture, 0));
  g_assert_null (gtk_test_accessible_check_property (block, GTK_ACCESSIBLE_PROPERTY_LABEL, "some"));
  block_fixture_update (fixture, "some words\n");
  g_assert_cmpstr (get_text (fixture, 0), ==, "some words");
  /* Where the text itself is told, that of a growing block follows a second later. */
  for (guint i = 0; i < 100; i++)
    {
      g_free (wrong);
      wrong = gtk_test_accessible_check_property (block, GTK_ACCESSIBLE_PROPERTY_LABEL, "some words");
      if (wrong == NULL)
        break;
      sonde_test_spin (50);
    }
  g_assert_null (wrong);
}

static void
set_up (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_set_up (fixture);
}

static void
tear_down (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_tear_down (fixture);
}

#define ADD(name, function) g_test_add (name, BlockFixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("no display: skipped\n");
      return 77;
    }
  adw_init ();

  ADD ("/blocks/read/text", test_text);
  ADD ("/blocks/read/selection", test_selection);
  ADD ("/blocks/read/cells", test_cells);
  ADD ("/blocks/read/places", test_places);
  ADD ("/blocks/read/name-follows", test_name_follows);
  return g_test_run ();
}
