/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Questions on their way to the engine, and what becomes of their text when they do not get there. */

#include "sonde-window-private.h"

#include "sonde-error.h"
#include "sonde-search-notice.h"

typedef struct
{
  GWeakRef window;
  SondeConversation *conversation;
  char *text;
} Sending;

static Sending *
sending_new (SondeWindow *self, const char *text)
{
  Sending *sending = g_new0 (Sending, 1);

  g_weak_ref_init (&sending->window, self);
  sending->conversation = g_object_ref (self->conversation);
  sending->text = g_strdup (text);
  return sending;
}

static void
sending_free (Sending *sending)
{
  g_weak_ref_clear (&sending->window);
  g_object_unref (sending->conversation);
  g_free (sending->text);
  g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* Before the message was stored, the box is the only place where it is. */
static gboolean
was_not_sent (const GError *error)
{
  return error != NULL && error->domain == SONDE_ERROR
         && (error->code == SONDE_ERROR_INVALID_ARGUMENT
             || (error->code >= SONDE_ERROR_STORE && error->code <= SONDE_ERROR_STORE_NEWER));
}

static void
keep_as_draft (SondeConversation *conversation, const char *text)
{
  const char *draft = sonde_conversation_get_draft (conversation);
  gboolean empty = draft == NULL || *draft == '\0';
  g_autofree char *both = empty ? g_strdup (text) : g_strconcat (text, "\n\n", draft, NULL);

  sonde_conversation_set_draft (conversation, both);
}

static void
turn_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (SondeWindow) self = g_weak_ref_get (&sending->window);
  g_autoptr (GError) error = NULL;

  if (sonde_engine_turn_finish (SONDE_ENGINE (source), result, &error) || !was_not_sent (error))
    return;

  if (sending->text)
    keep_as_draft (sending->conversation, sending->text);
  if (self && self->engine)
    sonde_window_tell (self, error);
}

/* What is asked for once the person has agreed to a search. */
typedef struct
{
  Sending *sending;
  SondeMessage *message;
  gboolean regenerates;
} Wish;

static void
fulfil (SondeWindow *self, Wish *wish)
{
  SondeConversation *conversation = wish->sending->conversation;
  const char *text = wish->sending->text;

  if (wish->regenerates)
    sonde_engine_regenerate_async (
      self->engine, conversation, wish->message, turn_done_cb, g_steal_pointer (&wish->sending));
  else if (wish->message)
    sonde_engine_edit_async (
      self->engine, conversation, wish->message, text, turn_done_cb, g_steal_pointer (&wish->sending));
  else
    sonde_engine_send_async (
      self->engine, conversation, text, turn_done_cb, g_steal_pointer (&wish->sending));
  if (!wish->regenerates && conversation == self->conversation)
    sonde_transcript_scroll_to_end (self->transcript);
}

static void
agreed_cb (gboolean go, gpointer data)
{
  Wish *wish = data;
  g_autoptr (SondeWindow) self = g_weak_ref_get (&wish->sending->window);

  if (go && self && self->engine)
    fulfil (self, wish);
  else if (wish->sending->text)
    keep_as_draft (wish->sending->conversation, wish->sending->text);
  g_clear_pointer (&wish->sending, sending_free);
  g_clear_object (&wish->message);
  g_free (wish);
}

static void
ask_for (SondeWindow *self, const char *text, SondeMessage *message, gboolean regenerates)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->sending = sending_new (self, text);
  wish->message = message ? g_object_ref (message) : NULL;
  wish->regenerates = regenerates;
  sonde_search_notice_run (GTK_WINDOW (self), self->engine, self->conversation, agreed_cb, wish);
}

void
sonde_window_send (SondeWindow *self, const char *text, SondeMessage *edited)
{
  if (sonde_conversation_get_id (self->conversation) != 0)
    sonde_window_remember_conversation (self);
  ask_for (self, text, edited, FALSE);
}

void
sonde_window_regenerate (SondeWindow *self, SondeMessage *message)
{
  if (!sonde_conversation_get_busy (self->conversation))
    ask_for (self, NULL, message, TRUE);
}

void
sonde_window_continue (SondeWindow *self)
{
  if (!sonde_conversation_get_busy (self->conversation))
    sonde_engine_continue_async (self->engine, self->conversation, turn_done_cb, sending_new (self, NULL));
}

void
sonde_window_answer_again (SondeWindow *self, SondeMessage *message)
{
  SondeMode mode = sonde_message_get_mode (message) ^ SONDE_MODE_REASONING;

  if (!sonde_conversation_get_busy (self->conversation))
    sonde_engine_answer_again_async (
      self->engine, self->conversation, message, mode, turn_done_cb, sending_new (self, NULL));
}
