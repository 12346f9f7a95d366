/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Formulas that want to reach out, and formulas that want never to end. */

#include "math-test.h"

#include "sonde-test.h"

#include <string.h>

/* What may neither make a picture refer to anything nor MathML link or style anything. */
static const char *const reaching[] = {
  "\\href{http://127.0.0.1/x}{y}",
  "\\href{javascript:alert(1)}{y}",
  "\\url{http://127.0.0.1/x}",
  "\\require{http://127.0.0.1/x} y",
  "\\style{background:url(http://127.0.0.1/x)}{y}",
  "\\class{zzclass}{y}",
  "\\cssId{zzid}{y}",
  "\\data{zz=1}{y}",
  "\\htmlStyle{color:red}{y}",
  "\\htmlId{zzid}{y}",
  "\\bbox[background:url(http://127.0.0.1/x)]{y}",
  "\\bbox[border:1px solid red;behavior:url(http://127.0.0.1/x)]{y}",
  "\\color{url(http://127.0.0.1/x)}{y}",
  "\\color{red\" onload=\"alert(1)}{y}",
  "\\color{\"><image href=\"http://127.0.0.1/x\"/>}{y}",
  "\\textcolor{url(http://127.0.0.1/x)}{y}",
  "\\colorbox{url(http://127.0.0.1/x)}{y}",
  "\\text{<image href=\"http://127.0.0.1/x\"/><script>alert(1)</script>&amp;]]>}",
  "\\enclose{circle}[mathcolor=\"url(http://127.0.0.1/x)\"]{y}",
  "x \\tag{1} \\label{zzid}",
  "\\eqref{zzid}",
};

/* Elements and attributes by name: what an attribute says as its value is escaped, and no address there is
 * opened. */
static void
start_element_cb (GMarkupParseContext *context,
                  const char *element,
                  const char **names,
                  const char **values,
                  gpointer tex,
                  GError **error)
{
  static const char *const elements[]
    = { "a", "image", "script", "style", "use", "foreignObject", "annotation-xml", NULL };
  static const char *const attributes[]
    = { "href", "xlink:href", "src", "class", "id", "onload", "onclick", NULL };

  if (g_strv_contains (elements, element))
    g_error ("%s gives <%s>", (const char *) tex, element);
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_strv_contains (attributes, names[i]))
        g_error ("%s gives %s=\"%s\"", (const char *) tex, names[i], values[i]);
      /* MathJax places the picture with a style of its own; nothing of the formula's gets there. */
      if (g_str_equal (names[i], "style") && strstr (values[i], "url") != NULL)
        g_error ("%s gives style=\"%s\"", (const char *) tex, values[i]);
    }
}

static void
assert_harmless (const char *tex, const char *markup)
{
  static const GMarkupParser parser = { .start_element = start_element_cb };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, (gpointer) tex, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, markup, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

static void
test_reach (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();

  for (guint i = 0; i < G_N_ELEMENTS (reaching); i++)
    {
      g_autoptr (SondeFormula) formula = math_test_set (math, reaching[i], TRUE, NULL);

      if (formula == NULL)
        continue; /* its source is shown */
      assert_harmless (reaching[i], math_test_get_svg (formula));
      assert_harmless (reaching[i], sonde_formula_get_mathml (formula));
      g_assert_null (strstr (sonde_formula_get_mathml (formula), " style="));
    }
}

/* The argument that is shown is shown. */
static void
test_content_stays (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (SondeFormula) plain = math_test_must_set (math, "{y^2}+1", TRUE);
  static const char *const same[] = { "\\href{http://127.0.0.1/%20#a}{y^2}+1",
                                      "\\class{a}{y^2}+1",
                                      "\\style{a:b}{y^2}+1",
                                      "\\cssId{a}{y^2}+1",
                                      "\\htmlData{a=b}{y^2}+1",
                                      "\\require{cancel}{y^2}+1" };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (SondeFormula) formula = math_test_must_set (math, same[i], TRUE);

      g_assert_cmpfloat_with_epsilon (
        sonde_formula_get_width (formula), sonde_formula_get_width (plain), 0.001);
    }
}

static void
test_refused (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();

  math_test_must_fail (math, "\\mmlToken{mi}[href=\"javascript:alert(1)\"]{x}", "is not allowed");
  math_test_must_fail (math, "\\mmlToken{mi}[style=\"background:red\"]{x}", "is not allowed");
  math_test_must_fail (math, "\\includegraphics{http://127.0.0.1/x.png}", "Undefined");
  math_test_must_fail (math, "\\input{/etc/passwd}", "Undefined");
  math_test_must_fail (math, "\\setOptions{maxMacros=99999}", "Undefined");
  math_test_must_fail (math, "\\toggle{a}{b}\\endtoggle", "Undefined");
}

