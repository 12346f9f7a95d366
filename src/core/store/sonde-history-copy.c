/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

/* A conversation from another one: the whole tree, or the branch that ends with a message. */

#include "sonde-error.h"
#include "sonde-tree-private.h"

static SondeMessageRecord *
find (GPtrArray *messages, gint64 id)
{
  for (guint i = 0; i < messages->len; i++)
    if (((SondeMessageRecord *) messages->pdata[i])->id == id)
      return messages->pdata[i];
  return NULL;
}

/* Leaves what leads to @last, which is shown then. */
static gboolean
keep_branch (SondeConversationRecord *record, gint64 last)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);
  SondeMessageRecord *message = find (record->messages, last);
  gint64 child = 0;

  if (message == NULL)
    return FALSE;
  for (; message; message = find (record->messages, message->parent))
    {
      message->chosen_child = child;
      child = message->id;
      g_hash_table_add (kept, message);
    }
  record->chosen_root = child;
  for (guint i = record->messages->len; i > 0; i--)
    if (!g_hash_table_contains (kept, record->messages->pdata[i - 1]))
      g_ptr_array_remove_index (record->messages, i - 1);
  return TRUE;
}

static gint64
get_number (GHashTable *numbers, gint64 id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (numbers, &id));
}

/* Numbers messages 1, 2, 3…; a parent was stored before its children. */
static void
number (SondeConversationRecord *record)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < record->messages->len; i++)
    {
      SondeMessageRecord *message = record->messages->pdata[i];

      g_hash_table_insert (
        numbers, g_memdup2 (&message->id, sizeof message->id), GINT_TO_POINTER ((int) i + 1));
    }
  for (guint i = 0; i < record->messages->len; i++)
    {
      SondeMessageRecord *message = record->messages->pdata[i];

      message->id = i + 1;
      message->parent = get_number (numbers, message->parent);
      message->chosen_child = get_number (numbers, message->chosen_child);
      if (message->state == SONDE_STATE_STREAMING)
        message->state = SONDE_STATE_INTERRUPTED;
    }
  record->chosen_root = get_number (numbers, record->chosen_root);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const SondeMessageRecord *left = *(SondeMessageRecord *const *) a;
  const SondeMessageRecord *right = *(SondeMessageRecord *const *) b;

  return (left->id > right->id) - (left->id < right->id);
}

/* The new one begins now, and nowhere in particular. */
static void
make_new (SondeConversationRecord *record, const char *title)
{
  record->created = record->updated = g_get_real_time ();
  record->pinned = record->archived = record->unread = 0;
  g_clear_pointer (&record->draft, g_free);
  if (title)
    {
      g_free (record->title);
      record->title = g_strdup (title);
    }
}

gboolean
sonde_history_copy (
  SondeHistory *self, gint64 conversation, gint64 message, const char *title, gint64 *copy, GError **error)
{
  g_autoptr (SondeConversationRecord) record = sonde_history_load (self, conversation, error);

  if (record == NULL)
    return FALSE;
  g_ptr_array_sort (record->messages, compare_ids);
  if (message != 0 && !keep_branch (record, message))
    {
      g_propagate_error (error, sonde_error_new (SONDE_ERROR_NOT_FOUND, "There is no such message"));
      return FALSE;
    }
  number (record);
  make_new (record, title);
  if (!sonde_db_begin (self->db, FALSE, error)
      || !sonde_db_end (self->db, sonde_history_insert_whole (self, record, error), error))
    return FALSE;
  *copy = record->id;
  return TRUE;
}
