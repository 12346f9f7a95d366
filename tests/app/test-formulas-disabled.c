/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Built with -Dmath=disabled: no formula is ever known. */

#include "sonde-formula-cache.h"
#include "sonde-test.h"

static void
test_unknown (void)
{
  SondeFormulaCache *cache = sonde_formula_cache_get_default ();
  GdkRGBA black = { 0, 0, 0, 1 };

  for (guint i = 0; i < 5; i++)
    {
      g_assert_null (sonde_formula_cache_get (cache, "x", FALSE, 16, &black, 1));
      sonde_test_spin (20);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formulas-disabled/unknown", test_unknown);
  return g_test_run ();
}
