/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-builder-private.h"

#include <string.h>

#include "sonde-import-tree-private.h"
#include "sonde-text.h"

/* Thoughts of hidden nodes are repeated in every answer below: no more than this in one conversation. */
#define THOUGHTS_BYTES (16 * 1024 * 1024)

struct _SondeImportBuilder
{
  SondeConversation *conversation;
  SondeImportTree tree;
  char *current;
  gboolean has_current;
  guint n_shown;
  gsize thoughts;
};

SondeMessage *
sonde_import_message (SondeRole role, char *content)
{
  SondeMessage *message = sonde_message_new (role);

  sonde_message_set_content (message, content);
  sonde_message_set_state (message, SONDE_STATE_COMPLETE);
  g_free (content);
  return message;
}

/* Nodes */

/**
 * sonde_import_builder_new:
 * @head: (nullable): what holds the title and the times of the conversation, under one of their usual names
 */
SondeImportBuilder *
sonde_import_builder_new (const SondeJsonValue *head)
{
  static const char *const titles[] = { "title", "name" };
  static const char *const begins[]
    = { "create_time", "inserted_at", "created_at", "createdAt", "timestamp" };
  static const char *const ends[] = { "update_time", "updated_at", "updatedAt" };
  SondeImportBuilder *self = g_new0 (SondeImportBuilder, 1);
  gint64 created = 0;
  gint64 updated = 0;
  const char *title = NULL;

  self->conversation = sonde_conversation_new ();
  sonde_import_tree_init (&self->tree);
  for (guint i = 0; title == NULL && i < G_N_ELEMENTS (titles); i++)
    title = sonde_json_value_get_string (head, titles[i]);
  for (guint i = 0; created == 0 && i < G_N_ELEMENTS (begins); i++)
    created = sonde_import_time (head, begins[i]);
  for (guint i = 0; updated == 0 && i < G_N_ELEMENTS (ends); i++)
    updated = sonde_import_time (head, ends[i]);
  sonde_conversation_set_title (self->conversation, title != NULL ? title : "");
  sonde_conversation_set_created (self->conversation, created);
  sonde_conversation_set_updated (self->conversation, updated);
  return self;
}

void
sonde_import_builder_free (SondeImportBuilder *self)
{
  sonde_import_tree_clear (&self->tree);
  g_clear_object (&self->conversation);
  g_free (self->current);
  g_free (self);
}

SondeConversation *
sonde_import_builder_get_conversation (SondeImportBuilder *self)
{
  return self->conversation;
}

void
sonde_import_builder_set_current (SondeImportBuilder *self, const char *id)
{
  self->has_current = id != NULL;
  g_free (self->current);
  self->current = g_strdup (id);
}

void
sonde_import_builder_add (SondeImportBuilder *self,
                          const char *id,
                          const char *parent,
                          SondeMessage *message,
                          gint64 time,
                          char *thought)
{
  SondeImportNode *node
    = sonde_import_tree_get (&self->tree, sonde_import_tree_add (&self->tree, id, parent));

  node->message = message;
  node->thought = thought;
  node->time = time;
  if (message != NULL)
    self->n_shown++;
}

void
sonde_import_builder_append (SondeImportBuilder *self, const char *id, SondeMessage *message, gint64 time)
{
  guint next = self->tree.nodes->len;

  sonde_import_builder_add (self, id, NULL, message, time, NULL);
  sonde_import_tree_get (&self->tree, next)->parent = next > 0 ? next - 1 : SONDE_IMPORT_NOBODY;
}

guint
sonde_import_builder_get_n_shown (SondeImportBuilder *self)
{
  return self->n_shown;
}

/* Thoughts */

static void
pass_hidden (SondeImportBuilder *self, guint i)
{
  SondeImportNode *node = sonde_import_tree_get (&self->tree, i);

  node->shown_parent = sonde_import_tree_get_shown_parent (&self->tree, i);
  node->thinking_more = sonde_import_tree_get_thinking_above (&self->tree, i);
  node->thinking = node->thought != NULL ? i : node->thinking_more;
}

