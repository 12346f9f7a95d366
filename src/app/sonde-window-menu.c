/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* The main menu and the windows that it opens. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-about.h"
#include "sonde-app-settings.h"
#include "sonde-assist.h"
#include "sonde-first-run.h"
#include "sonde-preferences-window.h"

static GMenuModel *
make_zoom_section (void)
{
  GMenu *section = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

  g_menu_item_set_attribute (item, "custom", "s", "zoom");
  g_menu_append_item (section, item);
  return G_MENU_MODEL (section);
}

static GMenuModel *
make_main_menu (gboolean with_zoom)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) conversation = g_menu_new ();
  g_autoptr (GMenu) program = g_menu_new ();

  g_menu_append (conversation, _ ("_Find…"), "win.find");
  g_menu_append (conversation, _ ("_Rename…"), "win.rename");
  g_menu_append (conversation, _ ("Conversation _Settings…"), "win.conversation-settings");
  g_menu_append (conversation, _ ("Prompt _Library…"), "win.prompt-library");
  g_menu_append (conversation, _ ("_Export…"), "win.export");
  g_menu_append (conversation, _ ("Export as _Markdown…"), "win.export-markdown");
  g_menu_append (conversation, _ ("Export as _JSON…"), "win.export-json");
  g_menu_append (conversation, _ ("_Print…"), "win.print");
  g_menu_append (program, _ ("New _Window"), "win.new-window");
  g_menu_append (program, _ ("_Import…"), "win.import");
  g_menu_append (program, _ ("_Preferences"), "win.preferences");
  g_menu_append (program, _ ("_Keyboard Shortcuts"), "win.show-shortcuts");
  g_menu_append (program, _ ("_About Sonde"), "win.about");
  if (with_zoom)
    {
      g_autoptr (GMenuModel) zoom = make_zoom_section ();

      g_menu_append_section (menu, NULL, zoom);
    }
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
  gboolean with_zoom = button == self->menu_button;
  g_autoptr (GMenuModel) model = make_main_menu (with_zoom);

  self->menu = sonde_assist_create_menu (model);
  if (with_zoom)
    gtk_popover_menu_add_child (GTK_POPOVER_MENU (self->menu), sonde_window_create_zoom_row (self), "zoom");
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

/* What is said about damage leads here. */
static void
backups_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);

  sonde_banner_set_revealed (self->problem_banner, FALSE);
  sonde_preferences_window_show_backups (show_preferences (self));
}

static void
change_address_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeProvider *provider = sonde_engine_get_provider (self->engine, self->conversation);

  sonde_preferences_window_show_provider (show_preferences (self), sonde_provider_get_id (provider));
}

static void
new_window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "app.new-window", NULL);
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
sonde_window_install_menu_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.main-menu", NULL, main_menu_action },   { "win.show-shortcuts", NULL, show_shortcuts_action },
    { "win.new-window", NULL, new_window_action }, { "win.preferences", NULL, preferences_action },
    { "win.backups", NULL, backups_action },       { "win.change-address", NULL, change_address_action },
    { "win.about", NULL, about_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
