/* SPDX-License-Identifier: GPL-3.0-or-later */

/* clipboard-read [--primary] [TYPE]: prints what another program offers on the clipboard as TYPE, as it would
 * be pasted; without TYPE the types that are offered, one a line. Status 1 when there is nothing of that
 * kind. */

#define G_LOG_DOMAIN "sonde-tools"

#include <gtk/gtk.h>
#include <stdio.h>

typedef struct
{
  const char *type;
  GInputStream *stream;
  gboolean is_done;
} Reading;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GError) error = NULL;

  reading->stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);
  if (error != NULL)
    g_printerr ("clipboard-read: %s\n", error->message);
  reading->is_done = TRUE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  ((Reading *) user_data)->is_done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Reading *) user_data)->is_done = TRUE;
}

static void
await (Reading *reading)
{
  guint timeout = g_timeout_add_seconds (20, timeout_cb, reading);

  while (!reading->is_done)
    g_main_context_iteration (NULL, TRUE);
  reading->is_done = FALSE;
  g_source_remove (timeout);
}

static gsize
count_types (GdkClipboard *clipboard)
{
  gsize n = 0;

  gdk_content_formats_get_mime_types (gdk_clipboard_get_formats (clipboard), &n);
  return n;
}

static int
print_types (GdkClipboard *clipboard)
{
  gsize n = 0;
  const char *const *types = gdk_content_formats_get_mime_types (gdk_clipboard_get_formats (clipboard), &n);

  for (gsize i = 0; i < n; i++)
    puts (types[i]);
  return n > 0 ? 0 : 1;
}

static int
print_content (GdkClipboard *clipboard, const char *type)
{
  Reading reading = { .type = type };
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  gdk_clipboard_read_async (
    clipboard, (const char *[]){ type, NULL }, G_PRIORITY_DEFAULT, NULL, read_cb, &reading);
  await (&reading);
  if (reading.stream == NULL)
    return 1;
  g_output_stream_splice_async (
    out, reading.stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, G_PRIORITY_DEFAULT, NULL, spliced_cb, &reading);
  await (&reading);
  g_object_unref (reading.stream);
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (out);

  fwrite (g_memory_output_stream_get_data (memory), 1, g_memory_output_stream_get_data_size (memory), stdout);
  return 0;
}

int
main (int argc, char **argv)
{
  gboolean primary = argc > 1 && g_str_equal (argv[1], "--primary");
  const char *type = argc > 1 + (primary ? 1 : 0) ? argv[argc - 1] : NULL;
  GdkDisplay *display = NULL;

  if (!gtk_init_check ())
    return 2;
  display = gdk_display_get_default ();
  GdkClipboard *clipboard
    = primary ? gdk_display_get_primary_clipboard (display) : gdk_display_get_clipboard (display);

  /* What another program offers is told by the display server. */
  gint64 until = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < until && count_types (clipboard) == 0)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  return type == NULL ? print_types (clipboard) : print_content (clipboard, type);
}
