/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"

static GPtrArray *
read_folders (SondeStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_list_folders_async (store, NULL, cli_result_cb, &result);
  return sonde_store_list_library_finish (store, cli_wait (&result), error);
}

/* The id of the folder called @name, 0 with @error. */
static gint64
find_folder (SondeStore *store, const char *name, GError **error)
{
  g_autoptr (GPtrArray) folders = read_folders (store, error);

  if (folders == NULL)
    return 0;
  for (guint i = 0; i < folders->len; i++)
    if (g_strcmp0 (sonde_folder_get_name (folders->pdata[i]), name) == 0)
      return sonde_folder_get_id (folders->pdata[i]);
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_NOT_FOUND, _ ("There is no folder “%s”"), name);
  return 0;
}

static gboolean
check_name_is_free (SondeStore *store, const char *name, GError **error)
{
  g_autoptr (GError) none = NULL;

  if (find_folder (store, name, &none) == 0)
    return TRUE;
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT, _ ("There is a folder “%s” already"), name);
  return FALSE;
}

static gboolean
finish_change (SondeStore *store, GAsyncResult **result, GError **error)
{
  return sonde_store_change_library_finish (store, cli_wait (result), error) != 0;
}

/* The commands; @words is what follows their names. */

static void
print_folder (Cli *cli, JsonBuilder *builder, SondeFolder *folder)
{
  if (!cli->json)
    {
      cli_write_text (sonde_folder_get_name (folder));
      cli_write ("\n");
      return;
    }
  json_builder_begin_object (builder);
  cli_add_id (builder, "id", sonde_folder_get_id (folder));
  cli_add_string (builder, "name", sonde_folder_get_name (folder));
  json_builder_end_object (builder);
}

static gboolean
list (Cli *cli, SondeEngine *engine, char **words, GError **error)
{
  g_autoptr (GPtrArray) folders = read_folders (sonde_engine_get_store (engine), error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (folders == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < folders->len; i++)
    print_folder (cli, builder, folders->pdata[i]);
  json_builder_end_array (builder);
  if (cli->json)
    cli_take_json (builder, TRUE);
  return TRUE;
}

static gboolean
add (Cli *cli, SondeEngine *engine, char **words, GError **error)
{
  SondeStore *store = sonde_engine_get_store (engine);
  g_autoptr (GAsyncResult) result = NULL;

  if (!check_name_is_free (store, words[0], error))
    return FALSE;
  sonde_store_add_folder_async (store, words[0], NULL, cli_result_cb, &result);
  return finish_change (store, &result, error);
}

static gboolean
rename_one (Cli *cli, SondeEngine *engine, char **words, GError **error)
{
  SondeStore *store = sonde_engine_get_store (engine);
  gint64 id = find_folder (store, words[0], error);
  g_autoptr (GAsyncResult) result = NULL;

  if (id == 0 || !check_name_is_free (store, words[1], error))
    return FALSE;
  sonde_store_rename_folder_async (store, id, words[1], NULL, cli_result_cb, &result);
  return finish_change (store, &result, error);
}

static gboolean
remove_one (Cli *cli, SondeEngine *engine, char **words, GError **error)
{
  SondeStore *store = sonde_engine_get_store (engine);
  gint64 id = find_folder (store, words[0], error);
  g_autoptr (GAsyncResult) result = NULL;

  if (id == 0)
    return FALSE;
  sonde_store_remove_folder_async (store, id, NULL, cli_result_cb, &result);
  return finish_change (store, &result, error);
}

/* A folder that is not there is made; without a name the conversation lies outside of any. */
static gboolean
move_conversation (Cli *cli, SondeEngine *engine, char **words, GError **error)
{
  SondeStore *store = sonde_engine_get_store (engine);
  g_autoptr (SondeConversation) conversation = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint64 id;

  if (!g_ascii_string_to_unsigned (words[0], 10, 1, G_MAXINT64, &id, NULL))
    {
      g_set_error (error,
                   SONDE_ERROR,
                   SONDE_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” is not the id of a conversation"),
                   words[0]);
      return FALSE;
    }
  conversation = cli_load (engine, id, error);
  if (conversation == NULL)
    return FALSE;
  sonde_conversation_set_folder (conversation, words[1]);
  sonde_store_save_conversation_async (store, conversation, NULL, cli_result_cb, &result);
  return sonde_store_save_conversation_finish (store, cli_wait (&result), error);
}

static const struct
{
  const char *name;
  const char *usage;
  guint n_min;
  guint n_max;
  gboolean (*run) (Cli *cli, SondeEngine *engine, char **words, GError **error);
} commands[] = {
  { "list", "", 0, 0, list },
  { "add", "NAME", 1, 1, add },
  { "rename", "NAME NEW", 2, 2, rename_one },
  { "remove", "NAME", 1, 1, remove_one },
  { "move", "CONVERSATION [NAME]", 1, 2, move_conversation },
};

static CliStatus
run (Cli *cli, guint command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = cli_open_engine (cli, TRUE, &error);
  g_autoptr (JsonBuilder) builder = NULL;
  gboolean done;

  if (engine == NULL)
    return cli_fail (error);
  done = commands[command].run (cli, engine, cli->arguments + 1, &error);
  sonde_engine_close (engine);
  if (!done)
    return cli_fail (error);
  if (cli->json && commands[command].run != list)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      cli_add_bool (builder, "done", TRUE);
      json_builder_end_object (builder);
      cli_take_json (builder, FALSE);
    }
  return CLI_COMPLETE;
}

/* A name of spaces could not be seen. */
static gboolean
check_words (char **words)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *stripped = g_strstrip (g_strdup (words[i]));

      if (*stripped == '\0')
        return FALSE;
    }
  return TRUE;
}

CliStatus
cli_folder (Cli *cli, int argc, char *argv[])
{
  if (!cli_parse (cli, argc, argv, NULL, 1, 3))
    return CLI_USAGE;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      guint n = g_strv_length (cli->arguments) - 1;

      if (!g_str_equal (cli->arguments[0], commands[i].name))
        continue;
      if (n >= commands[i].n_min && n <= commands[i].n_max && check_words (cli->arguments))
        return run (cli, i);
      return cli_fail_usage (_ ("Usage: sonde-cli folder %s %s"), commands[i].name, commands[i].usage);
    }
  return cli_fail_usage (_ ("There is no command “folder %s”. “sonde-cli folder --help” says more"),
                         cli->arguments[0]);
}
