/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "math-test.h"

#include "sonde-test.h"

#include <string.h>

static void
test_picture (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) formula = math_test_must_set (math, "x^2", FALSE);
  const char *svg = math_test_get_svg (formula);

  g_assert_true (g_str_has_prefix (svg, "<svg"));
  g_assert_true (g_str_has_suffix (svg, "</svg>"));
  g_assert_nonnull (strstr (svg, "currentColor"));
  g_assert_nonnull (strstr (svg, "<path"));
  g_assert_cmpfloat (sonde_formula_get_width (formula), >, 1);
  g_assert_cmpfloat (sonde_formula_get_height (formula), >, 1);
  g_assert_nonnull (strstr (sonde_formula_get_mathml (formula), "<msup>"));
}

/* The x stands on the baseline (its curves go below by 11 thousandths), the y hangs. */
static void
test_baseline (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) x = math_test_must_set (math, "x", FALSE);
  g_autoptr (SondeFormula) y = math_test_must_set (math, "y", FALSE);
  g_autoptr (SondeFormula) raised = math_test_must_set (math, "\\raise 5em {x}", FALSE);
  g_autoptr (SondeFormula) fraction = math_test_must_set (math, "\\frac{1}{2}", TRUE);

  g_assert_cmpfloat_with_epsilon (sonde_formula_get_depth (x), 0, 0.05);
  g_assert_cmpfloat_with_epsilon (sonde_formula_get_height (x), 1, 0.1);
  g_assert_cmpfloat (sonde_formula_get_depth (y), >, 0.3);
  g_assert_cmpfloat (sonde_formula_get_depth (y), <, sonde_formula_get_height (y));
  g_assert_cmpfloat (sonde_formula_get_depth (raised), <, 0.1);
  g_assert_cmpfloat (sonde_formula_get_depth (fraction), >, 1);
}

static void
test_display (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) in_line = math_test_must_set (math, "\\sum_{i=1}^n i", FALSE);
  g_autoptr (SondeFormula) alone = math_test_must_set (math, "\\sum_{i=1}^n i", TRUE);

  g_assert_cmpfloat (sonde_formula_get_height (alone), >, sonde_formula_get_height (in_line) * 1.5);
}

/* What a text of science needs, each with a glyph or a word that proves that it is there. */
static void
test_repertory (void)
{
  static const char *const formulas[] = {
    "\\begin{align} a &= b \\\\ c &= d \\end{align}",
    "\\begin{aligned} \\nabla\\cdot\\mathbf{E} &= \\frac{\\rho}{\\varepsilon_0} \\end{aligned}",
    "f(x) = \\begin{cases} x/2 & \\text{x 为偶数} \\\\ 3x+1 & \\text{否则} \\end{cases}",
    "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}",
    "\\ce{2H2 + O2 ->[\\Delta] 2H2O}",
    "\\ce{SO4^2- + Ba^2+ -> BaSO4 v}",
    "\\color{red}{x} + \\textcolor{#00ff00}{y}",
    "\\text{速度} = \\frac{\\text{路程}}{\\text{时间}}",
    "\\begin{multline} a + b \\\\ + c \\end{multline}",
    "\\overset{\\frown}{AB} \\quad \\widehat{ABC} \\quad \\overrightarrow{AB}",
    "\\require{mhchem} x",
    "\\bm{v} \\in \\R^n",
    "\\newcommand{\\half}{\\frac12} \\half \\mathbb{E}[X]",
    "\\begin{array}{c|c} a & b \\\\ \\hline c & d \\end{array}",
    "\\cancel{x} \\boxed{y} \\underbrace{a+b}_{n}",
    "a \\label{eq:1}",
    "",
  };
  g_autoptr (SondeMath) math = sonde_math_new ();

  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    {
      g_autoptr (SondeFormula) formula = math_test_must_set (math, formulas[i], TRUE);

      g_assert_cmpfloat (sonde_formula_get_width (formula), <, 200);
    }
}

/* Chinese has no glyph in MathJax' font and becomes text, which the system's fonts draw. */
static void
test_chinese (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) formula = math_test_must_set (math, "\\text{中文}", FALSE);

  g_assert_nonnull (strstr (math_test_get_svg (formula), "中"));
  g_assert_nonnull (strstr (sonde_formula_get_mathml (formula), "<mtext>&#x4E2D;&#x6587;</mtext>"));
}

/* A number stands behind the formula, where a picture has place for it, and not in the margin of a page. */
static void
test_tag (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) plain = math_test_must_set (math, "E = mc^2", TRUE);
  g_autoptr (SondeFormula) tagged = math_test_must_set (math, "E = mc^2 \\tag{1.2}", TRUE);
  g_autoptr (SondeFormula) lines
    = math_test_must_set (math, "\\begin{align} a &= b \\tag{1} \\\\ ccc &= d \\end{align}", TRUE);

  g_assert_cmpfloat (sonde_formula_get_width (tagged), >, sonde_formula_get_width (plain) + 5);
  g_assert_cmpfloat (sonde_formula_get_width (tagged), <, sonde_formula_get_width (plain) + 20);
  g_assert_null (strstr (math_test_get_svg (tagged), "100%"));
  g_assert_null (strstr (sonde_formula_get_mathml (tagged), "mlabeledtr"));
  g_assert_cmpfloat (sonde_formula_get_width (lines), <, 40);
}

static void
test_errors (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();

  math_test_must_fail (math, "\\frac{1}{", "Missing close brace");
  math_test_must_fail (math, "\\left( x", "\\right");
  math_test_must_fail (math, "\\begin{align} a", "\\end{align}");
  math_test_must_fail (math, "\\undefinedcommand", "Undefined control sequence \\undefinedcommand");
  math_test_must_fail (math, "x_1_2", "Double subscripts");
}

static void
test_caps (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autofree char *at_limit = g_strnfill (SONDE_MATH_MAX_TEX_CHARS, ' ');
  g_autofree char *over = g_strnfill (SONDE_MATH_MAX_TEX_CHARS + 1, ' ');
  g_autofree char *many = g_strnfill (SONDE_MATH_MAX_TEX_CHARS + 1, 'x');
  g_autoptr (SondeFormula) formula = NULL;

  at_limit[0] = 'x';
  formula = math_test_must_set (math, at_limit, TRUE);
  math_test_must_fail (math, over, "longer than 4000 characters");
  math_test_must_fail (math, many, "longer than 4000 characters");
  math_test_must_fail (math, "x\xff", "UTF-8");
  math_test_must_fail (math, "\\rule{99999em}{1em}", "too large");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/picture", test_picture);
  g_test_add_func ("/math/baseline", test_baseline);
  g_test_add_func ("/math/display", test_display);
  g_test_add_func ("/math/repertory", test_repertory);
  g_test_add_func ("/math/chinese", test_chinese);
  g_test_add_func ("/math/tag", test_tag);
  g_test_add_func ("/math/errors", test_errors);
  g_test_add_func ("/math/caps", test_caps);
  return g_test_run ();
}
