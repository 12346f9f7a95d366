/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-formats-private.h"

#include <string.h>

#include "sonde-clock.h"
#include "sonde-error.h"
#include "sonde-source.h"
#include "sonde-step-names-private.h"
#include "sonde-text.h"

/* Sonde's own format, see data/sonde-conversation.schema.json: what is read is written again the same. */

static gint64
get_time (const SondeJsonValue *object, const char *key)
{
  const char *text = sonde_json_value_get_string (object, key);
  gint64 time;

  return text != NULL && sonde_clock_parse_rfc3339 (text, &time) && time > 0 ? time : 0;
}

static gint64
get_count (const SondeJsonValue *object, const char *key, gint64 fallback)
{
  double number = sonde_json_value_get_number (object, key, -1);

  return number >= 0 && number < 9007199254740992.0 ? (gint64) number : fallback;
}

static SondeMode
get_mode (const SondeJsonValue *object)
{
  const char *text = sonde_json_value_get_string (object, "mode");
  SondeMode mode;

  return text != NULL && sonde_mode_from_string (text, &mode) ? mode : SONDE_MODE_CHAT;
}

static SondeRole
get_role (const SondeJsonValue *message)
{
  const char *role = sonde_json_value_get_string (message, "role");

  if (g_strcmp0 (role, "assistant") == 0)
    return SONDE_ROLE_ASSISTANT;
  return g_strcmp0 (role, "tool") == 0 ? SONDE_ROLE_TOOL : SONDE_ROLE_USER;
}

static SondeMessageState
get_state (const SondeJsonValue *message)
{
  const char *state = sonde_json_value_get_string (message, "state");

  if (g_strcmp0 (state, "interrupted") == 0)
    return SONDE_STATE_INTERRUPTED;
  return g_strcmp0 (state, "failed") == 0 ? SONDE_STATE_FAILED : SONDE_STATE_COMPLETE;
}

static void
set_usage (SondeMessage *made, const SondeJsonValue *message)
{
  const SondeJsonValue *tokens = sonde_json_value_get_object (message, "tokens");
  g_autoptr (SondeUsage) usage = NULL;

  if (tokens == NULL && sonde_json_value_get_string (message, "usage") == NULL)
    return;
  usage = sonde_usage_new ();
  usage->json = g_strdup (sonde_json_value_get_string (message, "usage"));
  usage->prompt_tokens = get_count (tokens, "prompt", -1);
  usage->completion_tokens = get_count (tokens, "completion", -1);
  usage->total_tokens = get_count (tokens, "total", -1);
  usage->cache_hit_tokens = get_count (tokens, "cache_hit", -1);
  usage->cache_miss_tokens = get_count (tokens, "cache_miss", -1);
  usage->reasoning_tokens = get_count (tokens, "reasoning", -1);
  sonde_message_set_usage (made, usage);
}

static void
set_error (SondeMessage *made, const SondeJsonValue *message)
{
  const SondeJsonValue *object = sonde_json_value_get_object (message, "error");
  const char *code = sonde_json_value_get_string (object, "code");
  g_autoptr (GError) error = NULL;

  if (code == NULL)
    return;
  error = sonde_error_new_stored (code,
                                  CLAMP (get_count (object, "http_status", 0), 0, 999),
                                  sonde_json_value_get_string (object, "server_words"));
  sonde_message_set_error (made, error);
}

static void
set_sources (SondeMessage *made, const SondeJsonValue *list)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);

  for (const SondeJsonValue *source = sonde_json_value_first (list); source != NULL; source = source->next)
    g_ptr_array_add (sources,
                     sonde_source_new (CLAMP (get_count (source, "n", 1), 1, G_MAXINT),
                                       sonde_json_value_get_string (source, "title"),
                                       sonde_json_value_get_string (source, "url"),
                                       sonde_json_value_get_string (source, "date"),
                                       sonde_json_value_get_string (source, "text")));
  if (sources->len > 0)
    sonde_message_set_sources (made, sources);
}

static guint
find (const char *const *names, guint n_names, const char *name, guint fallback)
{
  for (guint i = 1; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return fallback;
}

static SondeSearchStep *
make_step (const SondeJsonValue *step)
{
  const char *kind = sonde_json_value_get_string (step, "kind");
  const char *state = sonde_json_value_get_string (step, "state");
  SondeSearchStep *made = sonde_search_step_new (
    find (sonde_step_kind_names, G_N_ELEMENTS (sonde_step_kind_names), kind, SONDE_STEP_NOTE),
    sonde_json_value_get_string (step, "text"),
    sonde_json_value_get_string (step, "url"));

  sonde_search_step_finish (
    made,
    find (sonde_step_state_names, G_N_ELEMENTS (sonde_step_state_names), state, SONDE_STEP_DONE),
    CLAMP (get_count (step, "count", 0), 0, G_MAXINT),
    sonde_json_value_get_string (step, "detail"));
  return made;
}

static void
set_steps (SondeMessage *made, const SondeJsonValue *list)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);

  for (const SondeJsonValue *step = sonde_json_value_first (list); step != NULL; step = step->next)
    g_ptr_array_add (steps, make_step (step));
  if (steps->len > 0)
    sonde_message_set_search_steps (made, steps);
}

