/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paragraphs, headings, lists, quotes, footnotes, rules and formulas, each in its widget. */

#include <adwaita.h>
#include <string.h>

#include "block-fixture.h"
#include "sonde-app-settings.h"
#include "sonde-test.h"

#define WIDTH 720
#define LINE  25

static void
assert_name (BlockFixture *fixture, guint i, const char *name)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (
    GTK_ACCESSIBLE (block_fixture_get (fixture, i)), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  g_assert_null (wrong);
}

static void
assert_description (BlockFixture *fixture, guint i, const char *description)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (
    GTK_ACCESSIBLE (block_fixture_get (fixture, i)), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description);

  g_assert_null (wrong);
}

static double
get_x (BlockFixture *fixture, guint i, guint offset)
{
  SondeSpot spot = { sonde_block_view_get_piece (block_fixture_get (fixture, i))->first_leaf, offset };
  graphene_rect_t rect;

  g_assert_true (sonde_block_view_get_spot_rect (block_fixture_get (fixture, i), &spot, &rect));
  return rect.origin.x;
}

static void
test_heights (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_show (fixture,
                      "one line\n\ntwo  \nlines\n\n# h\n\n## h\n\n### h\n\n###### h\n\n漢字\n\n---\n");
  g_assert_cmpint (block_fixture_height (fixture, 0, WIDTH), ==, LINE);
  g_assert_cmpint (block_fixture_height (fixture, 1, WIDTH), ==, 2 * LINE);
  g_assert_cmpint (block_fixture_height (fixture, 2, WIDTH), ==, 28);
  g_assert_cmpint (block_fixture_height (fixture, 3, WIDTH), ==, 26);
  g_assert_cmpint (block_fixture_height (fixture, 4, WIDTH), ==, LINE);
  g_assert_cmpint (block_fixture_height (fixture, 5, WIDTH), ==, LINE);
  g_assert_cmpint (block_fixture_height (fixture, 6, WIDTH), ==, 27);
  g_assert_cmpint (block_fixture_height (fixture, 7, WIDTH), ==, 9);

  fixture->style.scale = 2;
  for (guint i = 0; i < fixture->pieces->len; i++)
    sonde_block_view_restyle (block_fixture_get (fixture, i));
  g_assert_cmpint (block_fixture_height (fixture, 0, WIDTH), ==, 2 * LINE);
  g_assert_cmpint (block_fixture_height (fixture, 7, WIDTH), ==, 18);
}

/* A narrow width makes more lines, a wide one again as many as before. */
static void
test_wraps (BlockFixture *fixture, gconstpointer data)
{
  int height = 0;

  block_fixture_show (fixture,
                      "The sounding line tells how deep the water is, and what the ground is made of.");
  height = block_fixture_height (fixture, 0, WIDTH);
  g_assert_cmpint (block_fixture_height (fixture, 0, 200), >, 2 * height);
  g_assert_cmpint (block_fixture_height (fixture, 0, 200) % LINE, ==, 0);
  g_assert_cmpint (block_fixture_height (fixture, 0, 1), >, 0);
  g_assert_cmpint (block_fixture_height (fixture, 0, WIDTH), ==, height);
}

static void
test_spots (BlockFixture *fixture, gconstpointer data)
{
  static const char text[] = "bold and code, 漢字 and é";
  SondeSpot elsewhere = { 7, 0 };
  graphene_rect_t rect;

  block_fixture_show (fixture, "**bold** and `code`, 漢字 and é");
  block_fixture_draw (fixture, 0);
  block_fixture_check_spots (fixture, 0, 0, text, 0, strlen (text));
  g_assert_false (sonde_block_view_get_spot_rect (block_fixture_get (fixture, 0), &elsewhere, &rect));
  assert_name (fixture, 0, text);
}

/* A part of a long paragraph knows the places of the whole. */
static void
test_spots_of_second_piece (BlockFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("first");
  SondeSpot before = { 0, 10 };
  const SondePiece *piece = NULL;
  graphene_rect_t rect;

  while (text->len < 9000)
    g_string_append (text, " words");
  block_fixture_show (fixture, text->str);
  piece = block_fixture_get_piece (fixture, 1);
  g_assert_false (sonde_block_view_get_spot_rect (block_fixture_get (fixture, 1), &before, &rect));
  g_assert_cmpfloat (get_x (fixture, 1, piece->start), ==, 0);
  g_assert_cmpfloat (get_x (fixture, 1, piece->start + 5), >, 0);
}

