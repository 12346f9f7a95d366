/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <stdlib.h>

#include "export-sample.h"
#include "sonde-export.h"

/* Usage: export-dump FORMAT OUTPUT [MESSAGES|tree]: the sample conversation as a file, for programs that
 * check it. */
int
main (int argc, char *argv[])
{
  guint n_messages = argc > 3 ? (guint) atoi (argv[3]) : 0;
  g_autoptr (SondeConversation) conversation = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  SondeExportFormat format;
  SondeExportOptions options;

  setlocale (LC_ALL, "");
  if (argc < 3 || !sonde_export_format_from_string (argv[1], &format))
    return 2;
  conversation = n_messages > 0 ? export_sample_new_long (n_messages) : export_sample_new_rich ();
  sonde_export_options_init (&options, format);
  if (argc > 3 && n_messages == 0)
    options.whole_tree = TRUE;
  bytes = sonde_export_to_bytes (conversation, format, &options, &error);
  if (bytes == NULL
      || !g_file_set_contents (argv[2], g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}
