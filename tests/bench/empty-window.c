/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What start-up and memory are held against: a libadwaita window with nothing in it. With the argument
 * --exit-after-startup it says so and ends after its first frame, as sonde does. */

#define G_LOG_DOMAIN "sonde-bench"

#include <adwaita.h>

static void
after_paint_cb (GdkFrameClock *clock, GApplication *application)
{
  g_print ("first frame\n");
  g_application_quit (application);
}

static void
realized_cb (GtkWidget *window, GApplication *application)
{
  g_signal_connect_object (
    gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), application, 0);
}

static void
activate_cb (GApplication *application, gpointer exit_after_startup)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));

  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  if (GPOINTER_TO_INT (exit_after_startup))
    g_signal_connect_object (window, "realize", G_CALLBACK (realized_cb), application, 0);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  gboolean exit_after_startup = argc > 1 && g_str_equal (argv[1], "--exit-after-startup");

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), GINT_TO_POINTER (exit_after_startup));
  return g_application_run (G_APPLICATION (application), 1, argv);
}
