/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "sonde-engine-search.h"
#include "sonde-error.h"

/* More than any key, and a line of a file that was given by mistake. */
#define MAX_KEY 4096

/* Whose key it is: a provider's or a search service's. */
typedef struct
{
  SondeProvider *provider; /* NULL for a service */
  const char *name;
  char *key_id;
} Owner;

static void
owner_clear (Owner *self)
{
  g_clear_object (&self->provider);
  g_free (self->key_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Owner, owner_clear)

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
read_key (const char *name)
{
  struct termios before;
  struct termios silent;
  char *line;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return read_line ();
  silent = before;
  silent.c_lflag &= ~(ECHO | ISIG);
  fprintf (stderr, _ ("API key of %s: "), name);
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
set_key (SondeKeyring *keyring, const Owner *owner)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *typed = read_key (owner->name);
  char *key = sonde_keyring_clean_key (typed, &error);

  cli_erase (typed);
  if (key == NULL)
    return cli_fail (error);
  sonde_keyring_store_async (keyring, owner->key_id, owner->name, key, NULL, cli_result_cb, &result);
  gboolean stored = sonde_keyring_store_finish (keyring, cli_wait (&result), &error);
  cli_erase (key);
  if (!stored)
    return cli_fail (error);
  cli_write (_ ("The key of %s is in the keyring.\n"), owner->name);
  return CLI_COMPLETE;
}

static CliStatus
clear_key (SondeKeyring *keyring, const Owner *owner)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sonde_keyring_clear_async (keyring, owner->key_id, NULL, cli_result_cb, &result);
  if (!sonde_keyring_clear_finish (keyring, cli_wait (&result), &error))
    return cli_fail (error);
  cli_write (_ ("The keyring holds no key of %s.\n"), owner->name);
  return CLI_COMPLETE;
}

/* SONDE_API_KEY is the key of a provider that is asked, never of a search service. */
static char *
get_key (SondeEngine *engine, const Owner *owner, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  char *key;

  if (owner->provider != NULL)
    return cli_get_key (engine, owner->provider, error);
  sonde_keyring_lookup_async (sonde_engine_get_keyring (engine), owner->key_id, NULL, cli_result_cb, &result);
  key = sonde_keyring_lookup_finish (sonde_engine_get_keyring (engine), cli_wait (&result), error);
  if (key == NULL && *error == NULL)
    g_propagate_error (error, sonde_error_new (SONDE_ERROR_NO_KEY, "%s", owner->name));
  return key;
}

static CliStatus
tell_status (SondeEngine *engine, const Owner *owner)
{
  const char *variable = owner->provider != NULL ? g_getenv ("SONDE_API_KEY") : NULL;
  g_autoptr (GError) error = NULL;
  char *key;

  if (variable != NULL && *variable != '\0')
    {
      cli_write (_ ("SONDE_API_KEY holds a key, which is used for %s.\n"), owner->name);
      return CLI_COMPLETE;
    }
  key = get_key (engine, owner, &error);
  if (key != NULL)
    cli_write (_ ("The key of %s is in the keyring.\n"), owner->name);
  else if (error == NULL)
    cli_write (_ ("%s needs no key.\n"), owner->name);
  cli_erase (key);
  return error == NULL ? CLI_COMPLETE : cli_fail (error);
}

static gboolean
find_owner (Owner *owner, SondeEngine *engine, const char *id, GError **error)
{
  SondeSearchKind kind;

  if (sonde_search_kind_from_string (id, &kind) && kind != SONDE_SEARCH_DEEPSEEK
      && sonde_search_kind_needs_key (kind))
    {
      g_autofree char *url = sonde_engine_dup_search_url (engine, kind);

      owner->name = sonde_search_kind_get_name (kind);
      owner->key_id = sonde_search_kind_dup_key_id (kind, url);
      return TRUE;
    }
  owner->provider = cli_get_provider (engine, id, NULL, error);
  if (owner->provider == NULL)
    return FALSE;
  owner->name = sonde_provider_get_name (owner->provider);
  owner->key_id = sonde_provider_dup_key_id (owner->provider);
  return TRUE;
}

CliStatus
cli_key (Cli *cli, int argc, char *argv[])
{
  g_auto (Owner) owner = { 0 };
  g_autoptr (GError) error = NULL;

  /* The arguments are not repeated here: somebody may have written the key there. */
  if (!cli_parse (cli, argc, argv, NULL, 2, 2))
    return CLI_USAGE;

  g_autoptr (SondeEngine) engine = cli_new_engine (cli, TRUE);
  SondeKeyring *keyring = sonde_engine_get_keyring (engine);
  const char *what = cli->arguments[0];

  if (!find_owner (&owner, engine, cli->arguments[1], &error))
    return cli_fail (error);
  if (g_str_equal (what, "set"))
    return set_key (keyring, &owner);
  if (g_str_equal (what, "clear"))
    return clear_key (keyring, &owner);
  if (g_str_equal (what, "status"))
    return tell_status (engine, &owner);
  return cli_fail_usage (_ ("Usage: sonde-cli key set|clear|status PROVIDER"));
}
