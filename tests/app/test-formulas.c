/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of formulas: box, baseline, colour, scale, what is asked of whom, and that drawing opens nothing.
 */

#include "sonde-formula-cache.h"
#include "sonde-formula-drawing.h"
#include "sonde-formula-private.h"
#include "sonde-lru.h"
#include "sonde-test.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#define EM 16

static const GdkRGBA black = { 0, 0, 0, 1 };
static const GdkRGBA white = { 1, 1, 1, 1 };
static const GdkRGBA red = { 1, 0, 0, 1 };

static const SondeFormulaPicture *
await (
  SondeFormulaCache *cache, const char *tex, gboolean display, double em, const GdkRGBA *color, int scale)
{
  const SondeFormulaPicture *picture = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      picture = sonde_formula_cache_get (cache, tex, display, em, color, scale);
      if (picture != NULL)
        return picture;
      sonde_test_spin (5);
    }
  g_error ("no picture of %s", tex);
}

static const SondeFormulaPicture *
await_drawn (SondeFormulaCache *cache, const char *tex, const GdkRGBA *color, int scale)
{
  const SondeFormulaPicture *picture = await (cache, tex, FALSE, EM, color, scale);

  if (picture->texture == NULL)
    g_error ("%s: %s", tex, picture->error);
  return picture;
}

/* The sum of each channel; the pixels are blue, green, red and alpha, premultiplied, on this kind of machine.
 */
typedef struct
{
  guint64 blue, green, red, alpha;
} Ink;

static Ink
measure (GdkTexture *texture, int first_row, int n_rows)
{
  int width = gdk_texture_get_width (texture);
  gsize stride = (gsize) width * 4;
  g_autofree guchar *pixels = g_malloc (stride * (gsize) gdk_texture_get_height (texture));
  Ink ink = { 0, 0, 0, 0 };

  gdk_texture_download (texture, pixels, stride);
  for (int y = first_row; y < first_row + n_rows; y++)
    for (int x = 0; x < width; x++)
      {
        guint32 pixel = 0;

        memcpy (&pixel, pixels + (gsize) y * stride + (gsize) x * 4, sizeof pixel);
        ink.alpha += pixel >> 24;
        ink.red += pixel >> 16 & 0xff;
        ink.green += pixel >> 8 & 0xff;
        ink.blue += pixel & 0xff;
      }
  return ink;
}

static Ink
measure_all (GdkTexture *texture)
{
  return measure (texture, 0, gdk_texture_get_height (texture));
}

static void
test_picture (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  const SondeFormulaPicture *picture = NULL;

  g_assert_null (sonde_formula_cache_get (cache, "x", FALSE, EM, &black, 1));
  picture = await_drawn (cache, "x", &black, 1);
  /* An x is 0.442 of an em high, the em 1.12 times the text, and 0.572 of an em wide. */
  g_assert_cmpfloat_with_epsilon (picture->ascent, EM * 1.12 * 0.442, 1.01);
  g_assert_cmpfloat_with_epsilon (picture->width, EM * 1.12 * 0.572, 1.01);
  g_assert_cmpfloat (picture->descent, <=, 1);
  g_assert_cmpint (gdk_texture_get_height (picture->texture), ==, (int) (picture->ascent + picture->descent));
  g_assert_cmpuint (measure_all (picture->texture).alpha, >, 1000);
}

/* What is above the baseline of an x and of a y is the same height; below it only the y has ink. */
static void
test_baseline (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  const SondeFormulaPicture *picture = await_drawn (cache, "x", &black, 2);
  double ascent = picture->ascent;
  Ink below = { 0, 0, 0, 0 };

  picture = await_drawn (cache, "y", &black, 2);
  g_assert_cmpfloat_with_epsilon (picture->ascent, ascent, 0.01);
  g_assert_cmpfloat (picture->descent, >, 2);
  below = measure (picture->texture, (int) (picture->ascent * 2), (int) (picture->descent * 2));
  g_assert_cmpuint (below.alpha, >, 1000);
}

