/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Of the longest command with its arguments. */
#define USAGE_WIDTH 39

static const CliCommand commands[] = {
  { "ask", "PROMPT|-", N_ ("Ask, and print the answer while it comes"), TRUE, cli_ask },
  { "web", "QUERY", N_ ("Search the web, without a model"), TRUE, cli_web },
  { "providers", "", N_ ("List the providers"), TRUE, cli_providers },
  { "provider", "add|default|remove [ID]", N_ ("Add, prefer or remove a provider"), FALSE, cli_provider },
  { "key", "set|clear|status PROVIDER", N_ ("Keep an API key in the keyring"), FALSE, cli_key },
  { "models", "", N_ ("List the models of a provider"), TRUE, cli_models },
  { "balance", "", N_ ("Show the balance of the account"), TRUE, cli_balance },
  { "list", "", N_ ("List the conversations"), TRUE, cli_list },
  { "show", "ID", N_ ("Show a conversation"), TRUE, cli_show },
  { "search",
    "QUERY…",
    N_ ("Search titles and messages"),
    TRUE,
    cli_search,
    N_ ("In a query:\n"
        "  \"…\"                these words in this order\n"
        "  -WORD              without this word (after “--”, or within quotes of the shell)\n"
        "  WORD*              words that begin so\n"
        "  in:FOLDER          in a folder\n"
        "  model:NAME         answered by this model\n"
        "  mode:MODE          chat, reasoning, search or reasoning+search\n"
        "  before:2026-03-01  before a day; also a month (2026-03) or a year (2026)\n"
        "  after:2026-03-01   on a day or after it") },
  { "delete", "ID", N_ ("Delete a conversation"), TRUE, cli_delete },
  { "export", "ID…|--all", N_ ("Write conversations to files"), FALSE, cli_export },
  { "import", "PATH", N_ ("Read conversations of Sonde or another program"), TRUE, cli_import },
  { "archive",
    "PATH",
    N_ ("Write everything but keys into one file; “import” reads it"),
    FALSE,
    cli_archive },
  { "folder", "list|add|rename|remove|move […]", N_ ("List, change and fill the folders"), TRUE, cli_folder },
  { "backup", "", N_ ("Keep a copy of the history, as is done each day"), TRUE, cli_backup },
  { "restore", "FILE|DATE", N_ ("Go back to a backup of the history"), TRUE, cli_restore },
  { "check", "", N_ ("Look for damage in the history"), TRUE, cli_check },
};

static char *
dup_command_list (void)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *usage = g_strconcat (commands[i].name, " ", commands[i].arguments, NULL);
      int padding = MAX (USAGE_WIDTH - (int) g_utf8_strlen (usage, -1), 0);

      g_string_append_printf (text, "\n  %s%*s %s", usage, padding, "", _ (commands[i].summary));
    }
  g_string_append_printf (text, "\n\n%s", _ ("“sonde-cli COMMAND --help” tells the options of a command."));
  return g_string_free (text, FALSE);
}

/* What stands before the command. Leaves @argv at the command. */
static gboolean
parse_global (Cli *cli, gboolean *version, int *argc, char ***argv)
{
  const GOptionEntry entries[]
    = { { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli->data_dir, N_ ("Where the history lies"), "DIR" },
        { "version", 0, 0, G_OPTION_ARG_NONE, version, N_ ("Print the version"), NULL },
        { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND");
  g_autofree char *list = dup_command_list ();
  g_autoptr (GError) error = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, list);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  cli_fail_usage ("%s", error->message);
  return FALSE;
}

static CliStatus
run_command (Cli *cli, int argc, char *argv[])
{
  if (argc < 1)
    return cli_fail_usage (_ ("There is no command. “sonde-cli --help” lists them"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[0], commands[i].name))
      {
        cli->command = &commands[i];
        return commands[i].run (cli, argc, argv);
      }
  return cli_fail_usage (_ ("There is no command “%s”. “sonde-cli --help” lists them"), argv[0]);
}

/* A reader that went away (head) needs no words; a full disk does. */
static CliStatus
check_output (CliStatus status)
{
  int error = cli_get_write_error ();

  if (error == 0)
    return status;
  if (error == EPIPE)
    return status == CLI_COMPLETE ? CLI_ERROR : status;
  g_autofree char *sentence = g_strdup_printf (_ ("The output could not be written: %s"), g_strerror (error));
  cli_note (sentence);
  return CLI_ERROR;
}

int
main (int argc, char *argv[])
{
  Cli cli = { 0 };
  gboolean version = FALSE;
  CliStatus status = CLI_COMPLETE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SONDE_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  signal (SIGPIPE, SIG_IGN);
  sonde_http_prepare ();
  g_set_prgname ("sonde-cli");

  if (!parse_global (&cli, &version, &argc, &argv))
    return CLI_USAGE;
  if (version)
    cli_write ("sonde-cli %s\n", SONDE_VERSION);
  else
    status = run_command (&cli, argc - 1, argv + 1);
  status = check_output (status);
  g_strfreev (cli.arguments);
  g_free (cli.data_dir);
  return status;
}
