/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "block-fixture.h"
#include "sonde-app-settings.h"
#include "sonde-code-languages.h"
#include "sonde-code-save.h"
#include "sonde-code-text.h"
#include "sonde-contrast.h"
#include "sonde-highlight.h"
#include "sonde-markdown.h"
#include "sonde-test.h"

#define TOP    (1 + 36 + 1 + 10)
#define BOTTOM (10 + 1)

static SondeCodeColors *
get_colors (BlockFixture *fixture)
{
  return sonde_code_text_get_colors (sonde_code_text_get (block_fixture_get_piece (fixture, 0)->state));
}

static guint
count_attrs (SondeCodeColors *colors, guint start, guint end)
{
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();
  GSList *list = NULL;
  guint n = 0;

  sonde_code_colors_insert (colors, attrs, start, end);
  list = pango_attr_list_get_attributes (attrs);
  n = g_slist_length (list);
  g_slist_free_full (list, (GDestroyNotify) pango_attribute_destroy);
  return n;
}

/* Colours come from the helper, which has to be started for the first ones. */
static void
wait_for_colors (SondeCodeColors *colors, guint start, guint end)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (count_attrs (colors, start, end) == 0 && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (count_attrs (colors, start, end), >, 0);
}

static char *
make_code (guint n_lines, const char *language)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "```%s\n", language);
  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "value_%u = %u  # a comment\n", i, i);
  g_string_append (text, "```\n");
  return g_string_free (text, FALSE);
}

static void
test_heights (BlockFixture *fixture, gconstpointer data)
{
  block_fixture_show (fixture, "```python\na\nb\nc\n```\n\n```\n```\n");
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), ==, TOP + 3 * 21 + BOTTOM);
  g_assert_cmpint (block_fixture_height (fixture, 1, 720), ==, TOP + 21 + BOTTOM);
  g_assert_cmpint (block_fixture_height (fixture, 0, 1), ==, TOP + 3 * 21 + BOTTOM);

  fixture->style.scale = 2;
  sonde_block_view_restyle (block_fixture_get (fixture, 0));
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), ==, 2 + 2 * (36 + 10) + 3 * 42 + 2 * 10 + 1);
}

/* All parts together are as high as one would be, and hold every byte once. */
static void
test_pieces (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *markdown = make_code (300, "python");
  guint end = 0;
  int height = 0;

  block_fixture_show (fixture, markdown);
  g_assert_cmpuint (fixture->pieces->len, ==, 3);
  for (guint i = 0; i < fixture->pieces->len; i++)
    {
      SondePiece *piece = block_fixture_get_piece (fixture, i);

      g_assert_cmpuint (piece->start, ==, end);
      g_assert_cmpint (i == 0 ? 0 : piece->gap, ==, 0);
      end = piece->end;
      height += block_fixture_height (fixture, i, 720);
      block_fixture_draw (fixture, i);
    }
  g_assert_cmpint (height, ==, TOP + 300 * 21 + BOTTOM);
}

static void
test_spots (BlockFixture *fixture, gconstpointer data)
{
  const char *text = "if (x)\t{ 漢字かな }\n\n// مرحبا\nend";
  g_autofree char *markdown = g_strdup_printf ("```c\n%s\n```\n", text);
  SondeSpot spot = { 0, 0 };
  SondeSpot elsewhere = { 1, 0 };
  graphene_rect_t rect;

  block_fixture_show (fixture, markdown);
  /* Where text goes from right to left a caret stands at two places, so that line is left out. */
  block_fixture_check_spots (fixture, 0, 0, text, 0, (guint) (strstr (text, "//") + 2 - text));
  block_fixture_check_spots (
    fixture, 0, 0, text, (guint) (strstr (text, "end") - text), (guint) strlen (text));
  g_assert_false (sonde_block_view_get_spot_rect (block_fixture_get (fixture, 0), &elsewhere, &rect));
  sonde_block_view_find_spot (block_fixture_get (fixture, 0), -100, -100, &spot);
  g_assert_cmpuint (spot.offset, ==, 0);
  sonde_block_view_find_spot (block_fixture_get (fixture, 0), 10000, 10000, &spot);
  g_assert_cmpuint (spot.offset, ==, strlen (text));
}