static void
test_color (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  GdkRGBA faint = { 1, 0, 0, 0.5 };
  Ink dark = measure_all (await_drawn (cache, "x+y", &black, 1)->texture);
  Ink light = measure_all (await_drawn (cache, "x+y", &white, 1)->texture);
  Ink coloured = measure_all (await_drawn (cache, "x+y", &red, 1)->texture);
  Ink half = measure_all (await_drawn (cache, "x+y", &faint, 1)->texture);
  Ink own = measure_all (await_drawn (cache, "\\color{blue}{x+y}", &red, 1)->texture);

  g_assert_cmpuint (dark.red + dark.green + dark.blue, ==, 0);
  g_assert_cmpuint (light.red, ==, light.alpha);
  g_assert_cmpuint (light.alpha, ==, dark.alpha);
  g_assert_cmpuint (coloured.red, ==, coloured.alpha);
  g_assert_cmpuint (coloured.green + coloured.blue, ==, 0);
  g_assert_cmpfloat_with_epsilon ((double) half.alpha / (double) dark.alpha, 0.5, 0.02);
  g_assert_cmpuint (own.blue, ==, own.alpha);
  g_assert_cmpuint (own.red, ==, 0);
}

static void
test_scale (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  const SondeFormulaPicture *picture = await_drawn (cache, "\\frac{a}{b}", &black, 1);
  double width = picture->width;
  double height = picture->ascent + picture->descent;
  int device_height = gdk_texture_get_height (picture->texture);

  picture = await_drawn (cache, "\\frac{a}{b}", &black, 2);
  g_assert_cmpfloat_with_epsilon (picture->width, width, 1);
  g_assert_cmpfloat_with_epsilon (picture->ascent + picture->descent, height, 2);
  g_assert_cmpint (gdk_texture_get_width (picture->texture), ==, (int) (picture->width * 2));
  g_assert_cmpint (gdk_texture_get_height (picture->texture), >, device_height * 3 / 2);
}

/* What is there in one size and colour stands in for another. */
static void
test_stand_in (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  SondeFormulaPicture stand_in = { NULL };
  double width = 0, ascent = 0;

  g_assert_false (sonde_formula_cache_get_stand_in (cache, "x_s", FALSE, EM, &stand_in));
  width = await_drawn (cache, "x_s", &black, 1)->width;
  ascent = await_drawn (cache, "x_s", &black, 1)->ascent;
  g_assert_true (sonde_formula_cache_get_stand_in (cache, "x_s", FALSE, 2 * EM, &stand_in));
  g_assert_cmpfloat_with_epsilon (stand_in.width, 2 * width, 0.01);
  g_assert_cmpfloat_with_epsilon (stand_in.ascent, 2 * ascent, 0.01);
  g_assert_false (sonde_formula_cache_get_stand_in (cache, "x_s", TRUE, EM, &stand_in));
  g_assert_false (sonde_formula_cache_get_stand_in (cache, "y_s", FALSE, EM, &stand_in));
}

static void
test_display (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  double in_line = await (cache, "\\sum_{i=1}^n", FALSE, EM, &black, 1)->ascent;

  g_assert_cmpfloat (await (cache, "\\sum_{i=1}^n", TRUE, EM, &black, 1)->ascent, >, in_line);
}

static void
test_chinese (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  const SondeFormulaPicture *picture = await_drawn (cache, "\\text{速度}", &black, 2);

  g_assert_cmpfloat_with_epsilon (picture->width, 2 * EM * 1.12, 2);
  g_assert_cmpuint (measure_all (picture->texture).alpha, >, 10000);
}

static void
test_empty (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();

  g_assert_cmpuint (measure_all (await_drawn (cache, "", &black, 1)->texture).alpha, ==, 0);
  g_assert_cmpuint (measure_all (await_drawn (cache, "\\quad", &black, 1)->texture).alpha, ==, 0);
}

static void
test_errors (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  const SondeFormulaPicture *picture = await (cache, "\\frac{1}{", FALSE, EM, &black, 1);

  g_assert_null (picture->texture);
  g_assert_nonnull (strstr (picture->error, "Missing close brace"));
  /* At once, for whatever size: nothing is asked twice. */
  g_assert_true (sonde_formula_cache_get (cache, "\\frac{1}{", FALSE, 99, &red, 2) == picture);

  picture = await (cache, "x", FALSE, 40000, &black, 1);
  g_assert_null (picture->texture);
  g_assert_nonnull (strstr (picture->error, "too large"));
}

