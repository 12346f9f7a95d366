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

static void
assert_snippet (const char *text, const char *query, const char *expected)
{
  g_autofree char *folded = sonde_fold (query, -1);
  g_autofree char *snippet = sonde_fold_snippet (text, folded);

  g_assert_cmpstr (snippet, ==, expected);
}

static void
test_snippet (void)
{
  assert_snippet ("short", "HORT", "short");
  assert_snippet ("two\nlines\there", "line", "two lines here");
  assert_snippet ("absent", "zzz", "absent");
  assert_snippet ("0123456789 0123456789 0123456789 0123456789 Straße 0123456789 0123456789 0123456789 "
                  "0123456789 0123456789",
                  "strasse",
                  "…9 0123456789 0123456789 Straße 0123456789 0123456789 0123456789 0123456789 01234…");
  assert_snippet ("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十模型",
                  "模型",
                  "…七八九十一二三四五六七八九十一二三四五六七八九十模型");
}

/* A huge message costs its length, not its square. */
static void
test_snippet_huge (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *snippet = NULL;
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < 200000; i++)
    g_string_append (text, "Пример é ");
  g_string_append (text, "needle");
  snippet = sonde_fold_snippet (text->str, "needle");
  g_assert_true (g_str_has_suffix (snippet, "needle"));
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/fold/text", test_fold);
  g_test_add_func ("/store/fold/bytes", test_fold_bytes);
  g_test_add_func ("/store/fold/snippet", test_snippet);
  g_test_add_func ("/store/fold/snippet-huge", test_snippet_huge);
  return g_test_run ();
}
