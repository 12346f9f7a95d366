/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <string.h>

#include "block-fixture.h"
#include "sonde-app-settings.h"
#include "sonde-markdown.h"
#include "sonde-table-widths.h"
#include "sonde-test.h"

#define ROW (6 + 21 + 6)

static graphene_rect_t
get_rect (BlockFixture *fixture, guint i, guint leaf, guint offset)
{
  SondeSpot spot = { leaf, offset };
  graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, 0, 0);

  g_assert_true (sonde_block_view_get_spot_rect (block_fixture_get (fixture, i), &spot, &rect));
  return rect;
}

static SondeTableWidths *
get_widths (BlockFixture *fixture)
{
  return sonde_table_widths_get (block_fixture_get_piece (fixture, 0)->state);
}

static char *
make_table (guint n_rows)
{
  GString *text = g_string_new ("| Number | Square | Text |\n|---|---:|:---:|\n");

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (text, "| %u | %u | text of row %u |\n", i, i * i, i);
  return g_string_free (text, FALSE);
}

static void
test_heights (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_show (fixture, "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n");
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), ==, 3 * ROW + 2);
  block_fixture_draw (fixture, 0);
}

/* The height does not depend on whether cells were laid out: code and Chinese are as high as plain text. */
static void
test_heights_stay (BlockFixture *fixture, gconstpointer data)
{
  int height = 0;

  block_fixture_show (fixture, "| a | 漢字 |\n|---|---|\n| مرحبا | かな |\n| x | 😀 |\n");
  height = block_fixture_height (fixture, 0, 720);
  g_assert_cmpint (height, ==, 3 * ROW + 2);
  block_fixture_draw (fixture, 0);
  sonde_block_view_changed (block_fixture_get (fixture, 0));
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), ==, height);
}

static void
test_spots (BlockFixture *fixture, gconstpointer data)
{
  SondeSpot spot = { 0, 0 };
  SondeSpot behind = { 6, 0 };
  graphene_rect_t rect;

  block_fixture_show (fixture, "| Name | 数值 |\n|---|---:|\n| abc | 漢字 |\n| d | e |\n");
  block_fixture_check_spots (fixture, 0, 0, "Name", 0, 4);
  block_fixture_check_spots (fixture, 0, 1, "数值", 0, 6);
  block_fixture_check_spots (fixture, 0, 2, "abc", 0, 3);
  block_fixture_check_spots (fixture, 0, 3, "漢字", 0, 6);
  block_fixture_check_spots (fixture, 0, 5, "e", 0, 1);
  g_assert_false (sonde_block_view_get_spot_rect (block_fixture_get (fixture, 0), &behind, &rect));
  sonde_block_view_find_spot (block_fixture_get (fixture, 0), -50, -50, &spot);
  g_assert_cmpuint (spot.leaf, ==, 0);
  g_assert_cmpuint (spot.offset, ==, 0);
  sonde_block_view_find_spot (block_fixture_get (fixture, 0), 5000, 5000, &spot);
  g_assert_cmpuint (spot.leaf, ==, 5);
  g_assert_cmpuint (spot.offset, ==, 1);
}

static int
px (BlockFixture *fixture, int design_px)
{
  return sonde_block_style_px (sonde_block_view_get_style (block_fixture_get (fixture, 0)), design_px);
}

static void
test_alignment (BlockFixture *fixture, gconstpointer data)
{
  SondeSpot spot = { 0, 0 };

  block_fixture_show (fixture,
                      "| left col | center col | right col | natural | forced |\n|:---|:---:|---:|---|:---|\n"
                      "| a | b | c | אב | אב |\n");
  g_assert_cmpfloat_with_epsilon (
    get_rect (fixture, 0, 0, 0).origin.x, get_rect (fixture, 0, 5, 0).origin.x, 0.5);
  /* The middle of one letter is the middle of the column. */
  g_assert_cmpfloat_with_epsilon (get_rect (fixture, 0, 6, 0).origin.x + get_rect (fixture, 0, 6, 1).origin.x,
                                  get_rect (fixture, 0, 1, 0).origin.x
                                    + get_rect (fixture, 0, 1, 10).origin.x,
                                  2);
  g_assert_cmpfloat_with_epsilon (
    get_rect (fixture, 0, 7, 1).origin.x, get_rect (fixture, 0, 2, 9).origin.x, 1);
  /* Hebrew begins at the right of its column, two paddings before the next, but where the source says left.
   */
  g_assert_cmpfloat_with_epsilon (
    get_rect (fixture, 0, 8, 0).origin.x, get_rect (fixture, 0, 4, 0).origin.x - 2 * px (fixture, 16), 1);
  g_assert_cmpfloat_with_epsilon (
    get_rect (fixture, 0, 9, 4).origin.x, get_rect (fixture, 0, 4, 0).origin.x, 1);
  sonde_block_view_find_spot (
    block_fixture_get (fixture, 0), get_rect (fixture, 0, 8, 0).origin.x - 1, ROW + 1 + 15, &spot);
  g_assert_cmpuint (spot.leaf, ==, 8);
  g_assert_cmpuint (spot.offset, ==, 0);
}

