/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sse-dump [--split N | --seed S]: reads an event stream from standard input and prints each event as
 * a line of JSON, then what the stream said about reconnecting. The JSON is written by hand because
 * json-glib's strings end at a NUL, which an event may hold. */

#define G_LOG_DOMAIN "sonde-tools"

#include "sonde-sse-parser.h"

#include <stdio.h>
#include <string.h>

#define MAX_RANDOM_PIECE 64

static int opt_split;
static int opt_seed = -1;

static const GOptionEntry entries[] = {
  { "split", 0, 0, G_OPTION_ARG_INT, &opt_split, "Feed N bytes at a time", "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &opt_seed, "Feed pieces of random length", "S" },
  { NULL },
};

static void
print_string (const char *text, gsize length)
{
  putchar ('"');
  for (gsize i = 0; i < length; i++)
    if (text[i] == '"' || text[i] == '\\')
      printf ("\\%c", text[i]);
    else if (g_ascii_iscntrl (text[i]))
      printf ("\\u%04x", (guint) text[i]);
    else
      putchar (text[i]);
  putchar ('"');
}

static void
event_cb (const char *type, const char *data, gsize length, const char *id, gpointer user_data)
{
  fputs ("{\"type\":", stdout);
  print_string (type, strlen (type));
  fputs (",\"data\":", stdout);
  print_string (data, length);
  fputs (",\"id\":", stdout);
  print_string (id, strlen (id));
  puts ("}");
}

static void
print_end (SondeSseParser *parser)
{
  const char *id = sonde_sse_parser_get_last_event_id (parser);
  gint64 retry = sonde_sse_parser_get_retry_ms (parser);

  if (retry < 0)
    fputs ("{\"retry\":null", stdout);
  else
    printf ("{\"retry\":%" G_GINT64_FORMAT, retry);
  fputs (",\"last_event_id\":", stdout);
  print_string (id, strlen (id));
  puts ("}");
}

static gboolean
feed (SondeSseParser *parser, GRand *random, const guint8 *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      gsize piece = length;

      if (opt_seed >= 0)
        piece = (gsize) g_rand_int_range (random, 1, MAX_RANDOM_PIECE + 1);
      else if (opt_split > 0)
        piece = (gsize) opt_split;
      piece = MIN (piece, length);
      if (!sonde_sse_parser_feed (parser, bytes, piece, error))
        return FALSE;
      bytes += piece;
      length -= piece;
    }
  return TRUE;
}

static gboolean
dump (GError **error)
{
  g_autoptr (SondeSseParser) parser = sonde_sse_parser_new (event_cb, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) opt_seed);
  guint8 bytes[65536];
  gsize length;

  while ((length = fread (bytes, 1, sizeof bytes, stdin)) > 0)
    if (!feed (parser, random, bytes, length, error))
      return FALSE;
  print_end (parser);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("sse-dump: %s\n", error->message);
      return 2;
    }
  if (!dump (&error))
    {
      g_printerr ("sse-dump: %s\n", error->message);
      return 1;
    }
  return 0;
}
