/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From TeX to a texture: the first formula with nothing started, then each one, and what sonde-math takes. */

#include "sonde-formula-drawing.h"
#include "sonde-math.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define ROUNDS       40
#define FRESH_STARTS 5

/* A mix from a school book; each round adds a number, so that nothing is set twice. */
static const char *const formulas[] = {
  "x^2 + %d",
  "\\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a} = %d",
  "\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2} + %d",
  "\\begin{aligned} \\nabla\\cdot\\mathbf{E} &= \\frac{\\rho}{\\varepsilon_0} \\\\ \\nabla\\cdot\\mathbf{B} "
  "&= %d \\end{aligned}",
  "\\begin{pmatrix} a & b \\\\ c & %d \\end{pmatrix}",
  "\\ce{2H2 + O2 -> 2H2O} \\quad (%d)",
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
typeset (SondeMath *math, const char *tex)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SondeFormula *formula = NULL;

  sonde_math_typeset_async (math, tex, TRUE, NULL, result_cb, &result);
  await (&result);
  formula = sonde_math_typeset_finish (math, result, &error);
  if (formula == NULL)
    g_error ("%s: %s", tex, error->message);
  return formula;
}

static void
draw (SondeFormula *formula)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SondeFormulaPicture) picture = NULL;
  GdkRGBA black = { 0, 0, 0, 1 };

  sonde_formula_draw_async (formula, 16, &black, 2, result_cb, &result);
  await (&result);
  picture = sonde_formula_draw_finish (result);
  g_assert (picture->texture != NULL);
}

static double
ms_since (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
median (GArray *figures)
{
  g_array_sort (figures, compare);
  return g_array_index (figures, double, figures->len / 2);
}

static double
pss_mib (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", pid);
  g_autofree char *text = NULL;
  const char *line = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  line = strstr (text, "\nPss:");
  return line == NULL ? 0 : (double) g_ascii_strtoull (line + strlen ("\nPss:"), NULL, 10) / 1024;
}

/* Of this program and of sonde-math: what else the machine does changes it less than the clock's time. */
static double
processor_ms (GPid pid)
{
  clockid_t clock = CLOCK_PROCESS_CPUTIME_ID;
  struct timespec own = { 0, 0 };
  struct timespec other = { 0, 0 };

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &own);
  if (pid != 0 && clock_getcpuclockid (pid, &clock) == 0)
    clock_gettime (clock, &other);
  return (double) (own.tv_sec + other.tv_sec) * 1e3 + (double) (own.tv_nsec + other.tv_nsec) / 1e6;
}

static double
first_formula_ms (double *processor)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  gint64 begin = g_get_monotonic_time ();
  double before = processor_ms (0);
  g_autoptr (SondeFormula) formula = typeset (math, "\\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}");
  double elapsed = 0;

  draw (formula);
  elapsed = ms_since (begin);
  *processor = processor_ms (sonde_math_get_pid (math)) - before;
  return elapsed;
}

int
main (void)
{
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) first_processor = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) setting = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) drawing = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) each = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (SondeMath) math = NULL;
  double idle = 0;
  double before = 0;
  double used = 0;

  g_setenv ("SONDE_MATH_HELPER", SONDE_BUILT_HELPER, FALSE);
  for (guint i = 0; i < FRESH_STARTS; i++)
    {
      double processor = 0;
      double figure = first_formula_ms (&processor);

      g_array_append_val (first, figure);
      g_array_append_val (first_processor, processor);
    }

  math = sonde_math_new ();
  sonde_formula_unref (typeset (math, "x"));
  idle = pss_mib (sonde_math_get_pid (math));
  before = processor_ms (sonde_math_get_pid (math));
  for (int round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
      {
        g_auto (GStrv) parts = g_strsplit (formulas[i], "%d", 2);
        g_autofree char *tex = g_strdup_printf ("%s%d%s", parts[0], round, parts[1]);
        gint64 begin = g_get_monotonic_time ();
        g_autoptr (SondeFormula) formula = typeset (math, tex);
        double set = ms_since (begin);
        double whole = 0;
        double drawn = 0;

        draw (formula);
        whole = ms_since (begin);
        drawn = whole - set;
        g_array_append_val (setting, set);
        g_array_append_val (drawing, drawn);
        g_array_append_val (each, whole);
      }

  used = processor_ms (sonde_math_get_pid (math)) - before;

  printf ("formulas: the first, from nothing to a texture, median\t%.1f\tms\n", median (first));
  printf ("formulas: the first, fastest\t%.1f\tms\n", g_array_index (first, double, 0));
  printf ("formulas: the first, processor time, median\t%.1f\tms\n", median (first_processor));
  printf ("formulas: each, from TeX to a texture, median\t%.2f\tms\n", median (each));
  printf ("formulas: … of it set by sonde-math\t%.2f\tms\n", median (setting));
  printf ("formulas: … of it drawn at scale 2\t%.2f\tms\n", median (drawing));
  printf ("formulas: each, processor time\t%.2f\tms\n", used / (ROUNDS * G_N_ELEMENTS (formulas)));
  printf ("formulas: memory of sonde-math (PSS) after one\t%.1f\tMiB\n", idle);
  printf ("formulas: memory of sonde-math (PSS) after %d\t%.1f\tMiB\n",
          (int) (ROUNDS * G_N_ELEMENTS (formulas)),
          pss_mib (sonde_math_get_pid (math)));
  return 0;
}
