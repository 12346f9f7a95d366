/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-export-document.h"

#include "sonde-export-private.h"
#include "sonde-math.h"

#define COST "sonde-export-cost"

static void
copy_settings (SondeConversation *from, SondeConversation *to, const SondeExportOptions *options)
{
  sonde_conversation_set_title (to, sonde_conversation_get_title (from));
  sonde_conversation_set_title_typed (to, sonde_conversation_get_title_typed (from));
  sonde_conversation_set_created (to, sonde_conversation_get_created (from));
  sonde_conversation_set_updated (to, sonde_conversation_get_updated (from));
  sonde_conversation_set_pinned (to, sonde_conversation_get_pinned (from));
  sonde_conversation_set_folder (to, sonde_conversation_get_folder (from));
  sonde_conversation_set_provider (to, sonde_conversation_get_provider (from));
  sonde_conversation_set_mode (to, sonde_conversation_get_mode (from));
  sonde_conversation_set_effort (to, sonde_conversation_get_effort (from));
  for (SondeModelSlot slot = 0; slot < SONDE_N_SLOTS; slot++)
    sonde_conversation_set_model (to, slot, sonde_conversation_get_model (from, slot));
  sonde_conversation_set_parameters (to, sonde_conversation_get_parameters (from));
  sonde_conversation_set_archived (to, sonde_conversation_get_archived (from));
  sonde_conversation_set_unread (to, sonde_conversation_get_unread (from));
  sonde_conversation_set_draft (to, sonde_conversation_get_draft (from));
  if (options->system_prompt)
    sonde_conversation_set_system_prompt (to, sonde_conversation_get_system_prompt (from));
}

/* Sources are immutable, so the list alone is copied. */
static void
copy_sources (SondeMessage *from, SondeMessage *to)
{
  GListModel *sources = sonde_message_get_sources (from);
  guint n = sources != NULL ? g_list_model_get_n_items (sources) : 0;
  g_autoptr (GPtrArray) copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (copy, g_list_model_get_item (sources, i));
  if (n > 0)
    sonde_message_set_sources (to, copy);
  sonde_message_set_search_query (to, sonde_message_get_search_query (from));
}

static void
copy_steps (SondeMessage *from, SondeMessage *to)
{
  GListModel *steps = sonde_message_get_search_steps (from);
  guint n = g_list_model_get_n_items (steps);
  g_autoptr (GPtrArray) copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SondeSearchStep) step = g_list_model_get_item (steps, i);

      g_ptr_array_add (copy, sonde_search_step_copy (step));
    }
  if (n > 0)
    sonde_message_set_search_steps (to, copy);
}

static gboolean
is_left_out (SondeExportDocument *self, SondeConversation *conversation, SondeMessage *message)
{
  gboolean lossless = self->format == SONDE_EXPORT_JSON || self->format == SONDE_EXPORT_OPENAI
                      || self->format == SONDE_EXPORT_JSONL;

  return !lossless && sonde_export_is_search_talk (conversation, message, self->options.reasoning);
}

/* The parent is that of the tree, which is always an older message. */
static void
copy_origin (SondeExportDocument *self, SondeConversation *conversation, SondeMessage *from, SondeMessage *to)
{
  SondeMessage *parent = sonde_conversation_get_parent (conversation, from);

  while (parent != NULL && is_left_out (self, conversation, parent))
    parent = sonde_conversation_get_parent (conversation, parent);
  sonde_message_set_id (to, sonde_message_get_id (from));
  sonde_message_set_parent_id (to, parent != NULL ? sonde_message_get_id (parent) : 0);
  sonde_message_set_chosen_child (to, sonde_message_get_chosen_child (from));
  sonde_message_set_versions (to, sonde_message_get_version (from), sonde_message_get_n_versions (from));
  sonde_message_set_state (to, sonde_message_get_state (from));
  sonde_message_set_mode (to, sonde_message_get_mode (from));
  sonde_message_set_provider (to, sonde_message_get_provider (from));
  sonde_message_set_model (to, sonde_message_get_model (from));
  sonde_message_set_created (to, sonde_message_get_created (from));
  sonde_message_set_finished (to, sonde_message_get_finished (from));
}

/* Worked out here, on the main thread, where the table of prices is. */
static void
attach_cost (SondeMessage *from, SondeMessage *to, const SondeExportOptions *options)
{
  const SondeUsage *usage = sonde_message_get_usage (from);
  const char *currency = NULL;
  double cost = 0;

  if (options->cost == NULL || !options->details || usage == NULL
      || !options->cost (sonde_message_get_provider (from),
                         sonde_message_get_model (from),
                         usage,
                         sonde_message_get_created (from),
                         &cost,
                         &currency))
    return;
  g_object_set_data_full (G_OBJECT (to), COST, g_strdup_printf ("%.4f %s", cost, currency), g_free);
}

/* Where Markdown is set, attachments look better as code. */
static void
copy_content (SondeExportDocument *self, SondeMessage *from, SondeMessage *to)
{
  const char *content = sonde_message_get_content (from);
  gboolean set = self->format == SONDE_EXPORT_HTML || self->format == SONDE_EXPORT_PDF
                 || self->format == SONDE_EXPORT_DOCX;
  g_autofree char *shown = set && sonde_message_get_role (from) == SONDE_ROLE_USER
                             ? sonde_export_attachments_inline (content)
                             : NULL;

  sonde_message_set_content (to, shown != NULL ? shown : content);
}

