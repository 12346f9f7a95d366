/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-tree-private.h"

#include "sonde-error.h"

/* Finding it */

typedef struct
{
  gint64 same;  /* the conversation that it is */
  gint64 older; /* an older state that nobody went on with */
} Match;

static gboolean
match_source (SondeHistory *self, SondeTree *tree, Match *match, GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *rows
    = sonde_db_query (self->db,
                      error,
                      "SELECT conversation.id, digest, n_messages, (SELECT count(*) FROM message "
                      "WHERE message.conversation = conversation.id) "
                      "FROM origin JOIN conversation ON conversation.id = origin.conversation "
                      "WHERE source = ? AND (deleted IS NULL OR ?)",
                      "sl",
                      tree->source,
                      tree->deleted);

  if (rows == NULL)
    return FALSE;
  while (sonde_db_step (self->db, rows, &failure))
    if (g_strcmp0 ((const char *) sqlite3_column_text (rows, 1), tree->digest) == 0)
      match->same = sqlite3_column_int64 (rows, 0);
    else if (tree->deleted == 0 && sqlite3_column_int64 (rows, 2) == sqlite3_column_int64 (rows, 3))
      match->older = sqlite3_column_int64 (rows, 0);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
match_digest (SondeHistory *self, SondeTree *tree, Match *match, GError **error)
{
  return sonde_db_get_int (self->db,
                           &match->same,
                           error,
                           "SELECT id FROM origin JOIN conversation ON id = origin.conversation "
                           "WHERE digest = ? AND (deleted IS NULL OR ?)",
                           "sl",
                           tree->digest,
                           tree->deleted);
}

static gboolean
is_same_message (const SondeMessageRecord *left, const SondeMessageRecord *right)
{
  return left->role == right->role && g_strcmp0 (left->content, right->content) == 0
         && g_strcmp0 (left->reasoning, right->reasoning) == 0;
}

static gboolean
is_same (const SondeConversationRecord *stored, const SondeConversationRecord *record)
{
  if (stored->messages->len != record->messages->len)
    return FALSE;
  for (guint i = 0; i < record->messages->len; i++)
    if (!is_same_message (g_ptr_array_index (stored->messages, i), g_ptr_array_index (record->messages, i)))
      return FALSE;
  return TRUE;
}

/* One that was never imported, or gone on with, began at the same microsecond. */
static gboolean
match_created (SondeHistory *self, SondeTree *tree, Match *match, GError **error)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *rows = sonde_db_query (
    self->db,
    error,
    "SELECT id FROM conversation WHERE created = ? "
    "AND (deleted IS NULL OR ?) AND (SELECT count(*) FROM message WHERE message.conversation = "
    "conversation.id) = ? LIMIT 10",
    "lll",
    tree->record->created,
    tree->deleted,
    (gint64) tree->record->messages->len);

  if (rows == NULL)
    return FALSE;
  while (sonde_db_step (self->db, rows, &failure))
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      g_array_append_val (candidates, id);
    }
  for (guint i = 0; failure == NULL && i < candidates->len; i++)
    {
      gint64 id = g_array_index (candidates, gint64, i);
      g_autoptr (GError) gone = NULL; /* one in the trash is not loaded, and taken for the same */
      g_autoptr (SondeConversationRecord) stored
        = sonde_history_load (self, id, tree->deleted != 0 ? &gone : &failure);

      if (gone != NULL || (stored != NULL && is_same (stored, tree->record)))
        match->same = id;
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
find_match (SondeHistory *self, SondeTree *tree, Match *match, GError **error)
{
  if (tree->source != NULL)
    return match_source (self, tree, match, error);
  return match_digest (self, tree, match, error)
         && (match->same != 0 || match_created (self, tree, match, error));
}

/* Adding it */

/* The ids that come next: AUTOINCREMENT gives no id twice, and counts up by one within a transaction. */
static gboolean
get_last_id (SondeHistory *self, gint64 *id, GError **error)
{
  return sonde_db_get_int (
    self->db,
    id,
    error,
    "SELECT max (coalesce ((SELECT seq FROM sqlite_sequence WHERE name = 'message'), 0), "
    "coalesce ((SELECT max (id) FROM message), 0))",
    "");
}

static gint64
move_id (gint64 id, gint64 by)
{
  return id != 0 ? id + by : 0;
}

static gboolean
insert_messages (SondeHistory *self, SondeConversationRecord *record, gint64 last, GError **error)
{
  for (guint i = 0; i < record->messages->len; i++)
    {
      SondeMessageRecord *message = g_ptr_array_index (record->messages, i);

      message->conversation = record->id;
      message->parent = move_id (message->parent, last);
      message->chosen_child = move_id (message->chosen_child, last);
      if (!sonde_history_insert_message (self, message, error))
        return FALSE;
      if (message->id == last + 1 + i)
        continue;
      g_propagate_error (error, sonde_error_new (SONDE_ERROR_STORE, "The ids of messages do not count up"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
insert_origin (SondeHistory *self, SondeTree *tree, GError **error)
{
  return sonde_db_run (self->db,
                       error,
                       "INSERT INTO origin (conversation, source, digest, n_messages) VALUES (?, ?, ?, ?)",
                       "lssl",
                       tree->record->id,
                       tree->source,
                       tree->digest,
                       (gint64) tree->record->messages->len);
}

static gboolean
trash (SondeHistory *self, gint64 conversation, gint64 when, GError **error)
{
  return conversation == 0 || when == 0
         || sonde_db_run (
           self->db, error, "UPDATE conversation SET deleted = ? WHERE id = ?", "ll", when, conversation);
}

/* Inside a transaction; the messages of @record are 1, 2, 3… with no parent after a child. */
gboolean
sonde_history_insert_whole (SondeHistory *self, SondeConversationRecord *record, GError **error)
{
  gint64 last;

  if (!get_last_id (self, &last, error))
    return FALSE;
  record->id = 0;
  record->chosen_root = move_id (record->chosen_root, last);
  return sonde_history_insert_conversation (self, record, error)
         && insert_messages (self, record, last, error);
}

static gboolean
insert_tree (SondeHistory *self, SondeTree *tree, GError **error)
{
  return sonde_history_insert_whole (self, tree->record, error) && insert_origin (self, tree, error)
         && trash (self, tree->record->id, tree->deleted, error);
}

/* The transaction begins before the look: two programs that import at once do not add it twice. */
static gboolean
add (SondeHistory *self, SondeTree *tree, SondeTreeOutcome *outcome, GError **error)
{
  Match match = { 0 };

  if (!find_match (self, tree, &match, error))
    return FALSE;
  if (match.same != 0)
    {
      *outcome = SONDE_TREE_DUPLICATE;
      tree->record->id = match.same;
      return TRUE;
    }
  *outcome = match.older != 0 ? SONDE_TREE_UPDATED : SONDE_TREE_ADDED;
  return trash (self, match.older, g_get_real_time (), error) && insert_tree (self, tree, error);
}

gboolean
sonde_history_add_tree (SondeHistory *self,
                        SondeTree *tree,
                        gboolean dry_run,
                        SondeTreeOutcome *outcome,
                        gint64 *conversation,
                        GError **error)
{
  Match match = { 0 };

  if (dry_run)
    {
      if (!find_match (self, tree, &match, error))
        return FALSE;
      *outcome = match.older != 0 ? SONDE_TREE_UPDATED : SONDE_TREE_ADDED;
      if (match.same != 0)
        *outcome = SONDE_TREE_DUPLICATE;
      return TRUE;
    }
  if (!sonde_db_begin (self->db, FALSE, error)
      || !sonde_db_end (self->db, add (self, tree, outcome, error), error))
    return FALSE;
  *conversation = tree->record->id;
  return TRUE;
}

gboolean
sonde_history_trash_all (SondeHistory *self, GError **error)
{
  return sonde_db_begin (self->db, FALSE, error)
         && sonde_db_end (self->db,
                          sonde_db_run (self->db,
                                        error,
                                        "UPDATE conversation SET deleted = ? WHERE deleted IS NULL",
                                        "l",
                                        g_get_real_time ()),
                          error);
}