/* Leaves are counted by the cells that the source has. */
/* The first column stands on the right where the words of the head begin there, and is what is seen first. */
static void
test_right_to_left (BlockFixture *fixture, gconstpointer data)
{
  SondeSpot spot = { 9, 9 };
  GString *markdown = g_string_new ("|");

  block_fixture_show (fixture, "| الاسم | b | c |\n|---|---:|---|\n| شاي | 1.50 | Latin |\n");
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), >, 0);
  g_assert_cmpfloat_with_epsilon (get_rect (fixture, 0, 0, 0).origin.x, 720, 1);
  g_assert_cmpfloat (get_rect (fixture, 0, 3, 0).origin.x, >, get_rect (fixture, 0, 4, 0).origin.x);
  g_assert_cmpfloat (get_rect (fixture, 0, 4, 0).origin.x, >, get_rect (fixture, 0, 5, 0).origin.x);
  /* What has no direction of its own begins where the column does. */
  g_assert_cmpfloat_with_epsilon (
    get_rect (fixture, 0, 2, 1).origin.x, get_rect (fixture, 0, 5, 5).origin.x, 1);
  sonde_block_view_find_spot (block_fixture_get (fixture, 0), 719, ROW + 10, &spot);
  g_assert_cmpuint (spot.leaf, ==, 3);
  sonde_block_view_find_spot (block_fixture_get (fixture, 0), 1, ROW + 10, &spot);
  g_assert_cmpuint (spot.leaf, ==, 5);
  block_fixture_draw (fixture, 0);

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (markdown, " العمود رقم %u |", i);
  g_string_append (markdown, "\n|");
  for (guint i = 0; i < 20; i++)
    g_string_append (markdown, "---|");
  block_fixture_show (fixture, markdown->str);
  g_string_free (markdown, TRUE);
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), >, 0);
  g_assert_cmpfloat_with_epsilon (get_rect (fixture, 0, 0, 0).origin.x, 720, 1);
  g_assert_cmpfloat (get_rect (fixture, 0, 19, 0).origin.x, <, 0);
  sonde_block_view_reveal (block_fixture_get (fixture, 0), &(SondeSpot){ 19, 2 });
  g_assert_cmpfloat (get_rect (fixture, 0, 19, 2).origin.x, >=, 0);
  block_fixture_draw (fixture, 0);
}

static void
test_missing_cells (BlockFixture *fixture, gconstpointer data)
{
  SondeSpot spot = { 0, 0 };
  guint n_cells = 0;

  block_fixture_show (fixture, "| a | b | c |\n|---|---|---|\n| 1 |\n| x | y | z |\n");
  n_cells
    = sonde_block_get_n_children (sonde_block_get_child (block_fixture_get_piece (fixture, 0)->block, 1));
  block_fixture_draw (fixture, 0);
  block_fixture_check_spots (fixture, 0, 3 + n_cells, "x", 0, 1);
  g_assert_cmpfloat_with_epsilon (
    get_rect (fixture, 0, 3 + n_cells, 0).origin.x, get_rect (fixture, 0, 0, 0).origin.x, 0.5);
  sonde_block_view_find_spot (block_fixture_get (fixture, 0), 500, ROW + 10, &spot);
  g_assert_cmpuint (spot.leaf, ==, 3 + n_cells - 1);
}

