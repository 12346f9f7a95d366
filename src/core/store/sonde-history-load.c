/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* Loading a conversation: whole, or first the end of what is shown. */

#include "sonde-history-private.h"

/* A longer conversation shows its end first: so many messages of it. */
#define SHORT  200
#define N_TAIL 60

/* A message without its text: what the shape of the tree is made of. */
typedef struct
{
  gint64 id;
  gint64 parent;
  gint64 chosen_child;
} Node;

typedef struct
{
  GArray *nodes;        /* of Node, in the order of their ids */
  GHashTable *by_id;    /* gint64 id → Node, borrowed */
  GHashTable *children; /* gint64 parent → GPtrArray of Node, borrowed */
} Shape;

static void
shape_free (Shape *self)
{
  g_array_unref (self->nodes);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->children);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shape, shape_free)

static int
compare_nodes (gconstpointer a, gconstpointer b)
{
  const Node *left = a;
  const Node *right = b;

  return (left->id > right->id) - (left->id < right->id);
}

/* Read from the index message_parent alone. */
static GArray *
read_nodes (SondeHistory *self, gint64 conversation, GError **error)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  GError *failure = NULL;
  sqlite3_stmt *statement = sonde_db_query (self->db,
                                            error,
                                            "SELECT id, parent, chosen_child FROM message INDEXED BY "
                                            "message_parent WHERE conversation = ? AND id > 0",
                                            "l",
                                            conversation);

  if (statement == NULL)
    return NULL;
  while (sonde_db_step (self->db, statement, &failure))
    {
      Node node = { sqlite3_column_int64 (statement, 0),
                    sqlite3_column_int64 (statement, 1),
                    sqlite3_column_int64 (statement, 2) };

      g_array_append_val (nodes, node);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  g_array_sort (nodes, compare_nodes);
  return g_steal_pointer (&nodes);
}

/* As in the tree of the model: a parent is older than its children, and what says otherwise begins the
 * conversation. */
static void
normalise (Shape *self, Node *node)
{
  if (node->parent >= node->id || !g_hash_table_contains (self->by_id, &node->parent))
    node->parent = 0;
}

static void
add_child (Shape *self, Node *node)
{
  GPtrArray *children = g_hash_table_lookup (self->children, &node->parent);

  if (children == NULL)
    {
      children = g_ptr_array_sized_new (1);
      g_hash_table_insert (self->children, &node->parent, children);
    }
  g_ptr_array_add (children, node);
}

static Shape *
shape_new (GArray *nodes)
{
  Shape *self = g_new0 (Shape, 1);

  self->nodes = g_array_ref (nodes);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->children
    = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < nodes->len; i++)
    {
      Node *node = &g_array_index (nodes, Node, i);

      g_hash_table_insert (self->by_id, &node->id, node);
    }
  for (guint i = 0; i < nodes->len; i++)
    {
      Node *node = &g_array_index (nodes, Node, i);

      normalise (self, node);
      add_child (self, node);
    }
  return self;
}

static Node *
get_shown_child (Shape *self, gint64 parent, gint64 chosen)
{
  GPtrArray *children = g_hash_table_lookup (self->children, &parent);

  if (children == NULL)
    return NULL;
  for (guint i = 0; i < children->len; i++)
    if (((Node *) children->pdata[i])->id == chosen)
      return children->pdata[i];
  return children->pdata[children->len - 1];
}

/* (element-type Node): the shown branch. */
static GPtrArray *
get_branch (Shape *self, gint64 chosen_root)
{
  GPtrArray *branch = g_ptr_array_new ();

  for (Node *node = get_shown_child (self, 0, chosen_root); node != NULL;
       node = get_shown_child (self, node->id, node->chosen_child))
    g_ptr_array_add (branch, node);
  return branch;
}

static void
count_versions (Shape *self, Node *node, SondeMessageRecord *record)
{
  GPtrArray *siblings = g_hash_table_lookup (self->children, &node->parent);
  guint position = 0;

  g_ptr_array_find (siblings, node, &position);
  record->version = position + 1;
  record->n_versions = siblings->len;
}

/* (element-type SondeMessageRecord): those of @nodes from @first on. */
static GPtrArray *
read_tail (SondeHistory *self, Shape *shape, GPtrArray *nodes, guint first, GError **error)
{
  g_autoptr (GPtrArray) tail = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_message_record_free);

  for (guint i = first; i < nodes->len; i++)
    {
      Node *node = nodes->pdata[i];
      GError *failure = NULL;
      SondeMessageRecord *record = sonde_history_read_message (self, node->id, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
      if (record == NULL)
        continue;
      count_versions (shape, node, record);
      g_ptr_array_add (tail, record);
    }
  return g_steal_pointer (&tail);
}

