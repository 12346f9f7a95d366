/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-conversation-settings.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define WIDTH  480
#define HEIGHT 460

typedef struct
{
  SondeConversation *conversation;
  GtkWidget *title;
  GtkTextBuffer *prompt;
} Settings;

static void
free_settings (gpointer data)
{
  Settings *settings = data;

  g_object_unref (settings->conversation);
  g_object_unref (settings->prompt);
  g_free (settings);
}

static gboolean
close_request_cb (GtkWindow *window, Settings *settings)
{
  GtkTextIter start, end;
  const char *title = gtk_editable_get_text (GTK_EDITABLE (settings->title));

  gtk_text_buffer_get_bounds (settings->prompt, &start, &end);
  g_autofree char *prompt = gtk_text_buffer_get_text (settings->prompt, &start, &end, FALSE);

  g_strstrip (prompt);
  sonde_conversation_set_system_prompt (settings->conversation, *prompt != '\0' ? prompt : NULL);
  if (*title != '\0' && g_strcmp0 (title, sonde_conversation_get_title (settings->conversation)) != 0)
    {
      sonde_conversation_set_title_typed (settings->conversation, TRUE);
      sonde_conversation_set_title (settings->conversation, title);
    }
  return GDK_EVENT_PROPAGATE;
}

static GtkWidget *
create_prompt (Settings *settings)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  const char *prompt = sonde_conversation_get_system_prompt (settings->conversation);

  settings->prompt = g_object_ref (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));
  gtk_text_buffer_set_text (settings->prompt, prompt != NULL ? prompt : "", -1);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("System Prompt"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_size_request (scroller, -1, 180);
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (scroller, "card");
  gtk_widget_add_css_class (scroller, "prompt");
  return scroller;
}

static GtkWidget *
create_page (Settings *settings)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *title_group = adw_preferences_group_new ();
  GtkWidget *prompt_group = adw_preferences_group_new ();
  const char *title = sonde_conversation_get_title (settings->conversation);

  settings->title = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (settings->title), _ ("Title"));
  gtk_editable_set_text (GTK_EDITABLE (settings->title), title != NULL ? title : "");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (title_group), settings->title);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (prompt_group), _ ("System Prompt"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (prompt_group),
                                         _ ("Sent before the first message of this conversation."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (prompt_group), create_prompt (settings));

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (title_group));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (prompt_group));
  gtk_widget_set_vexpand (page, TRUE);
  return page;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
add_escape (GtkWidget *window)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (window, controller);
}

GtkWindow *
sonde_conversation_settings_new (GtkWindow *parent, SondeConversation *conversation)
{
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Settings *settings = g_new0 (Settings, 1);

  settings->conversation = g_object_ref (conversation);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), create_page (settings));
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Conversation Settings"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), parent != NULL);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  add_escape (window);
  g_signal_connect_data (window,
                         "close-request",
                         G_CALLBACK (close_request_cb),
                         settings,
                         (GClosureNotify) (void (*) (void)) free_settings,
                         0);
  return GTK_WINDOW (window);
}
