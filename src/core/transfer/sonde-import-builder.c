/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-transfer"

#include "sonde-import-builder-private.h"

#include <math.h>
#include <string.h>

#include "sonde-clock.h"
#include "sonde-text.h"

/* No conversation with a machine is older than the year 2000. */
#define EARLIEST_S G_GINT64_CONSTANT (946684800)

/* Thoughts of hidden nodes are repeated in every answer below: no more than this in one conversation. */
#define THOUGHTS_BYTES (16 * 1024 * 1024)

#define NOBODY G_MAXUINT

typedef struct
{
  const char *id;
  const char *parent_id;
  SondeMessage *message; /* NULL: not shown */
  char *thought;
  gint64 time;

  guint parent;
  guint first_child;
  guint last_child;
  guint next_sibling;
  guint depth;
  gboolean visited;

  /* Of a node that is not shown: */
  guint shown_parent;  /* the nearest ancestor that is */
  guint thinking;      /* the nearest one up to the next that is shown that has a thought, itself included */
  guint thinking_more; /* the one after that */
} Node;

struct _SondeImportBuilder
{
  SondeConversation *conversation;
  GArray *nodes;
  GHashTable *by_id; /* borrowed id → index + 1 */
  char *current;
  gboolean has_current;

  guint first_root;
  guint last_root;
  GArray *order; /* guint: parents before children */
  guint n_shown;
  gsize thoughts;
};

static Node *
get_node (SondeImportBuilder *self, guint i)
{
  return &g_array_index (self->nodes, Node, i);
}

static void
clear_node (gpointer data)
{
  Node *node = data;

  g_clear_object (&node->message);
  g_clear_pointer (&node->thought, g_free);
}

/* Times */

static gint64
from_number (double number)
{
  double now_s = g_get_real_time () / (double) G_USEC_PER_SEC;

  if (!isfinite (number))
    return 0;
  for (guint i = 0; i < 3; i++, number /= 1000)
    if (number >= EARLIEST_S && number < now_s + 86400)
      return (gint64) (number * G_USEC_PER_SEC + 0.5);
  return 0;
}

static gint64
from_text (const char *text)
{
  gint64 time;
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (*text != '\0' && *end == '\0')
    return from_number (number);
  if (!sonde_clock_parse_rfc3339 (text, &time))
    return 0;
  return time >= EARLIEST_S * G_USEC_PER_SEC && time < g_get_real_time () + G_TIME_SPAN_DAY ? time : 0;
}

gint64
sonde_import_time (const SondeJsonValue *object, const char *key)
{
  const SondeJsonValue *value = sonde_json_value_get (object, key);

  if (value == NULL)
    return 0;
  if (value->kind == SONDE_JSON_NUMBER)
    return from_number (g_ascii_strtod (value->text, NULL));
  return value->kind == SONDE_JSON_STRING ? from_text (value->text) : 0;
}

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
  self->nodes = g_array_new (FALSE, TRUE, sizeof (Node));
  g_array_set_clear_func (self->nodes, clear_node);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->first_root = self->last_root = NOBODY;
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
  g_array_unref (self->nodes);
  g_hash_table_unref (self->by_id);
  g_array_unref (self->order);
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
  Node node = {
    .id = id,
    .parent_id = parent,
    .message = message,
    .thought = thought,
    .time = time,
    .parent = NOBODY,
    .first_child = NOBODY,
    .last_child = NOBODY,
    .next_sibling = NOBODY,
  };

  g_array_append_val (self->nodes, node);
  if (id != NULL)
    g_hash_table_insert (self->by_id, (gpointer) id, GUINT_TO_POINTER (self->nodes->len));
  if (message != NULL)
    self->n_shown++;
}

void
sonde_import_builder_append (SondeImportBuilder *self, const char *id, SondeMessage *message, gint64 time)
{
  guint last = self->nodes->len;

  sonde_import_builder_add (self, id, NULL, message, time, NULL);
  get_node (self, last)->parent = last > 0 ? last - 1 : NOBODY;
}

guint
sonde_import_builder_get_n_shown (SondeImportBuilder *self)
{
  return self->n_shown;
}

/* The tree */

static guint
find_node (SondeImportBuilder *self, const char *id)
{
  guint found = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, id)) : 0;

  return found > 0 ? found - 1 : NOBODY;
}

static void
hang (SondeImportBuilder *self, guint i, guint parent)
{
  guint *first = parent != NOBODY ? &get_node (self, parent)->first_child : &self->first_root;
  guint *last = parent != NOBODY ? &get_node (self, parent)->last_child : &self->last_root;

  get_node (self, i)->parent = parent;
  if (*last != NOBODY)
    get_node (self, *last)->next_sibling = i;
  else
    *first = i;
  *last = i;
}

static int
compare_times (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint left = *(const guint *) a;
  guint right = *(const guint *) b;
  gint64 difference = get_node (user_data, left)->time - get_node (user_data, right)->time;

  return difference != 0 ? (difference > 0) - (difference < 0) : (left > right) - (left < right);
}

/* Alternatives in the order in which they were made: by their times, where these are known, then as in the
 * file.
 */
static void
hang_all (SondeImportBuilder *self)
{
  g_autoptr (GArray) by_time = g_array_sized_new (FALSE, FALSE, sizeof (guint), self->nodes->len);

  for (guint i = 0; i < self->nodes->len; i++)
    g_array_append_val (by_time, i);
  g_array_sort_with_data (by_time, compare_times, self);
  for (guint k = 0; k < by_time->len; k++)
    {
      guint i = g_array_index (by_time, guint, k);
      Node *node = get_node (self, i);
      guint parent = node->parent != NOBODY ? node->parent : find_node (self, node->parent_id);

      hang (self, i, parent != i ? parent : NOBODY);
    }
}

