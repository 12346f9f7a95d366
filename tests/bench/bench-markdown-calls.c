/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-markdown-calls [CHUNK]: the longest call of the streaming parser, in milliseconds of processor time,
 * over texts that are made to be slow; with CHUNK over the text on standard input, fed so many bytes at a
 * time. */

#define G_LOG_DOMAIN "sonde-bench"

#include "sonde-markdown-stream.h"
#include "sonde-markdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LARGE (10 * 1000 * 1000)
/* What comes between two frames at the least. */
#define FRAME_BYTES 1024

typedef struct
{
  double append;
  double take;
  double tail;
  double drop; /* of what they gave */
  double finish;
} Worst;

static const struct
{
  const char *name;
  const char *before;
  const char *repeated;
} texts[] = {
  { "paragraph", "", "word *emphasis* and `code` " },
  { "paragraph-lines", "", "word *emphasis* and `code`\n" },
  { "paragraphs", "", "word *emphasis* and `code`\n\n" },
  { "brackets", "", "[" },
  { "stars", "", "*" },
  { "backticks", "", "`" },
  { "pipes", "", "|" },
  { "quotes", "", "> " },
  { "quote-lines", "", "> > > a\n" },
  { "items", "", "- a\n" },
  { "loose-items", "", "- a\n\n" },
  { "deep-items", "", "- - - - - a\n" },
  { "table",
    "| a | b | c |\n|---|---|---|\n",
    "| some cell | `code` and **strong** and a longer text | 12.5 and more to fill it |\n" },
  { "fence", "```c\n", "int x = 3; /* a line of code */\n" },
  { "fence-line", "```\n", "x" },
  { "footnotes", "", "[^abc]: text[^abc]\n\n" },
  { "definitions", "", "[abc]: http://example.org\n\n" },
  { "dollars", "", "$a" },
  { "displays", "", "$$\nx\n$$\n\n" },
  { "entities", "", "&amp;" },
  { "tags", "", "<sub>a</sub>" },
  { "addresses", "", "http://a.b " },
  { "spaces", "", " " },
  { "newlines", "", "\n" },
};

static double
now_ms (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * (double) now.tv_sec + (double) now.tv_nsec / 1e6;
}

static double
lap (double *last, double *worst)
{
  double now = now_ms ();

  *worst = MAX (*worst, now - *last);
  *last = now;
  return now;
}

static void
run_frame (SondeMarkdownStream *stream, GPtrArray **tail, Worst *worst)
{
  double last = now_ms ();
  GPtrArray *finished = sonde_markdown_stream_take_finished (stream);
  GPtrArray *live = NULL;

  lap (&last, &worst->take);
  live = sonde_markdown_stream_parse_tail (stream);
  lap (&last, &worst->tail);
  g_ptr_array_unref (finished);
  g_clear_pointer (tail, g_ptr_array_unref);
  lap (&last, &worst->drop);
  *tail = live;
}

static void
measure (const char *name, const GString *text, gsize chunk)
{
  SondeMarkdownStream *stream = sonde_markdown_stream_new ();
  GPtrArray *tail = NULL;
  Worst worst = { 0 };
  gsize frame = 0;
  double begin = now_ms ();
  double last = 0;

  for (gsize at = 0; at < text->len; at += chunk)
    {
      last = now_ms ();
      sonde_markdown_stream_append (stream, text->str + at, (gssize) MIN (chunk, text->len - at));
      lap (&last, &worst.append);
      if (at + chunk < frame + FRAME_BYTES && at + chunk < text->len)
        continue;
      frame = at + chunk;
      run_frame (stream, &tail, &worst);
    }
  last = now_ms ();
  begin = last - begin;
  g_ptr_array_unref (sonde_markdown_stream_finish (stream));
  lap (&last, &worst.finish);
  printf ("%s\t%zu\t%zu\tappend %.2f\ttake %.2f\ttail %.2f\tdrop %.2f\tfinish %.1f\tall %.0f\tms\n",
          name,
          text->len,
          chunk,
          worst.append,
          worst.take,
          worst.tail,
          worst.drop,
          worst.finish,
          begin);
  fflush (stdout);
  g_clear_pointer (&tail, g_ptr_array_unref);
  sonde_markdown_stream_free (stream);
}

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

/* In a process of its own: the allocator cleans up after the text before at any time. */
static void
measure_alone (guint index)
{
  g_autoptr (GString) text = g_string_new (texts[index].before);
  pid_t child = 0;

  while (text->len < LARGE)
    g_string_append (text, texts[index].repeated);
  child = fork ();
  if (child == 0)
    {
      measure (texts[index].name, text, 4096);
      _exit (0);
    }
  waitpid (child, NULL, 0);
}

int
main (int argc, char **argv)
{
  gsize chunk = argc > 1 ? (gsize) atoi (argv[1]) : 0;

  if (chunk > 0)
    {
      g_autoptr (GString) text = read_all ();

      measure ("input", text, chunk);
      return 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    measure_alone (i);
  return 0;
}
