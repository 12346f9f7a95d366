/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-record-private.h"

#include "sonde-error.h"

static GPtrArray *
copy_sources (GListModel *sources)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    g_ptr_array_add (copy, g_list_model_get_item (sources, i));
  return copy;
}

/* The main thread goes on changing its own. */
static GPtrArray *
copy_steps (GListModel *steps)
{
  guint n = g_list_model_get_n_items (steps);
  GPtrArray *copy = n > 0 ? g_ptr_array_new_with_free_func (g_object_unref) : NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondeSearchStep) step = g_list_model_get_item (steps, i);

      g_ptr_array_add (copy, sonde_search_step_copy (step));
    }
  return copy;
}

static void
copy_error (SondeMessageRecord *self, const GError *error)
{
  SondeErrorExplanation explanation;
  const char *words;

  if (error == NULL)
    return;
  sonde_error_explain (error, &explanation);
  words = sonde_error_get_server_words (error);
  self->error_nick = g_strdup (explanation.nick);
  self->error_http = sonde_error_get_http_status (error);
  self->error_words = g_strdup (words != NULL ? words : error->message);
}

/** A copy of everything that is stored of @message. */
SondeMessageRecord *
sonde_message_record_new (SondeMessage *message)
{
  SondeMessageRecord *self = g_new0 (SondeMessageRecord, 1);

  self->id = sonde_message_get_id (message);
  self->parent = sonde_message_get_parent_id (message);
  self->chosen_child = sonde_message_get_chosen_child (message);
  self->role = sonde_message_get_role (message);
  self->content = g_strdup (sonde_message_get_content (message));
  self->reasoning = g_strdup (sonde_message_get_reasoning (message));
  self->state = sonde_message_get_state (message);
  self->mode = sonde_message_get_mode (message);
  self->provider = g_strdup (sonde_message_get_provider (message));
  self->model = g_strdup (sonde_message_get_model (message));
  self->created = sonde_message_get_created (message);
  self->finished = sonde_message_get_finished (message);
  self->thinking_ms = sonde_message_get_thinking_ms (message);
  self->first_token = sonde_message_get_first_token (message);
  self->finish_reason = g_strdup (sonde_message_get_finish_reason (message));
  self->usage = sonde_usage_copy (sonde_message_get_usage (message));
  self->raw = g_strdup (sonde_message_get_raw (message));
  self->tool_call_id = g_strdup (sonde_message_get_tool_call_id (message));
  copy_error (self, sonde_message_get_error (message));
  self->search_query = g_strdup (sonde_message_get_search_query (message));
  self->left_out = sonde_message_get_left_out (message);
  self->sources = copy_sources (sonde_message_get_sources (message));
  self->steps = copy_steps (sonde_message_get_search_steps (message));
  return self;
}

void
sonde_message_record_free (SondeMessageRecord *self)
{
  g_free (self->content);
  g_free (self->reasoning);
  g_free (self->writer);
  g_free (self->provider);
  g_free (self->model);
  g_free (self->finish_reason);
  sonde_usage_free (self->usage);
  g_free (self->raw);
  g_free (self->tool_call_id);
  g_free (self->error_nick);
  g_free (self->error_words);
  g_free (self->search_query);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}

/** (transfer full): the message that was stored. */
SondeMessage *
sonde_message_record_to_message (const SondeMessageRecord *self)
{
  SondeMessage *message = sonde_message_new (self->role);

  sonde_message_set_id (message, self->id);
  sonde_message_set_parent_id (message, self->parent);
  sonde_message_set_chosen_child (message, self->chosen_child);
  sonde_message_set_content (message, self->content);
  sonde_message_set_reasoning (message, self->reasoning);
  sonde_message_set_state (message, self->state);
  sonde_message_set_mode (message, self->mode);
  sonde_message_set_provider (message, self->provider);
  sonde_message_set_model (message, self->model);
  sonde_message_set_created (message, self->created);
  sonde_message_set_finished (message, self->finished);
  sonde_message_set_thinking_ms (message, self->thinking_ms);
  sonde_message_set_first_token (message, self->first_token);
  sonde_message_set_finish_reason (message, self->finish_reason);
  sonde_message_set_usage (message, self->usage);
  sonde_message_set_raw (message, self->raw);
  sonde_message_set_tool_call_id (message, self->tool_call_id);
  if (self->error_nick != NULL)
    {
      g_autoptr (GError) error
        = sonde_error_new_stored (self->error_nick, self->error_http, self->error_words);

      sonde_message_set_error (message, error);
    }
  sonde_message_set_search_query (message, self->search_query);
  sonde_message_set_left_out (message, self->left_out);
  if (self->n_versions > 0)
    sonde_message_set_versions (message, self->version, self->n_versions);
  if (self->sources != NULL)
    sonde_message_set_sources (message, self->sources);
  if (self->steps != NULL)
    sonde_message_set_search_steps (message, self->steps);
  return message;
}

