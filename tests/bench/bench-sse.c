/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-sse: how fast the event stream parser is, on chunks like DeepSeek's. */

#define G_LOG_DOMAIN "sonde-bench"

#include "sonde-sse-parser.h"

#include <stdio.h>

#define STREAM_BYTES (64u * 1024 * 1024)
#define N_ROUNDS     5

static const char *const pieces[]
  = { "Water ", "boils ", "at ", "100 °C", "水在", "一百度", "沸腾。", "\\n\\n" };

static GString *
make_stream (void)
{
  GString *stream = g_string_sized_new (STREAM_BYTES + 1024);

  for (guint i = 0; stream->len < STREAM_BYTES; i++)
    g_string_append_printf (
      stream,
      "data: {\"id\":\"bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
      "\"model\":\"deepseek-flash\",\"choices\":[{\"index\":0,\"delta\":"
      "{\"content\":\"%s\",\"reasoning_content\":null},\"logprobs\":null,"
      "\"finish_reason\":null}]}\n\n",
      pieces[i % G_N_ELEMENTS (pieces)]);
  return stream;
}

static void
count_cb (const char *type, const char *data, gsize length, const char *id, gpointer user_data)
{
  *(gsize *) user_data += length;
}

/* Seconds for the whole stream in pieces of @piece bytes. */
static double
run (const GString *stream, gsize piece)
{
  gsize sum = 0;
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (count_cb, &sum);
  gint64 begin = g_get_monotonic_time ();

  for (gsize at = 0; at < stream->len; at += piece)
    if (!sonde_sse_parser_feed (
          parser, (const guint8 *) stream->str + at, MIN (piece, stream->len - at), NULL))
      g_error ("the parser refused the stream");
  if (sum == 0)
    g_error ("no event came");
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

static void
report (const GString *stream, const char *name, gsize piece)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_ROUNDS; i++)
    best = MIN (best, run (stream, piece));
  printf ("%s\t%.0f\tMB/s\n", name, (double) stream->len / best / 1e6);
}

int
main (void)
{
  GString *stream = make_stream ();

  report (stream, "sse-parser-whole", stream->len);
  report (stream, "sse-parser-1k", 1024);
  report (stream, "sse-parser-byte", 1);
  g_string_free (stream, TRUE);
  return 0;
}
