/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sonde-error.h"
#include "sonde-export-batch.h"
#include "sonde-export-file.h"
#include "sonde-prices.h"

#define FORMATS "md, html, pdf, docx, json, openai, jsonl, txt"

/** The options of "export", read. */
typedef struct
{
  gboolean all;
  gboolean force;
  gboolean tree;
  gboolean no_reasoning;
  gboolean no_sources;
  gboolean no_system_prompt;
  gboolean no_details;
  int wrap;
  char *message;
  char *paper;
  char *format_name;
  char *output;
  SondeExportFormat format;
  SondeExportOptions what;
  GArray *ids; /* gint64 */
} ExportOptions;

/** One export that runs. */
typedef struct
{
  SondeEngine *engine;
  const ExportOptions *options;
  GCancellable *cancellable;
} Export;

static void
clear_options (ExportOptions *options)
{
  g_free (options->message);
  g_free (options->paper);
  g_free (options->format_name);
  g_free (options->output);
  g_clear_pointer (&options->ids, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExportOptions, clear_options)

static gboolean
read_ids (Cli *cli, ExportOptions *options)
{
  options->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; cli->arguments != NULL && cli->arguments[i] != NULL; i++)
    {
      gint64 id = 0;

      if (!cli_parse_id (cli->arguments[i], &id))
        return FALSE;
      g_array_append_val (options->ids, id);
    }
  return TRUE;
}

static gboolean
read_paper (ExportOptions *options)
{
  if (options->paper == NULL || g_ascii_strcasecmp (options->paper, "a4") == 0)
    options->what.paper = options->paper != NULL ? SONDE_PAPER_A4 : SONDE_PAPER_DEFAULT;
  else if (g_ascii_strcasecmp (options->paper, "letter") == 0)
    options->what.paper = SONDE_PAPER_LETTER;
  else
    return FALSE;
  return TRUE;
}

static gboolean
read_what (ExportOptions *options)
{
  sonde_export_options_init (&options->what, options->format);
  options->what.whole_tree = options->what.whole_tree || options->tree;
  options->what.reasoning = !options->no_reasoning;
  options->what.sources = !options->no_sources;
  options->what.system_prompt = !options->no_system_prompt;
  options->what.details = !options->no_details;
  options->what.wrap = MAX (options->wrap, 0);
  options->what.cost = sonde_prices_get_cost;
  if (!read_paper (options))
    cli_fail_usage (_ ("“%s” is no paper; a4 and letter are"), options->paper);
  else
    return options->message == NULL || cli_parse_id (options->message, &options->what.message);
  return FALSE;
}

static gboolean
is_joined (const ExportOptions *options)
{
  return options->format == SONDE_EXPORT_JSONL && !g_file_test (options->output, G_FILE_TEST_IS_DIR);
}

static gboolean
check_options (Cli *cli, ExportOptions *options)
{
  if (!read_ids (cli, options))
    return FALSE;
  if ((options->ids->len > 0) == options->all)
    cli_fail_usage (_ ("Give either the id of a conversation or --all"));
  else if (options->format_name == NULL || options->output == NULL)
    cli_fail_usage (_ ("“export” needs --format and --output"));
  else if (!sonde_export_format_from_string (options->format_name, &options->format))
    cli_fail_usage (_ ("“%s” cannot be written; the formats are %s"), options->format_name, FORMATS);
  else if (options->ids->len != 1 && g_str_equal (options->output, "-") && !is_joined (options))
    cli_fail_usage (_ ("For several conversations the output is a folder"));
  else if (options->message != NULL && options->ids->len != 1)
    cli_fail_usage (_ ("--message needs the id of its conversation"));
  else
    return read_what (options);
  return FALSE;
}

static gboolean
parse (Cli *cli, ExportOptions *o, int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &o->all, N_ ("Every conversation, each into a file of its own"), NULL },
    { "format", 0, 0, G_OPTION_ARG_FILENAME, &o->format_name, FORMATS, "FORMAT" },
    { "output",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &o->output,
      N_ ("A file, a folder, or - for standard output"),
      "PATH|-" },
    { "force", 0, 0, G_OPTION_ARG_NONE, &o->force, N_ ("Replace a file that exists"), NULL },
    { "message", 0, 0, G_OPTION_ARG_FILENAME, &o->message, N_ ("Only this message"), "ID" },
    { "tree",
      0,
      0,
      G_OPTION_ARG_NONE,
      &o->tree,
      N_ ("All versions, not only those shown (always in JSON)"),
      NULL },
    { "no-reasoning", 0, 0, G_OPTION_ARG_NONE, &o->no_reasoning, N_ ("Without thoughts"), NULL },
    { "no-sources", 0, 0, G_OPTION_ARG_NONE, &o->no_sources, N_ ("Without sources"), NULL },
    { "no-system-prompt",
      0,
      0,
      G_OPTION_ARG_NONE,
      &o->no_system_prompt,
      N_ ("Without the system prompt"),
      NULL },
    { "no-details",
      0,
      0,
      G_OPTION_ARG_NONE,
      &o->no_details,
      N_ ("Without times, models, tokens and costs"),
      NULL },
    { "wrap", 0, 0, G_OPTION_ARG_INT, &o->wrap, N_ ("Wrap plain text at this column"), "COLUMN" },
    { "paper", 0, 0, G_OPTION_ARG_FILENAME, &o->paper, N_ ("a4 or letter; by the locale"), "SIZE" },
    { NULL }
  };

  return cli_parse (cli, argc, argv, entries, 0, G_MAXUINT) && check_options (cli, o);
}

