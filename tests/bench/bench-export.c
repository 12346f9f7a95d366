/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "export-sample.h"
#include "sonde-export.h"

/* Exporting a conversation of ten thousand messages: the time, held against what issue 6 asks for, and how
 * much more memory than the conversation itself it takes. Each format in a process of its own, so that one
 * does not count for the next. One line each: name, figure, unit, ratio. */

#define MESSAGES 10000

static const struct
{
  SondeExportFormat format;
  double seconds; /* allowed */
} formats[] = {
  { SONDE_EXPORT_MARKDOWN, 1 }, { SONDE_EXPORT_TEXT, 1 },  { SONDE_EXPORT_JSON, 1 },
  { SONDE_EXPORT_HTML, 3 },     { SONDE_EXPORT_DOCX, 15 }, { SONDE_EXPORT_PDF, 15 },
};

static void
result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static double
get_peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

static gboolean
write_once (SondeConversation *conversation, SondeExportFormat format)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sonde-bench-export", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean written;

  sonde_export_write_async (conversation, format, NULL, file, TRUE, NULL, NULL, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  written = sonde_export_write_finish (conversation, result, &error);
  if (!written)
    g_printerr ("%s\n", error->message);
  g_file_delete (file, NULL, NULL);
  return written;
}

static int
measure (SondeExportFormat format, double allowed)
{
  g_autoptr (SondeConversation) conversation = export_sample_new_long (MESSAGES);
  double before = get_peak_mb ();
  gint64 start = g_get_monotonic_time ();
  double seconds;

  if (!write_once (conversation, format))
    return 1;
  seconds = (g_get_monotonic_time () - start) / 1e6;
  printf (
    "export-10000-%s\t%.2f\ts\t%.2f\n", sonde_export_format_to_string (format), seconds, seconds / allowed);
  printf ("export-10000-%s-memory\t%.1f\tMB\t%.2f\n",
          sonde_export_format_to_string (format),
          get_peak_mb () - before,
          (get_peak_mb () - before) / 100);
  return 0;
}

int
main (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      pid_t child = fork ();
      int status = 0;

      if (child == 0)
        {
          status = measure (formats[i].format, formats[i].seconds);
          fflush (stdout);
          _exit (status);
        }
      waitpid (child, &status, 0);
      if (status != 0)
        return 1;
    }
  return 0;
}
