/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Which conversation is shown. */

#include "sonde-window-private.h"

#include "sonde-prompt-defaults.h"

void
sonde_window_select_shown (SondeWindow *self)
{
  sonde_sidebar_select (self->sidebar, sonde_conversation_get_id (self->conversation));
}

/* Where the person was: also when the program does not live to close its window. */
void
sonde_window_remember_conversation (SondeWindow *self)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, sonde_conversation_get_id (self->conversation));

  if (self->history_open)
    sonde_config_set_string (
      sonde_engine_get_config (self->engine), "General", "last-conversation", id, NULL);
}

void
sonde_window_note_stored (SondeWindow *self)
{
  sonde_window_select_shown (self);
  sonde_window_remember_conversation (self);
}

/* A conversation with the demonstration goes on with it, whatever the default is by now. */
static void
ensure_demo (SondeWindow *self, SondeConversation *conversation)
{
  if (g_strcmp0 (sonde_conversation_get_provider (conversation), SONDE_PROVIDER_DEMO) == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.start-demo", NULL);
}

void
sonde_window_set_conversation (SondeWindow *self, SondeConversation *conversation)
{
  g_autoptr (SondeConversation) left = self->conversation ? g_object_ref (self->conversation) : NULL;

  ensure_demo (self, conversation);
  sonde_engine_show (self->engine, conversation);
  if (self->conversation)
    sonde_engine_hide (self->engine, self->conversation);
  self->found_id = 0;
  g_set_object (&self->conversation, conversation);
  /* Before the signals are connected: what the person typed last is written into the old conversation. */
  sonde_composer_set_conversation (self->composer, conversation);
  sonde_window_restore_files (self);
  g_signal_group_set_target (self->conversation_signals, conversation);
  sonde_transcript_set_conversation (self->transcript, conversation);
  if (left)
    sonde_engine_save_view (self->engine, left);
  if (self->find_bar)
    sonde_find_bar_close (self->find_bar);
  sonde_window_select_shown (self);
  sonde_window_update_title (self);
  sonde_window_update_key_banner (self);
  sonde_window_update_model (self);
  sonde_window_update_context (self);
  sonde_window_update_actions (self);
}

/* The library is read after the first new chat was made. */
void
sonde_window_apply_default_prompt (SondeWindow *self)
{
  SondePrompt *prompt = sonde_prompt_find_default (self->engine);

  if (self->new_chat && sonde_conversation_get_id (self->new_chat) == 0 && prompt
      && sonde_conversation_get_system_prompt (self->new_chat) == NULL)
    sonde_conversation_set_system_prompt (self->new_chat, sonde_prompt_get_text (prompt));
}

/* There is one new chat until its first message is sent: what was typed into it waits there. */
SondeConversation *
sonde_window_ensure_new_chat (SondeWindow *self)
{
  if (self->new_chat
      && (sonde_conversation_get_id (self->new_chat) != 0 || sonde_conversation_get_busy (self->new_chat)))
    g_clear_object (&self->new_chat);
  if (self->new_chat == NULL)
    {
      self->new_chat = sonde_engine_create (self->engine);
      sonde_window_apply_default_prompt (self);
      if (self->provider_id)
        sonde_conversation_set_provider (self->new_chat, self->provider_id);
    }
  return self->new_chat;
}

void
sonde_window_new_chat (SondeWindow *self)
{
  SondeConversation *conversation = sonde_window_ensure_new_chat (self);

  if (self->loading)
    g_cancellable_cancel (self->loading);
  if (conversation != self->conversation)
    sonde_window_set_conversation (self, conversation);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  sonde_composer_focus (self->composer);
}

/** @provider_id: (nullable): the provider of new conversations in this window, %NULL for the default one */
void
sonde_window_set_provider (SondeWindow *self, const char *provider_id)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  g_free (self->provider_id);
  self->provider_id = g_strdup (provider_id);
  sonde_conversation_set_provider (sonde_window_ensure_new_chat (self), provider_id);
}