static void
show_progress (double fraction)
{
  if (isatty (STDERR_FILENO))
    fprintf (stderr, "\r%3.0f %%", fraction * 100);
}

static void
clear_progress (void)
{
  if (isatty (STDERR_FILENO))
    fprintf (stderr, "\r      \r");
}

static void
progress_cb (SondeExportBatch *batch, double fraction, const char *title, gpointer user_data)
{
  show_progress (fraction);
}

static void
written_cb (SondeExportBatch *batch, const char *path, gpointer user_data)
{
  clear_progress ();
  cli_write_text (path);
  cli_write ("\n");
}

static SondeExportBatch *
create_batch (Export *export)
{
  const ExportOptions *options = export->options;
  SondeExportBatch *batch = sonde_export_batch_new (sonde_engine_get_store (export->engine),
                                                    options->all ? NULL : options->ids,
                                                    options->format,
                                                    &options->what);

  g_signal_connect (batch, "progress", G_CALLBACK (progress_cb), NULL);
  g_signal_connect (batch, "written", G_CALLBACK (written_cb), NULL);
  return batch;
}

static gboolean
write_into_folder (Export *export, GError **error)
{
  g_autoptr (GFile) folder = g_file_new_for_path (export->options->output);
  g_autoptr (SondeExportBatch) batch = create_batch (export);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_export_batch_run_async (batch, folder, export->cancellable, cli_result_cb, &result);
  return sonde_export_batch_finish (batch, cli_wait (&result), NULL, error);
}

static gboolean
join_into (Export *export, GOutputStream *stream, GError **error)
{
  g_autoptr (SondeExportBatch) batch = create_batch (export);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_export_batch_join_async (batch, stream, export->cancellable, cli_result_cb, &result);
  return sonde_export_batch_finish (batch, cli_wait (&result), NULL, error);
}

/* Lines of several conversations one after the other: into standard output, which stays open, or into a file
 * that is whole or not there. */
static gboolean
write_joined (Export *export, GError **error)
{
  const ExportOptions *options = export->options;
  g_autoptr (GOutputStream) output = NULL;
  g_autoptr (GFile) place = NULL;
  g_autoptr (SondeExportFile) file = NULL;

  if (g_str_equal (options->output, "-"))
    {
      output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
      return join_into (export, output, error);
    }
  place = g_file_new_for_path (options->output);
  file = sonde_export_file_new (place, options->force, export->cancellable, error);
  return file != NULL && join_into (export, sonde_export_file_get_stream (file), error)
         && sonde_export_file_commit (file, export->cancellable, error);
}

static gboolean
has_message (SondeConversation *conversation, gint64 id, GError **error)
{
  if (id == 0 || sonde_conversation_find_message (conversation, id) != NULL)
    return TRUE;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_propagate_error (error,
                     sonde_error_new (SONDE_ERROR_NOT_FOUND, _ ("There is no message %s in it"), number));
  return FALSE;
}

static void
message_progress_cb (guint done, guint total, gpointer user_data)
{
  if (done % 100 == 0 && total > 1000)
    show_progress ((double) done / total);
}

static gboolean
write_one (Export *export, GError **error)
{
  const ExportOptions *options = export->options;
  gint64 id = g_array_index (options->ids, gint64, 0);
  g_autoptr (SondeConversation) conversation = cli_load (export->engine, id, error);
  g_autoptr (GFile) file = g_file_new_for_path (options->output);
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (conversation == NULL || !has_message (conversation, options->what.message, error))
    return FALSE;
  if (g_str_equal (options->output, "-"))
    {
      stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
      sonde_export_write_stream_async (
        conversation, options->format, &options->what, stream, export->cancellable, cli_result_cb, &result);
    }
  else
    sonde_export_write_async (conversation,
                              options->format,
                              &options->what,
                              file,
                              options->force,
                              message_progress_cb,
                              NULL,
                              export->cancellable,
                              cli_result_cb,
                              &result);
  return sonde_export_write_finish (conversation, cli_wait (&result), error);
}

static gboolean
run (Export *export, GError **error)
{
  const ExportOptions *options = export->options;

  if (options->ids->len == 1 && !g_file_test (options->output, G_FILE_TEST_IS_DIR))
    return write_one (export, error);
  return is_joined (options) ? write_joined (export, error) : write_into_folder (export, error);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

/* What is there is not replaced unless that is asked for. */
static CliStatus
fail (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLI_CUT;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    cli_note (_ ("--force replaces a file that exists"));
  return cli_fail (error);
}

CliStatus
cli_export (Cli *cli, int argc, char *argv[])
{
  g_auto (ExportOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (!parse (cli, &options, argc, argv))
    return CLI_USAGE;
  engine = cli_open_engine (cli, TRUE, &error);
  if (engine == NULL)
    return cli_fail (error);

  Export export = { engine, &options, cancellable };
  guint source = g_unix_signal_add (SIGINT, interrupted_cb, cancellable);
  gboolean written = run (&export, &error);
  g_source_remove (source);
  clear_progress ();
  sonde_engine_close (engine);
  return written ? CLI_COMPLETE : fail (error);
}
