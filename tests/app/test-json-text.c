/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sonde-json-text.h"

#include <string.h>

static void
assert_indented (const char *json, const char *expected)
{
  g_autofree char *text = sonde_json_text_indent (json);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_indent (void)
{
  assert_indented ("{\"a\":[1,2.50],\"b\":{},\"c\":\"x, {y} \\\" \\\\\",\"d\":[ ],\"e\":null}",
                   "{\n  \"a\": [\n    1,\n    2.50\n  ],\n  \"b\": {},\n  \"c\": \"x, {y} \\\" \\\\\",\n"
                   "  \"d\": [],\n  \"e\": null\n}");
  assert_indented ("", "");
  assert_indented ("words", "words");
}

/* What is no JSON, and what is deep, comes out somehow. */
static void
test_broken (void)
{
  g_autofree char *deep = g_strnfill (20000, '[');
  g_autofree char *text = sonde_json_text_indent (deep);

  g_assert_cmpuint (strlen (text), <, 20000 * 140);
  assert_indented ("\"open", "\"open");
  assert_indented ("\"\\", "\"\\");
  assert_indented ("]}", "\n]\n}");
}

/* A string of a megabyte in lines that can be laid out, between characters. */
static void
test_long_string (void)
{
  g_autoptr (GString) json = g_string_new ("[\"");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *joined = NULL;

  while (json->len < 1000000)
    g_string_append (json, "中\\n");
  g_string_append (json, "\"]");
  text = sonde_json_text_indent (json->str);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpuint (strlen (lines[i]), <, 1100);
  joined = g_strjoinv ("", lines);
  g_assert_cmpuint (strlen (joined), ==, json->len + 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-text/indent", test_indent);
  g_test_add_func ("/json-text/broken", test_broken);
  g_test_add_func ("/json-text/long-string", test_long_string);
  return g_test_run ();
}
