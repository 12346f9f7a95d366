/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-cli"

#include "sonde-cli.h"

#include <glib/gi18n-lib.h>

#include "sonde-engine-copies.h"
#include "sonde-error.h"
#include "sonde-source.h"

/* An open engine, or the status of what went wrong. */
static SondeEngine *
open_history (Cli *cli, CliStatus *status)
{
  g_autoptr (GError) error = NULL;
  SondeEngine *engine = cli_open_engine (cli, TRUE, &error);

  if (engine == NULL)
    *status = cli_fail (error);
  return engine;
}

/* list */

static void
add_conversation (JsonBuilder *builder, SondeConversation *conversation)
{
  json_builder_begin_object (builder);
  cli_add_id (builder, "id", sonde_conversation_get_id (conversation));
  cli_add_string (builder, "title", sonde_conversation_get_title (conversation));
  cli_add_time (builder, "created", sonde_conversation_get_created (conversation));
  cli_add_time (builder, "updated", sonde_conversation_get_updated (conversation));
  cli_add_bool (builder, "pinned", sonde_conversation_get_pinned (conversation));
  cli_add_string (builder, "folder", sonde_conversation_get_folder (conversation));
  json_builder_set_member_name (builder, "messages");
  json_builder_add_int_value (builder, sonde_conversation_get_n_messages (conversation));
  json_builder_end_object (builder);
}

static void
print_conversation (SondeConversation *conversation)
{
  gint64 updated = sonde_conversation_get_updated (conversation) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (updated);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");

  cli_write ("%6" G_GINT64_FORMAT "  %s  ", sonde_conversation_get_id (conversation), text);
  cli_write_text (sonde_conversation_get_title (conversation));
  cli_write ("\n");
}

static void
print_list (Cli *cli, GPtrArray *conversations)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < conversations->len; i++)
    if (cli->json)
      add_conversation (builder, g_ptr_array_index (conversations, i));
    else
      print_conversation (g_ptr_array_index (conversations, i));
  json_builder_end_array (builder);
  if (cli->json)
    cli_take_json (builder, TRUE);
}

CliStatus
cli_list (Cli *cli, int argc, char *argv[])
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;
  g_autoptr (GPtrArray) conversations = NULL;
  g_autofree char *folder = NULL;
  gboolean archived = FALSE;
  gboolean trash = FALSE;
  CliStatus status = CLI_USAGE;
  const GOptionEntry entries[]
    = { { "folder", 0, 0, G_OPTION_ARG_STRING, &folder, N_ ("Only what lies in this folder"), N_ ("NAME") },
        { "archived", 0, 0, G_OPTION_ARG_NONE, &archived, N_ ("What is archived"), NULL },
        { "trash", 0, 0, G_OPTION_ARG_NONE, &trash, N_ ("What is in the trash"), NULL },
        { NULL } };

  if (!cli_parse (cli, argc, argv, entries, 0, 0))
    return status;
  if (archived && trash)
    return cli_fail_usage (_ ("--archived and --trash exclude each other"));
  if ((engine = open_history (cli, &status)) == NULL)
    return status;

  SondeStore *store = sonde_engine_get_store (engine);
  SondeListFilter filter = { trash      ? SONDE_SHELF_DELETED
                             : archived ? SONDE_SHELF_ARCHIVED
                                        : SONDE_SHELF_CURRENT,
                             folder };
  sonde_store_list_async (store, &filter, NULL, 0, NULL, cli_result_cb, &result);
  conversations = sonde_store_list_finish (store, cli_wait (&result), &error);
  if (conversations != NULL)
    print_list (cli, conversations);
  sonde_engine_close (engine);
  return conversations != NULL ? CLI_COMPLETE : cli_fail (error);
}

/* show */

static const char *
get_role (SondeMessage *message)
{
  switch (sonde_message_get_role (message))
    {
    case SONDE_ROLE_USER:
      return "user";
    case SONDE_ROLE_TOOL:
      return "tool";
    case SONDE_ROLE_ASSISTANT:
    default:
      return "assistant";
    }
}

static void
add_usage (JsonBuilder *builder, const SondeUsage *usage)
{
  g_autoptr (JsonNode) node = cli_parse_json (usage != NULL ? usage->json : NULL);

  json_builder_set_member_name (builder, "usage");
  if (node != NULL)
    json_builder_add_value (builder, g_steal_pointer (&node));
  else
    json_builder_add_null_value (builder);
}

