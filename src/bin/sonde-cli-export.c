/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sonde-error.h"
#include "sonde-export.h"

/** The options of "export", read. */
typedef struct
{
  gboolean all;
  char *format_name;
  char *output;
  SondeExportFormat format;
  gint64 id;
} ExportOptions;

static void
clear_options (ExportOptions *options)
{
  g_free (options->format_name);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExportOptions, clear_options)

static gboolean
check_options (Cli *cli, ExportOptions *options)
{
  gboolean has_id = cli->arguments != NULL && cli->arguments[0] != NULL;

  if (has_id == options->all)
    cli_fail_usage (_ ("Give either the id of a conversation or --all"));
  else if (options->format_name == NULL || options->output == NULL)
    cli_fail_usage (_ ("“export” needs --format and --output"));
  else if (!sonde_export_format_from_string (options->format_name, &options->format))
    cli_fail_usage (
      _ ("“%s” cannot be written; this version writes md, html, pdf, docx, json, openai, jsonl and txt"),
      options->format_name);
  else if (options->all && g_str_equal (options->output, "-"))
    cli_fail_usage (_ ("With --all the output is a folder"));
  else
    return options->all || cli_parse_id (cli->arguments[0], &options->id);
  return FALSE;
}

static gboolean
parse (Cli *cli, ExportOptions *options, int argc, char *argv[])
{
  const GOptionEntry entries[] = { { "all",
                                     0,
                                     0,
                                     G_OPTION_ARG_NONE,
                                     &options->all,
                                     N_ ("Every conversation, each into a file of its own"),
                                     NULL },
                                   { "format",
                                     0,
                                     0,
                                     G_OPTION_ARG_FILENAME,
                                     &options->format_name,
                                     N_ ("md, html, pdf, docx, json, openai, jsonl or txt"),
                                     "FORMAT" },
                                   { "output",
                                     0,
                                     0,
                                     G_OPTION_ARG_FILENAME,
                                     &options->output,
                                     N_ ("A file, a folder, or - for standard output"),
                                     "PATH|-" },
                                   { NULL } };

  return cli_parse (cli, argc, argv, entries, 0, 1) && check_options (cli, options);
}

static gboolean
write_file (SondeConversation *conversation, SondeExportFormat format, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_export_write_async (conversation, format, NULL, file, TRUE, NULL, NULL, NULL, cli_result_cb, &result);
  return sonde_export_write_finish (conversation, cli_wait (&result), error);
}

/* An empty new file in @folder under the conversation's name, with a number where that is taken. */
static char *
claim_path (const char *folder, SondeConversation *conversation, SondeExportFormat format, GError **error)
{
  const char *extension = sonde_export_format_extension (format);
  g_autofree char *name = sonde_export_dup_file_name (conversation, format);
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (extension) - 1);

  for (guint i = 1;; i++)
    {
      g_autofree char *numbered
        = i == 1 ? g_strdup (name) : g_strdup_printf ("%s (%u).%s", stem, i, extension);
      g_autofree char *path = g_build_filename (folder, numbered, NULL);
      int fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);

      if (fd >= 0)
        {
          g_close (fd, NULL);
          return g_steal_pointer (&path);
        }
      if (errno == EEXIST)
        continue;
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return NULL;
    }
}

static gboolean
write_into (const char *folder, SondeConversation *conversation, SondeExportFormat format, GError **error)
{
  g_autofree char *path = claim_path (folder, conversation, format, error);

  if (path == NULL)
    return FALSE;
  if (!write_file (conversation, format, path, error))
    {
      g_unlink (path);
      return FALSE;
    }
  cli_write_text (path);
  cli_write ("\n");
  return TRUE;
}

static gboolean
export_one (SondeEngine *engine, const ExportOptions *options, GError **error)
{
  g_autoptr (SondeConversation) conversation = cli_load (engine, options->id, error);

  if (conversation == NULL)
    return FALSE;
  if (g_str_equal (options->output, "-"))
    {
      g_autofree char *text = sonde_export_to_string (conversation, options->format);

      cli_write_text (text);
      return TRUE;
    }
  if (g_file_test (options->output, G_FILE_TEST_IS_DIR))
    return write_into (options->output, conversation, options->format, error);
  return write_file (conversation, options->format, options->output, error);
}

static gboolean
export_all (SondeEngine *engine, const ExportOptions *options, GError **error)
{
  SondeStore *store = sonde_engine_get_store (engine);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) conversations = NULL;

  if (g_mkdir_with_parents (options->output, 0777) != 0)
    {
      g_set_error (
        error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", options->output, g_strerror (errno));
      return FALSE;
    }
  sonde_store_list_async (store, NULL, NULL, 0, NULL, cli_result_cb, &result);
  conversations = sonde_store_list_finish (store, cli_wait (&result), error);
  for (guint i = 0; conversations != NULL && i < conversations->len; i++)
    {
      gint64 id = sonde_conversation_get_id (g_ptr_array_index (conversations, i));
      g_autoptr (SondeConversation) conversation = cli_load (engine, id, error);

      if (conversation == NULL || !write_into (options->output, conversation, options->format, error))
        return FALSE;
    }
  return conversations != NULL;
}

CliStatus
cli_export (Cli *cli, int argc, char *argv[])
{
  g_auto (ExportOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;

  if (!parse (cli, &options, argc, argv))
    return CLI_USAGE;
  engine = cli_open_engine (cli, TRUE, &error);
  if (engine == NULL)
    return cli_fail (error);

  gboolean written
    = options.all ? export_all (engine, &options, &error) : export_one (engine, &options, &error);
  sonde_engine_close (engine);
  return written ? CLI_COMPLETE : cli_fail (error);
}
