/* SPDX-License-Identifier: GPL-3.0-or-later */

/* md-dump [--stream N] [--format html|tree|text|plain|markdown|clipboard]: prints what the block tree of the
 * Markdown on standard input says. With
 * --stream the text is fed N bytes at a time, as the window does. */

#define G_LOG_DOMAIN "sonde-tools"

#include "sonde-markdown-stream.h"
#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"

#include <stdio.h>

static int opt_stream;
static char *opt_format;

static const GOptionEntry entries[] = {
  { "stream", 0, 0, G_OPTION_ARG_INT, &opt_stream, "Feed N bytes at a time", "N" },
  { "format", 0, 0, G_OPTION_ARG_STRING, &opt_format, "html, tree, text, plain, markdown or clipboard", "F" },
  { NULL },
};

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

/* As the window does it: finished blocks as they come, and the tail behind them, which the end replaces. */
static GPtrArray *
stream (const GString *text, gsize piece)
{
  g_autoptr (SondeMarkdownStream) self = sonde_markdown_stream_new ();
  g_autoptr (GPtrArray) whole = NULL;
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_block_unref);
  g_autoptr (GPtrArray) tail = NULL;

  for (gsize at = 0; at < text->len; at += piece)
    {
      g_autoptr (GPtrArray) finished = NULL;

      sonde_markdown_stream_append (self, text->str + at, (gssize) MIN (piece, text->len - at));
      finished = sonde_markdown_stream_take_finished (self);
      for (guint i = 0; i < finished->len; i++)
        g_ptr_array_add (blocks, sonde_block_ref (finished->pdata[i]));
      g_clear_pointer (&tail, g_ptr_array_unref);
      tail = sonde_markdown_stream_parse_tail (self);
    }
  for (guint i = 0; tail != NULL && i < tail->len; i++)
    g_ptr_array_add (blocks, sonde_block_ref (tail->pdata[i]));
  whole = sonde_markdown_stream_finish (self);
  for (guint i = 0; i < whole->len; i++)
    if (i >= blocks->len)
      g_ptr_array_add (blocks, sonde_block_ref (whole->pdata[i]));
    else if (!sonde_block_equal (blocks->pdata[i], whole->pdata[i]))
      {
        sonde_block_unref (blocks->pdata[i]);
        blocks->pdata[i] = sonde_block_ref (whole->pdata[i]);
      }
  g_ptr_array_set_size (blocks, (int) whole->len);
  return blocks;
}

static char *
write_blocks (GPtrArray *blocks)
{
  static const struct
  {
    const char *name;
    char *(*write) (GPtrArray *blocks);
  } formats[] = {
    { "html", sonde_blocks_to_html },         { "tree", sonde_blocks_to_tree },
    { "text", sonde_blocks_to_text },         { "plain", sonde_blocks_to_plain },
    { "markdown", sonde_blocks_to_markdown }, { "clipboard", sonde_blocks_to_clipboard_html },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (opt_format, formats[i].name) == 0)
      return formats[i].write (blocks);
  return sonde_blocks_to_html (blocks);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GPtrArray) blocks = NULL;
  g_autofree char *output = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("md-dump: %s\n", error->message);
      return 2;
    }
  text = read_all ();
  blocks = opt_stream > 0 ? stream (text, (gsize) opt_stream)
                          : sonde_markdown_parse (text->str, (gssize) text->len);
  output = write_blocks (blocks);
  fputs (output, stdout);
  return 0;
}
