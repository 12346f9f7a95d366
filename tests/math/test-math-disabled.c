/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Built with -Dmath=disabled: each formula has an error, and nothing is started. */

#include "math-test.h"

static void
test_disabled (void)
{
  g_autoptr (SondeMath) math = sonde_math_new ();

  math_test_must_fail (math, "x", "built without");
  g_assert_cmpint (sonde_math_get_pid (math), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math-disabled/error", test_disabled);
  return g_test_run ();
}
