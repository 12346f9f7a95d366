/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
add_provider (JsonBuilder *builder, SondeProvider *provider, gboolean is_default)
{
  json_builder_begin_object (builder);
  cli_add_string (builder, "id", sonde_provider_get_id (provider));
  cli_add_string (builder, "name", sonde_provider_get_name (provider));
  cli_add_string (builder, "base_url", sonde_provider_get_base_url (provider));
  cli_add_bool (builder, "default", is_default);
  cli_add_bool (builder, "builtin", sonde_provider_get_is_builtin (provider));
  cli_add_bool (builder, "needs_key", sonde_provider_get_needs_key (provider));
  json_builder_set_member_name (builder, "models");
  json_builder_begin_object (builder);
  for (SondeModelSlot slot = 0; slot < SONDE_N_SLOTS; slot++)
    cli_add_string (builder, sonde_model_slot_to_string (slot), sonde_provider_get_model (provider, slot));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
print_provider (SondeProvider *provider, gboolean is_default)
{
  cli_write (is_default ? "* " : "  ");
  cli_write_text (sonde_provider_get_id (provider));
  cli_write ("  ");
  cli_write_text (sonde_provider_get_name (provider));
  cli_write ("  ");
  cli_write_text (sonde_provider_get_base_url (provider));
  cli_write ("\n");
}

CliStatus
cli_providers (Cli *cli, int argc, char *argv[])
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cli_parse (cli, argc, argv, NULL, 0, 0))
    return CLI_USAGE;

  g_autoptr (SondeEngine) engine = cli_new_engine (cli, TRUE);
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (engine);
  SondeProvider *preferred = sonde_catalogue_get_default (catalogue);

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalogue)); i++)
    {
      g_autoptr (SondeProvider) provider = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      if (cli->json)
        add_provider (builder, provider, provider == preferred);
      else
        print_provider (provider, provider == preferred);
    }
  json_builder_end_array (builder);
  if (cli->json)
    cli_take_json (builder, TRUE);
  return CLI_COMPLETE;
}

/** The options of "provider add". */
typedef struct
{
  char *id;
  char *base_url;
  char *name;
  char *model_chat;
  char *model_reasoning;
} AddOptions;

static void
clear_options (AddOptions *options)
{
  g_free (options->id);
  g_free (options->base_url);
  g_free (options->name);
  g_free (options->model_chat);
  g_free (options->model_reasoning);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, clear_options)

static gboolean
is_valid (const char *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL);
}

static gboolean
parse (Cli *cli, AddOptions *options, int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "id", 0, 0, G_OPTION_ARG_FILENAME, &options->id, N_ ("A short name of your choice (add)"), "ID" },
    { "base-url",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->base_url,
      N_ ("The address of its API (add)"),
      "URL" },
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &options->name, N_ ("A name for people (add)"), "N" },
    { "model-chat", 0, 0, G_OPTION_ARG_FILENAME, &options->model_chat, N_ ("The model for chat (add)"), "M" },
    { "model-reasoning",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->model_reasoning,
      N_ ("The model for reasoning (add)"),
      "M" },
    { NULL }
  };

  if (!cli_parse (cli, argc, argv, entries, 1, 2))
    return FALSE;
  if (is_valid (options->id) && is_valid (options->base_url) && is_valid (options->name)
      && is_valid (options->model_chat) && is_valid (options->model_reasoning))
    return TRUE;
  cli_fail_usage (_ ("An argument is not valid UTF-8"));
  return FALSE;
}

static CliStatus
add (SondeCatalogue *catalogue, const AddOptions *options)
{
  g_autoptr (GError) error = NULL;

  if (options->id == NULL || options->base_url == NULL)
    return cli_fail_usage (_ ("“provider add” needs --id and --base-url"));
  if (sonde_catalogue_add (catalogue,
                           options->id,
                           options->name != NULL ? options->name : options->id,
                           options->base_url,
                           options->model_chat,
                           options->model_reasoning,
                           &error))
    return CLI_COMPLETE;
  return cli_fail (error);
}

CliStatus
cli_provider (Cli *cli, int argc, char *argv[])
{
  g_auto (AddOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  if (!parse (cli, &options, argc, argv))
    return CLI_USAGE;

  g_autoptr (SondeEngine) engine = cli_new_engine (cli, TRUE);
  SondeCatalogue *catalogue = sonde_engine_get_catalogue (engine);
  const char *what = cli->arguments[0];
  const char *id = cli->arguments[1];
  g_autoptr (SondeProvider) provider = NULL;

  if (g_str_equal (what, "add") && id == NULL)
    return add (catalogue, &options);
  if ((!g_str_equal (what, "default") && !g_str_equal (what, "remove")) || id == NULL)
    return cli_fail_usage (
      _ ("Usage: sonde-cli provider add --id ID --base-url URL, default ID or remove ID"));
  provider = cli_get_provider (engine, id, NULL, &error);
  if (provider == NULL)
    return cli_fail (error);
  if (g_str_equal (what, "default") ? sonde_catalogue_set_default (catalogue, id, &error)
                                    : sonde_catalogue_remove (catalogue, id, &error))
    return CLI_COMPLETE;
  return cli_fail (error);
}
