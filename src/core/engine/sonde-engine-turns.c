/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-engine"

#include "sonde-context-private.h"
#include "sonde-engine-copies-private.h"
#include "sonde-engine-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"
#include "sonde-text.h"
#include "sonde-turn.h"

/* What an asynchronous call carries from the question to its answer. */
typedef struct
{
  SondeConversation *conversation;
  SondeMessage *question;
  SondeMessage *cut; /* the answer that is gone on with, or NULL */
  SondeMode mode;
} Asking;

static void
asking_free (Asking *asking)
{
  g_clear_object (&asking->conversation);
  g_clear_object (&asking->question);
  g_clear_object (&asking->cut);
  g_free (asking);
}

static void
end_asking (SondeEngine *self, Asking *asking)
{
  g_hash_table_remove (self->turns, asking->conversation);
  sonde_conversation_set_busy (asking->conversation, FALSE);
}

static void
notice_cb (SondeTurn *turn, const char *sentence, gpointer user_data)
{
  sonde_engine_say (user_data, sentence);
}

/* Where somebody has ever shown what he shows, what ends elsewhere is news. */
static void
mark_unread (SondeEngine *self, SondeConversation *conversation)
{
  if (self->tells_shown && !g_hash_table_contains (self->shown, conversation))
    sonde_conversation_set_unread (conversation, TRUE);
}

static void
turn_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean complete = sonde_turn_run_finish (SONDE_TURN (object), result, &error);

  g_signal_handlers_disconnect_by_data (object, self);
  end_asking (self, asking);
  mark_unread (self, asking->conversation);
  sonde_engine_touch (self, asking->conversation);
  sonde_engine_copies_write (self->copies, asking->conversation);
  if (complete)
    {
      sonde_engine_make_title (self, asking->conversation);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* The question is stored and shown: ask for its answer. */
static void
answer (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  SondeTurn *turn = sonde_turn_new (self, asking->conversation, asking->mode, self->streaming);

  g_hash_table_replace (self->turns, g_object_ref (asking->conversation), turn);
  if (asking->cut != NULL)
    sonde_turn_go_on_with (turn, asking->cut);
  g_signal_connect (turn, "notice", G_CALLBACK (notice_cb), self);
  sonde_engine_touch (self, asking->conversation);
  sonde_turn_run_async (turn, asking->question, turn_done_cb, task);
}

static void
question_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!sonde_store_add_message_finish (SONDE_STORE (object), result, &error))
    {
      end_asking (self, asking);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  sonde_conversation_add_message (asking->conversation, asking->question);
  answer (g_steal_pointer (&task));
}

static void
add_question (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);

  sonde_store_add_message_async (self->store,
                                 sonde_conversation_get_id (asking->conversation),
                                 asking->question,
                                 TRUE,
                                 NULL,
                                 question_added_cb,
                                 task);
}

static void
conversation_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SondeEngine *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!sonde_store_add_conversation_finish (SONDE_STORE (object), result, &error))
    {
      end_asking (self, asking);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  sonde_engine_list_conversation (self, asking->conversation);
  sonde_conversation_add_message (asking->conversation, asking->question);
  answer (g_steal_pointer (&task));
}

/* A conversation keeps the provider it began with, whatever becomes the default later. */
static void
add_conversation (GTask *task)
{
  SondeEngine *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  SondeConversation *conversation = asking->conversation;
  SondeProvider *provider = sonde_engine_get_provider (self, conversation);
  gint64 now = g_get_real_time ();

  if (*sonde_conversation_get_title (conversation) == '\0')
    {
      g_autofree char *title = sonde_text_dup_title (sonde_message_get_content (asking->question));

      sonde_conversation_set_title (conversation, title);
    }
  sonde_conversation_set_provider (conversation, sonde_provider_get_id (provider));
  self->latest = MAX (now, self->latest + 1);
  sonde_conversation_set_created (conversation, now);
  sonde_conversation_set_updated (conversation, self->latest);
  sonde_store_add_conversation_async (
    self->store, conversation, asking->question, NULL, conversation_added_cb, task);
}

static GTask *
begin_asking (SondeEngine *self,
              SondeConversation *conversation,
              gpointer source_tag,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Asking *asking = g_new0 (Asking, 1);

  asking->conversation = g_object_ref (conversation);
  asking->mode = sonde_conversation_get_mode (conversation);
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  if (sonde_conversation_get_busy (conversation))
    {
      g_task_return_error (
        task, sonde_error_new (SONDE_ERROR_INVALID_ARGUMENT, "an answer is under way in this conversation"));
      return NULL;
    }
  sonde_conversation_set_busy (conversation, TRUE);
  return g_steal_pointer (&task);
}

