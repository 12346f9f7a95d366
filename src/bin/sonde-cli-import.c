/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>
#include <glib-unix.h>
#include <stdio.h>

#include "sonde-engine-copies.h"
#include "sonde-engine-import.h"
#include "sonde-error.h"

static void
add_count (JsonBuilder *builder, const char *name, guint count)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, count);
}

static char *
dup_failure (const GError *error)
{
  SondeErrorExplanation explanation;
  g_autofree char *details = cli_dup_details (error);

  sonde_error_explain (error, &explanation);
  if (error->domain != SONDE_ERROR)
    return g_strdup (error->message);
  return details != NULL ? g_strdup_printf ("%s: %s", explanation.sentence, details)
                         : g_strdup (explanation.sentence);
}

static void
print_json (const SondeImportSummary *summary, gboolean dry_run, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_count (builder, "conversations", summary->n_conversations);
  add_count (builder, "messages", summary->n_messages);
  add_count (builder, "skipped", summary->n_duplicates + summary->n_unreadable);
  if (dry_run)
    {
      add_count (builder, "duplicates", summary->n_duplicates);
      add_count (builder, "updated", summary->n_updated);
    }
  json_builder_set_member_name (builder, "errors");
  json_builder_begin_array (builder);
  for (guint i = 0; i < summary->errors->len; i++)
    json_builder_add_string_value (builder, summary->errors->pdata[i]);
  if (error != NULL)
    {
      g_autofree char *failure = dup_failure (error);

      json_builder_add_string_value (builder, failure);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_take_json (builder, TRUE);
}

static void
print_text (const SondeImportSummary *summary, gboolean dry_run)
{
  g_autofree char *sentence = sonde_import_summary_to_string (summary, dry_run);

  for (guint i = 0; i < summary->errors->len; i++)
    cli_note (summary->errors->pdata[i]);
  cli_write_text (sentence);
  cli_write ("\n");
}

static void
progress_cb (double fraction, gpointer user_data)
{
  fprintf (stderr, "\r%3.0f %%", fraction * 100);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

/* The window does this while it goes on. */
static void
write_copies (SondeEngine *engine)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_engine_write_copies_async (engine, cli_result_cb, &result);
  sonde_engine_write_copies_finish (engine, cli_wait (&result), NULL);
}

static CliStatus
import (Cli *cli, SondeEngine *engine, SondeImportFlags flags)
{
  gboolean dry_run = (flags & SONDE_IMPORT_DRY_RUN) != 0;
  gboolean shows = cli_is_terminal () && !cli->json;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SondeImportSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  guint source = g_unix_signal_add (SIGINT, interrupted_cb, cancellable);

  sonde_engine_import_async (
    engine, cli->arguments[0], flags, shows ? progress_cb : NULL, NULL, cancellable, cli_result_cb, &result);
  sonde_engine_import_finish (engine, cli_wait (&result), &summary, &error);
  g_source_remove (source);
  if (!dry_run && summary->n_conversations > 0)
    write_copies (engine);
  if (shows)
    fprintf (stderr, "\r      \r");
  if (cli->json)
    print_json (summary, dry_run, error);
  else if (error == NULL || summary->n_conversations > 0)
    print_text (summary, dry_run);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLI_CUT;
  return error == NULL ? CLI_COMPLETE : cli_fail (error);
}

CliStatus
cli_import (Cli *cli, int argc, char *argv[])
{
  gboolean dry_run = FALSE;
  gboolean replace = FALSE;
  const GOptionEntry entries[]
    = { { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_ ("Only say what would be imported"), NULL },
        { "replace",
          0,
          0,
          G_OPTION_ARG_NONE,
          &replace,
          N_ ("Move the conversations that are here into the trash"),
          NULL },
        { NULL } };
  g_autoptr (SondeEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  SondeImportFlags flags = SONDE_IMPORT_DEFAULT;
  CliStatus status;

  if (!cli_parse (cli, argc, argv, entries, 1, 1))
    return CLI_USAGE;
  if (dry_run)
    flags |= SONDE_IMPORT_DRY_RUN;
  if (replace)
    flags |= SONDE_IMPORT_REPLACE;
  engine = cli_open_engine (cli, TRUE, &error);
  if (engine == NULL)
    return cli_fail (error);
  status = import (cli, engine, flags);
  sonde_engine_close (engine);
  return status;
}
