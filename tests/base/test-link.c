/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-link.h"

static void
test_safe (void)
{
  static const struct
  {
    const char *target;
    const char *safe; /* NULL: refused */
  } cases[] = {
    { "https://example.org/a?b=c#d", "https://example.org/a?b=c#d" },
    { "HTTP://example.org", "HTTP://example.org" },
    { "http://[::1]:8080/x", "http://[::1]:8080/x" },
    { "https://例子.测试/路径", "https://例子.测试/路径" },
    { "mailto:a@b.example", "mailto:a@b.example" },
    { "mailto:a@b.example?subject=Hi&attach=/etc/passwd&body=x&cc=c@d.example",
      "mailto:a@b.example?subject=Hi&body=x" },
    { "mailto:", NULL },
    { "javascript:alert(1)", NULL },
    { "JaVaScRiPt:alert(1)", NULL },
    { "java\nscript:alert(1)", NULL },
    { "vbscript:x", NULL },
    { "file:///etc/passwd", NULL },
    { "data:text/html,x", NULL },
    { "sonde://x", NULL },
    { "tel:112", NULL },
    { "https:///nohost", NULL },
    { "//evil.test/x", NULL },
    { "relative/path", NULL },
    { "#fragment", NULL },
    { "", NULL },
    { "http://a b/", NULL },
    { "https://good.test/\u202emoc.evil", NULL },
    { "https://e.test/\nx", NULL },
    { "https://bad.test/\xff", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *safe = sonde_link_dup_safe (cases[i].target);

      g_assert_cmpstr (safe, ==, cases[i].safe);
    }
}

static void
test_misleads (void)
{
  static const struct
  {
    const char *target;
    const char *text;
    gboolean misleads;
  } cases[] = {
    { "https://evil.test/", "https://bank.example/", TRUE },
    { "https://evil.test/", "bank.com", TRUE },
    { "https://evil.test/", "www.bank.example", TRUE },
    { "https://evil.test/", "bank.com/login", TRUE },
    { "https://evil.test/", " BANK.com ", TRUE },
    { "https://evil.test/", "ba\u200bnk.com", TRUE },
    { "https://bank.com.evil.test/", "bank.com", TRUE },
    { "https://notbank.com/", "bank.com", TRUE },
    { "https://evil.test/", "help@bank.com", TRUE },
    { "mailto:x@evil.test", "help@bank.com", TRUE },
    { "https://bank.com@evil.test/", "the bank", TRUE },
    { "https://b\u0430nk.com/", "the bank", TRUE },
    { "javascript:alert(1)", "https://bank.com", TRUE },
    { "https://bank.com/", "https://bank.com/", FALSE },
    { "https://bank.com/login", "bank.com", FALSE },
    { "https://www.bank.com/", "bank.com", FALSE },
    { "https://bank.com/", "www.bank.com", FALSE },
    { "https://docs.bank.com/", "bank.com", FALSE },
    { "mailto:help@bank.com", "help@bank.com", FALSE },
    { "https://evil.test/", "a page about the bank", FALSE },
    { "https://evil.test/", "README.md", FALSE },
    { "https://nodejs.org/", "node.js", FALSE },
    { "https://evil.test/", "", FALSE },
    { "https://evil.test/", "e.g. this", FALSE },
    { "https://xn--fsqu00a.xn--0zwm56d/", "https://例子.测试/", FALSE },
    { "https://evil.test/", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (sonde_link_misleads (cases[i].target, cases[i].text) != cases[i].misleads)
      g_error ("case %u: “%s” for %s", i, cases[i].text, cases[i].target);
}

static void
test_host (void)
{
  static const char *const cases[][2] = {
    { "https://user:pass@Evil.TEST:8443/x", "evil.test" },
    { "https://例子.测试/", "xn--fsqu00a.xn--0zwm56d" },
    { "mailto:A@b.example?subject=x", "a@b.example" },
    { "file:///x", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = sonde_link_dup_host (cases[i][0]);

      g_assert_cmpstr (host, ==, cases[i][1]);
    }
  g_autofree char *honest = sonde_link_dup_honest ("https://b\u0430nk.com/a?b#c");

  g_assert_cmpstr (honest, ==, "https://xn--bnk-6cd.com/a?b#c");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/safe", test_safe);
  g_test_add_func ("/link/misleads", test_misleads);
  g_test_add_func ("/link/host", test_host);
  return g_test_run ();
}
