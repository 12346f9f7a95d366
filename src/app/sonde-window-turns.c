/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Questions on their way to the engine, and what becomes of their text when they do not get there. */

#include "sonde-window-private.h"

#include "sonde-error.h"

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
turn_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (SondeWindow) self = g_weak_ref_get (&sending->window);
  g_autoptr (GError) error = NULL;

  if (sonde_engine_turn_finish (SONDE_ENGINE (source), result, &error) || !was_not_sent (error))
    return;

  if (sending->text)
    {
      const char *draft = sonde_conversation_get_draft (sending->conversation);
      gboolean empty = draft == NULL || *draft == '\0';
      g_autofree char *both
        = empty ? g_strdup (sending->text) : g_strconcat (sending->text, "\n\n", draft, NULL);

      sonde_conversation_set_draft (sending->conversation, both);
    }
  if (self && self->engine)
    sonde_window_tell (self, error);
}

void
sonde_window_send (SondeWindow *self, const char *text, SondeMessage *edited)
{
  if (sonde_conversation_get_id (self->conversation) != 0)
    sonde_window_remember_conversation (self);
  if (edited)
    sonde_engine_edit_async (
      self->engine, self->conversation, edited, text, turn_done_cb, sending_new (self, text));
  else
    sonde_engine_send_async (self->engine, self->conversation, text, turn_done_cb, sending_new (self, text));
  sonde_transcript_scroll_to_end (self->transcript);
}

void
sonde_window_regenerate (SondeWindow *self, SondeMessage *message)
{
  if (!sonde_conversation_get_busy (self->conversation))
    sonde_engine_regenerate_async (
      self->engine, self->conversation, message, turn_done_cb, sending_new (self, NULL));
}

void
sonde_window_continue (SondeWindow *self)
{
  if (!sonde_conversation_get_busy (self->conversation))
    sonde_engine_continue_async (self->engine, self->conversation, turn_done_cb, sending_new (self, NULL));
}
