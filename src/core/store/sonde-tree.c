/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-store"

#include "sonde-tree-private.h"

#include <string.h>

#include "sonde-store-private.h"

/** What the thread of the database gets and gives. */
typedef struct
{
  SondeTree *tree;
  gboolean dry_run;
  SondeTreeOutcome outcome;
  gint64 conversation;
  gint64 message;
  char *title;
} TreeWork;

static void
free_work (gpointer data)
{
  TreeWork *work = data;

  g_clear_pointer (&work->tree, sonde_tree_free);
  g_free (work->title);
  g_free (work);
}

static gsize
measure (const SondeMessageRecord *message)
{
  return sizeof *message + (message->content != NULL ? strlen (message->content) : 0)
         + (message->reasoning != NULL ? strlen (message->reasoning) : 0)
         + (message->raw != NULL ? strlen (message->raw) : 0);
}

static void
digest_text (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guchar *) (text != NULL ? text : ""), text != NULL ? strlen (text) + 1 : 1);
}

static void
digest_message (GChecksum *sum, const SondeMessageRecord *message)
{
  g_autofree char *place = g_strdup_printf ("%d %" G_GINT64_FORMAT, message->role, message->parent);

  digest_text (sum, place);
  digest_text (sum, message->content);
  digest_text (sum, message->reasoning);
}

/* Measures and sums up what is in the record. */
static SondeTree *
make_tree (SondeConversationRecord *record, const char *source)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  SondeTree *self = g_new0 (SondeTree, 1);

  self->record = record;
  self->source = g_strdup (source);
  for (guint i = 0; i < record->messages->len; i++)
    {
      SondeMessageRecord *message = g_ptr_array_index (record->messages, i);

      if (message->state == SONDE_STATE_STREAMING)
        message->state = SONDE_STATE_INTERRUPTED;
      self->size += measure (message);
      digest_message (sum, message);
    }
  self->digest = g_strdup (g_checksum_get_string (sum));
  return self;
}

SondeTree *
sonde_tree_new (SondeConversation *conversation, const char *source)
{
  GPtrArray *messages = sonde_conversation_get_messages (conversation);
  SondeConversationRecord *record = sonde_conversation_record_new (conversation);

  record->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_message_record_free);
  for (guint i = 0; messages != NULL && i < messages->len; i++)
    g_ptr_array_add (record->messages, sonde_message_record_new (g_ptr_array_index (messages, i)));
  return make_tree (record, source);
}

static gint64
find_number (GHashTable *numbers, gint64 id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (numbers, &id));
}

SondeTree *
sonde_tree_new_from_record (SondeConversationRecord *record, const char *source, gint64 deleted)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  SondeTree *self;

  for (guint i = 0; i < record->messages->len; i++)
    {
      SondeMessageRecord *message = g_ptr_array_index (record->messages, i);

      message->parent = find_number (numbers, message->parent);
      g_hash_table_insert (numbers, g_memdup2 (&message->id, sizeof message->id), GUINT_TO_POINTER (i + 1));
      message->id = i + 1;
    }
  for (guint i = 0; i < record->messages->len; i++)
    {
      SondeMessageRecord *message = g_ptr_array_index (record->messages, i);

      message->chosen_child = find_number (numbers, message->chosen_child);
    }
  record->chosen_root = find_number (numbers, record->chosen_root);
  self = make_tree (record, source);
  self->deleted = deleted;
  return self;
}

void
sonde_tree_free (SondeTree *self)
{
  sonde_conversation_record_free (self->record);
  g_free (self->source);
  g_free (self->digest);
  g_free (self);
}

guint
sonde_tree_get_n_messages (const SondeTree *self)
{
  return self->record->messages->len;
}

gsize
sonde_tree_get_size (const SondeTree *self)
{
  return self->size;
}

gboolean
sonde_tree_get_deleted (const SondeTree *self)
{
  return self->deleted != 0;
}

const char *
sonde_tree_get_name (const SondeTree *self)
{
  return self->source != NULL ? self->source : self->digest;
}

static gboolean
work_add (SondeHistory *history, gpointer data, GError **error)
{
  TreeWork *work = data;

  return sonde_history_add_tree (
    history, work->tree, work->dry_run, &work->outcome, &work->conversation, error);
}

static gboolean
work_copy (SondeHistory *history, gpointer data, GError **error)
{
  TreeWork *work = data;

  return sonde_history_copy (
    history, work->conversation, work->message, work->title, &work->conversation, error);
}

static gboolean
work_trash_all (SondeHistory *history, gpointer data, GError **error)
{
  return sonde_history_trash_all (history, error);
}

static void
done_add_cb (GTask *task, gpointer data)
{
  g_task_return_pointer (task, g_memdup2 (data, sizeof (TreeWork)), g_free);
}

static void
done_copy_cb (GTask *task, gpointer data)
{
  TreeWork *work = data;

  g_task_return_pointer (task, g_memdup2 (&work->conversation, sizeof work->conversation), g_free);
}

static void
push (SondeStore *self, GTask *task, SondeJobFlags flags, SondeJobRun run, SondeJobDone done, TreeWork *work)
{
  sonde_job_queue_push (self->queue, G_OBJECT (self), task, flags, run, done, work, free_work);
}

void
sonde_store_add_tree_async (SondeStore *self,
                            SondeTree *tree,
                            gboolean dry_run,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  SondeJobFlags flags = dry_run ? SONDE_JOB_READ : SONDE_JOB_WRITE;
  TreeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));
  g_return_if_fail (tree != NULL);

  work = g_new0 (TreeWork, 1);
  work->tree = tree;
  work->dry_run = dry_run;
  push (self, MAKE_TASK (sonde_store_add_tree_async, flags), flags, work_add, done_add_cb, work);
}

gboolean
sonde_store_add_tree_finish (
  SondeStore *self, GAsyncResult *result, SondeTreeOutcome *outcome, gint64 *conversation_id, GError **error)
{
  g_autofree TreeWork *work = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  work = g_task_propagate_pointer (G_TASK (result), error);
  if (work == NULL)
    return FALSE;
  *outcome = work->outcome;
  if (conversation_id != NULL)
    *conversation_id = work->conversation;
  return TRUE;
}

void
sonde_store_copy_async (SondeStore *self,
                        gint64 conversation_id,
                        gint64 message_id,
                        const char *title,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  TreeWork *work;

  g_return_if_fail (SONDE_IS_STORE (self));

  work = g_new0 (TreeWork, 1);
  work->conversation = conversation_id;
  work->message = message_id;
  work->title = g_strdup (title);
  push (self,
        MAKE_TASK (sonde_store_copy_async, SONDE_JOB_WRITE),
        SONDE_JOB_WRITE,
        work_copy,
        done_copy_cb,
        work);
}

gint64
sonde_store_copy_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  id = g_task_propagate_pointer (G_TASK (result), error);
  return id ? *id : 0;
}

void
sonde_store_trash_all_async (SondeStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (SONDE_IS_STORE (self));

  push (self,
        MAKE_TASK (sonde_store_trash_all_async, SONDE_JOB_WRITE),
        SONDE_JOB_WRITE,
        work_trash_all,
        sonde_store_done_cb,
        g_new0 (TreeWork, 1));
}

gboolean
sonde_store_trash_all_finish (SondeStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