static void
set_origin (SondeMessage *made, const SondeJsonValue *message)
{
  sonde_message_set_provider (made, sonde_json_value_get_string (message, "provider"));
  sonde_message_set_model (made, sonde_json_value_get_string (message, "model"));
  sonde_message_set_finished (made, get_time (message, "finished"));
  sonde_message_set_first_token (made, get_time (message, "first_token"));
  sonde_message_set_finish_reason (made, sonde_json_value_get_string (message, "finish_reason"));
  sonde_message_set_thinking_ms (made, get_count (message, "thinking_ms", 0));
  sonde_message_set_search_query (made, sonde_json_value_get_string (message, "search_query"));
  sonde_message_set_raw (made, sonde_json_value_get_string (message, "raw"));
  set_usage (made, message);
  set_error (made, message);
  set_sources (made, sonde_json_value_get_array (message, "sources"));
  set_steps (made, sonde_json_value_get_array (message, "search_steps"));
}

static SondeMessage *
make_message (const SondeJsonValue *message)
{
  const char *content = sonde_json_value_get_string (message, "content");
  const char *reasoning = sonde_json_value_get_string (message, "reasoning");
  SondeMessage *made = sonde_import_message (get_role (message), g_strdup (content != NULL ? content : ""));

  sonde_message_set_state (made, get_state (message));
  sonde_message_set_mode (made, get_mode (message));
  sonde_message_set_created (made, get_time (message, "created"));
  sonde_message_set_reasoning (made, reasoning != NULL ? reasoning : "");
  sonde_message_set_tool_call_id (made, sonde_json_value_get_string (message, "tool_call_id"));
  if (sonde_message_get_role (made) == SONDE_ROLE_ASSISTANT)
    set_origin (made, message);
  return made;
}

/* The place in the file, from 1, of the message that @key names; 0 for none. */
static gint64
get_place (GHashTable *places, const SondeJsonValue *object, const char *key)
{
  const char *id = sonde_json_value_get_id (object, key);

  return id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (places, id)) : 0;
}

static GPtrArray *
read_messages (const SondeJsonValue *list, GHashTable *places)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (const SondeJsonValue *message = sonde_json_value_first (list); message != NULL;
       message = message->next)
    if (sonde_json_value_is_object (message))
      {
        const char *id = sonde_json_value_get_id (message, "id");
        SondeMessage *made = make_message (message);
        /* What does not stand before this one cannot be its parent. */
        gint64 parent = get_place (places, message, "parent");

        g_ptr_array_add (messages, made);
        sonde_message_set_id (made, messages->len);
        sonde_message_set_parent_id (made, parent);
        if (id != NULL)
          g_hash_table_insert (places, (gpointer) id, GUINT_TO_POINTER (messages->len));
      }
  return messages;
}

static void
choose_children (GPtrArray *messages, const SondeJsonValue *list, GHashTable *places)
{
  guint i = 0;

  for (const SondeJsonValue *message = sonde_json_value_first (list); message != NULL;
       message = message->next)
    if (sonde_json_value_is_object (message))
      sonde_message_set_chosen_child (g_ptr_array_index (messages, i++),
                                      get_place (places, message, "chosen_child"));
}

static void
read_head (SondeConversation *conversation, const SondeJsonValue *root)
{
  const SondeJsonValue *models = sonde_json_value_get_object (root, "models");
  const char *effort_name = sonde_json_value_get_string (root, "effort");
  const char *title = sonde_json_value_get_string (root, "title");
  SondeEffort effort;

  sonde_conversation_set_title (conversation, title != NULL ? title : "");
  sonde_conversation_set_title_typed (conversation, sonde_json_value_get_true (root, "title_typed"));
  sonde_conversation_set_created (conversation, get_time (root, "created"));
  sonde_conversation_set_updated (conversation, get_time (root, "updated"));
  sonde_conversation_set_pinned (conversation, sonde_json_value_get_true (root, "pinned"));
  sonde_conversation_set_folder (conversation, sonde_json_value_get_string (root, "folder"));
  sonde_conversation_set_provider (conversation, sonde_json_value_get_string (root, "provider"));
  sonde_conversation_set_mode (conversation, get_mode (root));
  if (effort_name != NULL && sonde_effort_from_string (effort_name, &effort))
    sonde_conversation_set_effort (conversation, effort);
  for (SondeModelSlot slot = 0; slot < SONDE_N_SLOTS; slot++)
    sonde_conversation_set_model (
      conversation, slot, sonde_json_value_get_string (models, sonde_model_slot_to_string (slot)));
  sonde_conversation_set_system_prompt (conversation, sonde_json_value_get_string (root, "system_prompt"));
  sonde_conversation_set_draft (conversation, sonde_json_value_get_string (root, "draft"));
}

SondeConversation *
sonde_import_sonde (const SondeJsonValue *root, char **source)
{
  g_autoptr (SondeConversation) conversation = sonde_conversation_new ();
  const SondeJsonValue *list = sonde_json_value_get_array (root, "messages");
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) messages = read_messages (list, places);

  *source = NULL;
  if (messages->len == 0)
    return NULL;
  read_head (conversation, root);
  choose_children (messages, list, places);
  sonde_conversation_set_chosen_root (conversation, get_place (places, root, "chosen_root"));
  sonde_conversation_set_messages (conversation, messages);
  return g_steal_pointer (&conversation);
}
