/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>
#include <string.h>

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

static void
set_preview (const char *command)
{
  g_object_set (gtk_settings_get_default (), "gtk-print-preview-command", command, NULL);
}

/* A PDF file that is whole ends so. */
static gboolean
is_whole (const char *path)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &contents, &length, NULL) && length > 6
         && memcmp (contents, "%PDF-", 5) == 0 && memcmp (contents + length - 6, "%%EOF\n", 6) == 0;
}

/* The button of the dialog that shows the pages in another program first: here one that copies them. */
static void
test_preview (void)
{
  g_autofree char *dir = sonde_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "preview.pdf", NULL);
  g_autofree char *command = g_strdup_printf ("cp %%f %s", path);
  g_autoptr (SondeConversation) conversation = export_sample_new_rich ();
  g_autoptr (GSettings) settings = sonde_app_settings_new ();
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  set_preview (command);
  operation = sonde_print_operation_new (NULL, settings, conversation);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PREVIEW, NULL, &error);
  g_assert_no_error (error);
  while (!is_whole (path))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  sonde_test_remove_dir (dir);
}

/* Where the program for it is not installed there is another. */
static void
test_no_previewer (void)
{
  g_autoptr (SondeConversation) conversation = export_sample_new_rich ();
  g_autoptr (GSettings) settings = sonde_app_settings_new ();
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autofree char *command = NULL;

  set_preview ("no-such-previewer --unlink-tempfile %f");
  operation = sonde_print_operation_new (NULL, settings, conversation);
  g_object_get (gtk_settings_get_default (), "gtk-print-preview-command", &command, NULL);
  g_assert_cmpstr (command, ==, "xdg-open %f");
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
  g_test_add_func ("/print/preview", test_preview);
  g_test_add_func ("/print/no-previewer", test_no_previewer);
  g_test_add_func ("/print/long", test_long);
  return g_test_run ();
}
