/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* All that a person can do in the window. The widgets below activate these by name. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-about.h"
#include "sonde-app-settings.h"
#include "sonde-assist.h"
#include "sonde-conversation-settings.h"
#include "sonde-details-window.h"
#include "sonde-error.h"
#include "sonde-export-dialog.h"
#include "sonde-first-run.h"
#include "sonde-key-dialog.h"
#include "sonde-key-page.h"
#include "sonde-preferences-window.h"

static SondeMessage *
find_message (SondeWindow *self, GVariant *parameter)
{
  return sonde_conversation_find_message (self->conversation, g_variant_get_int64 (parameter));
}

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

/* Conversations */

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

/* Messages */

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
  SondeMessage *message = find_message (SONDE_WINDOW (widget), parameter);

  if (message)
    gtk_window_present (sonde_details_window_new (GTK_WINDOW (widget), message));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_engine_stop (self->engine, self->conversation);
}

/* Addresses come from models and servers: only web pages are opened. */

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) && self->engine)
    sonde_window_say (self, _ ("The page could not be opened in a browser"));
}

static void
open_url (SondeWindow *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL
      || !g_strv_contains ((const char *const[]){ "http", "https", NULL }, g_uri_get_scheme (uri)))
    {
      sonde_window_say (self, _ ("Only web pages are opened"));
      return;
    }
  gtk_show_uri_full (GTK_WINDOW (self), url, GDK_CURRENT_TIME, NULL, shown_cb, g_object_ref (self));
}

static void
choose_url_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_url (SONDE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
top_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  const char *url
    = sonde_provider_get_top_up_url (sonde_engine_get_provider (self->engine, self->conversation));

  if (url)
    open_url (self, url);
}

/* Modes and models */

static void
mode_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeMode flag;

  if (!sonde_mode_from_string (g_variant_get_string (parameter, NULL), &flag))
    return;
  if (flag == SONDE_MODE_CHAT)
    sonde_conversation_set_mode (self->conversation, SONDE_MODE_CHAT);
  else
    sonde_conversation_set_mode (self->conversation, sonde_conversation_get_mode (self->conversation) ^ flag);
}

static void
choose_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeModelSlot slot = sonde_mode_get_slot (sonde_conversation_get_mode (self->conversation));

  sonde_conversation_set_model (self->conversation, slot, g_variant_get_string (parameter, NULL));
}

static void
change_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_composer_show_models (SONDE_WINDOW (widget)->composer);
}

/* The ways in */

static void
set_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_key_dialog_run (
    GTK_WINDOW (self), self->engine, sonde_engine_get_provider (self->engine, self->conversation));
}

static void
enter_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_window_show_page (self, sonde_key_page_new (self->engine));
}

static gboolean
was_never_set_up (SondeWindow *self)
{
  g_autofree char *id
    = sonde_config_dup_string (sonde_engine_get_config (self->engine), "General", "default-provider");

  return id == NULL || *id == '\0';
}

static void
leave_key_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  if (was_never_set_up (self) && self->provider_id == NULL)
    sonde_window_show_first_run (self);
  else
    sonde_window_show_main (self);
}

/* A default provider was chosen just now: a chat that is still empty goes to it. */
static void
show_main_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_window_set_provider (self, NULL);
  if (sonde_conversation_get_id (self->conversation) != 0)
    sonde_window_new_chat (self);
  sonde_window_show_main (self);
}

static void
use_demo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "app.use-demo", NULL);
}

/* Looking */

static void
toggle_sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  gboolean show = !adw_flap_get_reveal_flap (self->flap);

  adw_flap_set_reveal_flap (self->flap, show);
  if (!adw_flap_get_folded (self->flap))
    g_settings_set_boolean (self->settings, "sidebar-shown", show);
}

static void
search_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  sonde_sidebar_focus_search (self->sidebar);
}

static void
focus_message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_composer_focus (SONDE_WINDOW (widget)->composer);
}

static void
find_cb (SondeWindow *self, const char *text)
{
  sonde_find_bar_set_count (self->find_bar, sonde_transcript_find (self->transcript, text));
}

static void
find_step_cb (SondeWindow *self, int direction)
{
  sonde_transcript_find_step (self->transcript, direction);
}

static void
find_closed_cb (SondeWindow *self)
{
  sonde_composer_focus (self->composer);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  if (self->find_bar == NULL)
    {
      self->find_bar = SONDE_FIND_BAR (sonde_find_bar_new ());
      g_signal_connect_object (self->find_bar, "find", G_CALLBACK (find_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->find_bar, "step", G_CALLBACK (find_step_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (
        self->find_bar, "closed", G_CALLBACK (find_closed_cb), self, G_CONNECT_SWAPPED);
      gtk_box_insert_child_after (self->content, GTK_WIDGET (self->find_bar), self->header);
    }
  sonde_find_bar_open (self->find_bar);
}

static void
dismiss_problem_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_banner_set_revealed (SONDE_WINDOW (widget)->problem_banner, FALSE);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_window_say (SONDE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* The menu */

static GMenuModel *
make_main_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) conversation = g_menu_new ();
  g_autoptr (GMenu) program = g_menu_new ();

  g_menu_append (conversation, _ ("_Find…"), "win.find");
  g_menu_append (conversation, _ ("_Rename…"), "win.rename");
  g_menu_append (conversation, _ ("Conversation _Settings…"), "win.conversation-settings");
  g_menu_append (conversation, _ ("Export as _Markdown…"), "win.export-markdown");
  g_menu_append (conversation, _ ("Export as _JSON…"), "win.export-json");
  g_menu_append (program, _ ("_Preferences"), "win.preferences");
  g_menu_append (program, _ ("_Keyboard Shortcuts"), "win.show-shortcuts");
  g_menu_append (program, _ ("_About Sonde"), "win.about");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (conversation));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (program));
  return G_MENU_MODEL (menu);
}

