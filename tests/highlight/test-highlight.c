/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "sonde-highlight.h"
#include "sonde-test.h"

static const struct
{
  const char *language;
  const char *code;
  const char *part;
  SondeHighlight style;
} cases[] = {
  { "python", "def f(x):\n    return 'a'  # why", "def", SONDE_HIGHLIGHT_KEYWORD },
  { "py", "def f(x):\n    return 'a'  # why", "'a'", SONDE_HIGHLIGHT_STRING },
  { "Python", "x = 12  # 深", "# 深", SONDE_HIGHLIGHT_COMMENT },
  { "c", "#include <a.h>\nint main(void) { return 0; }", "int", SONDE_HIGHLIGHT_TYPE },
  { "c++", "class A { public: int x = 0x1f; };", "0x1f", SONDE_HIGHLIGHT_NUMBER },
  { "javascript", "const a = `x`; // c", "const", SONDE_HIGHLIGHT_KEYWORD },
  { "js", "let a = 1; /* c */", "/* c */", SONDE_HIGHLIGHT_COMMENT },
  { "typescript", "interface A { b: string }", "interface", SONDE_HIGHLIGHT_KEYWORD },
  { "ts", "const a: number = 1 // c", "// c", SONDE_HIGHLIGHT_COMMENT },
  { "rust", "fn main() { let s = \"x\"; }", "fn", SONDE_HIGHLIGHT_KEYWORD },
  { "rs", "fn main() { let s = \"x\"; }", "\"x\"", SONDE_HIGHLIGHT_STRING },
  { "go", "func main() { return }", "return", SONDE_HIGHLIGHT_KEYWORD },
  { "sql", "SELECT a FROM b WHERE c = 'd' -- e", "'d'", SONDE_HIGHLIGHT_STRING },
  { "bash", "echo \"$HOME\" # c", "# c", SONDE_HIGHLIGHT_COMMENT },
  { "json", "{\"a\": true, \"b\": 1.5}", "1.5", SONDE_HIGHLIGHT_NUMBER },
  { "html", "<p class=\"x\">t</p><!-- c -->", "<!-- c -->", SONDE_HIGHLIGHT_COMMENT },
  { "css", "/* c */ a { color: red; }", "/* c */", SONDE_HIGHLIGHT_COMMENT },
  { "java", "class A { int f() { return 1; } }", "return", SONDE_HIGHLIGHT_KEYWORD },
  { "kotlin", "fun main() { return 1 } // c", "// c", SONDE_HIGHLIGHT_COMMENT },
  { "diff", "-a\n+b", "+b", SONDE_HIGHLIGHT_ADDED },
  { "yaml", "a: 1 # c", "# c", SONDE_HIGHLIGHT_COMMENT },
};

static SondeHighlight
get_style_at (GArray *spans, guint32 offset)
{
  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      const SondeHighlightSpan *span = &g_array_index (spans, SondeHighlightSpan, i);

      if (span->start <= offset && offset < span->end)
        return span->style;
    }
  return SONDE_HIGHLIGHT_NONE;
}

/* One helper for all, also for a language that came before. */
static void
test_languages (void)
{
  g_autoptr (SondeHighlighter) highlighter = sonde_highlighter_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) spans
        = sonde_highlighter_run (highlighter, cases[i].language, cases[i].code, strlen (cases[i].code));
      guint32 offset = strstr (cases[i].code, cases[i].part) - cases[i].code;

      if (get_style_at (spans, offset) != cases[i].style
          || get_style_at (spans, offset + strlen (cases[i].part) - 1) != cases[i].style)
        g_error ("%s: «%s» is %u", cases[i].language, cases[i].part, get_style_at (spans, offset));
    }
}

static void
test_nothing (void)
{
  g_autoptr (SondeHighlighter) highlighter = sonde_highlighter_new ();
  g_autofree char *long_name = g_strnfill (500, 'x');
  g_autofree char *long_code = g_strnfill (SONDE_HIGHLIGHT_MAX_BYTES + 1, 'x');

  g_assert_null (sonde_highlighter_run (highlighter, NULL, "x", 1));
  g_assert_null (sonde_highlighter_run (highlighter, "", "x", 1));
  g_assert_null (sonde_highlighter_run (highlighter, "c", "", 0));
  g_assert_null (sonde_highlighter_run (highlighter, "no-such-language", "int x", 5));
  g_assert_null (sonde_highlighter_run (highlighter, "../../etc/passwd", "int x", 5));
  g_assert_null (sonde_highlighter_run (highlighter, long_name, "int x", 5));
  g_assert_null (sonde_highlighter_run (highlighter, "c", long_code, strlen (long_code)));
}

static GArray *
ask (SondeHighlighter *highlighter,
     const char *scheme,
     gboolean is_dark,
     const char *code,
     gsize length,
     gsize from)
{
  SondeHighlightQuestion question = { "c", scheme, is_dark, code, length, from };
  GArray *spans = sonde_highlighter_ask (highlighter, &question);

  g_assert_nonnull (spans);
  return spans;
}

/* The style of each byte. */
static void
spread (GArray *spans, guint32 *styles)
{
  for (guint i = 0; i < spans->len; i++)
    {
      const SondeHighlightSpan *span = &g_array_index (spans, SondeHighlightSpan, i);

      for (guint32 at = span->start; at < span->end; at++)
        styles[at] = span->style;
    }
}

static gsize
find_line_start (const char *code, gsize at)
{
  while (at > 0 && code[at - 1] != '\n')
    at--;
  return at;
}