static void
add_sources (JsonBuilder *builder, GListModel *sources)
{
  json_builder_set_member_name (builder, "sources");
  json_builder_begin_array (builder);
  for (guint i = 0; sources != NULL && i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "n");
      json_builder_add_int_value (builder, sonde_source_get_number (source));
      cli_add_string (builder, "title", sonde_source_get_title (source));
      cli_add_string (builder, "url", sonde_source_get_url (source));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_error (JsonBuilder *builder, const GError *error)
{
  SondeErrorExplanation explanation = { 0 };

  if (error != NULL)
    sonde_error_explain (error, &explanation);
  cli_add_string (builder, "error", explanation.nick);
}

static void
add_message (JsonBuilder *builder, SondeMessage *message)
{
  json_builder_begin_object (builder);
  cli_add_id (builder, "id", sonde_message_get_id (message));
  cli_add_id (builder, "parent", sonde_message_get_parent_id (message));
  cli_add_string (builder, "role", get_role (message));
  cli_add_string (builder, "content", sonde_message_get_content (message));
  cli_add_string (builder, "reasoning", sonde_message_get_reasoning (message));
  cli_add_string (builder, "model", sonde_message_get_model (message));
  cli_add_string (builder, "mode", sonde_mode_to_string (sonde_message_get_mode (message)));
  cli_add_bool (builder, "complete", sonde_message_get_state (message) == SONDE_STATE_COMPLETE);
  cli_add_time (builder, "created", sonde_message_get_created (message));
  add_usage (builder, sonde_message_get_usage (message));
  cli_add_speed (builder, message);
  cli_add_string (builder, "finish_reason", sonde_message_get_finish_reason (message));
  add_error (builder, sonde_message_get_error (message));
  add_sources (builder, sonde_message_get_sources (message));
  json_builder_end_object (builder);
}

static void
print_message (SondeMessage *message, gboolean tree)
{
  const char *model = sonde_message_get_model (message);
  const char *reasoning = sonde_message_get_reasoning (message);
  SondeMessageState state = sonde_message_get_state (message);

  cli_write ("\n── %s #%" G_GINT64_FORMAT, get_role (message), sonde_message_get_id (message));
  if (tree && sonde_message_get_parent_id (message) != 0)
    cli_write (" ← #%" G_GINT64_FORMAT, sonde_message_get_parent_id (message));
  if (model != NULL && *model != '\0')
    {
      cli_write (" · ");
      cli_write_text (model);
    }
  if (state != SONDE_STATE_COMPLETE)
    cli_write (" · %s", state == SONDE_STATE_FAILED ? _ ("failed") : _ ("not complete"));
  cli_write ("\n");
  if (reasoning != NULL && *reasoning != '\0')
    {
      cli_write_text (reasoning);
      cli_write ("\n──\n");
    }
  cli_write_text (sonde_message_get_content (message));
  cli_write ("\n");
}

static void
show (Cli *cli, SondeConversation *conversation, gboolean tree)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *branch = sonde_conversation_get_branch (conversation);
  GPtrArray *all = sonde_conversation_get_messages (conversation);
  guint n = tree ? all->len : g_list_model_get_n_items (branch);

  json_builder_begin_object (builder);
  cli_add_id (builder, "id", sonde_conversation_get_id (conversation));
  cli_add_string (builder, "title", sonde_conversation_get_title (conversation));
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  if (!cli->json)
    {
      cli_write_text (sonde_conversation_get_title (conversation));
      cli_write ("\n");
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondeMessage) message
        = tree ? g_object_ref (g_ptr_array_index (all, i)) : g_list_model_get_item (branch, i);

      if (cli->json)
        add_message (builder, message);
      else
        print_message (message, tree);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_take_json (builder, TRUE);
}

CliStatus
cli_show (Cli *cli, int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;
  g_autoptr (SondeConversation) conversation = NULL;
  gboolean tree = FALSE;
  gint64 id;
  CliStatus status = CLI_USAGE;
  const GOptionEntry entries[]
    = { { "tree", 0, 0, G_OPTION_ARG_NONE, &tree, N_ ("All alternatives, not only what is shown"), NULL },
        { NULL } };

  if (!cli_parse (cli, argc, argv, entries, 1, 1) || !cli_parse_id (cli->arguments[0], &id)
      || (engine = open_history (cli, &status)) == NULL)
    return status;
  conversation = cli_load (engine, id, &error);
  if (conversation != NULL)
    show (cli, conversation, tree);
  sonde_engine_close (engine);
  return conversation != NULL ? CLI_COMPLETE : cli_fail (error);
}

/* search */

static const char *
get_hit_role (const SondeSearchHit *hit)
{
  if (hit->message_id == 0)
    return "title";
  switch (hit->role)
    {
    case SONDE_ROLE_USER:
      return "user";
    case SONDE_ROLE_TOOL:
      return "tool";
    case SONDE_ROLE_ASSISTANT:
    default:
      return "assistant";
    }
}

static void
add_hit (JsonBuilder *builder, const SondeSearchHit *hit)
{
  json_builder_begin_object (builder);
  cli_add_id (builder, "conversation", hit->conversation_id);
  cli_add_id (builder, "message", hit->message_id);
  cli_add_string (builder, "title", hit->title);
  cli_add_string (builder, "role", get_hit_role (hit));
  cli_add_string (builder, "snippet", hit->snippet);
  json_builder_end_object (builder);
}

