/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "sonde-clock.h"
#include "sonde-error.h"
#include "sonde-message-summary.h"
#include "sonde-source.h"
#include "sonde-step-names-private.h"

static const char *const states[] = {
  [SONDE_STATE_COMPLETE] = "complete",
  /* A file does not grow: what had come by then is what there is. */
  [SONDE_STATE_STREAMING] = "interrupted",
  [SONDE_STATE_INTERRUPTED] = "interrupted",
  [SONDE_STATE_FAILED] = "failed",
};

static const char *const roles[] = {
  [SONDE_ROLE_USER] = "user",
  [SONDE_ROLE_ASSISTANT] = "assistant",
  [SONDE_ROLE_TOOL] = "tool",
};

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/* Ids are places in the file, as decimal strings, so that the file says the same whichever history it comes
 * from. */
static void
add_id (JsonBuilder *builder, SondeExportDocument *document, const char *name, gint64 id)
{
  guint number = sonde_export_document_get_number (document, id);
  g_autofree char *text = number > 0 ? g_strdup_printf ("%u", number) : NULL;

  add_string (builder, name, text);
}

/* To the microsecond, which sonde_clock_format_rfc3339() leaves out. */
static void
add_time (JsonBuilder *builder, const char *name, gint64 real_time_us)
{
  g_autofree char *seconds = sonde_clock_format_rfc3339 (real_time_us);
  int rest = real_time_us % G_USEC_PER_SEC;
  g_autofree char *text
    = rest != 0 ? g_strdup_printf ("%.19s.%06dZ", seconds, rest) : g_steal_pointer (&seconds);

  add_string (builder, name, real_time_us > 0 ? text : NULL);
}

static void
add_count (JsonBuilder *builder, const char *name, gint64 count)
{
  if (count < 0)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, count);
}

/* The server's own object, and the same counts by one set of names for all hosts. */
static void
add_usage (JsonBuilder *builder, const SondeUsage *usage)
{
  if (usage == NULL)
    return;
  add_string (builder, "usage", usage->json);
  json_builder_set_member_name (builder, "tokens");
  json_builder_begin_object (builder);
  add_count (builder, "prompt", usage->prompt_tokens);
  add_count (builder, "completion", usage->completion_tokens);
  add_count (builder, "total", usage->total_tokens);
  add_count (builder, "cache_hit", usage->cache_hit_tokens);
  add_count (builder, "cache_miss", usage->cache_miss_tokens);
  add_count (builder, "reasoning", usage->reasoning_tokens);
  json_builder_end_object (builder);
}

static void
add_error (JsonBuilder *builder, const GError *error)
{
  SondeErrorExplanation explanation = { 0 };

  if (error == NULL)
    return;
  sonde_error_explain (error, &explanation);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  add_string (builder, "code", explanation.nick);
  add_string (builder, "server_words", sonde_error_get_server_words (error));
  if (sonde_error_get_http_status (error) > 0)
    add_count (builder, "http_status", sonde_error_get_http_status (error));
  json_builder_end_object (builder);
}

static void
add_source (JsonBuilder *builder, SondeSource *source)
{
  json_builder_begin_object (builder);
  add_count (builder, "n", sonde_source_get_number (source));
  add_string (builder, "title", sonde_source_get_title (source));
  add_string (builder, "url", sonde_source_get_url (source));
  add_string (builder, "date", sonde_source_get_date (source));
  add_string (builder, "text", sonde_source_get_text (source));
  json_builder_end_object (builder);
}

static void
add_sources (JsonBuilder *builder, SondeMessage *message)
{
  GListModel *sources = sonde_message_get_sources (message);

  if (sonde_message_get_search_query (message) != NULL)
    add_string (builder, "search_query", sonde_message_get_search_query (message));
  if (sources == NULL || g_list_model_get_n_items (sources) == 0)
    return;
  json_builder_set_member_name (builder, "sources");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (SondeSource) source = g_list_model_get_item (sources, i);

      add_source (builder, source);
    }
  json_builder_end_array (builder);
}

