/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>

#include "sonde-account.h"

/** What both commands work with. */
typedef struct
{
  SondeEngine *engine;
  SondeProvider *provider;
  char *key;
} Account;

static void
clear_account (Account *account)
{
  g_clear_object (&account->provider);
  g_clear_object (&account->engine);
  cli_erase (account->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Account, clear_account)

static CliStatus
begin (Cli *cli, Account *account, int argc, char *argv[])
{
  g_autofree char *id = NULL;
  g_autofree char *base_url = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[]
    = { { "provider", 0, 0, G_OPTION_ARG_FILENAME, &id, N_ ("Who is asked"), "ID" },
        { "base-url", 0, 0, G_OPTION_ARG_FILENAME, &base_url, N_ ("Another address of the API"), "URL" },
        { NULL } };

  if (!cli_parse (cli, argc, argv, entries, 0, 0))
    return CLI_USAGE;
  account->engine = cli_new_engine (cli, TRUE);
  account->provider = cli_get_provider (account->engine, id, base_url, &error);
  if (account->provider != NULL)
    account->key = cli_get_key (account->engine, account->provider, &error);
  return error == NULL ? CLI_COMPLETE : cli_fail (error);
}

static void
print_models (Cli *cli, char **models)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; models[i] != NULL; i++)
    {
      json_builder_begin_object (builder);
      cli_add_string (builder, "id", models[i]);
      json_builder_end_object (builder);
      if (cli->json)
        continue;
      cli_write_text (models[i]);
      cli_write ("\n");
    }
  json_builder_end_array (builder);
  if (cli->json)
    cli_take_json (builder, TRUE);
}

CliStatus
cli_models (Cli *cli, int argc, char *argv[])
{
  g_auto (Account) account = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) models = NULL;
  CliStatus status = begin (cli, &account, argc, argv);

  if (status != CLI_COMPLETE)
    return status;

  SondeHttp *http = sonde_engine_get_http (account.engine);
  sonde_account_list_models_async (http, account.provider, account.key, NULL, cli_result_cb, &result);
  models = sonde_account_list_models_finish (http, cli_wait (&result), &error);
  if (models == NULL)
    return cli_fail (error);
  print_models (cli, models);
  return CLI_COMPLETE;
}

/* By the names of GET /user/balance (api-docs.deepseek.com, user balance), amounts as decimal strings. */
static void
print_balances_json (GPtrArray *balances, gboolean is_available)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_add_bool (builder, "is_available", is_available);
  json_builder_set_member_name (builder, "balance_infos");
  json_builder_begin_array (builder);
  for (guint i = 0; i < balances->len; i++)
    {
      SondeBalance *balance = g_ptr_array_index (balances, i);

      json_builder_begin_object (builder);
      cli_add_string (builder, "currency", balance->currency);
      cli_add_string (builder, "total_balance", balance->total);
      cli_add_string (builder, "granted_balance", balance->granted);
      cli_add_string (builder, "topped_up_balance", balance->topped_up);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_take_json (builder, TRUE);
}

static void
print_balances (GPtrArray *balances, gboolean is_available)
{
  for (guint i = 0; i < balances->len; i++)
    {
      SondeBalance *balance = g_ptr_array_index (balances, i);

      cli_write_text (balance->total);
      cli_write (" ");
      cli_write_text (balance->currency);
      cli_write ("\n");
    }
  if (!is_available)
    cli_note (_ ("The balance does not suffice for requests"));
}

CliStatus
cli_balance (Cli *cli, int argc, char *argv[])
{
  g_auto (Account) account = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) balances = NULL;
  gboolean is_available = FALSE;
  CliStatus status = begin (cli, &account, argc, argv);

  if (status != CLI_COMPLETE)
    return status;

  SondeHttp *http = sonde_engine_get_http (account.engine);
  sonde_account_balance_async (http, account.provider, account.key, NULL, cli_result_cb, &result);
  balances = sonde_account_balance_finish (http, cli_wait (&result), &is_available, &error);
  if (balances == NULL)
    return cli_fail (error);
  if (cli->json)
    print_balances_json (balances, is_available);
  else
    print_balances (balances, is_available);
  return CLI_COMPLETE;
}