/* In the second part of a block places are those of the whole text. */
static void
test_spots_of_second_piece (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *markdown = make_code (130, "python");
  SondePiece *piece = NULL;

  block_fixture_show (fixture, markdown);
  piece = block_fixture_get_piece (fixture, 1);
  block_fixture_check_spots (
    fixture, 1, 0, sonde_block_get_text (piece->block, NULL), piece->start, piece->end);
}

static void
test_selection (BlockFixture *fixture, gconstpointer data)
{
  SondeSpotRange match = { { 0, 0 }, { 0, 3 }, TRUE };
  SondeSpot start = { 0, 3 };
  SondeSpot end = { 0, 9 };
  SondeSpot inside = { 0, 6 };
  graphene_rect_t a, b;

  block_fixture_show (fixture, "```\n漢字漢字\n\nabc\n```\n");
  sonde_block_view_select (block_fixture_get (fixture, 0), &start, &end);
  sonde_block_view_set_matches (block_fixture_get (fixture, 0), &match, 1);
  block_fixture_draw (fixture, 0);
  /* A wide letter is wider than a narrow one, whatever the font. */
  sonde_block_view_get_spot_rect (block_fixture_get (fixture, 0), &start, &a);
  sonde_block_view_get_spot_rect (block_fixture_get (fixture, 0), &inside, &b);
  g_assert_cmpfloat (b.origin.x - a.origin.x, >=, 12);
}

static void
test_wrap (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (1000, 'x');
  g_autofree char *markdown = g_strdup_printf ("```\n%s\nshort\n```\n", line);
  SondeBlockState *state = NULL;
  int height = 0;

  block_fixture_show (fixture, markdown);
  state = block_fixture_get_piece (fixture, 0)->state;
  height = block_fixture_height (fixture, 0, 720);
  g_assert_cmpint (height, ==, TOP + 2 * 21 + BOTTOM);
  sonde_block_state_set_wrap (state, TRUE);
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), >, height + 8 * 21);
  g_assert_cmpint ((block_fixture_height (fixture, 0, 720) - height) % 21, ==, 0);
  block_fixture_draw (fixture, 0);
  sonde_block_state_set_wrap (state, FALSE);
  g_assert_cmpint (block_fixture_height (fixture, 0, 720), ==, height);
}

static void
test_scroll (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (1000, 'x');
  g_autofree char *markdown = g_strdup_printf ("```\n%s\nshort\n```\n", line);
  SondeBlockView *view = NULL;
  SondeSpot spot = { 0, 1000 };
  graphene_rect_t rect;

  block_fixture_show (fixture, markdown);
  view = block_fixture_get (fixture, 0);
  sonde_block_view_get_spot_rect (view, &spot, &rect);
  g_assert_cmpfloat (rect.origin.x, >, 1000);
  sonde_block_view_reveal (view, &spot);
  sonde_block_view_get_spot_rect (view, &spot, &rect);
  g_assert_cmpfloat (rect.origin.x, <, 720);
  /* More than there is changes nothing. */
  sonde_block_state_set_scroll (block_fixture_get_piece (fixture, 0)->state, 1e9);
  sonde_block_view_get_spot_rect (view, &spot, &rect);
  g_assert_cmpfloat_with_epsilon (rect.origin.x, 720 - 15, 2);
  spot.offset = 0;
  sonde_block_view_reveal (view, &spot);
  sonde_block_view_get_spot_rect (view, &spot, &rect);
  g_assert_cmpfloat_with_epsilon (rect.origin.x, 15, 0.5);
}

static void
test_colors_appear_and_append (BlockFixture *fixture, gconstpointer data)
{
  SondeCodeColors *colors = NULL;

  block_fixture_show (fixture, "```python\ndef push(self, x):\n    return \"a str");
  colors = get_colors (fixture);
  g_assert_cmpuint (count_attrs (colors, 0, 3), ==, 0);
  wait_for_colors (colors, 0, 3);
  g_assert_cmpuint (count_attrs (colors, 4, 8), >, 0);

  block_fixture_update (fixture,
                        "```python\ndef push(self, x):\n    return \"a string\"\n\nclass Next:\n    pass\n");
  g_assert_true (get_colors (fixture) == colors);
  wait_for_colors (colors, 45, 50);
  /* What was there is not looked at again, and keeps its colours meanwhile. */
  g_assert_cmpuint (count_attrs (colors, 0, 3), >, 0);
  g_assert_cmpuint (sonde_code_colors_get_n_rebuilds (colors), ==, 0);

  /* The end of a fence that was taken for code goes away again. */
  block_fixture_update (fixture,
                        "```python\ndef push(self, x):\n    return \"a string\"\n\nclass Next:\n```\n");
  wait_for_colors (colors, 45, 50);
  g_assert_cmpuint (sonde_code_colors_get_n_rebuilds (colors), ==, 0);
  block_fixture_update (fixture, "```sh\necho\n```\n");
  g_assert_cmpuint (sonde_code_colors_get_n_rebuilds (colors), ==, 1);
}