/* Where a search found something. */
static void
show_place (SondeWindow *self)
{
  g_autofree char *words = g_steal_pointer (&self->words);

  self->found_id = self->message_id;
  sonde_window_show_version (self);
  if (self->message_id != 0)
    sonde_transcript_scroll_to_message (self->transcript, self->message_id);
  self->message_id = 0;
  if (words)
    sonde_window_mark (self, words);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeConversation) conversation
    = sonde_engine_load_finish (SONDE_ENGINE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->engine == NULL)
    return;
  if (conversation == NULL)
    {
      sonde_window_tell (self, error);
      sonde_window_select_shown (self);
      return;
    }
  if (conversation != self->conversation)
    sonde_window_set_conversation (self, conversation);
  show_place (self);
}

static void
load (SondeWindow *self, gint64 conversation_id)
{
  if (self->loading)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  sonde_engine_load_async (self->engine, conversation_id, self->loading, loaded_cb, g_object_ref (self));
}

void
sonde_window_open_at (SondeWindow *self, gint64 conversation_id, gint64 message_id, const char *words)
{
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  self->message_id = message_id;
  g_free (self->words);
  self->words = g_strdup (words);
  load (self, conversation_id);
}

/** Opens a stored conversation, at once or as soon as the history is open. */
void
sonde_window_open_conversation (SondeWindow *self, gint64 conversation_id)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  if (!self->history_open)
    self->pending_id = conversation_id;
  else if (conversation_id != sonde_conversation_get_id (self->conversation))
    sonde_window_open_at (self, conversation_id, 0, NULL);
  else if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

/** Asks @text in a new chat, at once or as soon as the history is open. */
void
sonde_window_ask (SondeWindow *self, const char *text)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  if (!self->history_open || !sonde_window_is_main_shown (self))
    {
      g_free (self->pending_text);
      self->pending_text = g_strdup (text);
      return;
    }
  sonde_window_new_chat (self);
  sonde_window_send (self, text, NULL);
}

/* What the command line asked for, as soon as there is a history and somebody to ask. */
void
sonde_window_do_pending (SondeWindow *self)
{
  if (!self->history_open || !sonde_window_is_main_shown (self))
    return;

  if (self->pending_id > 0)
    sonde_window_open_conversation (self, self->pending_id);
  self->pending_id = 0;
  if (self->pending_text)
    {
      g_autofree char *text = g_steal_pointer (&self->pending_text);
      sonde_window_ask (self, text);
    }
}

static void
open_last (SondeWindow *self)
{
  g_autofree char *last
    = sonde_config_dup_string (sonde_engine_get_config (self->engine), "General", "last-conversation");
  gint64 id = last ? g_ascii_strtoll (last, NULL, 10) : 0;

  if (id > 0)
    sonde_window_open_conversation (self, id);
}

/**
 * sonde_window_history_opened:
 * @reopen: whether to show the conversation that was shown last
 *
 * The engine is open: what waited for it happens now.
 */
void
sonde_window_history_opened (SondeWindow *self, gboolean reopen)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  self->history_open = TRUE;
  sonde_composer_set_ready (self->composer, TRUE);
  sonde_window_update_active (self);
  sonde_window_search (self); /* what was typed meanwhile */
  sonde_window_check_key (self);
  if (reopen && self->pending_id == 0 && self->pending_text == NULL && !sonde_window_has_typed (self))
    open_last (self);
  sonde_window_do_pending (self);
}

/* Writes what only the window knows of the shown conversation. */
void
sonde_window_leave_conversation (SondeWindow *self)
{
  sonde_composer_save_draft (self->composer);
  sonde_transcript_remember_position (self->transcript);
  sonde_engine_save_view (self->engine, self->conversation);
}

/**
 * sonde_window_history_closing:
 *
 * Another history takes the place of this one: writes what is to be written, and shows a new chat until
 * sonde_window_history_opened().
 */
void
sonde_window_history_closing (SondeWindow *self)
{
  g_return_if_fail (SONDE_IS_WINDOW (self));

  sonde_window_leave_conversation (self);
  sonde_window_end_search (self);
  sonde_window_new_chat (self);
  self->history_open = FALSE;
  sonde_composer_set_ready (self->composer, FALSE);
  sonde_window_update_active (self);
}
