/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The examples of the specifications: what one reads must be what their HTML says. Our tree writes HTML of
 * its own, so the texts of both are compared: without tags and white space, with entities decoded,
 * descriptions instead of pictures. */

#include "sonde-entities.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"
#include "sonde-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Sections on raw HTML, which is text here. */
static const char *const raw_sections[] = { "HTML blocks", "Raw HTML", "Disallowed Raw HTML (extension)" };

/* Examples of other sections with a tag in them, recognised by a piece of it, and what else differs. */
static const char *const exceptions[] = {
  "<a href=\"&ouml;",  /* a tag */
  "[foo]: <bar>(baz)", /* a tag */
  "<!-- -->",          /* a comment */
  "<img src=\"foo\"",  /* a tag */
  "<a href=\"**\">",   /* a tag */
  "<a href=\"__\">",   /* a tag */
  "[link](<foo\nbar>", /* a tag */
  "[a](<b)c",          /* a tag */
  "<bar attr=",        /* a tag */
  "<a href=\"foo",     /* a tag */
  "*$*alpha.",         /* md4c 0.4.8 holds currency signs for letters, as CommonMark 0.30 did */
};

static gboolean
is_exception (const char *section, const char *markdown)
{
  if (g_strv_contains ((const char *const[]){ raw_sections[0], raw_sections[1], raw_sections[2], NULL },
                       section))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (strstr (markdown, exceptions[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Gives the description of a picture: the value of its attribute alt. */
static void
append_alt (GString *text, const char *tag, gsize length)
{
  const char *alt = memmem (tag, length, "alt=\"", 5);
  const char *end = alt != NULL ? strchr (alt + 5, '"') : NULL;

  if (g_str_has_prefix (tag, "<img") && end != NULL)
    g_string_append_len (text, alt + 5, end - alt - 5);
}

static char *
dup_content (const char *html)
{
  g_autoptr (GString) raw = g_string_new (NULL);
  GString *text = g_string_new (NULL);

  for (const char *p = html; *p != '\0'; p++)
    if (*p == '<')
      {
        const char *end = strchr (p, '>');

        g_assert_nonnull (end);
        append_alt (raw, p, (gsize) (end - p));
        p = end;
      }
    else
      g_string_append_c (raw, *p);
  for (const char *p = raw->str; *p != '\0'; p = g_utf8_next_char (p))
    if (*p == '&' && strchr (p, ';') != NULL)
      {
        sonde_entities_append (text, p, (gsize) (strchr (p, ';') + 1 - p));
        p = strchr (p, ';');
      }
    else if (!g_unichar_isspace (g_utf8_get_char (p)) && g_utf8_get_char (p) != 0xfffc)
      g_string_append_unichar (text, g_utf8_get_char (p));
  return g_string_free (text, FALSE);
}

static void
check_example (const char *markdown, const char *html)
{
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (markdown, -1);
  g_autofree char *written = sonde_blocks_to_html (blocks);
  g_autofree char *found = dup_content (written);
  g_autofree char *wanted = dup_content (html);

  if (strcmp (found, wanted) != 0)
    g_test_message ("%s", markdown);
  g_assert_cmpstr (found, ==, wanted);
}

static void
check_file (const char *name)
{
  g_autoptr (GBytes) bytes = sonde_test_load_conformance (name);
  g_autoptr (JsonNode) node = NULL;
  JsonArray *examples = NULL;
  guint n = 0;

  if (bytes == NULL)
    return;
  node = json_from_string (g_bytes_get_data (bytes, NULL), NULL);
  examples = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (examples); i++)
    {
      JsonObject *example = json_array_get_object_element (examples, i);
      const char *markdown = json_object_get_string_member (example, "markdown");

      if (is_exception (json_object_get_string_member (example, "section"), markdown))
        continue;
      check_example (markdown, json_object_get_string_member (example, "html"));
      n++;
    }
  g_test_message ("%u examples", n);
  g_assert_cmpuint (n, >, 300);
}

/* The rules once more in our words, for where the files are missing. */
static void
test_own (void)
{
  static const char *const pairs[][2] = {
    { "a *b* __c__ `d`\n", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>" },
    { "\\*a\\* &copy; &lt;\n", "<p>*a* &copy; &lt;</p>" },
    { "[a](/u) ![b](/v)\n", "<p><a>a</a> <img alt=\"b\"></p>" },
    { "a|b\n-|-\nc|d\n", "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>" },
    { "|a|\n|-|\n|b|\n```\nc\n```\n", "<table><tr><th>a</th></tr><tr><td>b</td></tr></table><pre>c</pre>" },
    { "1. a\n2. b\n\n   c\n", "<ol><li>a</li><li>b<p>c</p></li></ol>" },
    { "> a\nb\n\n    c\n", "<blockquote>a b</blockquote><pre>c</pre>" },
    { "~~a~~ https://b.c/d.\n", "<del>a</del> https://b.c/d." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    check_example (pairs[i][0], pairs[i][1]);
}

static void
test_commonmark (void)
{
  check_file ("markdown/commonmark-0.31.2.json");
}

static void
test_gfm (void)
{
  check_file ("markdown/gfm-spec.json");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown-spec/own", test_own);
  g_test_add_func ("/markdown-spec/commonmark", test_commonmark);
  g_test_add_func ("/markdown-spec/gfm", test_gfm);
  return g_test_run ();
}
