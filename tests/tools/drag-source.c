/* SPDX-License-Identifier: GPL-3.0-or-later */

/* drag-source FILE…: a small window from which these files can be dragged, as from a file manager. It prints
 * "ready" when it is there, and ends with the drag: status 0 when something took the files, 1 when nothing
 * did. */

#define G_LOG_DOMAIN "sonde-tools"

#include <gtk/gtk.h>
#include <stdio.h>

#define SIZE 60
/* Until it is drawn. */
#define WAIT_MS 300

typedef struct
{
  GPtrArray *files;
  gboolean is_done;
  gboolean is_refused;
} Source;

static GdkContentProvider *
prepare_cb (GtkDragSource *drag, double x, double y, gpointer user_data)
{
  Source *source = user_data;
  GdkFileList *list = gdk_file_list_new_from_array ((GFile **) source->files->pdata, source->files->len);
  GdkContentProvider *provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);

  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return provider;
}

static gboolean
refused_cb (GtkDragSource *drag, GdkDrag *gdk_drag, GdkDragCancelReason reason, gpointer user_data)
{
  ((Source *) user_data)->is_refused = TRUE;
  return FALSE;
}

static void
end_cb (GtkDragSource *drag, GdkDrag *gdk_drag, gboolean delete_data, gpointer user_data)
{
  ((Source *) user_data)->is_done = TRUE;
}

static gboolean
ready_cb (gpointer user_data)
{
  puts ("ready");
  fflush (stdout);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  Source source = { .files = files };
  GtkEventController *drag;
  GtkWidget *window;

  gtk_init ();
  for (int i = 1; i < argc; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (argv[i]));
  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), SIZE, SIZE);
  gtk_window_set_child (GTK_WINDOW (window), gtk_label_new ("⇱"));
  drag = GTK_EVENT_CONTROLLER (gtk_drag_source_new ());
  gtk_drag_source_set_actions (GTK_DRAG_SOURCE (drag), GDK_ACTION_COPY);
  g_signal_connect (drag, "prepare", G_CALLBACK (prepare_cb), &source);
  g_signal_connect (drag, "drag-cancel", G_CALLBACK (refused_cb), &source);
  g_signal_connect (drag, "drag-end", G_CALLBACK (end_cb), &source);
  gtk_widget_add_controller (window, drag);
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (WAIT_MS, ready_cb, NULL);
  while (!source.is_done)
    g_main_context_iteration (NULL, TRUE);
  return source.is_refused ? 1 : 0;
}