static void
add_copy (SondeExportDocument *self, SondeConversation *conversation, SondeMessage *from)
{
  SondeMessage *to;

  if (is_left_out (self, conversation, from))
    return;
  to = sonde_message_new (sonde_message_get_role (from));
  g_ptr_array_add (self->messages, to);
  copy_origin (self, conversation, from, to);
  copy_content (self, from, to);
  sonde_message_set_finish_reason (to, sonde_message_get_finish_reason (from));
  sonde_message_set_tool_call_id (to, sonde_message_get_tool_call_id (from));
  sonde_message_set_error (to, sonde_message_get_error (from));
  sonde_message_set_raw (to, sonde_message_get_raw (from));
  sonde_message_set_usage (to, sonde_message_get_usage (from));
  sonde_message_set_thinking_ms (to, sonde_message_get_thinking_ms (from));
  sonde_message_set_first_token (to, sonde_message_get_first_token (from));
  sonde_message_set_left_out (to, sonde_message_get_left_out (from));
  if (self->options.reasoning)
    sonde_message_set_reasoning (to, sonde_message_get_reasoning (from));
  copy_sources (from, to);
  copy_steps (from, to);
  attach_cost (from, to, &self->options);
}

static void
number_messages (SondeExportDocument *self)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      gint64 id = sonde_message_get_id (g_ptr_array_index (self->messages, i));

      g_hash_table_insert (self->numbers, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (i + 1));
    }
}

static void
add_branch (SondeExportDocument *self, SondeConversation *conversation)
{
  GListModel *branch = sonde_conversation_get_branch (conversation);

  for (guint i = 0; i < g_list_model_get_n_items (branch); i++)
    {
      g_autoptr (SondeMessage) message = g_list_model_get_item (branch, i);

      add_copy (self, conversation, message);
    }
}

static void
add_all (SondeExportDocument *self, SondeConversation *conversation)
{
  GPtrArray *messages = sonde_conversation_get_messages (conversation);

  for (guint i = 0; messages != NULL && i < messages->len; i++)
    add_copy (self, conversation, g_ptr_array_index (messages, i));
}

/* (element-type gpointer GPtrArray): the messages under each, NULL for those without a parent. */
static GHashTable *
collect_children (SondeConversation *conversation, GPtrArray *messages)
{
  GHashTable *children = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < messages->len; i++)
    {
      SondeMessage *message = g_ptr_array_index (messages, i);
      gpointer parent = sonde_conversation_get_parent (conversation, message);
      GPtrArray *siblings = g_hash_table_lookup (children, parent);

      if (siblings == NULL)
        {
          siblings = g_ptr_array_new ();
          g_hash_table_insert (children, parent, siblings);
        }
      g_ptr_array_add (siblings, message);
    }
  return children;
}

static void
push_children (GPtrArray *stack, GHashTable *children, gpointer parent)
{
  GPtrArray *siblings = g_hash_table_lookup (children, parent);

  for (guint i = siblings != NULL ? siblings->len : 0; i > 0; i--)
    g_ptr_array_add (stack, g_ptr_array_index (siblings, i - 1));
}

/* Each message before its answers, an alternative with all that follows it before the next. A tree may be
 * deep. */
static void
add_tree (SondeExportDocument *self, SondeConversation *conversation)
{
  GPtrArray *messages = sonde_conversation_get_messages (conversation);
  g_autoptr (GHashTable) children = NULL;
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();

  if (messages == NULL)
    return;
  children = collect_children (conversation, messages);
  push_children (stack, children, NULL);
  while (stack->len > 0)
    {
      SondeMessage *message = g_ptr_array_steal_index (stack, stack->len - 1);

      add_copy (self, conversation, message);
      push_children (stack, children, message);
    }
}

static void
add_one (SondeExportDocument *self, SondeConversation *conversation)
{
  SondeMessage *message = sonde_conversation_find_message (conversation, self->options.message);

  if (message != NULL)
    add_copy (self, conversation, message);
}

SondeExportDocument *
sonde_export_document_new (SondeConversation *conversation,
                           SondeExportFormat format,
                           const SondeExportOptions *options)
{
  SondeExportDocument *self = g_new0 (SondeExportDocument, 1);

  self->conversation = sonde_conversation_new ();
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->highlighter = sonde_highlighter_new ();
  self->wanted_formulas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->formulas
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sonde_formula_unref);
  self->chosen_root = sonde_conversation_get_chosen_root (conversation);
  self->options = *options;
  self->format = format;
  copy_settings (conversation, self->conversation, options);
  if (options->message != 0)
    add_one (self, conversation);
  else if (!options->whole_tree)
    add_branch (self, conversation);
  else if (format == SONDE_EXPORT_JSON)
    add_all (self, conversation);
  else
    add_tree (self, conversation);
  number_messages (self);
  return self;
}

void
sonde_export_document_free (SondeExportDocument *self)
{
  g_object_unref (self->conversation);
  g_ptr_array_unref (self->messages);
  g_hash_table_unref (self->numbers);
  sonde_highlighter_free (self->highlighter);
  g_clear_pointer (&self->folder, sonde_export_folder_free);
  g_hash_table_unref (self->wanted_formulas);
  g_hash_table_unref (self->formulas);
  g_free (self);
}

guint
sonde_export_document_get_number (SondeExportDocument *self, gint64 id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, &id));
}

const char *
sonde_export_document_get_cost (SondeMessage *message)
{
  return g_object_get_data (G_OBJECT (message), COST);
}
