/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "math-test.h"

#include "sonde-error.h"
#include "sonde-test.h"

#include <string.h>

SondeFormula *
math_test_set (SondeMath *math, const char *tex, gboolean display, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sonde_math_typeset_async (math, tex, display, NULL, sonde_test_result_cb, &pending);
  result = sonde_test_await (&pending);
  return sonde_math_typeset_finish (math, result, error);
}

SondeFormula *
math_test_must_set (SondeMath *math, const char *tex, gboolean display)
{
  g_autoptr (GError) error = NULL;
  SondeFormula *formula = math_test_set (math, tex, display, &error);

  if (formula == NULL)
    g_error ("%s: %s", tex, error->message);
  return formula;
}

void
math_test_must_fail (SondeMath *math, const char *tex, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeFormula) formula = math_test_set (math, tex, TRUE, &error);

  if (formula != NULL)
    g_error ("is set: %.200s", tex);
  g_assert_true (error->domain == SONDE_ERROR);
  if (strstr (error->message, words) == NULL)
    g_error ("%.200s: \"%s\" has no \"%s\"", tex, error->message, words);
}

/* Ends with a NUL that is not its own: what is compared are C strings. */
const char *
math_test_get_svg (SondeFormula *formula)
{
  static char *copy = NULL;
  gsize length = 0;
  const char *bytes = g_bytes_get_data (sonde_formula_get_svg (formula), &length);

  g_free (copy);
  copy = g_strndup (bytes, length);
  return copy;
}