/* Streamed code has the colours that it has when it comes at once. */
static void
test_streamed_equals_whole (BlockFixture *fixture, gconstpointer data)
{
  const char *code
    = "/* a comment\n   over 漢字 lines */\nint main (void)\n{\n  return \"x\" != 0 ? 12 : 'c';\n}\n";
  g_autofree char *whole = g_strdup_printf ("```c\n%s```\n", code);
  BlockFixture other = { NULL };
  g_autoptr (PangoAttrList) a = pango_attr_list_new ();
  g_autoptr (PangoAttrList) b = pango_attr_list_new ();
  guint length = (guint) strlen (code) - 1;

  for (gsize n = 12; n < strlen (whole); n += 3)
    {
      g_autofree char *part = g_utf8_substring (whole, 0, g_utf8_strlen (whole, (gssize) n));

      if (n == 12)
        block_fixture_show (fixture, part);
      else
        block_fixture_update (fixture, part);
      sonde_test_spin (2);
    }
  block_fixture_update (fixture, whole);
  wait_for_colors (get_colors (fixture), length - 25, length);
  sonde_test_spin (100);
  g_assert_cmpuint (sonde_code_colors_get_n_rebuilds (get_colors (fixture)), ==, 0);

  block_fixture_set_up (&other);
  block_fixture_show (&other, whole);
  wait_for_colors (get_colors (&other), length - 25, length);
  sonde_test_spin (100);
  sonde_code_colors_insert (get_colors (fixture), a, 0, length);
  sonde_code_colors_insert (get_colors (&other), b, 0, length);
  for (guint i = 0; i < length; i++)
    {
      /* Cut where a run begins or not, the colours of each letter are the same. */
      g_assert_cmpuint (
        count_attrs (get_colors (fixture), i, i + 1), ==, count_attrs (get_colors (&other), i, i + 1));
    }
  block_fixture_tear_down (&other);
}

static void
test_no_colors (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (3000, '(');
  g_autofree char *long_line = g_strdup_printf ("```python\ndef x\n%s\ndef y\n```\n", line);
  g_autofree char *big = g_strnfill (SONDE_HIGHLIGHT_MAX_BYTES + 10, '1');
  g_autofree char *too_big = g_strdup_printf ("```python\n%s\n```\n", big);

  block_fixture_show (fixture, "```\ndef x\n```\n");
  sonde_test_spin (200);
  g_assert_cmpuint (count_attrs (get_colors (fixture), 0, 5), ==, 0);
  block_fixture_show (fixture, "```nothing%s../../x\ndef x\n```\n");
  sonde_test_spin (200);
  g_assert_cmpuint (count_attrs (get_colors (fixture), 0, 5), ==, 0);
  block_fixture_show (fixture, long_line);
  wait_for_colors (get_colors (fixture), 0, 3);
  sonde_test_spin (200);
  g_assert_cmpuint (count_attrs (get_colors (fixture), 3007, 3012), ==, 0);
  block_fixture_show (fixture, too_big);
  sonde_test_spin (200);
  g_assert_cmpuint (count_attrs (get_colors (fixture), 0, 100), ==, 0);
}

