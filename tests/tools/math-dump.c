/* SPDX-License-Identifier: GPL-3.0-or-later */

/* math-dump: prints the formulas of the Markdown on standard input, one a line as JSON, with byte offsets. */

#define G_LOG_DOMAIN "sonde-tools"

#include "sonde-markdown.h"

#include <stdio.h>

static GString *
read_all (void)
{
  GString *text = g_string_new (NULL);
  char bytes[65536];
  gsize length = 0;

  while ((length = fread (bytes, 1, sizeof bytes, stdin)) > 0)
    g_string_append_len (text, bytes, (gssize) length);
  return text;
}

static void
print_string (const char *text)
{
  putchar ('"');
  for (; *text != '\0'; text++)
    if (*text == '"' || *text == '\\')
      printf ("\\%c", *text);
    else if (g_ascii_iscntrl (*text))
      printf ("\\u%04x", (guint) (guchar) *text);
    else
      putchar (*text);
  putchar ('"');
}

int
main (void)
{
  g_autoptr (GString) text = read_all ();
  g_autoptr (GArray) spans = sonde_markdown_find_math (text->str, (gssize) text->len);

  for (guint i = 0; i < spans->len; i++)
    {
      const SondeMathSpan *span = &g_array_index (spans, SondeMathSpan, i);

      fputs ("{\"tex\":", stdout);
      print_string (span->tex);
      printf (",\"display\":%s,\"start\":%" G_GSIZE_FORMAT ",\"end\":%" G_GSIZE_FORMAT "}\n",
              span->display ? "true" : "false",
              span->start,
              span->end);
    }
  return 0;
}