static void
test_pieces_share_widths (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *markdown = make_table (100);
  guint per_piece = 0;
  int height = 0;

  block_fixture_show (fixture, markdown);
  g_assert_cmpuint (fixture->pieces->len, >=, 2);
  for (guint i = 0; i < fixture->pieces->len; i++)
    {
      SondePiece *piece = block_fixture_get_piece (fixture, i);

      /* The last letter of the column with numbers. */
      guint leaf = piece->first_leaf + 1;
      guint row = piece->start;
      gsize length = 0;
      const SondeBlock *cell = sonde_block_get_child (sonde_block_get_child (piece->block, row), 1);

      sonde_block_get_text (cell, &length);
      g_assert_cmpfloat_with_epsilon (
        get_rect (fixture, i, leaf, (guint) length).origin.x, get_rect (fixture, 0, 4, 1).origin.x, 1);
      height += block_fixture_height (fixture, i, 720);
      per_piece = MAX (per_piece, piece->end - piece->start);
    }
  g_assert_cmpint (height, ==, 101 * ROW + 100);
  /* A wider cell in a later part makes the columns of all wider. */
  g_autofree char *longer = g_strconcat (markdown, "| a number that is wide | 1 | x |\n", NULL);
  float before = get_rect (fixture, 0, 1, 0).origin.x;

  block_fixture_update (fixture, longer);
  block_fixture_height (fixture, 0, 720);
  g_assert_cmpfloat (get_rect (fixture, 0, 1, 0).origin.x, >, before + 20);
}

static void
test_wraps_then_scrolls (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *words = g_strnfill (600, 'x');
  GString *markdown = g_string_new ("| a | b |\n|---|---|\n| short | ");
  SondeBlockState *state = NULL;
  float before = 0;

  for (guint i = 5; i < 600; i += 6)
    words[i] = ' ';
  g_string_append_printf (markdown, "%s |\n", words);
  block_fixture_show (fixture, markdown->str);
  g_string_free (markdown, TRUE);
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), >, 3 * ROW);
  g_assert_cmpfloat (get_rect (fixture, 0, 3, 599).origin.x, <, 720);

  markdown = g_string_new ("|");
  for (guint i = 0; i < 20; i++)
    g_string_append_printf (markdown, " column number %u |", i);
  g_string_append (markdown, "\n|");
  for (guint i = 0; i < 20; i++)
    g_string_append (markdown, "---|");
  g_string_append (markdown, "\n| 1 | 2 |\n");
  block_fixture_show (fixture, markdown->str);
  g_string_free (markdown, TRUE);
  before = get_rect (fixture, 0, 19, 0).origin.x;
  g_assert_cmpfloat (before, >, 1500);
  sonde_block_view_reveal (block_fixture_get (fixture, 0), &(SondeSpot){ 19, 5 });
  g_assert_cmpfloat (get_rect (fixture, 0, 19, 5).origin.x, <, 720);
  state = block_fixture_get_piece (fixture, 0)->state;
  sonde_block_state_set_scroll (state, 1e9);
  g_assert_cmpfloat (get_rect (fixture, 0, 19, 0).origin.x, >, 720 - 16 - 121);
  g_assert_cmpfloat (get_rect (fixture, 0, 19, 16).origin.x, <=, 720 - 16);
  sonde_block_state_set_scroll (state, -5);
  g_assert_cmpfloat_with_epsilon (get_rect (fixture, 0, 0, 0).origin.x, 0, 0.5);
  block_fixture_draw (fixture, 0);
}

static void
test_links (BlockFixture *fixture, gconstpointer data)
{
  graphene_rect_t rect;
  SondeHot hot;

  block_fixture_show (fixture, "| a | b |\n|---|---|\n| x | see [here](https://example.org/x) |\n");
  rect = get_rect (fixture, 0, 3, 5);
  g_assert_true (
    sonde_block_view_get_hot (block_fixture_get (fixture, 0), rect.origin.x + 2, rect.origin.y + 8, &hot));
  g_assert_cmpint (hot.kind, ==, SONDE_HOT_LINK);
  g_assert_cmpstr (hot.target, ==, "https://example.org/x");
  g_assert_cmpuint (hot.start.leaf, ==, 3);
  g_assert_nonnull (gtk_widget_get_first_child (GTK_WIDGET (block_fixture_get (fixture, 0))));
  g_assert_false (sonde_block_view_get_hot (block_fixture_get (fixture, 0), 2, rect.origin.y + 8, &hot));
}

