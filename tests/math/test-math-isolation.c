/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One formula must not see what another one defined. */

#include "math-test.h"

#include "sonde-test.h"

#include <string.h>

typedef struct
{
  const char *defines; /* set first; both its parts prove that the definition works where it stands */
  const char *uses;    /* must then fail, or look as it did before */
} Leak;

static const Leak commands[] = {
  { "\\def\\zz{x} \\zz", "\\zz" },
  { "\\def\\zz#1{x#1} \\zz{y}", "\\zz{y}" },
  { "\\gdef\\zz{x} \\zz", "\\zz" },
  { "\\edef\\zz{x} \\zz", "\\zz" },
  { "\\global\\def\\zz{x} \\zz", "\\zz" },
  { "\\newcommand{\\zz}{x} \\zz", "\\zz" },
  { "\\newcommand{\\zz}[2][y]{x#1#2} \\zz{z}", "\\zz{z}" },
  { "\\renewcommand{\\zz}{x} \\zz", "\\zz" },
  { "\\providecommand{\\zz}{x} \\zz", "\\zz" },
  { "\\let\\zz=\\alpha \\zz", "\\zz" },
  { "\\DeclareMathOperator{\\zz}{zz} \\zz x", "\\zz x" },
  { "\\DeclareMathOperator*{\\zz}{zz} \\zz_x", "\\zz_x" },
  { "\\DeclarePairedDelimiter{\\zz}{\\lvert}{\\rvert} \\zz{x}", "\\zz{x}" },
  { "\\DeclarePairedDelimiterX{\\zz}[1]{\\lvert}{\\rvert}{#1} \\zz{x}", "\\zz{x}" },
  { "\\newenvironment{zz}{(}{)} \\begin{zz} x \\end{zz}", "\\begin{zz} x \\end{zz}" },
  { "\\DeclareMathOperator{\\zz}{zz} \\let\\yy=\\zz \\yy", "\\yy" },
  { "{\\def\\zz{x}} y", "\\zz" },
  { "\\text{$\\def\\zz{x}\\zz$}", "\\zz" },
};

static const Leak looks[] = {
  { "\\def\\alpha{x} \\alpha", "\\alpha" },
  { "\\renewcommand{\\frac}[2]{#1} \\frac{a}{b}", "\\frac{a}{b}" },
  { "\\let\\sin=\\cos \\sin", "\\sin" },
  { "\\renewenvironment{matrix}{x}{y} \\begin{matrix} a \\end{matrix}", "\\begin{matrix} a \\end{matrix}" },
  { "\\definecolor{red}{RGB}{0,0,255} \\color{red}{x}", "\\color{red}{x}" },
  { "\\newtagform{zz}{[}{]} \\usetagform{zz} x \\tag{1}", "x \\tag{1}" },
  { "\\mathtoolsset{showonlyrefs=true} x", "x" },
  { "\\begin{equation} x \\label{a} \\end{equation}", "\\begin{equation} x \\label{a} \\end{equation}" },
  { "x \\tag{1} \\label{a}", "\\ref{a}" },
  { "\\let\\mathbb=\\mathbf \\mathbb{R}", "\\mathbb{R}" },
  { "\\def\\text{\\mathrm} \\text x", "\\text{x}" },
  { "\\begin{align} a &= b \\label{b} \\\\ c &= d \\label{c} \\end{align}", "\\eqref{b}" },
  { "\\unicode{x2603}", "\\unicode{x2603}" },
  { "\\let\\{=[ \\{", "\\{" },
  { "\\def\\big#1{x} \\big(", "\\big(" },
};

static void
test_commands (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (SondeFormula) formula = math_test_must_set (math, commands[i].defines, TRUE);

      math_test_must_fail (math, commands[i].uses, "");
    }
}

static void
test_looks (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autoptr (SondeFormula) before = math_test_must_set (math, looks[i].uses, TRUE);
      g_autoptr (SondeFormula) between = math_test_set (math, looks[i].defines, TRUE, NULL);
      g_autoptr (SondeFormula) after = math_test_must_set (math, looks[i].uses, TRUE);

      if (!g_bytes_equal (sonde_formula_get_svg (before), sonde_formula_get_svg (after)))
        g_error ("%s changes %s", looks[i].defines, looks[i].uses);
    }
}

/* A definition stays behind neither when the formula that makes it is wrong. */
static void
test_after_error (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();

  math_test_must_fail (math, "\\def\\zz{x} \\frac{", "");
  math_test_must_fail (math, "\\zz", "Undefined");
  math_test_must_fail (math, "\\unicode[3,2;Arial]{x2603}", "may not name a font");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math-isolation/commands", test_commands);
  g_test_add_func ("/math-isolation/looks", test_looks);
  g_test_add_func ("/math-isolation/after-error", test_after_error);
  return g_test_run ();
}