/* However it comes, and whatever was asked in between. */
static void
test_growing (void)
{
  static const char code[]
    = "/* a\n   comment 漢字 */\nint main (void)\n{\n  /* é */ return \"x\" != 0;\n}\n\n"
      "#if 0\nint a;\n#endif\nchar *s = \"\\n\";\n";
  const gsize length = strlen (code);
  g_autoptr (SondeHighlighter) highlighter = sonde_highlighter_new ();
  g_autoptr (SondeHighlighter) other = sonde_highlighter_new ();
  g_autoptr (GArray) whole = ask (other, "", FALSE, code, length, 0);
  g_autofree guint32 *expected = g_new0 (guint32, length);
  g_autofree guint32 *found = g_new0 (guint32, length);
  gsize from = 0;

  spread (whole, expected);
  for (gsize n = 1; n <= length; n++)
    {
      g_autoptr (GArray) spans = NULL;

      if (((guchar) code[n] & 0xc0) == 0x80)
        continue;
      if (n % 16 == 0)
        g_array_unref (ask (highlighter, NULL, FALSE, "int x = 1; /*", 13, 0));
      spans = ask (highlighter, "", FALSE, code, n, from);
      memset (found + from, 0, (length - from) * sizeof *found);
      spread (spans, found);
      from = find_line_start (code, n);
    }
  for (gsize i = 0; i < length; i++)
    if (code[i] != '\n' && found[i] != expected[i])
      g_error ("byte %" G_GSIZE_FORMAT " is %x, and in the whole %x", i, found[i], expected[i]);
}

/* What a scheme says, in the variant that is asked for; an unknown one is Adwaita. */
static void
test_schemes (void)
{
  static const char code[] = "int x; /* a */";
  g_autoptr (SondeHighlighter) highlighter = sonde_highlighter_new ();
  g_autoptr (GArray) light = ask (highlighter, "", FALSE, code, strlen (code), 0);
  g_autoptr (GArray) dark = ask (highlighter, "", TRUE, code, strlen (code), 0);
  g_autoptr (GArray) named = ask (highlighter, "Adwaita-dark", TRUE, code, strlen (code), 0);
  g_autoptr (GArray) unknown = ask (highlighter, "../nothing", FALSE, code, strlen (code), 0);
  g_autoptr (GArray) tango = ask (highlighter, "tango", FALSE, code, strlen (code), 0);
  g_autoptr (GArray) kinds = sonde_highlighter_run (highlighter, "c", code, strlen (code));

  g_assert_true (get_style_at (light, 0) & SONDE_LOOK_COLORED);
  g_assert_cmpuint (get_style_at (light, 0), !=, get_style_at (dark, 0));
  g_assert_cmpuint (get_style_at (dark, 0), ==, get_style_at (named, 0));
  g_assert_cmpuint (get_style_at (light, 0), ==, get_style_at (unknown, 0));
  g_assert_cmpuint (get_style_at (tango, 0), ==, SONDE_LOOK_COLORED | SONDE_LOOK_BOLD | 0x4e9a06);
  g_assert_cmpuint (get_style_at (tango, 4), ==, 0);
  g_assert_cmpuint (get_style_at (kinds, 0), ==, SONDE_HIGHLIGHT_TYPE);
}

/* Code that takes too long stays plain, and what comes after it does not. */
static void
test_hostile (void)
{
  g_autoptr (SondeHighlighter) highlighter = sonde_highlighter_new ();
  static const char *const languages[] = { "python", "js", "sh", "html", "markdown", "cpp" };
  static const char *const pieces[] = { "(", "\"", "`", "${", "[[", "<a ", "/*", "\\", "深" };
  g_autoptr (GArray) spans = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autoptr (GString) code = g_string_new (NULL);

      while (code->len < 20000)
        g_string_append (code, pieces[(code->len + i) % G_N_ELEMENTS (pieces)]);
      g_autoptr (GArray) found = sonde_highlighter_run (highlighter, languages[i], code->str, code->len);
      g_assert_true (found == NULL || found->len > 0);
    }
  /* A new helper may take its time on a busy machine. */
  for (guint i = 0; i < 10 && spans == NULL; i++)
    spans = sonde_highlighter_run (highlighter, "c", "int x;", 6);
  g_assert_nonnull (spans);
  g_assert_cmpint (get_style_at (spans, 0), ==, SONDE_HIGHLIGHT_TYPE);
}

/* With a helper that is missing, ends or talks nonsense code is plain. */
static void
test_no_helper (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *babbling = g_build_filename (dir, "babbling", NULL);
  const char *helpers[] = { "/nonexistent/sonde-highlight", "/bin/true", babbling };

  g_assert_true (
    g_file_set_contents_full (babbling, "#!/bin/sh\necho nonsense >&0\nexec cat\n", -1, 0, 0700, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (helpers); i++)
    {
      g_autoptr (SondeHighlighter) other = sonde_highlighter_new ();

      g_setenv ("SONDE_HIGHLIGHT_HELPER", helpers[i], TRUE);
      for (guint j = 0; j < 5; j++)
        g_assert_null (sonde_highlighter_run (other, "c", "int x;", 6));
    }
  g_unsetenv ("SONDE_HIGHLIGHT_HELPER");
  sonde_test_remove_dir (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/highlight/languages", test_languages);
  g_test_add_func ("/highlight/nothing", test_nothing);
  g_test_add_func ("/highlight/growing", test_growing);
  g_test_add_func ("/highlight/schemes", test_schemes);
  g_test_add_func ("/highlight/hostile", test_hostile);
  g_test_add_func ("/highlight/no-helper", test_no_helper);
  return g_test_run ();
}
