/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "sonde-fold-private.h"

static void
test_fold (void)
{
  static const struct
  {
    const char *text;
    const char *folded;
  } cases[] = {
    { "", "" },
    { "Hello, WORLD 1", "hello, world 1" },
    { "École ÀÉÎ cafe\xcc\x81", "ecole aei cafe" },
    { "Straße STRAẞE", "strasse strasse" },
    { "Σίσυφος ΣΊΣΥΦΟΣ", "σισυφοσ σισυφοσ" },
    { "Привет Ёж", "привет еж" },
    { "深谈，解此微分方程。", "深谈,解此微分方程。" },
    { "ＤｅｅｐＳｅｅｋ　Ｖ３", "deepseek v3" },
    { "ﬁne ① x²", "fine 1 x2" },
    { "😀 a\xff"
      "b",
      "😀 a\357\277\275b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = sonde_fold (cases[i].text, -1);

      g_assert_cmpstr (folded, ==, cases[i].folded);
    }
}

/* Any bytes, with their number. */
static void
test_fold_bytes (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      guint8 bytes[32];
      g_autofree char *folded = NULL;

      for (guint i = 0; i < sizeof bytes; i++)
        bytes[i] = g_test_rand_int_range (0, 256);
      folded = sonde_fold ((const char *) bytes, sizeof bytes);
      g_assert_true (g_utf8_validate (folded, -1, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/fold/text", test_fold);
  g_test_add_func ("/store/fold/bytes", test_fold_bytes);
  return g_test_run ();
}
