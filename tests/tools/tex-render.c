/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tex-render [--inline] [--mathml] [--em PX] [--scale N] [--color C] OUT.png: sets the formula on standard
 * input through sonde-math, draws it as the window does, and prints its width, ascent and descent. Needs no
 * display. */

#define G_LOG_DOMAIN "sonde-tools"

#include "sonde-formula-drawing.h"
#include "sonde-math.h"

#include <stdio.h>

static gboolean opt_inline;
static gboolean opt_mathml;
static double opt_em = 16;
static int opt_scale = 1;
static char *opt_color;

static const GOptionEntry entries[] = {
  { "inline", 0, 0, G_OPTION_ARG_NONE, &opt_inline, "As in a line of text", NULL },
  { "mathml", 0, 0, G_OPTION_ARG_NONE, &opt_mathml, "Print the MathML too", NULL },
  { "em", 0, 0, G_OPTION_ARG_DOUBLE, &opt_em, "Size of the text around it", "PX" },
  { "scale", 0, 0, G_OPTION_ARG_INT, &opt_scale, "Device pixels to a logical one", "N" },
  { "color", 0, 0, G_OPTION_ARG_STRING, &opt_color, "Colour of the text around it", "C" },
  { NULL },
};

static void
result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static SondeFormula *
typeset (const char *tex, GError **error)
{
  SondeMath *math = sonde_math_get_default ();
  g_autoptr (GAsyncResult) result = NULL;

  sonde_math_typeset_async (math, tex, !opt_inline, NULL, result_cb, &result);
  await (&result);
  return sonde_math_typeset_finish (math, result, error);
}

static SondeFormulaPicture *
draw (SondeFormula *formula)
{
  g_autoptr (GAsyncResult) result = NULL;
  GdkRGBA color = { 0, 0, 0, 1 };

  if (opt_color != NULL)
    gdk_rgba_parse (&color, opt_color);
  sonde_formula_draw_async (formula, opt_em, &color, opt_scale, result_cb, &result);
  await (&result);
  return sonde_formula_draw_finish (result);
}

static char *
read_all (void)
{
  GString *text = g_string_new (NULL);
  char bytes[65536];
  gsize length = 0;

  while ((length = fread (bytes, 1, sizeof bytes, stdin)) > 0)
    g_string_append_len (text, bytes, (gssize) length);
  return g_strchomp (g_string_free (text, FALSE));
}

static int
fail (const char *reason)
{
  g_printerr ("tex-render: %s\n", reason);
  return 1;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("OUT.png");
  g_autoptr (GError) error = NULL;
  g_autofree char *tex = NULL;
  g_autoptr (SondeFormula) formula = NULL;
  g_autoptr (SondeFormulaPicture) picture = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error->message);
  if (argc != 2 || opt_em <= 0 || opt_scale <= 0)
    return fail ("one name of a file is wanted");

  g_setenv ("SONDE_MATH_HELPER", SONDE_BUILT_HELPER, FALSE);
  tex = read_all ();
  formula = typeset (tex, &error);
  if (formula == NULL)
    return fail (error->message);
  picture = draw (formula);
  if (picture->texture == NULL)
    return fail (picture->error);
  if (!gdk_texture_save_to_png (picture->texture, argv[1]))
    return fail ("the file cannot be written");
  g_print ("%g %g %g\n", picture->width, picture->ascent, picture->descent);
  if (opt_mathml && sonde_formula_get_mathml (formula) != NULL)
    g_print ("%s\n", sonde_formula_get_mathml (formula));
  return 0;
}