static void
add_step (JsonBuilder *builder, SondeSearchStep *step)
{
  json_builder_begin_object (builder);
  add_string (builder, "kind", sonde_step_kind_names[sonde_search_step_get_kind (step)]);
  add_string (builder, "state", sonde_step_state_names[sonde_search_step_get_state (step)]);
  add_string (builder, "text", sonde_search_step_get_text (step));
  add_string (builder, "url", sonde_search_step_get_url (step));
  add_count (builder, "count", sonde_search_step_get_count (step));
  add_string (builder, "detail", sonde_search_step_get_detail (step));
  json_builder_end_object (builder);
}

static void
add_steps (JsonBuilder *builder, SondeMessage *message)
{
  GListModel *steps = sonde_message_get_search_steps (message);
  guint n = g_list_model_get_n_items (steps);

  if (n == 0)
    return;
  json_builder_set_member_name (builder, "search_steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondeSearchStep) step = g_list_model_get_item (steps, i);

      add_step (builder, step);
    }
  json_builder_end_array (builder);
}

static void
add_speed (JsonBuilder *builder, SondeMessage *message)
{
  double speed = sonde_message_get_speed (message);

  if (sonde_message_get_first_token (message) > 0)
    add_time (builder, "first_token", sonde_message_get_first_token (message));
  if (speed <= 0)
    return;
  json_builder_set_member_name (builder, "tokens_per_second");
  json_builder_add_double_value (builder, (gint64) (speed * 10 + 0.5) / 10.0);
}

/* What the server said of it, in its own words too. */
static void
add_origin (JsonBuilder *builder, SondeExportDocument *document, SondeMessage *message)
{
  const SondeExportOptions *options = &document->options;

  add_string (builder, "provider", sonde_message_get_provider (message));
  add_string (builder, "model", sonde_message_get_model (message));
  add_time (builder, "finished", sonde_message_get_finished (message));
  add_string (builder, "finish_reason", sonde_message_get_finish_reason (message));
  json_builder_set_member_name (builder, "thinking_ms");
  json_builder_add_int_value (builder, sonde_message_get_thinking_ms (message));
  add_count (builder, "left_out", sonde_message_get_left_out (message));
  if (options->details)
    {
      add_usage (builder, sonde_message_get_usage (message));
      add_speed (builder, message);
    }
  add_error (builder, sonde_message_get_error (message));
  if (options->sources)
    {
      add_sources (builder, message);
      add_steps (builder, message);
    }
  /* The raw answer holds the thoughts. */
  if (options->reasoning)
    add_string (builder, "raw", sonde_message_get_raw (message));
}

static void
add_message (JsonBuilder *builder, SondeExportDocument *document, SondeMessage *message)
{
  SondeRole role = sonde_message_get_role (message);

  json_builder_begin_object (builder);
  add_id (builder, document, "id", sonde_message_get_id (message));
  add_id (builder, document, "parent", sonde_message_get_parent_id (message));
  add_id (builder, document, "chosen_child", sonde_message_get_chosen_child (message));
  add_string (builder, "role", roles[role]);
  add_string (builder, "state", states[sonde_message_get_state (message)]);
  add_string (builder, "mode", sonde_mode_to_string (sonde_message_get_mode (message)));
  add_time (builder, "created", sonde_message_get_created (message));
  add_string (builder, "content", sonde_message_get_content (message));
  add_string (builder, "reasoning", sonde_message_get_reasoning (message));
  if (sonde_message_get_tool_call_id (message) != NULL)
    add_string (builder, "tool_call_id", sonde_message_get_tool_call_id (message));
  if (role == SONDE_ROLE_ASSISTANT)
    add_origin (builder, document, message);
  json_builder_end_object (builder);
}

