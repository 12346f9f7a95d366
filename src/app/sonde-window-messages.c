/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* What can be done to a message, and with what stands in it. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-copy-plain.h"
#include "sonde-details-window.h"

static SondeMessage *
find_message (SondeWindow *self, GVariant *parameter)
{
  return sonde_conversation_find_message (self->conversation, g_variant_get_int64 (parameter));
}

static SondeMessage *
find_last_answer (SondeWindow *self)
{
  GListModel *branch = sonde_conversation_get_branch (self->conversation);

  for (guint i = g_list_model_get_n_items (branch); i > 0; i--)
    {
      g_autoptr (SondeMessage) message = g_list_model_get_item (branch, i - 1);

      if (sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT)
        return message; /* the conversation keeps it alive */
    }
  return NULL;
}

static void
copy (SondeWindow *self, SondeMessage *message)
{
  if (message == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), sonde_message_get_content (message));
  sonde_window_say (self, _ ("Copied"));
}

static void
copy_message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  copy (SONDE_WINDOW (widget), find_message (SONDE_WINDOW (widget), parameter));
}

static void
copy_message_plain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeMessage *message = find_message (SONDE_WINDOW (widget), parameter);

  if (message == NULL)
    return;
  sonde_copy_plain (gtk_widget_get_clipboard (widget), sonde_message_get_content (message));
  sonde_window_say (SONDE_WINDOW (widget), _ ("Copied"));
}

static void
copy_answer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  copy (SONDE_WINDOW (widget), find_last_answer (SONDE_WINDOW (widget)));
}

static void
edit_message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeMessage *message = find_message (self, parameter);

  if (message && sonde_message_get_role (message) == SONDE_ROLE_USER)
    sonde_composer_edit (self->composer, message);
}

static void
regenerate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeMessage *message = find_message (self, parameter);

  if (message)
    sonde_window_regenerate (self, message);
}

static void
answer_other_mode_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeMessage *message = find_message (self, parameter);

  if (message && sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT)
    sonde_window_answer_again (self, message);
}

static void
regenerate_last_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeMessage *last = sonde_conversation_get_last (self->conversation);

  if (last)
    sonde_window_regenerate (self, last);
}

static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_window_continue (SONDE_WINDOW (widget));
}

typedef struct
{
  SondeWindow *window;
  SondeConversation *conversation;
  gint64 id;
} Deletion;

static void
delete_response_cb (Deletion *deletion, const char *response)
{
  SondeMessage *message = sonde_conversation_find_message (deletion->conversation, deletion->id);

  if (g_str_equal (response, "delete") && message && deletion->window->engine)
    sonde_engine_delete_message (deletion->window->engine, deletion->conversation, message);
}

static void
deletion_free (gpointer data, GClosure *closure)
{
  Deletion *deletion = data;

  g_object_unref (deletion->window);
  g_object_unref (deletion->conversation);
  g_free (deletion);
}

static void
delete_message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  GtkWidget *dialog;
  Deletion *deletion;

  if (find_message (self, parameter) == NULL || sonde_conversation_get_busy (self->conversation))
    return;

  dialog = adw_message_dialog_new (
    GTK_WINDOW (self), _ ("Delete This Message?"), _ ("It and all that follows it will be gone for good."));
  adw_message_dialog_add_responses (
    ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (
    ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  deletion = g_new0 (Deletion, 1);
  deletion->window = g_object_ref (self);
  deletion->conversation = g_object_ref (self->conversation);
  deletion->id = g_variant_get_int64 (parameter);
  g_signal_connect_data (
    dialog, "response", G_CALLBACK (delete_response_cb), deletion, deletion_free, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Shows the sibling of a message that is @step away in the order in which they were made. */
static void
choose_version (SondeWindow *self, GVariant *parameter, int step)
{
  SondeMessage *message = find_message (self, parameter);
  g_autoptr (GPtrArray) siblings
    = message ? sonde_conversation_dup_siblings (self->conversation, message) : NULL;
  guint position;

  if (siblings == NULL || !g_ptr_array_find (siblings, message, &position))
    return;
  if ((step < 0 && position == 0) || (step > 0 && position + 1 >= siblings->len))
    return;
  sonde_engine_choose (self->engine, self->conversation, g_ptr_array_index (siblings, position + step));
}

static gboolean
is_shown_at (GListModel *branch, guint position, SondeMessage *message)
{
  g_autoptr (SondeMessage) shown = g_list_model_get_item (branch, position);

  return shown == message;
}

/* What was found may stand in a version that is not shown: then that is chosen, as by hand. A long
 * conversation may still be on its way from the disk. */
void
sonde_window_show_version (SondeWindow *self)
{
  SondeConversation *conversation = self->conversation;
  SondeMessage *message = sonde_conversation_find_message (conversation, self->found_id);

  if (self->found_id == 0 || !sonde_conversation_get_complete (conversation))
    return;
  self->found_id = 0;
  if (message == NULL)
    return;

  GListModel *branch = sonde_conversation_get_branch (conversation);
  g_autoptr (GPtrArray) path = sonde_conversation_dup_path (conversation, message);

  for (guint i = 0; i < path->len; i++)
    if (!is_shown_at (branch, i, g_ptr_array_index (path, i)))
      sonde_engine_choose (self->engine, conversation, g_ptr_array_index (path, i));
}

static void
previous_version_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_version (SONDE_WINDOW (widget), parameter, -1);
}

static void
next_version_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_version (SONDE_WINDOW (widget), parameter, 1);
}

static void
message_details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeMessage *message = find_message (self, parameter);
  g_autofree char *url = NULL;
  g_autofree char *body = NULL;
  SondeDetailsRequest request = { 0 };

  if (message == NULL)
    return;
  if (sonde_message_get_role (message) == SONDE_ROLE_ASSISTANT)
    body = sonde_engine_dup_request (self->engine, self->conversation, message, &url, &request.is_exact);
  request.url = url;
  request.body = body;
  gtk_window_present (sonde_details_window_new (GTK_WINDOW (self), message, &request));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_engine_stop (self->engine, self->conversation);
}

static void
top_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  const char *url
    = sonde_provider_get_top_up_url (sonde_engine_get_provider (self->engine, self->conversation));

  if (url)
    sonde_window_open_url (self, url);
}

void
sonde_window_install_message_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.copy-message", "x", copy_message_action },
    { "win.copy-message-plain", "x", copy_message_plain_action },
    { "win.copy-answer", NULL, copy_answer_action },
    { "win.edit-message", "x", edit_message_action },
    { "win.regenerate", "x", regenerate_action },
    { "win.retry", "x", regenerate_action },
    { "win.answer-other-mode", "x", answer_other_mode_action },
    { "win.regenerate-last", NULL, regenerate_last_action },
    { "win.continue", "x", continue_action },
    { "win.delete-message", "x", delete_message_action },
    { "win.previous-version", "x", previous_version_action },
    { "win.next-version", "x", next_version_action },
    { "win.message-details", "x", message_details_action },
    { "win.stop", NULL, stop_action },
    { "win.top-up", NULL, top_up_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