/* Another colour, size or scale is drawn without asking sonde-math, which is not even there any more. */
static void
test_asked_once (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  GPid pid = 0;

  await_drawn (cache, "a^2+b^2", &black, 1);
  pid = sonde_math_get_pid (sonde_math_get_default ());
  g_assert_cmpint (pid, >, 0);
  kill (pid, SIGKILL);
  await_drawn (cache, "a^2+b^2", &white, 1);
  await_drawn (cache, "a^2+b^2", &black, 2);
  g_assert_nonnull (await (cache, "a^2+b^2", FALSE, 24, &black, 1)->texture);
  g_assert_cmpint (sonde_math_get_pid (sonde_math_get_default ()), ==, pid);
  await_drawn (cache, "a^2+b^3", &black, 1);
  g_assert_cmpint (sonde_math_get_pid (sonde_math_get_default ()), !=, pid);
}

static void
count_cb (SondeFormulaCache *cache, guint *count)
{
  (*count)++;
}

static guint
count_known (SondeFormulaCache *cache, guint from, guint to)
{
  guint count = 0;

  for (guint i = from; i < to; i++)
    {
      g_autofree char *tex = g_strdup_printf ("x_{%u}", i);

      count += sonde_formula_cache_get (cache, tex, FALSE, EM, &black, 1) != NULL;
    }
  return count;
}

/* Many formulas, few signals. */
static void
test_coalesced (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  guint n_signals = 0;
  gint64 begin = g_get_monotonic_time ();

  await_drawn (cache, "x", &black, 1);
  g_signal_connect (cache, "ready", G_CALLBACK (count_cb), &n_signals);
  while (count_known (cache, 0, 60) < 60)
    sonde_test_spin (20);
  g_assert_cmpuint (n_signals, >=, 1);
  g_assert_cmpuint (n_signals, <=, 2 + (g_get_monotonic_time () - begin) / 32000);
  g_signal_handlers_disconnect_by_data (cache, &n_signals);
}

/* Somebody scrolls past a thousand: the newest are made, the others are forgotten until they are asked for
 * again. */
static void
test_bounded (void)
{
  g_autoptr (SondeFormulaCache) cache = sonde_formula_cache_new ();
  guint n_signals = 0;

  g_signal_connect (cache, "ready", G_CALLBACK (count_cb), &n_signals);
  g_assert_cmpuint (count_known (cache, 1000, 2000), ==, 0);
  for (guint i = 0, before = 1; i < 1000 && before != n_signals; i++)
    {
      before = n_signals;
      sonde_test_spin (500);
    }
  g_assert_cmpuint (n_signals, >, 0);
  g_assert_cmpuint (count_known (cache, 1900, 2000), ==, 100);
  g_assert_cmpuint (count_known (cache, 1010, 1100), ==, 0);
  await_drawn (cache, "x_{1050}", &black, 1);
  g_signal_handlers_disconnect_by_data (cache, &n_signals);
}

/* Drawing */

