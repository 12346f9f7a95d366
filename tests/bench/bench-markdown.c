/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-markdown: a long answer parsed whole, and streamed in tokens of four bytes with the tail read each
 * 130 tokens, as at 4,000 tokens a second and 30 frames a second. */

#define G_LOG_DOMAIN "sonde-bench"

#include "sonde-markdown-stream.h"
#include "sonde-markdown.h"

#include <stdio.h>

#define ANSWER_BYTES 205000
#define TOKEN_BYTES  4
#define FRAME_TOKENS 130
#define N_ROUNDS     10

static const char *const pieces[] = {
  "## Heading with `code`\n\n",
  "A paragraph with **strong** and *emphasised* words, a [link](https://example.org/a), and some more text "
  "to\nfill the "
  "line. 水在一百度沸腾，$E = mc^2$。\n\n",
  "- first item\n- second item with `code`\n  - nested\n\n",
  "```python\ndef f(x):\n    return x * x\n\nprint(f(3))\n```\n\n",
  "| name | value |\n|---|---:|\n| a | 1 |\n| b | $x_1$ |\n\n",
  "$$\n\\int_0^1 x^2 \\, dx = \\frac{1}{3}\n$$\n\n",
};

static GString *
make_answer (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; text->len < ANSWER_BYTES; i++)
    g_string_append (text, pieces[i % G_N_ELEMENTS (pieces)]);
  return text;
}

static double
seconds_since (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

static double
parse (const GString *text)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse (text->str, (gssize) text->len);

  if (blocks->len == 0)
    g_error ("no block came");
  return seconds_since (begin);
}

static double
stream (const GString *text, double *worst)
{
  g_autoptr (SondeMarkdownStream) self = sonde_markdown_stream_new ();
  gint64 begin = g_get_monotonic_time ();

  for (gsize at = 0, n = 1; at < text->len; at += TOKEN_BYTES, n++)
    {
      gint64 frame = g_get_monotonic_time ();

      sonde_markdown_stream_append (self, text->str + at, (gssize) MIN (TOKEN_BYTES, text->len - at));
      if (n % FRAME_TOKENS != 0)
        continue;
      g_ptr_array_unref (sonde_markdown_stream_take_finished (self));
      g_ptr_array_unref (sonde_markdown_stream_parse_tail (self));
      *worst = MAX (*worst, seconds_since (frame));
    }
  g_ptr_array_unref (sonde_markdown_stream_finish (self));
  return seconds_since (begin);
}

int
main (void)
{
  g_autoptr (GString) text = make_answer ();
  double whole = G_MAXDOUBLE;
  double streamed = G_MAXDOUBLE;
  double worst = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      whole = MIN (whole, parse (text));
      streamed = MIN (streamed, stream (text, &worst));
    }
  printf ("markdown-whole\t%.0f\tMB/s\n", (double) text->len / whole / 1e6);
  printf ("markdown-stream-205k\t%.1f\tms\n", 1000 * streamed);
  printf ("markdown-worst-frame\t%.2f\tms\n", 1000 * worst);
  return 0;
}
