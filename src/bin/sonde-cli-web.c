/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>

#include "sonde-cli-printer.h"
#include "sonde-engine-search.h"
#include "sonde-error.h"
#include "sonde-source.h"

typedef struct
{
  char *provider;
  char *base_url;
  char *service;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->provider);
  g_free (self->base_url);
  g_free (self->service);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
report_cb (SondeSearchKind kind, const GError *error, gpointer user_data)
{
  const char *name = sonde_search_kind_get_name (kind);
  g_autofree char *details = error != NULL ? cli_dup_details (error) : NULL;
  g_autofree char *sentence = NULL;
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  if (error == NULL)
    sentence = g_strdup_printf (_ ("%s found nothing"), name);
  else if (details != NULL && *details != '\0')
    sentence = g_strdup_printf ("%s: %s (%s)", name, explanation.sentence, details);
  else
    sentence = g_strdup_printf ("%s: %s", name, explanation.sentence);
  cli_note (sentence);
}

/* Says once to whom queries go. */
void
cli_tell_search (SondeEngine *engine, SondeProvider *provider, const char *key)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) places = NULL;

  sonde_engine_list_searches_async (engine, provider, key, NULL, cli_result_cb, &result);
  places = sonde_engine_list_searches_finish (engine, cli_wait (&result), NULL);
  if (places == NULL || sonde_engine_is_search_told (engine, places))
    return;
  g_autofree char *notice = sonde_engine_dup_search_notice (engine, places);
  cli_note (notice);
  sonde_engine_set_search_told (engine, places, NULL);
}

static void
print_json (GPtrArray *sources, const char *service)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < sources->len; i++)
    {
      SondeSource *source = g_ptr_array_index (sources, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "n");
      json_builder_add_int_value (builder, sonde_source_get_number (source));
      cli_add_string (builder, "title", sonde_source_get_title (source));
      cli_add_string (builder, "url", sonde_source_get_url (source));
      cli_add_string (builder, "date", sonde_source_get_date (source));
      cli_add_string (builder, "snippet", sonde_source_get_text (source));
      cli_add_string (builder, "service", service);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  cli_take_json (builder, TRUE);
}

static void
print_text (GPtrArray *sources)
{
  for (guint i = 0; i < sources->len; i++)
    {
      SondeSource *source = g_ptr_array_index (sources, i);
      const char *date = sonde_source_get_date (source);

      cli_write ("[%u] ", sonde_source_get_number (source));
      cli_write_text (sonde_source_get_title (source));
      cli_write ("\n    ");
      cli_write_text (sonde_source_get_url (source));
      if (*date != '\0')
        {
          cli_write ("\n    ");
          cli_write_text (date);
        }
      if (*sonde_source_get_text (source) != '\0')
        {
          cli_write ("\n    ");
          cli_write_text (sonde_source_get_text (source));
        }
      cli_write ("\n\n");
    }
}

static CliStatus
search (Cli *cli, SondeEngine *engine, Options *options, SondeProvider *provider, const char *key)
{
  const char *query = cli->arguments[0];
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;
  SondeSearchKind kind = SONDE_SEARCH_DEEPSEEK;

  if (options->service == NULL)
    {
      cli_tell_search (engine, provider, key);
      sonde_engine_web_search_async (
        engine, provider, key, query, report_cb, NULL, NULL, cli_result_cb, &result);
    }
  else if (sonde_search_kind_from_string (options->service, &kind))
    sonde_engine_web_search_at_async (
      engine, kind, provider, key, query, report_cb, NULL, NULL, cli_result_cb, &result);
  else
    return cli_fail_usage (_ ("There is no search service “%s”"), options->service);

  sources = sonde_engine_web_search_finish (engine, cli_wait (&result), &kind, &error);
  if (sources == NULL)
    return cli_fail (error);
  if (cli->json)
    print_json (sources, sonde_search_kind_to_string (kind));
  else
    print_text (sources);
  return CLI_COMPLETE;
}

/** Searches the web as Search mode does, without a question to a model. */
CliStatus
cli_web (Cli *cli, int argc, char *argv[])
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[]
    = { { "service",
          0,
          0,
          G_OPTION_ARG_FILENAME,
          &options.service,
          N_ ("Search with this service only"),
          "NAME" },
        { "provider",
          0,
          0,
          G_OPTION_ARG_FILENAME,
          &options.provider,
          N_ ("The provider whose search is used"),
          "ID" },
        { "base-url", 0, 0, G_OPTION_ARG_FILENAME, &options.base_url, N_ ("Its address"), "URL" },
        { NULL } };
  g_autoptr (GError) error = NULL;

  if (!cli_parse (cli, argc, argv, entries, 1, 1))
    return CLI_USAGE;
  if (*cli->arguments[0] == '\0')
    return cli_fail_usage (_ ("The query is empty"));

  g_autoptr (SondeEngine) engine = cli_new_engine (cli, FALSE);
  g_autoptr (SondeProvider) provider = cli_get_provider (engine, options.provider, options.base_url, &error);
  if (provider == NULL)
    return cli_fail (error);
  /* Without a key another service may do. */
  char *key = sonde_provider_get_has_search (provider) ? cli_get_key (engine, provider, NULL) : NULL;
  gboolean own = key != NULL || !sonde_provider_get_needs_key (provider);
  CliStatus status = search (cli, engine, &options, own ? provider : NULL, key);

  cli_erase (key);
  return status;
}