/* The button of the page that is shown: the first-run page has its own, the page for the key has none. */
static GtkWidget *
find_menu_button (SondeWindow *self)
{
  GtkWidget *page = adw_toast_overlay_get_child (self->pages);

  if (page == GTK_WIDGET (self->flap))
    return self->menu_button;
  return SONDE_IS_FIRST_RUN (page) ? sonde_first_run_get_menu_button (SONDE_FIRST_RUN (page)) : NULL;
}

static void
main_menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  GtkWidget *button = find_menu_button (self);

  if (button == NULL)
    return;
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_autoptr (GMenuModel) model = make_main_menu ();
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->menu, button);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Main Menu"), -1);
  sonde_assist_return_focus (GTK_POPOVER (self->menu));
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static SondePreferencesWindow *
show_preferences (SondeWindow *self)
{
  GtkWindow *window = sonde_preferences_window_new (self->engine, self->settings);

  gtk_window_set_transient_for (window, GTK_WINDOW (self));
  gtk_window_set_modal (window, TRUE);
  gtk_window_present (window);
  return SONDE_PREFERENCES_WINDOW (window);
}

static void
preferences_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_preferences (SONDE_WINDOW (widget));
}

static void
change_address_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeProvider *provider = sonde_engine_get_provider (self->engine, self->conversation);

  sonde_preferences_window_show_provider (show_preferences (self), sonde_provider_get_id (provider));
}

static void
about_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_about_show (GTK_WINDOW (widget));
}

static void
show_shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (SONDE_RESOURCE_PATH "/sonde-shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, GTK_WINDOW (widget));
  gtk_window_present (window);
}

void
sonde_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.new-chat", NULL, new_chat_action },
    { "win.open-conversation", "x", open_conversation_action },
    { "win.rename-conversation", "(xs)", rename_conversation_action },
    { "win.pin-conversation", "x", pin_conversation_action },
    { "win.delete-conversation", "x", delete_conversation_action },
    { "win.rename", NULL, rename_action },
    { "win.conversation-settings", NULL, conversation_settings_action },
    { "win.export-markdown", NULL, export_markdown_action },
    { "win.export-json", NULL, export_json_action },
    { "win.copy-message", "x", copy_message_action },
    { "win.copy-answer", NULL, copy_answer_action },
    { "win.edit-message", "x", edit_message_action },
    { "win.regenerate", "x", regenerate_action },
    { "win.retry", "x", regenerate_action },
    { "win.regenerate-last", NULL, regenerate_last_action },
    { "win.continue", "x", continue_action },
    { "win.delete-message", "x", delete_message_action },
    { "win.previous-version", "x", previous_version_action },
    { "win.next-version", "x", next_version_action },
    { "win.message-details", "x", message_details_action },
    { "win.stop", NULL, stop_action },
    { "win.choose-url", "s", choose_url_action },
    { "win.top-up", NULL, top_up_action },
    { "win.mode", "s", mode_action },
    { "win.choose-model", "s", choose_model_action },
    { "win.change-model", NULL, change_model_action },
    { "win.set-key", NULL, set_key_action },
    { "win.enter-key", NULL, enter_key_action },
    { "win.leave-key-page", NULL, leave_key_page_action },
    { "win.show-main", NULL, show_main_action },
    { "win.use-demo", NULL, use_demo_action },
    { "win.toggle-sidebar", NULL, toggle_sidebar_action },
    { "win.search-conversations", NULL, search_conversations_action },
    { "win.focus-message", NULL, focus_message_action },
    { "win.find", NULL, find_action },
    { "win.dismiss-problem", NULL, dismiss_problem_action },
    { "win.toast", "s", toast_action },
    { "win.main-menu", NULL, main_menu_action },
    { "win.show-shortcuts", NULL, show_shortcuts_action },
    { "win.preferences", NULL, preferences_action },
    { "win.change-address", NULL, change_address_action },
    { "win.about", NULL, about_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, actions[i].activate);
  /* No shortcut of the application: a row of the sidebar that has the focus comes first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "win.rename", NULL);
}

/* What can be done depends on whether there is something to do it with. */
void
sonde_window_update_actions (SondeWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean busy = sonde_conversation_get_busy (self->conversation);
  gboolean stored = sonde_conversation_get_id (self->conversation) != 0;

  gtk_widget_action_set_enabled (widget, "win.stop", busy);
  gtk_widget_action_set_enabled (widget, "win.regenerate-last", stored && !busy);
  gtk_widget_action_set_enabled (widget, "win.rename", stored);
  gtk_widget_action_set_enabled (widget, "win.export-markdown", stored);
  gtk_widget_action_set_enabled (widget, "win.export-json", stored);
}

/** The keys of the actions, for all windows of @application. */
void
sonde_window_install_shortcuts (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } shortcuts[] = {
    { "win.new-chat", { "<Control>n" } },
    { "win.search-conversations", { "<Control>k" } },
    { "win.find", { "<Control>f" } },
    { "win.focus-message", { "<Control>l" } },
    { "win.mode::chat", { "<Control>1" } },
    { "win.mode::reasoning", { "<Control>2" } },
    { "win.mode::search", { "<Control>3" } },
    { "win.stop", { "Escape" } },
    { "win.copy-answer", { "<Control><Shift>c" } },
    { "win.regenerate-last", { "<Control>r" } },
    { "win.export-markdown", { "<Control>e" } },
    { "win.toggle-sidebar", { "F9" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.show-shortcuts", { "<Control>question" } },
    { "win.main-menu", { "F10" } },
    { "window.close", { "<Control>w" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].keys);
}
