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
  g_test_add_func ("/highlight/hostile", test_hostile);
  g_test_add_func ("/highlight/no-helper", test_no_helper);
  return g_test_run ();
}