static void
test_selection (BlockFixture *fixture, gconstpointer data)
{
  SondeSpot start = { 1, 0 };
  SondeSpot end = { 3, 3 };
  SondeSpotRange match = { { 2, 0 }, { 2, 1 }, FALSE };

  block_fixture_show (fixture, "| a | b |\n|---|---|\n| 1 | 漢字 |\n");
  sonde_block_view_select (block_fixture_get (fixture, 0), &start, &end);
  sonde_block_view_set_matches (block_fixture_get (fixture, 0), &match, 1);
  block_fixture_draw (fixture, 0);
  g_assert_cmpfloat (get_rect (fixture, 0, 3, 3).origin.x - get_rect (fixture, 0, 3, 0).origin.x, >=, 13);
}

/* While a table grows a row costs that row, and a big one is not laid out to be measured. */
static void
test_growing (BlockFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("| Number | Text |\n|---|---|\n");
  guint before = 0;
  gint64 spent = 0;

  block_fixture_show (fixture, "| Number | Text |\n|---|---|\n| 0 | x |\n");
  for (guint i = 0; i < 39; i++)
    {
      gint64 begin = 0;

      g_string_append_printf (text, "| %u | a text of row %u |\n", i, i);
      before = sonde_table_widths_get_n_laid_out (get_widths (fixture));
      begin = g_get_monotonic_time ();
      block_fixture_update (fixture, text->str);
      block_fixture_draw (fixture, 0);
      spent += g_get_monotonic_time () - begin;
      g_assert_cmpuint (sonde_table_widths_get_n_laid_out (get_widths (fixture)) - before, <=, 6);
    }
  g_test_message ("%.0f us for each", spent / 39.0);
}

/* A header alone. A newer md4c takes more than 128 columns for no table; then it has as many. */
static char *
make_wide_table (guint n_columns)
{
  GString *wide = g_string_new ("|");
  g_autoptr (GPtrArray) blocks = NULL;

  for (guint i = 0; i < n_columns; i++)
    g_string_append (wide, "a|");
  g_string_append (wide, "\n|");
  for (guint i = 0; i < n_columns; i++)
    g_string_append (wide, "-|");
  g_string_append (wide, "\n");
  blocks = sonde_markdown_parse (wide->str, wide->len);
  if (sonde_block_get_kind (blocks->pdata[0]) == SONDE_BLOCK_TABLE)
    return g_string_free (wide, FALSE);
  g_string_free (wide, TRUE);
  return make_wide_table (SONDE_TABLE_MAX_COLUMNS);
}

static void
test_hostile (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *big = make_table (5000);
  g_autofree char *wide = make_wide_table (100000);
  gint64 begin = g_get_monotonic_time ();
  g_autofree char *cell = g_strnfill (100000, 'x');
  g_autofree char *long_cell = g_strdup_printf ("| a | b |\n|---|---|\n| %s | 2 |\n", cell);

  block_fixture_show (fixture, big);
  g_assert_cmpuint (sonde_table_widths_get_n_laid_out (get_widths (fixture)), <=, 403);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_USEC_PER_SEC);
  block_fixture_show (fixture, long_cell);
  block_fixture_draw (fixture, 0);

  begin = g_get_monotonic_time ();
  block_fixture_show (fixture, wide);
  block_fixture_draw (fixture, 0);
  g_assert_cmpuint (sonde_table_widths_get_n_laid_out (get_widths (fixture)), <=, SONDE_TABLE_MAX_COLUMNS);
  get_rect (fixture, 0, SONDE_TABLE_MAX_COLUMNS - 1, 0);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_USEC_PER_SEC);
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
  ADD ("/blocks/table/heights", test_heights);
  ADD ("/blocks/table/heights-stay", test_heights_stay);
  ADD ("/blocks/table/spots", test_spots);
  ADD ("/blocks/table/alignment", test_alignment);
  ADD ("/blocks/table/right-to-left", test_right_to_left);
  ADD ("/blocks/table/missing-cells", test_missing_cells);
  ADD ("/blocks/table/pieces-share-widths", test_pieces_share_widths);
  ADD ("/blocks/table/wraps-then-scrolls", test_wraps_then_scrolls);
  ADD ("/blocks/table/links", test_links);
  ADD ("/blocks/table/selection", test_selection);
  ADD ("/blocks/table/growing", test_growing);
  ADD ("/blocks/table/hostile", test_hostile);
  return g_test_run ();
}
