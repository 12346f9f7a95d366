/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* What can be done to a conversation as a whole. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-conversation-settings.h"
#include "sonde-export-dialog.h"

static SondeConversation *
dup_conversation (SondeWindow *self, gint64 id)
{
  GListModel *list = sonde_engine_get_conversations (self->engine);

  if (sonde_conversation_get_id (self->conversation) == id)
    return g_object_ref (self->conversation);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (SondeConversation) conversation = g_list_model_get_item (list, i);

      if (sonde_conversation_get_id (conversation) == id)
        return g_steal_pointer (&conversation);
    }
  return NULL;
}

static void
new_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_window_new_chat (SONDE_WINDOW (widget));
}

static void
open_conversation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_window_open_conversation (SONDE_WINDOW (widget), g_variant_get_int64 (parameter));
}

static void
rename_conversation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (SondeConversation) conversation = NULL;
  const char *title;
  gint64 id;

  g_variant_get (parameter, "(x&s)", &id, &title);
  conversation = dup_conversation (self, id);
  if (conversation == NULL)
    return;
  sonde_conversation_set_title_typed (conversation, TRUE);
  sonde_conversation_set_title (conversation, title);
  sonde_engine_save (self->engine, conversation);
}

static void
pin_conversation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (SondeConversation) conversation = dup_conversation (self, g_variant_get_int64 (parameter));

  if (conversation == NULL)
    return;
  sonde_conversation_set_pinned (conversation, !sonde_conversation_get_pinned (conversation));
  sonde_engine_save (self->engine, conversation);
}

static void
undo_delete_cb (SondeConversation *conversation, AdwToast *toast)
{
  SondeWindow *self = g_object_get_data (G_OBJECT (toast), "window");

  if (self->engine == NULL)
    return;
  sonde_engine_undelete (self->engine, conversation);
  sonde_window_open_conversation (self, sonde_conversation_get_id (conversation));
}

static void
delete_conversation_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (SondeConversation) conversation = dup_conversation (self, g_variant_get_int64 (parameter));
  g_autofree char *sentence = NULL;
  g_autofree char *escaped = NULL;
  AdwToast *toast;

  if (conversation == NULL)
    return;
  if (conversation == self->conversation)
    sonde_window_new_chat (self);
  sonde_engine_delete (self->engine, conversation);

  /* Translators: %s is the title of a conversation */
  sentence = g_strdup_printf (_ ("“%s” deleted"), sonde_conversation_get_title (conversation));
  escaped = g_markup_escape_text (sentence, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_object_set_data (G_OBJECT (toast), "window", self);
  g_signal_connect_data (toast,
                         "button-clicked",
                         G_CALLBACK (undo_delete_cb),
                         g_object_ref (conversation),
                         (GClosureNotify) (void (*) (void)) g_object_unref,
                         G_CONNECT_SWAPPED);
  sonde_window_add_toast (self, toast);
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  sonde_sidebar_rename (self->sidebar, sonde_conversation_get_id (self->conversation));
}

static void
conversation_settings_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (
    sonde_conversation_settings_new (GTK_WINDOW (widget), SONDE_WINDOW (widget)->conversation));
}

static void
export_markdown_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_export_dialog_run (GTK_WINDOW (widget), SONDE_WINDOW (widget)->conversation, SONDE_EXPORT_MARKDOWN);
}

static void
export_json_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_export_dialog_run (GTK_WINDOW (widget), SONDE_WINDOW (widget)->conversation, SONDE_EXPORT_JSON);
}

void
sonde_window_install_conversation_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.new-chat", NULL, new_chat_action },
    { "win.open-conversation", "x", open_conversation_action },
    { "win.rename-conversation", "(xs)", rename_conversation_action },
    { "win.pin-conversation", "x", pin_conversation_action },
    { "win.delete-conversation", "x", delete_conversation_action },
    { "win.rename", NULL, rename_action },
    { "win.conversation-settings", NULL, conversation_settings_action },
    { "win.export-markdown", NULL, export_markdown_action },
    { "win.export-json", NULL, export_json_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