/* A list begins where its marker has room, a quote beside its rule, and both say what they are. */
static void
test_indents (BlockFixture *fixture, gconstpointer data)
{
  static const double xs[] = { 16, 24, 24, 16, 32, 24 };
  static const char *const descriptions[] = { "List item", "7.", "Done", "Quote", "Quote, List item", "1" };

  block_fixture_show (fixture, "- a\n\n7. b\n\n- [x] c\n\n> d\n>\n> - e[^1]\n\n[^1]: f");
  g_assert_cmpuint (fixture->pieces->len, ==, G_N_ELEMENTS (xs));
  for (guint i = 0; i < fixture->pieces->len; i++)
    {
      g_assert_cmpfloat (get_x (fixture, i, 0), ==, xs[i]);
      assert_description (fixture, i, descriptions[i]);
      block_fixture_draw (fixture, i);
    }
}

/* Arabic and Hebrew begin at the right, their markers too. */
static void
test_right_to_left (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_show (fixture, "- مرحبا\n\n- hello\n\n> שלום");
  g_assert_cmpfloat (get_x (fixture, 0, 0), ==, WIDTH - 16);
  g_assert_cmpfloat (get_x (fixture, 1, 0), ==, 16);
  g_assert_cmpfloat (get_x (fixture, 2, 0), ==, WIDTH - 16);
  for (guint i = 0; i < fixture->pieces->len; i++)
    block_fixture_draw (fixture, i);
}

static gboolean
get_hot (BlockFixture *fixture, guint i, guint offset, SondeHot *hot)
{
  SondeBlockView *view = block_fixture_get (fixture, i);
  SondeSpot spot = { sonde_block_view_get_piece (view)->first_leaf, offset };
  graphene_rect_t rect;

  g_assert_true (sonde_block_view_get_spot_rect (view, &spot, &rect));
  return sonde_block_view_get_hot (view, rect.origin.x + 2, rect.origin.y + rect.size.height / 2, hot);
}

/* What can be pressed: a link, a picture that is not fetched, a footnote; never an address that does no good.
 */
static void
test_hots (BlockFixture *fixture, gconstpointer data)
{
  SondeHot hot = { 0 };

  block_fixture_show (
    fixture, "plain [link](https://example.org/a?b \"t\") [^1] [bad](javascript:alert(1))\n\n[^1]: note");
  g_assert_false (get_hot (fixture, 0, 1, &hot));
  g_assert_true (get_hot (fixture, 0, 7, &hot));
  g_assert_cmpint (hot.kind, ==, SONDE_HOT_LINK);
  g_assert_cmpstr (hot.target, ==, "https://example.org/a?b");
  g_assert_cmpuint (hot.start.offset, ==, 6);
  g_assert_cmpuint (hot.end.offset, ==, 10);
  g_assert_true (get_hot (fixture, 0, 11, &hot));
  g_assert_cmpint (hot.kind, ==, SONDE_HOT_FOOTNOTE);
  g_assert_cmpstr (hot.target, ==, "1");

  /* A small mark is pressed beside it too, and a footnote leads back. */
  g_assert_true (get_hot (fixture, 0, 11, &hot));
  block_fixture_show (fixture, "a[^1] b\n\n[^1]: note");
  g_assert_true (
    sonde_block_view_get_hot (block_fixture_get (fixture, 0), get_x (fixture, 0, 1) - 6, LINE / 2.0, &hot));
  g_assert_cmpint (hot.kind, ==, SONDE_HOT_FOOTNOTE);
  g_assert_true (
    sonde_block_view_get_hot (block_fixture_get (fixture, 1), get_x (fixture, 1, 4) + 12, LINE / 2.0, &hot));
  g_assert_cmpint (hot.kind, ==, SONDE_HOT_BACK);
  g_assert_cmpstr (hot.target, ==, "1");
  assert_name (fixture, 1, "note");

  block_fixture_show (fixture, "![a picture](https://example.org/a.png)");
  g_assert_true (get_hot (fixture, 0, 2, &hot));
  g_assert_cmpint (hot.kind, ==, SONDE_HOT_IMAGE);
  g_assert_cmpstr (hot.target, ==, "https://example.org/a.png");
}

