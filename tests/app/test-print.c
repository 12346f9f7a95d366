/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>

#include "export-sample.h"
#include "sonde-app-settings.h"
#include "sonde-print.h"
#include "sonde-test.h"

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  *(int *) user_data = result;
}

static char *
print_to_file (SondeConversation *conversation)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "printed.pdf", NULL);
  g_autoptr (GSettings) settings = sonde_app_settings_new ();
  g_autoptr (GtkPrintOperation) operation = sonde_print_operation_new (NULL, settings, conversation);
  g_autoptr (GError) error = NULL;
  char *contents = NULL;
  int result = -1;

  gtk_print_operation_set_export_filename (operation, path);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), &result);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error);
  g_assert_no_error (error);
  while (result < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (result, ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  sonde_test_remove_dir (dir);
  return contents;
}

/* Everything that a printer would get. */
static void
test_rich (void)
{
  g_autoptr (SondeConversation) conversation = export_sample_new_rich ();
  g_autofree char *contents = print_to_file (conversation);

  g_assert_true (g_str_has_prefix (contents, "%PDF-"));
}

/* The main loop lives while many pages are laid out: no step takes long. */
static gboolean
tick_cb (gpointer user_data)
{
  gint64 *times = user_data; /* the last one, the longest pause, how many */
  gint64 now = g_get_monotonic_time ();

  times[1] = MAX (times[1], now - times[0]);
  times[0] = now;
  times[2]++;
  return G_SOURCE_CONTINUE;
}

static void
test_long (void)
{
  g_autoptr (SondeConversation) conversation = export_sample_new_long (2000);
  gint64 times[3] = { g_get_monotonic_time (), 0, 0 };
  guint source = g_timeout_add (5, tick_cb, times);
  g_autofree char *contents = print_to_file (conversation);

  g_source_remove (source);
  g_assert_true (g_str_has_prefix (contents, "%PDF-"));
  g_test_message ("longest pause %.0f ms, %d ticks", times[1] / 1e3, (int) times[2]);
  g_assert_cmpint (times[2], >, 10);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/rich", test_rich);
  g_test_add_func ("/print/long", test_long);
  return g_test_run ();
}
