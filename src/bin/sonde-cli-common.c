/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-error.h"

/* The id of the provider that an address alone makes; it is never saved. */
#define UNSAVED_PROVIDER "command-line"

static GOptionContext *
create_context (Cli *cli, const GOptionEntry *entries)
{
  const GOptionEntry common[]
    = { { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli->data_dir, N_ ("Where the history lies"), "DIR" },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &cli->arguments, NULL, NULL },
        { NULL } };
  const GOptionEntry json[]
    = { { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print JSON"), NULL }, { NULL } };
  g_autofree char *name = g_strconcat ("sonde-cli ", cli->command->name, NULL);
  GOptionContext *context = g_option_context_new (cli->command->arguments);

  g_set_prgname (name);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (cli->command->summary));
  if (cli->command->details != NULL)
    g_option_context_set_description (context, _ (cli->command->details));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (cli->command->has_json)
    g_option_context_add_main_entries (context, json, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  return context;
}

static gboolean
check_arguments (Cli *cli, guint n_min, guint n_max)
{
  guint n = cli->arguments != NULL ? g_strv_length (cli->arguments) : 0;

  for (guint i = 0; i < n; i++)
    if (!g_utf8_validate (cli->arguments[i], -1, NULL))
      {
        cli_fail_usage (_ ("An argument is not valid UTF-8"));
        return FALSE;
      }
  if (n >= n_min && n <= n_max)
    return TRUE;
  g_autofree char *usage
    = g_strdup_printf (_ ("Usage: sonde-cli %s [OPTION…] %s"), cli->command->name, cli->command->arguments);
  cli_fail_usage ("%s", g_strchomp (usage));
  return FALSE;
}

/**
 * cli_parse:
 * @entries: (nullable): the options of the command; strings as G_OPTION_ARG_FILENAME, which the locale's
 *   encoding does not touch
 * @n_min: the least number of arguments
 * @n_max: the greatest
 *
 * %FALSE when the usage is wrong, which has been said then.
 */
gboolean
cli_parse (Cli *cli, int argc, char *argv[], const GOptionEntry *entries, guint n_min, guint n_max)
{
  g_autoptr (GOptionContext) context = create_context (cli, entries);
  g_autoptr (GError) error = NULL;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      cli_fail_usage ("%s", error->message);
      return FALSE;
    }
  return check_arguments (cli, n_min, n_max);
}

/** Ids are decimal numbers from 1. */
gboolean
cli_parse_id (const char *text, gint64 *id)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &value, NULL))
    {
      cli_fail_usage (_ ("“%s” is not the id of a conversation"), text);
      return FALSE;
    }
  *id = value;
  return TRUE;
}

void
cli_result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/** Runs the main loop until cli_result_cb() has put something into @result; gives it, still owned there. */
GAsyncResult *
cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
notice_cb (SondeEngine *engine, const char *sentence, gpointer user_data)
{
  cli_note (sentence);
}

static void
problem_cb (SondeEngine *engine, const GError *error, gpointer user_data)
{
  cli_fail (error);
}

/** An engine whose settings are there, but whose history is not open. */
SondeEngine *
cli_new_engine (Cli *cli, gboolean saved)
{
  SondeEngine *engine = saved ? sonde_engine_new (cli->data_dir) : sonde_engine_new_unsaved (cli->data_dir);

  g_signal_connect (engine, "notice", G_CALLBACK (notice_cb), NULL);
  g_signal_connect (engine, "salvaged", G_CALLBACK (notice_cb), NULL);
  g_signal_connect (engine, "problem", G_CALLBACK (problem_cb), NULL);
  return engine;
}

SondeEngine *
cli_open_engine (Cli *cli, gboolean saved, GError **error)
{
  g_autoptr (SondeEngine) engine = cli_new_engine (cli, saved);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_engine_open_async (engine, NULL, cli_result_cb, &result);
  if (!sonde_engine_open_finish (engine, cli_wait (&result), error))
    return NULL;
  return g_steal_pointer (&engine);
}

static void
set_not_found (GError **error, gint64 id)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND, _ ("There is no conversation %s"), number);
}

SondeConversation *
cli_load (SondeEngine *engine, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) problem = NULL;
  SondeConversation *conversation;

  sonde_engine_load_async (engine, id, NULL, cli_result_cb, &result);
  conversation = sonde_engine_load_finish (engine, cli_wait (&result), &problem);
  if (g_error_matches (problem, SONDE_ERROR, SONDE_ERROR_NOT_FOUND))
    set_not_found (error, id);
  else if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  /* The window shows the end of a long one meanwhile. */
  while (conversation != NULL && !sonde_conversation_get_complete (conversation))
    g_main_context_iteration (NULL, TRUE);
  return conversation;
}

static SondeProvider *
look_up (SondeCatalogue *catalogue, const char *id, GError **error)
{
  SondeProvider *provider
    = id != NULL ? sonde_catalogue_lookup (catalogue, id) : sonde_catalogue_get_default (catalogue);

  if (provider != NULL)
    return g_object_ref (provider);
  g_set_error (
    error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT, _ ("There is no provider “%s”"), id != NULL ? id : "");
  return NULL;
}

/**
 * cli_get_provider:
 * @id: (nullable): the id of a provider; %NULL for the default one
 * @base_url: (nullable): another address for it; without @id that of an unsaved provider
 * @error: SONDE_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full): a provider that @engine knows until the program ends
 */
SondeProvider *
cli_get_provider (SondeEngine *engine, const char *id, const char *base_url, GError **error)
{
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (engine);
  g_autoptr (SondeProvider) known = NULL;
  g_autoptr (SondeProvider) provider = NULL;

  if (base_url == NULL)
    return look_up (catalogue, id, error);
  if (id == NULL)
    provider = sonde_provider_new_compatible (UNSAVED_PROVIDER, base_url, base_url, error);
  else if ((known = look_up (catalogue, id, error)) != NULL)
    provider = sonde_provider_copy_at (known, base_url, error);
  if (provider != NULL)
    sonde_catalogue_add_transient (catalogue, provider);
  return g_steal_pointer (&provider);
}

/** %NULL without @error where no key is needed. */
char *
cli_get_key (SondeEngine *engine, SondeProvider *provider, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_engine_get_key_async (engine, provider, NULL, cli_result_cb, &result);
  return sonde_engine_get_key_finish (engine, cli_wait (&result), error);
}

/** Frees a key so that no copy of it stays in memory. */
void
cli_erase (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