static void
add_models (JsonBuilder *builder, SondeConversation *conversation)
{
  json_builder_set_member_name (builder, "models");
  json_builder_begin_object (builder);
  for (SondeModelSlot slot = 0; slot < SONDE_N_SLOTS; slot++)
    add_string (
      builder, sonde_model_slot_to_string (slot), sonde_conversation_get_model (conversation, slot));
  json_builder_end_object (builder);
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  if (isnan (value))
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_parameters (JsonBuilder *builder, const SondeParameters *parameters)
{
  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_object (builder);
  add_double (builder, "temperature", parameters->temperature);
  add_double (builder, "top_p", parameters->top_p);
  add_double (builder, "presence_penalty", parameters->presence_penalty);
  add_double (builder, "frequency_penalty", parameters->frequency_penalty);
  if (parameters->max_tokens > 0)
    add_count (builder, "max_tokens", parameters->max_tokens);
  json_builder_end_object (builder);
}

static gboolean
is_complete (const SondeExportOptions *options)
{
  return options->whole_tree && options->message == 0 && options->reasoning && options->sources
         && options->system_prompt && options->details;
}

static void
add_head (JsonBuilder *builder, SondeExportDocument *document)
{
  SondeConversation *conversation = document->conversation;

  add_string (builder, "format", "sonde-conversation");
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, 1);
  add_string (builder, "generator", "Sonde " SONDE_VERSION);
  add_bool (builder, "complete", is_complete (&document->options));
  add_string (builder, "title", sonde_conversation_get_title (conversation));
  add_bool (builder, "title_typed", sonde_conversation_get_title_typed (conversation));
  add_time (builder, "created", sonde_conversation_get_created (conversation));
  add_time (builder, "updated", sonde_conversation_get_updated (conversation));
  add_bool (builder, "pinned", sonde_conversation_get_pinned (conversation));
  add_bool (builder, "archived", sonde_conversation_get_archived (conversation));
  add_bool (builder, "unread", sonde_conversation_get_unread (conversation));
  add_string (builder, "folder", sonde_conversation_get_folder (conversation));
  add_string (builder, "provider", sonde_conversation_get_provider (conversation));
  add_string (builder, "mode", sonde_mode_to_string (sonde_conversation_get_mode (conversation)));
  add_string (builder, "effort", sonde_effort_to_string (sonde_conversation_get_effort (conversation)));
  add_models (builder, conversation);
  add_parameters (builder, sonde_conversation_get_parameters (conversation));
  add_string (builder, "system_prompt", sonde_conversation_get_system_prompt (conversation));
  add_string (builder, "draft", sonde_conversation_get_draft (conversation));
  add_id (builder, document, "chosen_root", document->chosen_root);
}

static char *
finish (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/* The head as an object that is still open. */
static void
append_head (GString *out, SondeExportDocument *document)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_head (builder, document);
  json_builder_end_object (builder);
  text = finish (builder);
  g_string_append_len (out, text, strlen (text) - 1);
  g_string_append (out, ",\n\"messages\":[");
}

static void
append_message (GString *out, SondeExportDocument *document, guint place)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *text = NULL;

  add_message (builder, document, g_ptr_array_index (document->messages, place));
  text = finish (builder);
  g_string_append (out, place > 0 ? ",\n" : "\n");
  g_string_append (out, text);
}

/**
 * sonde_export_json:
 *
 * Sonde's own format, without loss: every message of the tree, one on a line. Times are RFC 3339 in UTC;
 * "raw" and "usage" are the server's JSON as text, byte for byte. data/sonde-conversation.schema.json says
 * what each member is.
 */
gboolean
sonde_export_json (SondeExportDocument *document, SondeExportSink *sink, GError **error)
{
  append_head (sink->text, document);
  for (guint i = 0; i < document->messages->len; i++)
    {
      append_message (sink->text, document, i);
      if (!sonde_export_sink_step (sink, error))
        return FALSE;
    }
  g_string_append (sink->text, "\n]}\n");
  return sonde_export_sink_flush (sink, error);
}