/** A copy of everything that is stored of @conversation but its messages. */
SondeConversationRecord *
sonde_conversation_record_new (SondeConversation *conversation)
{
  SondeConversationRecord *self = g_new0 (SondeConversationRecord, 1);

  self->id = sonde_conversation_get_id (conversation);
  self->title = g_strdup (sonde_conversation_get_title (conversation));
  self->title_typed = sonde_conversation_get_title_typed (conversation);
  self->created = sonde_conversation_get_created (conversation);
  self->updated = sonde_conversation_get_updated (conversation);
  self->pinned = sonde_conversation_get_pinned (conversation);
  self->folder = g_strdup (sonde_conversation_get_folder (conversation));
  self->provider = g_strdup (sonde_conversation_get_provider (conversation));
  self->mode = sonde_conversation_get_mode (conversation);
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    self->models[slot] = g_strdup (sonde_conversation_get_model (conversation, slot));
  self->effort = sonde_conversation_get_effort (conversation);
  self->system_prompt = g_strdup (sonde_conversation_get_system_prompt (conversation));
  self->draft = g_strdup (sonde_conversation_get_draft (conversation));
  self->parameters = *sonde_conversation_get_parameters (conversation);
  self->archived = sonde_conversation_get_archived (conversation);
  self->unread = sonde_conversation_get_unread (conversation);
  self->chosen_root = sonde_conversation_get_chosen_root (conversation);
  return self;
}

void
sonde_conversation_record_free (SondeConversationRecord *self)
{
  g_free (self->title);
  g_free (self->folder);
  g_free (self->provider);
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    g_free (self->models[slot]);
  g_free (self->system_prompt);
  g_free (self->draft);
  g_free (self->view);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->older, g_array_unref);
  g_free (self);
}

/** (transfer full) (element-type SondeMessage): the messages of @records (element-type SondeMessageRecord).
 */
GPtrArray *
sonde_message_records_to_messages (GPtrArray *records)
{
  GPtrArray *messages = g_ptr_array_new_full (records->len, g_object_unref);

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (messages, sonde_message_record_to_message (g_ptr_array_index (records, i)));
  return messages;
}

/** Makes @conversation what was stored; its messages too if the record has them. */
void
sonde_conversation_record_fill (const SondeConversationRecord *self, SondeConversation *conversation)
{
  sonde_conversation_set_id (conversation, self->id);
  sonde_conversation_set_title (conversation, self->title);
  sonde_conversation_set_title_typed (conversation, self->title_typed);
  sonde_conversation_set_created (conversation, self->created);
  sonde_conversation_set_updated (conversation, self->updated);
  sonde_conversation_set_pinned (conversation, self->pinned);
  sonde_conversation_set_folder (conversation, self->folder);
  sonde_conversation_set_provider (conversation, self->provider);
  sonde_conversation_set_mode (conversation, self->mode);
  for (guint slot = 0; slot < SONDE_N_SLOTS; slot++)
    sonde_conversation_set_model (conversation, slot, self->models[slot]);
  sonde_conversation_set_effort (conversation, self->effort);
  sonde_conversation_set_system_prompt (conversation, self->system_prompt);
  sonde_conversation_set_draft (conversation, self->draft);
  sonde_conversation_set_parameters (conversation, &self->parameters);
  sonde_conversation_set_deleted (conversation, self->deleted);
  sonde_conversation_set_archived (conversation, self->archived);
  sonde_conversation_set_unread (conversation, self->unread);
  /* A list does not read it. */
  if (self->messages != NULL)
    sonde_conversation_set_view (conversation, self->view);
  sonde_conversation_set_chosen_root (conversation, self->chosen_root);
  sonde_conversation_set_n_messages (conversation, self->n_messages);
  if (self->messages != NULL)
    {
      g_autoptr (GPtrArray) messages = sonde_message_records_to_messages (self->messages);

      if (self->older != NULL)
        sonde_conversation_set_tail (conversation, messages, self->n_messages);
      else
        sonde_conversation_set_messages (conversation, messages);
    }
}