/* Every token can be read on the card, in the light and in the dark scheme. */
static void
check_contrast (SondeCodeColors *colors, guint length)
{
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();
  GdkRGBA ground = { 0, 0, 0, 1 };
  GSList *list = NULL;

  for (int dark = 0; dark < 2; dark++)
    {
      ground = dark ? (GdkRGBA){ 0.157f, 0.157f, 0.157f, 1 } : (GdkRGBA){ 0.961f, 0.961f, 0.961f, 1 };
      sonde_code_colors_set_background (colors, &ground);
      /* No flash: what is there stays until something else is known. */
      g_assert_cmpuint (count_attrs (colors, 0, length), >, 0);
      sonde_test_spin (300);
      sonde_code_colors_insert (colors, attrs, 0, length);
      list = pango_attr_list_get_attributes (attrs);
      for (GSList *l = list; l != NULL; l = l->next)
        {
          PangoAttrColor *attr = pango_attribute_as_color (l->data);
          GdkRGBA color = { 0, 0, 0, 1 };

          if (attr == NULL)
            continue;
          color.red = attr->color.red / 65535.0f;
          color.green = attr->color.green / 65535.0f;
          color.blue = attr->color.blue / 65535.0f;
          g_assert_cmpfloat (sonde_contrast_ratio (&color, &ground), >=, SONDE_CONTRAST_TEXT - 0.01);
        }
      g_assert_nonnull (list);
      g_slist_free_full (list, (GDestroyNotify) pango_attribute_destroy);
      pango_attr_list_unref (attrs);
      attrs = pango_attr_list_new ();
    }
}

/* What is drawn in the end, with whatever lets light through. */
static guint
check_text_nodes (GskRenderNode *node, const GdkRGBA *ground)
{
  guint n = 0;

  if (gsk_render_node_get_node_type (node) == GSK_TEXT_NODE)
    {
      const GdkRGBA *color = gsk_text_node_get_color (node);
      GdkRGBA seen = *ground;

      sonde_contrast_blend (&seen, color);
      g_assert_cmpfloat (sonde_contrast_ratio (&seen, ground), >=, SONDE_CONTRAST_TEXT - 0.01);
      return 1;
    }
  if (gsk_render_node_get_node_type (node) == GSK_TRANSFORM_NODE)
    return check_text_nodes (gsk_transform_node_get_child (node), ground);
  if (gsk_render_node_get_node_type (node) == GSK_CLIP_NODE)
    return check_text_nodes (gsk_clip_node_get_child (node), ground);
  if (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE)
    for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
      n += check_text_nodes (gsk_container_node_get_child (node, i), ground);
  return n;
}