static void
add_thoughts (SondeImportBuilder *self, guint i)
{
  SondeImportNode *node = sonde_import_tree_get (&self->tree, i);
  guint at = sonde_import_tree_get_thinking_above (&self->tree, i);
  g_autoptr (GPtrArray) parts = NULL;
  GString *text;

  if (at == SONDE_IMPORT_NOBODY || sonde_message_get_role (node->message) != SONDE_ROLE_ASSISTANT)
    return;
  parts = g_ptr_array_new ();
  for (; at != SONDE_IMPORT_NOBODY && self->thoughts < THOUGHTS_BYTES;
       at = sonde_import_tree_get (&self->tree, at)->thinking_more)
    {
      self->thoughts += strlen (sonde_import_tree_get (&self->tree, at)->thought) + sizeof (gpointer);
      g_ptr_array_add (parts, sonde_import_tree_get (&self->tree, at)->thought);
    }
  text = g_string_new (NULL);
  for (guint k = parts->len; k > 0; k--)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", (char *) parts->pdata[k - 1]);
  if (sonde_message_get_reasoning_length (node->message) > 0)
    g_string_append_printf (
      text, "%s%s", text->len > 0 ? "\n\n" : "", sonde_message_get_reasoning (node->message));
  sonde_message_set_reasoning (node->message, text->str);
  sonde_message_set_mode (node->message, sonde_message_get_mode (node->message) | SONDE_MODE_REASONING);
  g_string_free (text, TRUE);
}

/* Messages */

static gint64
get_default_time (SondeImportBuilder *self, guint parent)
{
  gint64 created = sonde_conversation_get_created (self->conversation);

  if (parent != SONDE_IMPORT_NOBODY)
    return sonde_message_get_created (sonde_import_tree_get (&self->tree, parent)->message);
  return created != 0 ? created : g_get_real_time ();
}

static void
add_message (SondeImportBuilder *self, guint i, GPtrArray *messages)
{
  SondeImportNode *node = sonde_import_tree_get (&self->tree, i);
  guint parent = sonde_import_tree_get_shown_parent (&self->tree, i);

  add_thoughts (self, i);
  sonde_message_set_id (node->message, messages->len + 1);
  sonde_message_set_created (node->message, node->time != 0 ? node->time : get_default_time (self, parent));
  if (parent != SONDE_IMPORT_NOBODY)
    {
      SondeMessage *above = sonde_import_tree_get (&self->tree, parent)->message;

      sonde_message_set_parent_id (node->message, sonde_message_get_id (above));
      sonde_message_set_chosen_child (above, messages->len + 1);
    }
  else
    sonde_conversation_set_chosen_root (self->conversation, messages->len + 1);
  g_ptr_array_add (messages, g_object_ref (node->message));
}

/* Shows the branch of @i. */
static void
choose_branch (SondeImportBuilder *self, guint i)
{
  if (sonde_import_tree_get (&self->tree, i)->message == NULL)
    i = sonde_import_tree_get (&self->tree, i)->shown_parent;
  while (i != SONDE_IMPORT_NOBODY)
    {
      guint parent = sonde_import_tree_get_shown_parent (&self->tree, i);
      gint64 id = sonde_message_get_id (sonde_import_tree_get (&self->tree, i)->message);

      if (parent != SONDE_IMPORT_NOBODY)
        sonde_message_set_chosen_child (sonde_import_tree_get (&self->tree, parent)->message, id);
      else
        sonde_conversation_set_chosen_root (self->conversation, id);
      i = parent;
    }
}

static void
choose_current (SondeImportBuilder *self)
{
  guint current = sonde_import_tree_find (&self->tree, self->current);

  if (current != SONDE_IMPORT_NOBODY)
    choose_branch (self, current);
  else if (self->has_current)
    choose_branch (self, sonde_import_tree_get_deepest (&self->tree));
}

static void
complete_head (SondeImportBuilder *self, GPtrArray *messages)
{
  SondeMessage *first = g_ptr_array_index (messages, 0);
  const char *given = sonde_conversation_get_title (self->conversation);
  g_autofree char *title = g_strdup (given != NULL ? given : "");
  gint64 last = 0;

  for (guint i = 0; i < messages->len; i++)
    last = MAX (last, sonde_message_get_created (g_ptr_array_index (messages, i)));
  if (sonde_conversation_get_created (self->conversation) == 0)
    sonde_conversation_set_created (self->conversation, sonde_message_get_created (first));
  if (sonde_conversation_get_updated (self->conversation) == 0)
    sonde_conversation_set_updated (self->conversation, last);
  if (*g_strstrip (title) != '\0')
    return;
  g_free (title);
  title = sonde_text_dup_title (sonde_message_get_content (first));
  sonde_conversation_set_title (self->conversation, title);
}

SondeConversation *
sonde_import_builder_finish (SondeImportBuilder *self)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->n_shown == 0)
    return NULL;
  sonde_import_tree_order (&self->tree);
  for (guint k = 0; k < self->tree.order->len; k++)
    {
      guint i = g_array_index (self->tree.order, guint, k);

      if (sonde_import_tree_get (&self->tree, i)->message != NULL)
        add_message (self, i, messages);
      else
        pass_hidden (self, i);
    }
  choose_current (self);
  complete_head (self, messages);
  sonde_conversation_set_messages (self->conversation, messages);
  return g_object_ref (self->conversation);
}