static void
test_selection (BlockFixture *fixture, gconstpointer data)
{
  SondeSpotRange match = { { 0, 0 }, { 0, 3 }, TRUE };
  SondeSpot start = { 0, 3 };
  SondeSpot end = { 4, 0 };
  guint from = 0, to = 0;

  block_fixture_show (fixture, "a paragraph\n\n# heading\n\n---\n\n$$x$$\n\nlast");
  for (guint i = 0; i < fixture->pieces->len; i++)
    {
      sonde_block_view_select (block_fixture_get (fixture, i), &start, &end);
      sonde_block_view_set_matches (block_fixture_get (fixture, i), &match, 1);
      block_fixture_draw (fixture, i);
    }
  g_assert_true (sonde_block_view_get_selected (block_fixture_get (fixture, 0), 0, &from, &to));
  g_assert_cmpuint (from, ==, 3);
  g_assert_cmpuint (to, >=, strlen ("a paragraph"));
  g_assert_true (sonde_block_view_get_selected (block_fixture_get (fixture, 3), 3, &from, &to));
  g_assert_false (sonde_block_view_get_selected (block_fixture_get (fixture, 4), 4, &from, &to) && to > from);
}

/* A rule has one place, and it is read as a separator. */
static void
test_rule (BlockFixture *fixture, gconstpointer data)
{
  SondeSpot spot = { 9, 9 };
  graphene_rect_t rect;

  block_fixture_show (fixture, "a\n\n---\n");
  sonde_block_view_find_spot (block_fixture_get (fixture, 1), 300, 4, &spot);
  g_assert_cmpuint (spot.leaf, ==, 1);
  g_assert_cmpuint (spot.offset, ==, 0);
  g_assert_true (sonde_block_view_get_spot_rect (block_fixture_get (fixture, 1), &spot, &rect));
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (block_fixture_get (fixture, 1))),
                   ==,
                   GTK_ACCESSIBLE_ROLE_SEPARATOR);
  block_fixture_draw (fixture, 1);
}

/* Formulas */

typedef struct
{
  BlockFixture *fixture;
  int height;
  gboolean has_tooltip;
} Seen;

/* What it is when the block says that it has changed, which it may say of nothing. */
static void
changed_cb (SondeBlockView *view, gpointer user_data)
{
  Seen *seen = user_data;

  seen->height = block_fixture_height (seen->fixture, 0, WIDTH);
  seen->has_tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (view)) != NULL;
}

static void
watch (BlockFixture *fixture, Seen *seen)
{
  *seen = (Seen){ .fixture = fixture, .height = block_fixture_height (fixture, 0, WIDTH) };
  g_signal_connect (block_fixture_get (fixture, 0), "height-changed", G_CALLBACK (changed_cb), seen);
}

static void
wait_for_other (Seen *seen, int height)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (seen->height == height && !seen->has_tooltip && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
}

/* First its source, then a picture, which says that it is of another height; a wrong one stays its source. */
static void
test_formula (BlockFixture *fixture, gconstpointer data)
{
  SondeBlockView *view = NULL;
  SondeHot hot = { 0 };
  SondeSpot spot = { 9, 9 };
  Seen seen;
  int height = 0;

  block_fixture_show (fixture, "$$\\frac{\\sum_{i=1}^n x_i^2}{\\sqrt{y}}$$");
  view = block_fixture_get (fixture, 0);
  assert_name (fixture, 0, "\\frac{\\sum_{i=1}^n x_i^2}{\\sqrt{y}}");
  height = block_fixture_height (fixture, 0, WIDTH);
  block_fixture_draw (fixture, 0);
  watch (fixture, &seen);
  wait_for_other (&seen, height);
  g_assert_false (seen.has_tooltip);
  g_assert_cmpint (seen.height, >, height);
  block_fixture_draw (fixture, 0);

  g_assert_true (sonde_block_view_get_hot (view, WIDTH / 2.0, 20, &hot));
  g_assert_cmpint (hot.kind, ==, SONDE_HOT_MATH);
  g_assert_false (sonde_block_view_get_hot (view, 2, 2, &hot));
  sonde_block_view_find_spot (view, WIDTH - 10, 20, &spot);
  g_assert_cmpuint (spot.offset, ==, strlen ("\\frac{\\sum_{i=1}^n x_i^2}{\\sqrt{y}}"));
}

/* Another size, another colour: the picture that is there stands in until its own is made, and nobody sees
 * its TeX. */
