/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transcript"

#include "sonde-copy-plain.h"

#include "sonde-markdown-writer.h"
#include "sonde-markdown.h"

static void
parsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GdkClipboard) clipboard = user_data;
  g_autoptr (GPtrArray) blocks = sonde_markdown_parse_finish (result, NULL);
  g_autofree char *plain = blocks != NULL ? sonde_blocks_to_plain (blocks) : NULL;

  if (plain != NULL)
    gdk_clipboard_set_text (clipboard, plain);
}

void
sonde_copy_plain (GdkClipboard *clipboard, const char *markdown)
{
  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard) && markdown != NULL);

  sonde_markdown_parse_async (markdown, -1, NULL, parsed_cb, g_object_ref (clipboard));
}