/* Takes @task. */
static void
ask (GTask *task, gint64 parent_id, const char *text)
{
  Asking *asking = g_task_get_task_data (task);
  g_autofree char *valid = sonde_text_dup_valid (text, -1);

  asking->question = sonde_message_new (SONDE_ROLE_USER);
  sonde_message_set_content (asking->question, valid);
  sonde_message_set_parent_id (asking->question, parent_id);
  sonde_message_set_mode (asking->question, sonde_conversation_get_mode (asking->conversation));
  if (sonde_conversation_get_id (asking->conversation) == 0)
    add_conversation (task);
  else
    add_question (task);
}

static SondeMessage *
find_question (SondeConversation *conversation, SondeMessage *message)
{
  while (message != NULL && sonde_message_get_role (message) != SONDE_ROLE_USER)
    message = sonde_conversation_get_parent (conversation, message);
  return message;
}

static void
message_deleted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_store_delete_message_finish (SONDE_STORE (object), result, &error))
    sonde_engine_report (self, error);
}

void
sonde_engine_send_async (SondeEngine *self,
                         SondeConversation *conversation,
                         const char *text,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));
  g_return_if_fail (text != NULL);

  GTask *task = begin_asking (self, conversation, sonde_engine_send_async, callback, user_data);
  SondeMessage *last = sonde_conversation_get_last (conversation);

  if (task != NULL)
    ask (task, last != NULL ? sonde_message_get_id (last) : 0, text);
}

void
sonde_engine_edit_async (SondeEngine *self,
                         SondeConversation *conversation,
                         SondeMessage *message,
                         const char *text,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));
  g_return_if_fail (sonde_message_get_role (message) == SONDE_ROLE_USER);

  GTask *task = begin_asking (self, conversation, sonde_engine_edit_async, callback, user_data);

  if (task != NULL)
    ask (task, sonde_message_get_parent_id (message), text);
}

/* Takes @task, which may be NULL. */
static void
ask_again (GTask *task, SondeMessage *message)
{
  Asking *asking = task != NULL ? g_task_get_task_data (task) : NULL;
  SondeMessage *question = asking != NULL ? find_question (asking->conversation, message) : NULL;

  if (task == NULL)
    return;
  if (question == NULL)
    {
      sonde_conversation_set_busy (asking->conversation, FALSE);
      g_task_return_error (task, sonde_error_new (SONDE_ERROR_NOT_FOUND, "there is no question to answer"));
      g_object_unref (task);
      return;
    }
  asking->question = g_object_ref (question);
  answer (task);
}

void
sonde_engine_regenerate_async (SondeEngine *self,
                               SondeConversation *conversation,
                               SondeMessage *message,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  ask_again (begin_asking (self, conversation, sonde_engine_regenerate_async, callback, user_data), message);
}

void
sonde_engine_answer_again_async (SondeEngine *self,
                                 SondeConversation *conversation,
                                 SondeMessage *message,
                                 SondeMode mode,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  GTask *task = begin_asking (self, conversation, sonde_engine_answer_again_async, callback, user_data);

  if (task != NULL)
    ((Asking *) g_task_get_task_data (task))->mode = mode;
  ask_again (task, message);
}

/* Whether its host takes the beginning of an answer and goes on with it. */
static gboolean
can_go_on_with (SondeEngine *self, SondeConversation *conversation, SondeMessage *message)
{
  SondeProvider *provider = sonde_engine_get_provider (self, conversation);
  g_autofree char *url = sonde_provider_dup_prefix_url (provider);

  return url != NULL && message != NULL && sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT
         && sonde_message_get_state (message) == SONDE_STATE_INTERRUPTED
         && sonde_message_get_content_length (message) > 0
         && sonde_conversation_get_parent (conversation, message) != NULL
         && g_strcmp0 (sonde_message_get_provider (message), sonde_provider_get_id (provider)) == 0;
}

static void
go_on_with (GTask *task, SondeMessage *message)
{
  Asking *asking = task != NULL ? g_task_get_task_data (task) : NULL;

  if (asking != NULL)
    {
      asking->cut = g_object_ref (message);
      asking->mode = sonde_message_get_mode (message);
    }
  ask_again (task, message);
}