static void
print_hit (const SondeSearchHit *hit)
{
  g_autofree char *line = g_strdelimit (g_strdup (hit->snippet), "\n", ' ');

  cli_write ("%6" G_GINT64_FORMAT "  ", hit->conversation_id);
  cli_write_text (hit->title);
  cli_write ("\n        %s: ", get_hit_role (hit));
  cli_write_text (line);
  cli_write ("\n");
}

static void
print_hits (Cli *cli, GPtrArray *hits)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < hits->len; i++)
    if (cli->json)
      add_hit (builder, g_ptr_array_index (hits, i));
    else
      print_hit (g_ptr_array_index (hits, i));
  json_builder_end_array (builder);
  if (cli->json)
    cli_take_json (builder, TRUE);
}

CliStatus
cli_search (Cli *cli, int argc, char *argv[])
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autofree char *query = NULL;
  int limit = 0;
  gboolean best = FALSE;
  CliStatus status = CLI_USAGE;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("The most hits to print"), "N" },
    { "best", 0, 0, G_OPTION_ARG_NONE, &best, N_ ("What fits best comes first, not what is newest"), NULL },
    { NULL }
  };

  if (!cli_parse (cli, argc, argv, entries, 1, G_MAXUINT))
    return status;
  if (limit < 0)
    return cli_fail_usage (_ ("A limit cannot be negative"));
  if ((engine = open_history (cli, &status)) == NULL)
    return status;

  SondeStore *store = sonde_engine_get_store (engine);
  query = g_strjoinv (" ", cli->arguments);
  sonde_store_search_async (
    store, query, best ? SONDE_SEARCH_BEST : SONDE_SEARCH_NEWEST, limit, TRUE, NULL, cli_result_cb, &result);
  hits = sonde_store_search_finish (store, cli_wait (&result), NULL, &error);
  if (hits != NULL)
    print_hits (cli, hits);
  sonde_engine_close (engine);
  return hits != NULL ? CLI_COMPLETE : cli_fail (error);
}

/* delete */

static gboolean
set_deleted (SondeEngine *engine, gint64 id, gboolean deleted, GError **error)
{
  SondeStore *store = sonde_engine_get_store (engine);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_delete_conversation_async (store, id, deleted, NULL, cli_result_cb, &result);
  return sonde_store_delete_conversation_finish (store, cli_wait (&result), error);
}

static gboolean
delete_conversation (SondeEngine *engine, gint64 id, GError **error)
{
  g_autoptr (SondeConversation) conversation = cli_load (engine, id, error);

  if (conversation == NULL || !set_deleted (engine, id, TRUE, error))
    return FALSE;
  sonde_engine_remove_copy (engine, id);
  return TRUE;
}

static gboolean
restore_conversation (SondeEngine *engine, gint64 id, GError **error)
{
  g_autoptr (SondeConversation) conversation = NULL;

  if (!set_deleted (engine, id, FALSE, error))
    return FALSE;
  conversation = cli_load (engine, id, error);
  if (conversation != NULL)
    sonde_engine_write_copy (engine, conversation);
  return conversation != NULL;
}

/* Only what is in the trash. */
static gboolean
purge_conversation (SondeEngine *engine, gint64 id, GError **error)
{
  SondeStore *store = sonde_engine_get_store (engine);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_store_purge_async (store, id, NULL, cli_result_cb, &result);
  return sonde_store_purge_finish (store, cli_wait (&result), error);
}

CliStatus
cli_delete (Cli *cli, int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeEngine) engine = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean restore = FALSE;
  gboolean purge = FALSE;
  gboolean done;
  gint64 id;
  CliStatus status = CLI_USAGE;
  const GOptionEntry entries[]
    = { { "restore", 0, 0, G_OPTION_ARG_NONE, &restore, N_ ("Take it out of the trash"), NULL },
        { "purge", 0, 0, G_OPTION_ARG_NONE, &purge, N_ ("End what is in the trash for good"), NULL },
        { NULL } };

  if (!cli_parse (cli, argc, argv, entries, 1, 1) || !cli_parse_id (cli->arguments[0], &id))
    return status;
  if (restore && purge)
    return cli_fail_usage (_ ("--restore and --purge exclude each other"));
  if ((engine = open_history (cli, &status)) == NULL)
    return status;
  done = restore ? restore_conversation (engine, id, &error)
         : purge ? purge_conversation (engine, id, &error)
                 : delete_conversation (engine, id, &error);
  sonde_engine_close (engine);
  if (!done)
    return cli_fail (error);
  json_builder_begin_object (builder);
  cli_add_id (builder, restore ? "restored" : purge ? "purged" : "deleted", id);
  json_builder_end_object (builder);
  if (cli->json)
    cli_take_json (builder, FALSE);
  return CLI_COMPLETE;
}
