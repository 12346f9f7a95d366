/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"

typedef struct
{
  gboolean history; /* whole */
  gboolean index;   /* whole */
  gboolean repaired;
} Found;

/* Damage is a result here and no error. */
static gboolean
check_history (SondeStore *store, Found *found, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) damage = NULL;

  sonde_store_check_async (store, NULL, cli_result_cb, &result);
  found->history = sonde_store_check_finish (store, cli_wait (&result), &damage);
  if (found->history || g_error_matches (damage, SONDE_ERROR, SONDE_ERROR_STORE_CORRUPT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&damage));
  return FALSE;
}

static gboolean
check_index (SondeStore *store, gboolean rebuild, gboolean *whole, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) failure = NULL;

  sonde_store_check_index_async (store, rebuild, NULL, cli_result_cb, &result);
  *whole = sonde_store_check_index_finish (store, cli_wait (&result), &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
check_all (SondeStore *store, gboolean repair, Found *found, GError **error)
{
  gboolean before;

  if (!check_history (store, found, error) || !check_index (store, FALSE, &found->index, error))
    return FALSE;
  if (found->index || !repair)
    return TRUE;
  if (!check_index (store, TRUE, &before, error) || !check_index (store, FALSE, &found->index, error))
    return FALSE;
  found->repaired = found->index;
  return TRUE;
}

static void
tell (const Found *found)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_add_bool (builder, "history", found->history);
  cli_add_bool (builder, "index", found->index);
  cli_add_bool (builder, "repaired", found->repaired);
  json_builder_end_object (builder);
  cli_take_json (builder, TRUE);
}

static void
print (const Found *found)
{
  cli_write ("%s\n",
             found->history
               ? _ ("The history is whole.")
               : _ ("The history is damaged. The next start of Sonde puts it aside and saves what "
                    "can be read; “sonde-cli restore” goes back to a backup."));
  if (found->repaired)
    cli_write ("%s\n", _ ("The index of the search was damaged and has been made anew."));
  else
    cli_write ("%s\n",
               found->index
                 ? _ ("The index of the search is whole.")
                 : _ ("The index of the search is damaged; “sonde-cli check --repair” makes it anew."));
}

CliStatus
cli_check (Cli *cli, int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;
  Found found = { 0 };
  gboolean repair = FALSE;
  gboolean checked;
  const GOptionEntry entries[]
    = { { "repair", 0, 0, G_OPTION_ARG_NONE, &repair, N_ ("Make a damaged index of the search anew"), NULL },
        { NULL } };

  if (!cli_parse (cli, argc, argv, entries, 0, 0))
    return CLI_USAGE;
  engine = cli_open_engine (cli, TRUE, &error);
  if (engine == NULL)
    return cli_fail (error);
  checked = check_all (sonde_engine_get_store (engine), repair, &found, &error);
  sonde_engine_close (engine);
  if (!checked)
    return cli_fail (error);
  if (cli->json)
    tell (&found);
  else
    print (&found);
  return found.history && found.index ? CLI_COMPLETE : CLI_ERROR;
}