static void
test_contrast_drawn (BlockFixture *fixture, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  if (gtk_get_minor_version () >= 16)
    {
      g_test_skip ("GTK keeps the colour of a text differently since 4.16, and gives a wrong one");
      return;
    }
  for (int dark = 0; dark < 2; dark++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;
      SondeBlockView *view = NULL;
      GdkRGBA ground;

      adw_style_manager_set_color_scheme (manager,
                                          dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
      sonde_test_spin (50);
      sonde_palette_look_up (&fixture->palette, fixture->fixed);
      gtk_style_context_lookup_color (
        gtk_widget_get_style_context (fixture->fixed), "view_bg_color", &ground);
      sonde_contrast_blend (&ground, &fixture->palette.card);
      block_fixture_show (fixture, "```c\nint x = 12; /* note */\nreturn name;\n```\n");
      wait_for_colors (get_colors (fixture), 0, 3);
      view = block_fixture_get (fixture, 0);
      SONDE_BLOCK_VIEW_GET_CLASS (view)->draw (view, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      g_assert_cmpuint (check_text_nodes (node, &ground), >=, 5);
    }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_contrast (BlockFixture *fixture, gconstpointer data)
{
  static const char *const styles[] = { "def:comment",    "def:constant",     "def:decimal",
                                        "def:function",   "def:string",       "def:type",
                                        "def:identifier", "def:preprocessor", "def:keyword",
                                        "def:statement",  "def:special-char", "def:number" };

  block_fixture_show (
    fixture,
    "```c\n#include <x.h>\n/* note */ static const char *name = \"text\\n\"; int f (void) { return "
    "12 + 0x1f + 'c'; }\n```\n");
  wait_for_colors (get_colors (fixture), 0, 8);
  check_contrast (get_colors (fixture), 90);

  /* And whatever else the schemes have. */
  for (int dark = 0; dark < 2; dark++)
    {
      GdkRGBA ground = dark ? (GdkRGBA){ 0.157f, 0.157f, 0.157f, 1 } : (GdkRGBA){ 0.961f, 0.961f, 0.961f, 1 };
      GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
      GtkSourceStyleScheme *scheme
        = gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "Adwaita");

      for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
        {
          GtkSourceStyle *style = gtk_source_style_scheme_get_style (scheme, styles[i]);
          g_autofree char *name = NULL;
          GdkRGBA color;

          if (style == NULL)
            continue;
          g_object_get (style, "foreground", &name, NULL);
          if (name == NULL || !gdk_rgba_parse (&color, name))
            continue;
          color = sonde_contrast_ensure (&color, &ground, SONDE_CONTRAST_TEXT);
          g_assert_cmpfloat (sonde_contrast_ratio (&color, &ground), >=, SONDE_CONTRAST_TEXT);
        }
    }
}

static void
test_titles (void)
{
  static const struct
  {
    const char *info;
    const char *title;
    const char *file;
  } cases[] = {
    { "python", "Python", "code.py" },
    { "py title=x", "Python", "code.py" },
    { "C++", "C++", "code.cpp" },
    { "JSON", "JSON", "code.json" },
    { "bash", "Shell", "code.sh" },
    { "yml", "YAML", "code.yaml" },
    { "golang", "Go", "code.go" },
    { "rs", "Rust", "code.rs" },
    { "js", "JavaScript", "code.js" },
    { "ts", "TypeScript", "code.ts" },
    { "text", NULL, "code.txt" },
    { "", NULL, "code.txt" },
    { "Weird-Lang", "Weird-Lang", "code.txt" },
    { "../../etc", "../../etc", "code.txt" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = sonde_code_languages_dup_title (cases[i].info);
      g_autofree char *markdown = g_strdup_printf ("```%s\nx\n```\n", cases[i].info);
      g_autoptr (GPtrArray) blocks = sonde_markdown_parse (markdown, strlen (markdown));
      g_autofree char *file = sonde_code_save_dup_file_name (blocks->pdata[0]);

      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_cmpstr (file, ==, cases[i].file);
    }
}

/* A token more costs the line that it is in. */
static void
test_growing_is_cheap (BlockFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("```python\n");
  gint64 spent = 0;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "value_%u = function (%u)  # a comment that is usual\n", i, i);
  block_fixture_show (fixture, text->str);
  block_fixture_draw (fixture, 0);
  for (guint i = 0; i < 100; i++)
    {
      gint64 begin = 0;

      g_string_append (text, "ab ");
      begin = g_get_monotonic_time ();
      block_fixture_update (fixture, text->str);
      block_fixture_draw (fixture, 0);
      spent += g_get_monotonic_time () - begin;
    }
  g_test_message ("%.0f us for each", spent / 100.0);
  g_assert_cmpint (spent / 100, <, 20000);
}

static void
test_hostile (BlockFixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (300000, 'x');
  g_autofree char *markdown = g_strdup_printf ("```html\n%s\n```\n", line);
  gint64 begin = g_get_monotonic_time ();

  block_fixture_show (fixture, markdown);
  g_assert_cmpuint (fixture->pieces->len, ==, 19);
  for (guint i = 0; i < fixture->pieces->len; i++)
    g_assert_cmpint (block_fixture_height (fixture, i, 720), <, 1000);
  block_fixture_draw (fixture, 0);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
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
  g_test_add_func ("/blocks/code/titles", test_titles);
  ADD ("/blocks/code/heights", test_heights);
  ADD ("/blocks/code/pieces", test_pieces);
  ADD ("/blocks/code/spots", test_spots);
  ADD ("/blocks/code/spots-of-second-piece", test_spots_of_second_piece);
  ADD ("/blocks/code/selection", test_selection);
  ADD ("/blocks/code/wrap", test_wrap);
  ADD ("/blocks/code/scroll", test_scroll);
  ADD ("/blocks/code/colors", test_colors_appear_and_append);
  ADD ("/blocks/code/streamed-equals-whole", test_streamed_equals_whole);
  ADD ("/blocks/code/no-colors", test_no_colors);
  ADD ("/blocks/code/contrast", test_contrast);
  ADD ("/blocks/code/contrast-drawn", test_contrast_drawn);
  ADD ("/blocks/code/growing-is-cheap", test_growing_is_cheap);
  ADD ("/blocks/code/hostile", test_hostile);
  return g_test_run ();
}
