/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>

#include "sonde-backup.h"
#include "sonde-error.h"
#include "sonde-restore.h"

/* backup */

static void
add_backup (JsonBuilder *builder, const SondeBackup *backup)
{
  cli_add_string (builder, "date", backup->date);
  cli_add_string (builder, "path", backup->path);
  cli_add_time (builder, "time", backup->time);
  json_builder_set_member_name (builder, "size");
  json_builder_add_int_value (builder, backup->size);
}

static void
print_backup (const SondeBackup *backup)
{
  g_autofree char *size = g_format_size (backup->size);

  cli_write ("%s  %10s  ", backup->date, size);
  cli_write_text (backup->path);
  cli_write ("\n");
}

static CliStatus
list_backups (Cli *cli)
{
  g_autoptr (SondeEngine) engine = cli_new_engine (cli, FALSE);
  g_autoptr (GPtrArray) list = sonde_backup_list (sonde_engine_get_data_dir (engine));
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++)
    if (cli->json)
      {
        json_builder_begin_object (builder);
        add_backup (builder, list->pdata[i]);
        json_builder_end_object (builder);
      }
    else
      print_backup (list->pdata[i]);
  json_builder_end_array (builder);
  if (cli->json)
    cli_take_json (builder, TRUE);
  return CLI_COMPLETE;
}

static void
tell_backup (Cli *cli, const SondeBackup *backup, gboolean made)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!made)
    cli_note (_ ("Nothing has changed since the last backup"));
  if (!cli->json)
    {
      print_backup (backup);
      return;
    }
  json_builder_begin_object (builder);
  add_backup (builder, backup);
  cli_add_bool (builder, "made", made);
  json_builder_end_object (builder);
  cli_take_json (builder, TRUE);
}

static CliStatus
write_backup (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = cli_open_engine (cli, TRUE, &error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SondeBackup) backup = NULL;
  gboolean made = FALSE;

  if (engine == NULL)
    return cli_fail (error);
  sonde_backup_write_async (sonde_engine_get_data_dir (engine), NULL, cli_result_cb, &result);
  backup = sonde_backup_write_finish (cli_wait (&result), &made, &error);
  sonde_engine_close (engine);
  if (backup == NULL)
    return cli_fail (error);
  tell_backup (cli, backup, made);
  return CLI_COMPLETE;
}

CliStatus
cli_backup (Cli *cli, int argc, char *argv[])
{
  gboolean list = FALSE;
  const GOptionEntry entries[]
    = { { "list", 0, 0, G_OPTION_ARG_NONE, &list, N_ ("List the backups, the newest first"), NULL },
        { NULL } };

  if (!cli_parse (cli, argc, argv, entries, 0, 0))
    return CLI_USAGE;
  return list ? list_backups (cli) : write_backup (cli);
}

/* restore */

static void
add_int (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
tell_restored (Cli *cli, const char *path, const SondeRestored *restored, gboolean preview)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_add_string (builder, "path", path);
  json_builder_set_member_name (builder, "conversations");
  json_builder_add_int_value (builder, restored->n_conversations);
  json_builder_set_member_name (builder, "messages");
  json_builder_add_int_value (builder, restored->n_messages);
  cli_add_time (builder, "newest", restored->newest);
  if (preview && restored->compared)
    {
      add_int (builder, "returning", restored->n_returning);
      add_int (builder, "leaving", restored->n_leaving);
      add_int (builder, "older", restored->n_older);
    }
  cli_add_bool (builder, "restored", !preview);
  cli_add_string (builder, "aside", restored->aside);
  json_builder_end_object (builder);
  cli_take_json (builder, TRUE);
}

static void
print_restored (const SondeRestored *restored)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (restored->newest / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *newest
    = restored->newest != 0 ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("–");

  cli_write ("%s %" G_GINT64_FORMAT "\n", _ ("Conversations:"), restored->n_conversations);
  cli_write ("%s %" G_GINT64_FORMAT "\n", _ ("Messages:"), restored->n_messages);
  cli_write ("%s %s\n", _ ("Newest:"), newest);
  if (restored->compared)
    {
      cli_write ("%s %" G_GINT64_FORMAT "\n", _ ("Not in the present history:"), restored->n_returning);
      cli_write ("%s %" G_GINT64_FORMAT "\n", _ ("Only in the present history:"), restored->n_leaving);
      cli_write ("%s %" G_GINT64_FORMAT "\n", _ ("Went on since:"), restored->n_older);
    }
  if (restored->aside == NULL)
    return;
  cli_write ("%s ", _ ("The history that was there is kept as"));
  cli_write_text (restored->aside);
  cli_write ("\n");
}

static CliStatus
fail_restore (const char *path, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    cli_note (
      _ ("Sonde or another program has the history open. End it, and try again; nothing was changed"));
  else if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND))
    {
      g_autofree char *sentence = g_strdup_printf (_ ("There is no backup “%s”"), path);

      cli_note (sentence);
    }
  else
    return cli_fail (error);
  return CLI_ERROR;
}

CliStatus
cli_restore (Cli *cli, int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;
  g_autofree char *path = NULL;
  g_auto (SondeRestored) restored = { 0 };
  gboolean preview = FALSE;
  const GOptionEntry entries[] = { { "dry-run",
                                     0,
                                     0,
                                     G_OPTION_ARG_NONE,
                                     &preview,
                                     N_ ("Only say what is in it and whether it is whole"),
                                     NULL },
                                   { NULL } };

  if (!cli_parse (cli, argc, argv, entries, 1, 1))
    return CLI_USAGE;
  engine = cli_new_engine (cli, FALSE);
  path = sonde_backup_dup_path (sonde_engine_get_data_dir (engine), cli->arguments[0]);
  if (path == NULL)
    path = g_strdup (cli->arguments[0]);
  if (!sonde_restore (sonde_engine_get_data_dir (engine), path, preview, &restored, &error))
    return fail_restore (cli->arguments[0], error);
  if (cli->json)
    tell_restored (cli, path, &restored, preview);
  else
    print_restored (&restored);
  return CLI_COMPLETE;
}