static char *
repeat (const char *text, guint times)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (string, text);
  return g_string_free (string, FALSE);
}

static char *
nest (const char *before, const char *after, guint depth)
{
  g_autofree char *head = repeat (before, depth);
  g_autofree char *tail = repeat (after, depth);

  return g_strconcat (head, "x", tail, NULL);
}

/* Each doubles what the one before it says. */
static char *
make_chain (guint length)
{
  GString *tex = g_string_new ("\\def\\aa{xxxxxxxxxxxxxxx}");

  for (guint i = 1; i < length; i++)
    g_string_append_printf (tex, "\\def\\a%c{\\a%c\\a%c}", 'a' + i, 'a' + i - 1, 'a' + i - 1);
  g_string_append_printf (tex, "\\a%c", 'a' + length - 1);
  return g_string_free (tex, FALSE);
}

/* Whatever it is, it ends soon, and the next formula is set. Three seconds is what a process that stands
 * still gets. */
static void
assert_ends (SondeMath *math, const char *tex)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeFormula) formula = math_test_set (math, tex, TRUE, &error);
  g_autoptr (SondeFormula) next = NULL;

  g_test_message (
    "%.30s…: %.0f ms, %s", tex, (g_get_monotonic_time () - begin) / 1000.0, error ? error->message : "set");
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
  if (formula != NULL)
    g_assert_cmpuint (g_bytes_get_size (sonde_formula_get_svg (formula)), <=, SONDE_MATH_MAX_SVG_BYTES);
  next = math_test_must_set (math, "x", TRUE);
}

static void
test_bombs (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autofree char *braces = nest ("{", "}", 1999);
  g_autofree char *fractions = nest ("\\frac1{", "}", 490);
  g_autofree char *roots = nest ("\\sqrt{", "}", 560);
  g_autofree char *lefts = nest ("\\left(", "\\right)", 300);
  g_autofree char *scripts = nest ("x^{", "}", 900);
  g_autofree char *flat = repeat ("a+", 2000);
  g_autofree char *matrix = repeat ("a&", 1980);
  g_autofree char *chain = make_chain (9);
  g_autofree char *long_chain = make_chain (24);
  g_autofree char *wide = g_strconcat ("\\begin{matrix}", matrix, "\\end{matrix}", NULL);

  assert_ends (math, braces);
  assert_ends (math, fractions);
  assert_ends (math, roots);
  assert_ends (math, lefts);
  assert_ends (math, scripts);
  assert_ends (math, flat);
  assert_ends (math, wide);
  assert_ends (math, chain);
  assert_ends (math, long_chain);
  assert_ends (math, "\\def\\a{\\a}\\a");
  assert_ends (math, "\\def\\a{\\a x}\\a");
  assert_ends (math, "\\def\\a{\\a\\a}\\a");
  assert_ends (math, "\\newenvironment{z}{\\begin{z}}{\\end{z}}\\begin{z}\\end{z}");
}

/* Thirty-two thousand flat characters never reach the process. */
static void
test_long (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autofree char *flat = repeat ("a+b-", 8192);
  g_autofree char *nested = nest ("{", "}", 2000);

  math_test_must_fail (math, flat, "longer than");
  math_test_must_fail (math, nested, "longer than");
  g_assert_cmpint (sonde_math_get_pid (math), ==, 0);
}

/* Asked again, a formula that took too long is not tried again. */
static void
test_remembered (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autofree char *braces = nest ("{", "}", 1999);
  gint64 begin = 0;

  math_test_must_fail (math, braces, "");
  begin = g_get_monotonic_time ();
  math_test_must_fail (math, braces, "");
  g_test_message ("the second time: %.1f ms", (g_get_monotonic_time () - begin) / 1000.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math-hostile/reach", test_reach);
  g_test_add_func ("/math-hostile/content-stays", test_content_stays);
  g_test_add_func ("/math-hostile/refused", test_refused);
  g_test_add_func ("/math-hostile/bombs", test_bombs);
  g_test_add_func ("/math-hostile/long", test_long);
  g_test_add_func ("/math-hostile/remembered", test_remembered);
  return g_test_run ();
}