/* The ids of all messages that are not in @tail, the youngest first. */
static GArray *
list_older (Shape *shape, GPtrArray *tail)
{
  GArray *older = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint next = tail->len;

  for (guint i = shape->nodes->len; i > 0; i--)
    {
      Node *node = &g_array_index (shape->nodes, Node, i - 1);
      const SondeMessageRecord *record = next > 0 ? tail->pdata[next - 1] : NULL;

      if (record != NULL && record->id == node->id)
        next--;
      else
        g_array_append_val (older, node->id);
    }
  return older;
}

static gboolean
read_all (SondeHistory *self, SondeConversationRecord *record, GError **error)
{
  record->messages = sonde_history_read_messages (self, record->id, error);
  record->n_messages = record->messages != NULL ? record->messages->len : 0;
  return record->messages != NULL;
}

static gboolean
read_end (SondeHistory *self, SondeConversationRecord *record, GError **error)
{
  g_autoptr (GArray) nodes = read_nodes (self, record->id, error);
  g_autoptr (Shape) shape = NULL;
  g_autoptr (GPtrArray) branch = NULL;

  if (nodes == NULL)
    return FALSE;
  if (nodes->len <= SHORT)
    return read_all (self, record, error);
  shape = shape_new (nodes);
  branch = get_branch (shape, record->chosen_root);
  record->messages = read_tail (self, shape, branch, branch->len > N_TAIL ? branch->len - N_TAIL : 0, error);
  if (record->messages == NULL)
    return FALSE;
  record->n_messages = nodes->len;
  record->older = list_older (shape, record->messages);
  return TRUE;
}

static gboolean
load (SondeHistory *self, gint64 id, gboolean only_end, SondeConversationRecord **record, GError **error)
{
  GError *failure = NULL;
  sqlite3_stmt *statement
    = sonde_db_query (self->db,
                      error,
                      "SELECT " SONDE_CONVERSATION_COLUMNS ", 0, view FROM conversation "
                      "WHERE id = ? AND deleted IS NULL",
                      "l",
                      id);

  if (statement == NULL)
    return FALSE;
  if (!sonde_db_step (self->db, statement, &failure))
    {
      if (failure == NULL)
        return sonde_history_fail_not_found (error, "conversation", id);
      g_propagate_error (error, failure);
      return FALSE;
    }
  *record = sonde_history_read_conversation (statement);
  (*record)->view = sonde_db_dup_text (statement, sqlite3_column_count (statement) - 1);
  sqlite3_reset (statement);
  return only_end ? read_end (self, *record, error) : read_all (self, *record, error);
}

static SondeConversationRecord *
load_at_once (SondeHistory *self, gint64 id, gboolean only_end, GError **error)
{
  g_autoptr (SondeConversationRecord) record = NULL;
  g_autoptr (GError) unimportant = NULL;
  gboolean success;

  /* The command line may have died while the window is open. */
  if (!sonde_history_interrupt_orphans (self, &unimportant))
    g_debug ("%s", unimportant->message);
  /* One transaction, so that what another process writes meanwhile is seen whole or not at all. */
  if (!sonde_db_run (self->db, error, "BEGIN", ""))
    return NULL;
  success = load (self, id, only_end, &record, error);
  if (!sonde_db_end (self->db, success, error))
    return NULL;
  return g_steal_pointer (&record);
}

/** A conversation that is not in the trash, with its messages. */
SondeConversationRecord *
sonde_history_load (SondeHistory *self, gint64 id, GError **error)
{
  return load_at_once (self, id, FALSE, error);
}

/** The same, but of a long one only the end of the shown branch, with the ids of the rest. */
SondeConversationRecord *
sonde_history_load_end (SondeHistory *self, gint64 id, GError **error)
{
  return load_at_once (self, id, TRUE, error);
}

/** (element-type SondeMessageRecord): those of @ids that are still there, from @first on, @n at most. */
GPtrArray *
sonde_history_read_some (SondeHistory *self, GArray *ids, guint first, guint n, GError **error)
{
  g_autoptr (GPtrArray) messages
    = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_message_record_free);
  gboolean success = TRUE;

  if (!sonde_db_run (self->db, error, "BEGIN", ""))
    return NULL;
  for (guint i = first; success && i < ids->len && i - first < n; i++)
    {
      GError *failure = NULL;
      SondeMessageRecord *record
        = sonde_history_read_message (self, g_array_index (ids, gint64, i), &failure);

      if (record != NULL)
        g_ptr_array_add (messages, record);
      else if (failure != NULL)
        {
          g_propagate_error (error, failure);
          success = FALSE;
        }
    }
  return sonde_db_end (self->db, success, error) ? g_steal_pointer (&messages) : NULL;
}
