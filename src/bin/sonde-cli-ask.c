/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>

#include "sonde-account.h"
#include "sonde-engine-search.h"

/** The options of "ask" as they were given. */
typedef struct
{
  char *provider;
  char *base_url;
  char *model;
  char *mode;
  char *effort;
  char *system_prompt;
  char *conversation;
  char **files;
  gboolean no_stream;
  gboolean no_save;

  /* Read from them */
  gint64 conversation_id;
  SondeMode mode_value;
  SondeEffort effort_value;
} AskOptions;

static void
clear_options (AskOptions *options)
{
  g_free (options->provider);
  g_free (options->base_url);
  g_free (options->model);
  g_free (options->mode);
  g_free (options->effort);
  g_free (options->system_prompt);
  g_free (options->conversation);
  g_strfreev (options->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AskOptions, clear_options)

/* What stands in them must be right before anything is opened. */
static gboolean
check_options (AskOptions *options)
{
  if (options->mode != NULL && !sonde_mode_from_string (options->mode, &options->mode_value))
    cli_fail_usage (_ ("“%s” is not a mode; modes are chat, search, reasoning and search+reasoning"),
                    options->mode);
  else if (options->effort != NULL && !sonde_effort_from_string (options->effort, &options->effort_value))
    cli_fail_usage (_ ("“%s” is not an effort; efforts are low, high and max"), options->effort);
  else if ((options->system_prompt != NULL && !g_utf8_validate (options->system_prompt, -1, NULL))
           || (options->model != NULL && !g_utf8_validate (options->model, -1, NULL)))
    cli_fail_usage (_ ("An argument is not valid UTF-8"));
  else
    return options->conversation == NULL || cli_parse_id (options->conversation, &options->conversation_id);
  return FALSE;
}

static gboolean
parse (Cli *cli, AskOptions *options, int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "provider", 0, 0, G_OPTION_ARG_FILENAME, &options->provider, N_ ("Who answers"), "ID" },
    { "base-url", 0, 0, G_OPTION_ARG_FILENAME, &options->base_url, N_ ("Another address of the API"), "URL" },
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &options->model, N_ ("The model"), "M" },
    { "mode",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->mode,
      N_ ("chat, search, reasoning or search+reasoning"),
      "MODE" },
    { "effort",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->effort,
      N_ ("How long to think: low, high or max"),
      "E" },
    { "system", 0, 0, G_OPTION_ARG_FILENAME, &options->system_prompt, N_ ("The system prompt"), "TEXT" },
    { "file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, N_ ("A text file to send along"), "F" },
    { "conversation", 0, 0, G_OPTION_ARG_FILENAME, &options->conversation, N_ ("Go on with this one"), "ID" },
    { "no-stream",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->no_stream,
      N_ ("Ask for the answer in one piece"),
      NULL },
    { "no-save", 0, 0, G_OPTION_ARG_NONE, &options->no_save, N_ ("Save nothing"), NULL },
    { NULL }
  };

  return cli_parse (cli, argc, argv, entries, 1, 1) && check_options (options);
}

static SondeConversation *
get_conversation (Cli *cli, SondeEngine *engine, const AskOptions *options, GError **error)
{
  if (options->conversation == NULL)
    return sonde_engine_create (engine);
  if (options->no_save)
    return cli_borrow_conversation (cli, engine, options->conversation_id, error);
  return cli_load (engine, options->conversation_id, error);
}

/* What was not given stays as the conversation has it. */
static gboolean
apply_options (SondeEngine *engine,
               SondeConversation *conversation,
               const AskOptions *options,
               GError **error)
{
  if (options->provider != NULL || options->base_url != NULL)
    {
      g_autoptr (SondeProvider) provider
        = cli_get_provider (engine, options->provider, options->base_url, error);

      if (provider == NULL)
        return FALSE;
      sonde_conversation_set_provider (conversation, sonde_provider_get_id (provider));
    }
  if (options->mode != NULL)
    sonde_conversation_set_mode (conversation, options->mode_value);
  if (options->effort != NULL)
    sonde_conversation_set_effort (conversation, options->effort_value);
  if (options->system_prompt != NULL)
    sonde_conversation_set_system_prompt (conversation, options->system_prompt);
  if (options->model != NULL)
    sonde_conversation_set_model (
      conversation, sonde_mode_get_slot (sonde_conversation_get_mode (conversation)), options->model);
  return TRUE;
}

/* A host that nobody named a model for: its first one, or any name for servers that have only one. */
static void
choose_model (SondeEngine *engine, SondeConversation *conversation)
{
  SondeProvider *provider = sonde_engine_get_provider (engine, conversation);
  SondeHttp *http = sonde_engine_get_http (engine);
  const char *known = sonde_engine_get_model (engine, conversation);
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) models = NULL;
  char *key;

  if (known != NULL && *known != '\0')
    return;
  key = cli_get_key (engine, provider, NULL);
  sonde_account_list_models_async (http, provider, key, NULL, cli_result_cb, &result);
  models = sonde_account_list_models_finish (http, cli_wait (&result), NULL);
  cli_erase (key);
  sonde_conversation_set_model (conversation,
                                sonde_mode_get_slot (sonde_conversation_get_mode (conversation)),
                                models != NULL && models[0] != NULL ? models[0] : "default");
}

static void
tell_search (SondeEngine *engine, SondeConversation *conversation)
{
  SondeProvider *provider = sonde_engine_get_provider (engine, conversation);
  char *key = NULL;

  SondeMode mode = sonde_conversation_get_mode (conversation);
  const char *model = sonde_engine_get_model_for (engine, conversation, mode);

  if ((mode & SONDE_MODE_SEARCH) == 0 || sonde_engine_searches_on_server (engine, provider, model))
    return;
  key = cli_get_key (engine, provider, NULL);
  cli_tell_search (engine, provider, key);
  cli_erase (key);
}

static CliStatus
ask (Cli *cli, SondeEngine *engine, const AskOptions *options, const char *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) conversation = get_conversation (cli, engine, options, &error);

  if (conversation == NULL || !apply_options (engine, conversation, options, &error))
    return cli_answer_failed (cli, error);
  choose_model (engine, conversation);
  tell_search (engine, conversation);
  sonde_engine_set_streaming (engine, !options->no_stream);
  return cli_answer (cli, engine, conversation, question);
}

CliStatus
cli_ask (Cli *cli, int argc, char *argv[])
{
  g_auto (AskOptions) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;
  g_autofree char *question = NULL;

  if (!parse (cli, &options, argc, argv))
    return CLI_USAGE;
  question = cli_build_question (cli->arguments[0], options.files, &error);
  if (question == NULL)
    return cli_answer_failed (cli, error);
  engine = cli_open_engine (cli, !options.no_save, &error);
  if (engine == NULL)
    return cli_answer_failed (cli, error);

  CliStatus status = ask (cli, engine, &options, question);
  sonde_engine_close (engine);
  return status;
}