static SondeFormulaPicture *
draw (const char *svg)
{
  g_autoptr (SondeFormula) formula = sonde_formula_new (svg, "", 10, 10, 0);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_formula_draw_async (formula, EM, &black, 1, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  return sonde_formula_draw_finish (result);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gboolean *called)
{
  *called = TRUE;
  return TRUE;
}

/* A picture that names files and addresses, and would be seen if they were read. */
static void
test_opens_nothing (void)
{
  static const char *const patterns[] = {
    "<image xlink:href=\"%s\" width=\"100\" height=\"100\"/>",
    "<image href=\"%s\" width=\"100\" height=\"100\"/>",
    "<use xlink:href=\"%s#a\"/>",
    "<rect width=\"100\" height=\"100\" fill=\"url(%s#a)\"/>",
    "<style>@import url('%s'); </style>",
    "<g filter=\"url(%s#a)\"><rect width=\"100\" height=\"100\" fill=\"none\"/></g>",
    "<filter id=\"f\"><feImage xlink:href=\"%s\"/></filter><rect width=\"100\" height=\"100\" "
    "filter=\"url(#f)\"/>",
    "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"%s\" parse=\"text\"/>",
  };
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "square.svg", NULL);
  g_autofree char *file = g_strdup_printf ("file://%s", path);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u/square.svg", port);
  const char *targets[] = { file, path, address };
  gboolean called = FALSE;

  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), &called);
  g_assert_true (
    g_file_set_contents (path,
                         "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\">"
                         "<rect id=\"a\" width=\"100\" height=\"100\" fill=\"red\"/></svg>",
                         -1,
                         NULL));
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    for (guint k = 0; k < G_N_ELEMENTS (targets); k++)
      {
        g_auto (GStrv) parts = g_strsplit (patterns[i], "%s", 2);
        g_autofree char *svg
          = g_strconcat ("<svg xmlns=\"http://www.w3.org/2000/svg\" "
                         "xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 100 100\">",
                         parts[0],
                         targets[k],
                         parts[1],
                         "</svg>",
                         NULL);
        g_autoptr (SondeFormulaPicture) picture = draw (svg);

        if (picture->texture != NULL && measure_all (picture->texture).red != 0)
          g_error ("is drawn: %s", svg);
      }
  sonde_test_spin (100);
  g_assert_false (called);
  sonde_test_remove_dir (dir);
}

/* librsvg refuses; the person is told why. */
static void
test_refused (void)
{
  g_autoptr (GString) deep
    = g_string_new ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">");
  g_autoptr (SondeFormulaPicture) too_deep = NULL;
  g_autoptr (SondeFormulaPicture) broken = draw ("<svg xmlns=\"http://www.w3.org/2000/svg\"><g>");

  g_assert_null (broken->texture);
  g_assert_nonnull (strstr (broken->error, "cannot be drawn"));
  for (guint i = 0; i < 2000; i++)
    g_string_append (deep, "<g>");
  for (guint i = 0; i < 2000; i++)
    g_string_append (deep, "</g>");
  g_string_append (deep, "</svg>");
  too_deep = draw (deep->str);
  g_assert_null (too_deep->texture);
  g_assert_nonnull (too_deep->error);
}

static void
test_lru (void)
{
  g_autoptr (SondeLru) lru = sonde_lru_new (1000, g_free);

  sonde_lru_put (lru, "a", g_strdup ("1"), 300);
  sonde_lru_put (lru, "b", g_strdup ("2"), 300);
  g_assert_cmpstr (sonde_lru_get (lru, "a"), ==, "1");
  sonde_lru_put (lru, "c", g_strdup ("3"), 300);
  g_assert_null (sonde_lru_get (lru, "b"));
  g_assert_cmpstr (sonde_lru_get (lru, "a"), ==, "1");
  sonde_lru_put (lru, "a", g_strdup ("4"), 10);
  g_assert_cmpstr (sonde_lru_get (lru, "a"), ==, "4");
  g_assert_cmpuint (sonde_lru_get_bytes (lru), <=, 1000);
  sonde_lru_put (lru, "d", g_strdup ("5"), 100000);
  g_assert_cmpstr (sonde_lru_get (lru, "d"), ==, "5");
  g_assert_null (sonde_lru_get (lru, "c"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_func ("/formulas/lru", test_lru);
  g_test_add_func ("/formulas/picture", test_picture);
  g_test_add_func ("/formulas/baseline", test_baseline);
  g_test_add_func ("/formulas/color", test_color);
  g_test_add_func ("/formulas/scale", test_scale);
  g_test_add_func ("/formulas/stand-in", test_stand_in);
  g_test_add_func ("/formulas/display", test_display);
  g_test_add_func ("/formulas/chinese", test_chinese);
  g_test_add_func ("/formulas/empty", test_empty);
  g_test_add_func ("/formulas/errors", test_errors);
  g_test_add_func ("/formulas/asked-once", test_asked_once);
  g_test_add_func ("/formulas/coalesced", test_coalesced);
  g_test_add_func ("/formulas/bounded", test_bounded);
  g_test_add_func ("/formulas/opens-nothing", test_opens_nothing);
  g_test_add_func ("/formulas/refused", test_refused);
  return g_test_run ();
}