static void
test_formula_changes_size (BlockFixture *fixture, gconstpointer data)
{
  Seen seen;
  int height = 0;

  block_fixture_show (fixture,
                      "$$\\frac{\\frac{a}{b}}{\\frac{c}{d}}$$\n\nwith $\\displaystyle\\frac{e}{f}$ in it");
  watch (fixture, &seen);
  wait_for_other (&seen, seen.height);
  sonde_test_spin (500);
  height = block_fixture_height (fixture, 0, WIDTH);
  int line = block_fixture_height (fixture, 1, WIDTH);
  double x = get_x (fixture, 1, strlen ("with \\displaystyle\\frac{e}{f}"));

  fixture->style.scale = 2;
  for (guint i = 0; i < 2; i++)
    {
      sonde_block_view_restyle (block_fixture_get (fixture, i));
      block_fixture_draw (fixture, i);
    }
  g_assert_cmpint (ABS (block_fixture_height (fixture, 0, WIDTH) - 2 * height), <=, 2);
  g_assert_cmpint (ABS (block_fixture_height (fixture, 1, WIDTH) - 2 * line), <=, 2);
  g_assert_cmpfloat_with_epsilon (
    get_x (fixture, 1, strlen ("with \\displaystyle\\frac{e}{f}")), 2 * x, 2 + x / 20);
  sonde_test_spin (500);
  g_assert_cmpint (ABS (block_fixture_height (fixture, 0, WIDTH) - 2 * height), <=, 2);
  block_fixture_draw (fixture, 0);
}

static void
test_wrong_formula (BlockFixture *fixture, gconstpointer data)
{
  SondeBlockView *view = NULL;
  Seen seen;
  int height = 0;

  block_fixture_show (fixture, "$$\\frac{1}{$$");
  view = block_fixture_get (fixture, 0);
  height = block_fixture_height (fixture, 0, WIDTH);
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (view)));
  watch (fixture, &seen);
  wait_for_other (&seen, height);
  g_assert_true (seen.has_tooltip);
  g_assert_cmpint (block_fixture_height (fixture, 0, WIDTH), ==, height);
  block_fixture_draw (fixture, 0);
}

/* One within a text: the line grows when it comes, and the letters around it can be found. */
static void
test_formula_in_text (BlockFixture *fixture, gconstpointer data)
{
  Seen seen;
  int height = 0;
  double x = 0;

  block_fixture_show (fixture, "where $\\displaystyle\\frac{a}{\\frac{b}{c}}$ holds");
  height = block_fixture_height (fixture, 0, WIDTH);
  x = get_x (fixture, 0, 6);
  watch (fixture, &seen);
  wait_for_other (&seen, height);
  g_assert_cmpint (block_fixture_height (fixture, 0, WIDTH), >, height);
  g_assert_cmpfloat (get_x (fixture, 0, 6), ==, x);
  block_fixture_draw (fixture, 0);
}

/* The text of a paragraph that streams is the one that it has at once. */
static void
test_growing (BlockFixture *fixture, gconstpointer data)
{
  static const char text[] = "Some **bold** text with `code`, a [link](https://example.org) and $x^2$ in it.";
  BlockFixture other = { NULL };

  for (gsize n = 1; n <= strlen (text); n++)
    {
      g_autofree char *part = g_strndup (text, n);

      if (n == 1)
        block_fixture_show (fixture, part);
      else
        block_fixture_update (fixture, part);
      block_fixture_draw (fixture, 0);
    }
  block_fixture_set_up (&other);
  block_fixture_show (&other, text);
  g_assert_cmpint (block_fixture_height (fixture, 0, 300), ==, block_fixture_height (&other, 0, 300));
  g_assert_true (
    sonde_piece_equal (block_fixture_get_piece (fixture, 0), block_fixture_get_piece (&other, 0)));
  block_fixture_tear_down (&other);
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

#define ADD(path, func) g_test_add (path, BlockFixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sonde_app_register_resources ();
  adw_init ();
  ADD ("/blocks/text/heights", test_heights);
  ADD ("/blocks/text/wraps", test_wraps);
  ADD ("/blocks/text/spots", test_spots);
  ADD ("/blocks/text/spots-of-second-piece", test_spots_of_second_piece);
  ADD ("/blocks/text/indents", test_indents);
  ADD ("/blocks/text/right-to-left", test_right_to_left);
  ADD ("/blocks/text/hots", test_hots);
  ADD ("/blocks/text/selection", test_selection);
  ADD ("/blocks/text/growing", test_growing);
  ADD ("/blocks/rule", test_rule);
  if (SONDE_HAVE_MATH)
    {
      ADD ("/blocks/math/formula", test_formula);
      ADD ("/blocks/math/wrong", test_wrong_formula);
      ADD ("/blocks/math/in-text", test_formula_in_text);
      ADD ("/blocks/math/changes-size", test_formula_changes_size);
    }
  return g_test_run ();
}
