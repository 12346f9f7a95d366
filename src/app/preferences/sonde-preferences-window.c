/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-preferences-window.h"

#include <glib/gi18n-lib.h>

#include "sonde-assist.h"
#include "sonde-backups-page.h"
#include "sonde-data-page.h"
#include "sonde-general-page.h"
#include "sonde-models-page.h"
#include "sonde-search-page.h"

#define WIDTH  760
#define HEIGHT 720

struct _SondePreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  /* Children */
  GtkWidget *models;
  GtkWidget *backups;
};

G_DEFINE_FINAL_TYPE (SondePreferencesWindow, sonde_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
show_toast (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *escaped = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (widget), adw_toast_new (escaped));
}

static void
sonde_preferences_window_class_init (SondePreferencesWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "preferences.toast", "s", show_toast);
}

static void
sonde_preferences_window_init (SondePreferencesWindow *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Preferences"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
}

GtkWindow *
sonde_preferences_window_new (SondeEngine *engine, GSettings *settings)
{
  g_return_val_if_fail (SONDE_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  SondePreferencesWindow *self = g_object_new (SONDE_TYPE_PREFERENCES_WINDOW, NULL);
  AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW (self);

  self->models = sonde_models_page_new (engine);
  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (sonde_general_page_new (engine, settings)));
  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (self->models));
  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (sonde_search_page_new (engine)));
  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (sonde_data_page_new (engine)));
  self->backups = sonde_backups_page_new (engine);
  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (self->backups));
  sonde_assist_name_icons (GTK_WIDGET (self));
  return GTK_WINDOW (self);
}

/** Opens the page Models with the row of a provider unfolded; an unknown one is left alone. */
void
sonde_preferences_window_show_provider (SondePreferencesWindow *self, const char *provider_id)
{
  g_return_if_fail (SONDE_IS_PREFERENCES_WINDOW (self));

  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (self),
                                           ADW_PREFERENCES_PAGE (self->models));
  sonde_models_page_show_provider (SONDE_MODELS_PAGE (self->models), provider_id);
}

void
sonde_preferences_window_show_backups (SondePreferencesWindow *self)
{
  g_return_if_fail (SONDE_IS_PREFERENCES_WINDOW (self));

  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (self),
                                           ADW_PREFERENCES_PAGE (self->backups));
}