/* Appends @root and what is below to the order, depth first. */
static void
walk (SondeImportBuilder *self, guint root, GArray *stack)
{
  g_array_append_val (stack, root);
  while (stack->len > 0)
    {
      guint i = g_array_index (stack, guint, stack->len - 1);
      guint begin;
      Node *node = get_node (self, i);

      g_array_set_size (stack, stack->len - 1);
      if (node->visited)
        continue;
      node->visited = TRUE;
      node->depth = node->parent != NOBODY ? get_node (self, node->parent)->depth + 1 : 0;
      g_array_append_val (self->order, i);
      begin = stack->len;
      for (guint child = node->first_child; child != NOBODY; child = get_node (self, child)->next_sibling)
        g_array_append_val (stack, child);
      for (guint low = begin, high = stack->len; high > low + 1; low++, high--)
        {
          guint other = g_array_index (stack, guint, high - 1);

          g_array_index (stack, guint, high - 1) = g_array_index (stack, guint, low);
          g_array_index (stack, guint, low) = other;
        }
    }
}

static void
order_nodes (SondeImportBuilder *self)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint root = self->first_root; root != NOBODY; root = get_node (self, root)->next_sibling)
    walk (self, root, stack);
  /* What no beginning leads to is a ring, which is cut where it is met. */
  for (guint i = 0; i < self->nodes->len; i++)
    if (!get_node (self, i)->visited)
      {
        get_node (self, i)->parent = NOBODY;
        walk (self, i, stack);
      }
}

static guint
get_shown_parent (SondeImportBuilder *self, guint i)
{
  guint parent = get_node (self, i)->parent;

  if (parent == NOBODY || get_node (self, parent)->message != NULL)
    return parent;
  return get_node (self, parent)->shown_parent;
}

/* What was thought in the hidden nodes above @i, the lowest first. */
static guint
get_thinking_above (SondeImportBuilder *self, guint i)
{
  guint parent = get_node (self, i)->parent;

  return parent != NOBODY && get_node (self, parent)->message == NULL ? get_node (self, parent)->thinking
                                                                      : NOBODY;
}

static void
pass_hidden (SondeImportBuilder *self, guint i)
{
  Node *node = get_node (self, i);

  node->shown_parent = get_shown_parent (self, i);
  node->thinking_more = get_thinking_above (self, i);
  node->thinking = node->thought != NULL ? i : node->thinking_more;
}

static void
add_thoughts (SondeImportBuilder *self, guint i)
{
  Node *node = get_node (self, i);
  guint at = get_thinking_above (self, i);
  g_autoptr (GPtrArray) parts = NULL;
  GString *text;

  if (at == NOBODY || sonde_message_get_role (node->message) != SONDE_ROLE_ASSISTANT)
    return;
  parts = g_ptr_array_new ();
  for (; at != NOBODY && self->thoughts < THOUGHTS_BYTES; at = get_node (self, at)->thinking_more)
    {
      self->thoughts += strlen (get_node (self, at)->thought) + sizeof (gpointer);
      g_ptr_array_add (parts, get_node (self, at)->thought);
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

  if (parent != NOBODY)
    return sonde_message_get_created (get_node (self, parent)->message);
  return created != 0 ? created : g_get_real_time ();
}

static void
add_message (SondeImportBuilder *self, guint i, GPtrArray *messages)
{
  Node *node = get_node (self, i);
  guint parent = get_shown_parent (self, i);

  add_thoughts (self, i);
  sonde_message_set_id (node->message, messages->len + 1);
  sonde_message_set_created (node->message, node->time != 0 ? node->time : get_default_time (self, parent));
  if (parent != NOBODY)
    {
      SondeMessage *above = get_node (self, parent)->message;

      sonde_message_set_parent_id (node->message, sonde_message_get_id (above));
      sonde_message_set_chosen_child (above, messages->len + 1);
    }
  else
    sonde_conversation_set_chosen_root (self->conversation, messages->len + 1);
  g_ptr_array_add (messages, g_object_ref (node->message));
}

static guint
get_deepest (SondeImportBuilder *self)
{
  guint deepest = g_array_index (self->order, guint, 0);

  for (guint k = 1; k < self->order->len; k++)
    {
      guint i = g_array_index (self->order, guint, k);

      if (get_node (self, i)->depth >= get_node (self, deepest)->depth)
        deepest = i;
    }
  return deepest;
}

/* Shows the branch of @i. */
static void
choose_branch (SondeImportBuilder *self, guint i)
{
  if (get_node (self, i)->message == NULL)
    i = get_node (self, i)->shown_parent;
  while (i != NOBODY)
    {
      guint parent = get_shown_parent (self, i);
      gint64 id = sonde_message_get_id (get_node (self, i)->message);

      if (parent != NOBODY)
        sonde_message_set_chosen_child (get_node (self, parent)->message, id);
      else
        sonde_conversation_set_chosen_root (self->conversation, id);
      i = parent;
    }
}

static void
choose_current (SondeImportBuilder *self)
{
  guint current = find_node (self, self->current);

  if (current != NOBODY)
    choose_branch (self, current);
  else if (self->has_current)
    choose_branch (self, get_deepest (self));
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
  hang_all (self);
  order_nodes (self);
  for (guint k = 0; k < self->order->len; k++)
    {
      guint i = g_array_index (self->order, guint, k);

      if (get_node (self, i)->message != NULL)
        add_message (self, i, messages);
      else
        pass_hidden (self, i);
    }
  choose_current (self);
  complete_head (self, messages);
  sonde_conversation_set_messages (self->conversation, messages);
  return g_object_ref (self->conversation);
}
