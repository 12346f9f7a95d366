/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* How much of the model's window the conversation fills, and what no longer fits into it. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

/* A long conversation is not counted at every key. */
#define DELAY_MS 500

static guint
find_left_out (SondeConversation *conversation)
{
  SondeMessage *last = sonde_conversation_get_last (conversation);

  return last && sonde_message_get_role (last) == SONDE_ROLE_ASSISTANT ? sonde_message_get_left_out (last)
                                                                       : 0;
}

static void
show_left_out (SondeWindow *self)
{
  guint n_turns = find_left_out (self->conversation);
  g_autofree char *text = g_strdup_printf (ngettext ("The oldest turn no longer fits and was not sent.",
                                                     "The oldest %u turns no longer fit and were not sent.",
                                                     n_turns),
                                           n_turns);

  gtk_label_set_text (self->left_out, text);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), n_turns > 0);
}

static gboolean
measure_timeout_cb (gpointer user_data)
{
  SondeWindow *self = user_data;
  gint64 used = 0;
  gint64 most = 0;

  self->context_source = 0;
  sonde_engine_measure_context (
    self->engine, self->conversation, sonde_conversation_get_draft (self->conversation), &used, &most);
  sonde_composer_set_context (self->composer, used, most);
  return G_SOURCE_REMOVE;
}

/** Counts again soon, after text, model or conversation have changed. */
void
sonde_window_update_context (SondeWindow *self)
{
  show_left_out (self);
  if (self->context_source == 0)
    self->context_source = g_timeout_add (DELAY_MS, measure_timeout_cb, self);
}
