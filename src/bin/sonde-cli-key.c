/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "sonde-error.h"

/* More than any key, and a line of a file that was given by mistake. */
#define MAX_KEY 4096

/* One line of standard input, which may end without a line end. Not buffered, so that no copy stays. */
static char *
read_line (void)
{
  char *line = g_malloc0 (MAX_KEY + 1);
  gsize length = 0;

  while (length < MAX_KEY)
    {
      gssize n = read (STDIN_FILENO, line + length, 1);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0 || line[length] == '\n')
        break;
      length++;
    }
  line[length] = '\0';
  return line;
}

/* From a terminal without echo, which comes back also when the prompt is interrupted. */
static char *
read_key (SondeProvider *provider)
{
  struct termios before;
  struct termios silent;
  char *line;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return read_line ();
  silent = before;
  silent.c_lflag &= ~(ECHO | ISIG);
  fprintf (stderr, _ ("API key of %s: "), sonde_provider_get_name (provider));
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  line = read_line ();
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  fputc ('\n', stderr);
  /* Ctrl+C arrives as a character, since signals are off. */
  if (strchr (line, '\003') != NULL)
    *line = '\0';
  return line;
}

static CliStatus
set_key (SondeKeyring *keyring, SondeProvider *provider)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key_id = sonde_provider_dup_key_id (provider);
  char *typed = read_key (provider);
  char *key = sonde_keyring_clean_key (typed, &error);

  cli_erase (typed);
  if (key == NULL)
    return cli_fail (error);
  sonde_keyring_store_async (
    keyring, key_id, sonde_provider_get_name (provider), key, NULL, cli_result_cb, &result);
  gboolean stored = sonde_keyring_store_finish (keyring, cli_wait (&result), &error);
  cli_erase (key);
  if (!stored)
    return cli_fail (error);
  cli_write (_ ("The key of %s is in the keyring.\n"), sonde_provider_get_name (provider));
  return CLI_COMPLETE;
}

static CliStatus
clear_key (SondeKeyring *keyring, SondeProvider *provider)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key_id = sonde_provider_dup_key_id (provider);

  sonde_keyring_clear_async (keyring, key_id, NULL, cli_result_cb, &result);
  if (!sonde_keyring_clear_finish (keyring, cli_wait (&result), &error))
    return cli_fail (error);
  cli_write (_ ("The keyring holds no key of %s.\n"), sonde_provider_get_name (provider));
  return CLI_COMPLETE;
}

static CliStatus
tell_status (SondeEngine *engine, SondeProvider *provider)
{
  const char *variable = g_getenv ("SONDE_API_KEY");
  const char *name = sonde_provider_get_name (provider);
  g_autoptr (GError) error = NULL;
  char *key;

  if (variable != NULL && *variable != '\0')
    {
      cli_write (_ ("SONDE_API_KEY holds a key, which is used for %s.\n"), name);
      return CLI_COMPLETE;
    }
  key = cli_get_key (engine, provider, &error);
  if (key != NULL)
    cli_write (_ ("The key of %s is in the keyring.\n"), name);
  else if (error == NULL)
    cli_write (_ ("%s needs no key.\n"), name);
  cli_erase (key);
  return error == NULL ? CLI_COMPLETE : cli_fail (error);
}

CliStatus
cli_key (Cli *cli, int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;

  /* The arguments are not repeated here: somebody may have written the key there. */
  if (!cli_parse (cli, argc, argv, NULL, 2, 2))
    return CLI_USAGE;

  g_autoptr (SondeEngine) engine = cli_new_engine (cli, TRUE);
  g_autoptr (SondeProvider) provider = cli_get_provider (engine, cli->arguments[1], NULL, &error);
  SondeKeyring *keyring = sonde_engine_get_keyring (engine);
  const char *what = cli->arguments[0];

  if (provider == NULL)
    return cli_fail (error);
  if (g_str_equal (what, "set"))
    return set_key (keyring, provider);
  if (g_str_equal (what, "clear"))
    return clear_key (keyring, provider);
  if (g_str_equal (what, "status"))
    return tell_status (engine, provider);
  return cli_fail_usage (_ ("Usage: sonde-cli key set|clear|status PROVIDER"));
}
