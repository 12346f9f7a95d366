/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-conversation-settings.h"

#include <glib/gi18n-lib.h>

#include "sonde-dialog.h"
#include "sonde-parameter-group.h"
#include "sonde-prompt-library.h"

#define WIDTH       520
#define HEIGHT      640
#define TEXT_HEIGHT 180

typedef struct
{
  SondeEngine *engine;
  SondeConversation *conversation;
  GtkTextBuffer *prompt;

  /* Borrowed */
  GtkWidget *title;
} Settings;

static void
free_settings (gpointer data)
{
  Settings *settings = data;

  g_object_unref (settings->engine);
  g_object_unref (settings->conversation);
  g_object_unref (settings->prompt);
  g_free (settings);
}

static gboolean
close_request_cb (GtkWindow *window, Settings *settings)
{
  const char *title = gtk_editable_get_text (GTK_EDITABLE (settings->title));
  g_autofree char *prompt = sonde_dialog_dup_text (settings->prompt);

  sonde_conversation_set_system_prompt (settings->conversation, *prompt != '\0' ? prompt : NULL);
  if (*title != '\0' && g_strcmp0 (title, sonde_conversation_get_title (settings->conversation)) != 0)
    {
      sonde_conversation_set_title_typed (settings->conversation, TRUE);
      sonde_conversation_set_title (settings->conversation, title);
    }
  return GDK_EVENT_PROPAGATE;
}

static void
chosen_cb (const char *text, gpointer user_data)
{
  gtk_text_buffer_set_text (user_data, text, -1);
}

static void
library_clicked_cb (Settings *settings, GtkWidget *button)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (button));

  gtk_window_present (sonde_prompt_library_new (
    window, settings->engine, chosen_cb, g_object_ref (settings->prompt), g_object_unref));
}

static GtkWidget *
create_title_group (Settings *settings)
{
  GtkWidget *group = adw_preferences_group_new ();
  const char *title = sonde_conversation_get_title (settings->conversation);

  settings->title = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (settings->title), _ ("Title"));
  gtk_editable_set_text (GTK_EDITABLE (settings->title), title != NULL ? title : "");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), settings->title);
  return group;
}

static GtkWidget *
create_prompt_group (Settings *settings)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *library = gtk_button_new_with_mnemonic (_ ("_Library…"));
  const char *prompt = sonde_conversation_get_system_prompt (settings->conversation);

  gtk_widget_set_valign (library, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (library, "flat");
  g_signal_connect_swapped (library, "clicked", G_CALLBACK (library_clicked_cb), settings);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("System Prompt"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("Sent before the first message of this conversation."));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), library);
  adw_preferences_group_add (
    ADW_PREFERENCES_GROUP (group),
    sonde_dialog_new_text (_ ("System Prompt"), prompt, TEXT_HEIGHT, &settings->prompt));
  g_object_ref (settings->prompt);
  return group;
}

static GtkWidget *
create_page (Settings *settings)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *parameters = sonde_parameter_group_new (settings->conversation);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (create_title_group (settings)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (create_prompt_group (settings)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (parameters));
  return page;
}

GtkWindow *
sonde_conversation_settings_new (GtkWindow *parent, SondeEngine *engine, SondeConversation *conversation)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (SONDE_IS_CONVERSATION (conversation), NULL);

  Settings *settings = g_new0 (Settings, 1);
  GtkWindow *window;

  settings->engine = g_object_ref (engine);
  settings->conversation = g_object_ref (conversation);
  window = sonde_dialog_new (parent, _ ("Conversation Settings"), WIDTH, HEIGHT, create_page (settings));
  g_signal_connect_data (window,
                         "close-request",
                         G_CALLBACK (close_request_cb),
                         settings,
                         (GClosureNotify) (void (*) (void)) free_settings,
                         0);
  return window;
}
