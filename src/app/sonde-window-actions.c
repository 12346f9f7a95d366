/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* All that a person can do in the window: the widgets below activate it by name. What belongs to
 * conversations, messages, models and the menu has a file each; here is how one looks around. */

#include "sonde-window-private.h"

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
focus_message_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sonde_composer_focus (SONDE_WINDOW (widget)->composer);
}

static void
find_cb (SondeWindow *self, const char *text)
{
  sonde_transcript_find (self->transcript, text);
}

static void
found_cb (SondeWindow *self)
{
  sonde_find_bar_set_count (self->find_bar,
                            sonde_transcript_get_n_matches (self->transcript),
                            sonde_transcript_get_match (self->transcript));
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
ensure_find_bar (SondeWindow *self)
{
  if (self->find_bar)
    return;

  self->find_bar = SONDE_FIND_BAR (sonde_find_bar_new ());
  g_signal_connect_object (self->find_bar, "find", G_CALLBACK (find_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_bar, "step", G_CALLBACK (find_step_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_bar, "closed", G_CALLBACK (find_closed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->transcript, "notify::match", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  gtk_box_insert_child_after (self->content, GTK_WIDGET (self->find_bar), self->header);
}

/** Marks @words in the conversation: as they stand together, or else each of them. */
void
sonde_window_find (SondeWindow *self, const char *words)
{
  ensure_find_bar (self);
  sonde_find_bar_show_text (self->find_bar, words);
  sonde_transcript_find_words (self->transcript, words);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  ensure_find_bar (self);
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

/* Makes @actions known to the class of the window. */
void
sonde_window_install (GtkWidgetClass *widget_class, const SondeWindowAction *actions, gsize n_actions)
{
  for (gsize i = 0; i < n_actions; i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, actions[i].activate);
}

void
sonde_window_install_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.toggle-sidebar", NULL, toggle_sidebar_action },
    { "win.focus-message", NULL, focus_message_action },
    { "win.find", NULL, find_action },
    { "win.dismiss-problem", NULL, dismiss_problem_action },
    { "win.toast", "s", toast_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
  sonde_window_install_conversation_actions (widget_class);
  sonde_window_install_folder_actions (widget_class);
  sonde_window_install_search_actions (widget_class);
  sonde_window_install_message_actions (widget_class);
  sonde_window_install_link_actions (widget_class);
  sonde_window_install_setup_actions (widget_class);
  sonde_window_install_import_actions (widget_class);
  sonde_window_install_export_actions (widget_class);
  sonde_window_install_menu_actions (widget_class);
  sonde_window_install_zoom_actions (widget_class);
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
  gtk_widget_action_set_enabled (widget, "win.print", stored);
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
    const char *keys[4];
  } shortcuts[] = {
    { "win.new-chat", { "<Control>n" } },
    { "win.new-window", { "<Control><Shift>n" } },
    { "win.search-conversations", { "<Control>k" } },
    { "win.find", { "<Control>f" } },
    { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
    { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
    { "win.zoom-reset", { "<Control>0", "<Control>KP_0" } },
    { "win.focus-message", { "<Control>l" } },
    { "win.mode::chat", { "<Control>1" } },
    { "win.mode::reasoning", { "<Control>2" } },
    { "win.mode::search", { "<Control>3" } },
    { "win.stop", { "Escape" } },
    { "win.copy-answer", { "<Control><Shift>c" } },
    { "win.regenerate-last", { "<Control>r" } },
    { "win.export", { "<Control>e" } },
    { "win.print", { "<Control>p" } },
    { "win.toggle-sidebar", { "F9" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.show-shortcuts", { "<Control>question" } },
    { "win.main-menu", { "F10" } },
    { "window.close", { "<Control>w" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].keys);
}