void
sonde_engine_continue_async (SondeEngine *self,
                             SondeConversation *conversation,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  SondeMessage *last = NULL;

  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  last = sonde_conversation_get_last (conversation);
  if (can_go_on_with (self, conversation, last))
    {
      go_on_with (begin_asking (self, conversation, sonde_engine_continue_async, callback, user_data), last);
      return;
    }
  /* Translators: this is sent to the model as the person's message. */
  sonde_engine_send_async (
    self, conversation, _ ("Please continue exactly where you stopped."), callback, user_data);
}

gboolean
sonde_engine_turn_finish (SondeEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sonde_engine_stop (SondeEngine *self, SondeConversation *conversation)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));

  SondeTurn *turn = g_hash_table_lookup (self->turns, conversation);

  if (turn != NULL)
    sonde_turn_stop (turn);
  sonde_engine_stop_title (self, conversation);
}

/* Leaves the table as it is: each turn takes itself out when its task ends. */
void
sonde_engine_abandon_turns (SondeEngine *self)
{
  GHashTableIter iter;
  gpointer turn;

  g_hash_table_iter_init (&iter, self->turns);
  while (g_hash_table_iter_next (&iter, NULL, &turn))
    sonde_turn_abandon (turn);
}

void
sonde_engine_choose (SondeEngine *self, SondeConversation *conversation, SondeMessage *message)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  sonde_conversation_choose (conversation, message);
  sonde_store_choose (self->store,
                      sonde_conversation_get_id (conversation),
                      sonde_message_get_parent_id (message),
                      sonde_message_get_id (message));
}

void
sonde_engine_measure_context (
  SondeEngine *self, SondeConversation *conversation, const char *draft, gint64 *used, gint64 *window)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_CONVERSATION (conversation));

  SondeProvider *provider = sonde_engine_get_provider (self, conversation);
  g_autoptr (GPtrArray) path
    = sonde_conversation_dup_path (conversation, sonde_conversation_get_last (conversation));

  *window = sonde_provider_get_context (provider, sonde_engine_get_model (self, conversation));
  *used = sonde_context_estimate (path, sonde_conversation_get_system_prompt (conversation), provider);
  if (draft != NULL && *draft != '\0')
    *used += sonde_context_estimate_text (draft);
}

/* A message that is to go once the rest of its conversation has come from the disk. */
typedef struct
{
  GWeakRef engine;
  gint64 id;
} Deletion;

static void
deletion_free (gpointer data, GClosure *closure)
{
  Deletion *deletion = data;

  g_weak_ref_clear (&deletion->engine);
  g_free (deletion);
}

static void
delete_complete_cb (SondeConversation *conversation, GParamSpec *pspec, gpointer user_data)
{
  Deletion *deletion = user_data;
  g_autoptr (SondeEngine) self = g_weak_ref_get (&deletion->engine);
  SondeMessage *message = sonde_conversation_find_message (conversation, deletion->id);

  if (!sonde_conversation_get_complete (conversation))
    return;
  g_signal_handlers_disconnect_by_func (conversation, delete_complete_cb, deletion); /* frees it */
  if (self != NULL && message != NULL)
    sonde_engine_delete_message (self, conversation, message);
}

static void
delete_when_complete (SondeEngine *self, SondeConversation *conversation, SondeMessage *message)
{
  Deletion *deletion = g_new0 (Deletion, 1);

  g_weak_ref_init (&deletion->engine, self);
  deletion->id = sonde_message_get_id (message);
  g_signal_connect_data (
    conversation, "notify::complete", G_CALLBACK (delete_complete_cb), deletion, deletion_free, 0);
}

/** Nothing happens while the conversation is answering, whose answer would lose its place. */
void
sonde_engine_delete_message (SondeEngine *self, SondeConversation *conversation, SondeMessage *message)
{
  g_return_if_fail (SONDE_IS_ENGINE (self));
  g_return_if_fail (SONDE_IS_MESSAGE (message));

  if (sonde_conversation_get_busy (conversation))
    return;
  if (!sonde_conversation_get_complete (conversation))
    {
      delete_when_complete (self, conversation, message);
      return;
    }
  sonde_store_delete_message_async (
    self->store, sonde_message_get_id (message), NULL, message_deleted_cb, g_object_ref (self));
  sonde_conversation_remove_message (conversation, message);
}
