/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Formulas of others, one after another in one process: how many give a picture, that wrong ones give an
 * error, and that the order makes no difference. */

#include "math-test.h"

#include "sonde-error.h"
#include "sonde-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define WANTED_SHARE      0.97
#define WANTED_EXAM_SHARE 0.99

static JsonNode *
load (const char *name)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance (name);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (bytes == NULL)
    return NULL;
  g_assert_true (json_parser_load_from_data (
    parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  return json_parser_steal_root (parser);
}

static JsonArray *
get_cases (JsonNode *root)
{
  return JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root)
                                      : json_object_get_array_member (json_node_get_object (root), "cases");
}

static gboolean
is_set (SondeMath *math, const char *tex, gboolean display)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeFormula) formula = math_test_set (math, tex, display, &error);

  if (formula == NULL)
    g_test_message ("%s: %s", tex, error->message);
  return formula != NULL;
}

/* KaTeX' own tests. Beside what must be refused they hold formulas whose commands come with settings, and
 * some with \error, which is no command, to see it painted red: Sonde shows the source of those. */
static gboolean
must_be_set (JsonObject *one)
{
  const char *expect = json_object_get_string_member (one, "expect");
  const char *settings = json_object_get_string_member_with_default (one, "settings", "");

  return g_str_has_prefix (expect, "to") && strstr (settings, "macros") == NULL
         && strstr (json_object_get_string_member (one, "tex"), "\\error") == NULL;
}

static void
test_katex_spec (void)
{
  g_autoptr (JsonNode) root = load ("math/katex-spec.json");
  g_autoptr (SondeMath) math = sonde_math_new ();
  JsonArray *cases = NULL;
  guint n_wanted = 0;
  guint n_set = 0;

  if (root == NULL)
    return;
  cases = get_cases (root);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *one = json_array_get_object_element (cases, i);

      if (!must_be_set (one))
        continue;
      n_wanted++;
      n_set += is_set (math, json_object_get_string_member (one, "tex"), TRUE);
    }
  g_print ("# katex-spec: %u of %u formulas are set (%.1f %%)\n", n_set, n_wanted, 100.0 * n_set / n_wanted);
  g_assert_cmpuint (n_wanted, >, 200);
  g_assert_cmpfloat ((double) n_set / n_wanted, >=, WANTED_SHARE);
}

/* What another TeX calls wrong: an error or, where MathJax is more lenient, a picture; never a silence. */
static void
test_wrong (const char *name, double least_errors)
{
  g_autoptr (JsonNode) root = load (name);
  g_autoptr (SondeMath) math = sonde_math_new ();
  JsonArray *cases = NULL;
  guint n_errors = 0;
  guint n_killed = 0;
  guint n_cases = 0;

  if (root == NULL)
    return;
  cases = get_cases (root);
  n_cases = json_array_get_length (cases);
  for (guint i = 0; i < n_cases; i++)
    {
      const char *tex = json_object_get_string_member (json_array_get_object_element (cases, i), "tex");
      g_autoptr (GError) error = NULL;
      g_autoptr (SondeFormula) formula = math_test_set (math, tex, TRUE, &error);

      g_assert_true (formula != NULL || error->domain == SONDE_ERROR);
      n_killed += formula == NULL && strstr (error->message, "too long") != NULL;
      n_errors += formula == NULL;
      if (formula != NULL)
        g_test_message ("is set: %s", tex);
    }
  g_print ("# %s: %u of %u end in an error, %u of them by force\n", name, n_errors, n_cases, n_killed);
  g_assert_cmpuint (n_killed, <=, 3); /* environments that begin each other for ever */
  g_assert_cmpfloat ((double) n_errors / n_cases, >=, least_errors);
}

static void
test_katex_errors (void)
{
  test_wrong ("math/katex-errors.json", 0.75);
}

static void
test_mathjax_errors (void)
{
  test_wrong ("math/mathjax-errors.json", 0.8);
}

static char *
dup_without_dollars (const char *span)
{
  char *tex = g_strdup (span + (span[0] == '$'));

  if (g_str_has_suffix (tex, "$"))
    tex[strlen (tex) - 1] = '\0';
  return tex;
}

static void
test_exam (void)
{
  g_autoptr (JsonNode) root = load ("math/chinese-exam-positives.json");
  g_autoptr (SondeMath) math = sonde_math_new ();
  JsonArray *cases = NULL;
  guint n_spans = 0;
  guint n_set = 0;

  if (root == NULL)
    return;
  cases = get_cases (root);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonArray *spans = json_object_get_array_member (json_array_get_object_element (cases, i), "spans");

      for (guint k = 0; k < json_array_get_length (spans); k++)
        {
          g_autofree char *tex = dup_without_dollars (json_array_get_string_element (spans, k));

          n_spans++;
          n_set += is_set (math, tex, FALSE);
        }
    }
  g_print ("# chinese-exam: %u of %u formulas are set (%.1f %%)\n", n_set, n_spans, 100.0 * n_set / n_spans);
  g_assert_cmpfloat ((double) n_set / n_spans, >=, WANTED_EXAM_SHARE);
}

/* The same formulas forwards and backwards in one process: each looks the same both times. */

static guint
hash_of (SondeMath *math, const char *tex)
{
  g_autoptr (SondeFormula) formula = math_test_set (math, tex, TRUE, NULL);

  return formula == NULL ? 0 : g_bytes_hash (sonde_formula_get_svg (formula));
}

static void
test_order (void)
{
  g_autoptr (JsonNode) root = load ("math/mathjax-tex2mml.json");
  g_autoptr (SondeMath) math = sonde_math_new ();
  g_autoptr (GArray) hashes = g_array_new (FALSE, FALSE, sizeof (guint));
  JsonArray *cases = NULL;
  guint n_set = 0;

  if (root == NULL)
    return;
  cases = get_cases (root);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      guint hash
        = hash_of (math, json_object_get_string_member (json_array_get_object_element (cases, i), "tex"));

      n_set += hash != 0;
      g_array_append_val (hashes, hash);
    }
  for (guint i = json_array_get_length (cases); i-- > 0;)
    {
      const char *tex = json_object_get_string_member (json_array_get_object_element (cases, i), "tex");

      if (hash_of (math, tex) != g_array_index (hashes, guint, i))
        g_error ("depends on what was set before: %s", tex);
    }
  g_print ("# mathjax-tex2mml: %u of %u formulas are set\n", n_set, json_array_get_length (cases));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math-corpus/katex-spec", test_katex_spec);
  g_test_add_func ("/math-corpus/katex-errors", test_katex_errors);
  g_test_add_func ("/math-corpus/mathjax-errors", test_mathjax_errors);
  g_test_add_func ("/math-corpus/exam", test_exam);
  g_test_add_func ("/math-corpus/order", test_order);
  return g_test_run ();
}
