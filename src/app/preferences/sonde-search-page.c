/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-search-page.h"

#include <glib/gi18n-lib.h>

#include "sonde-rows.h"

#define MIN_COUNT 1
#define MAX_COUNT 50

struct _SondeSearchPage
{
  AdwPreferencesPage parent_instance;

  /* Children */
  GtkWidget *service;
  GtkWidget *address;
  GtkWidget *count;

  /* Owned */
  SondeConfig *config;
};

G_DEFINE_FINAL_TYPE (SondeSearchPage, sonde_search_page, ADW_TYPE_PREFERENCES_PAGE)

enum
{
  SERVICE_DEEPSEEK,
  SERVICE_SEARXNG,
};

static const char *const service_names[] = { "DeepSeek", "SearXNG", NULL };

static void
set_value (SondeSearchPage *self, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_config_set_string (self->config, "Search", key, value, &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
}

static void
show_service (SondeSearchPage *self)
{
  gboolean searxng = adw_combo_row_get_selected (ADW_COMBO_ROW (self->service)) == SERVICE_SEARXNG;

  gtk_widget_set_visible (self->address, searxng);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->service),
                               searxng ? _ ("A search engine that you or others run")
                                       : _ ("With the API key of your DeepSeek account"));
}

static void
service_selected_cb (SondeSearchPage *self)
{
  gboolean searxng = adw_combo_row_get_selected (ADW_COMBO_ROW (self->service)) == SERVICE_SEARXNG;

  set_value (self, "service", searxng ? "searxng" : "deepseek");
  show_service (self);
}

static void
address_applied_cb (SondeSearchPage *self)
{
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address));
  const char *scheme = g_uri_peek_scheme (address);

  if (*address == '\0')
    set_value (self, "searxng-url", NULL);
  else if ((g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "https") == 0)
           && g_uri_is_valid (address, G_URI_FLAGS_NONE, NULL))
    set_value (self, "searxng-url", address);
  else
    sonde_rows_show_text (GTK_WIDGET (self), _ ("This is no web address, such as https://searx.example.org"));
}

static void
count_changed_cb (SondeSearchPage *self)
{
  g_autofree char *text
    = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->count)));

  set_value (self, "count", text);
}

static GtkWidget *
create_group (SondeSearchPage *self, guint count)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *service = sonde_config_dup_string (self->config, "Search", "service");
  g_autofree char *address = sonde_config_dup_string (self->config, "Search", "searxng-url");
  GtkWidget *row;

  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (group),
    _ ("In Search mode your question goes to this service before the model answers."));
  self->service
    = sonde_rows_add_combo (group,
                            _ ("Service"),
                            "",
                            service_names,
                            g_strcmp0 (service, "searxng") == 0 ? SERVICE_SEARXNG : SERVICE_DEEPSEEK);
  self->address = sonde_rows_add_entry (group, _ ("Server Address"), address);
  row = sonde_rows_add_text (group, _ ("Results"), _ ("How many pages the model reads"));
  self->count = gtk_spin_button_new_with_range (MIN_COUNT, MAX_COUNT, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->count), count);
  gtk_widget_set_valign (self->count, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->count);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->count);
  show_service (self);

  g_signal_connect_object (
    self->service, "notify::selected", G_CALLBACK (service_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address, "apply", G_CALLBACK (address_applied_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->count, "value-changed", G_CALLBACK (count_changed_cb), self, G_CONNECT_SWAPPED);
  return group;
}

static void
sonde_search_page_dispose (GObject *object)
{
  g_clear_object (&SONDE_SEARCH_PAGE (object)->config);
  G_OBJECT_CLASS (sonde_search_page_parent_class)->dispose (object);
}

static void
sonde_search_page_class_init (SondeSearchPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_search_page_dispose;
}

static void
sonde_search_page_init (SondeSearchPage *self)
{
  adw_preferences_page_set_name (ADW_PREFERENCES_PAGE (self), "search");
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _ ("Search"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "sonde-search-web-symbolic");
}

GtkWidget *
sonde_search_page_new (SondeEngine *engine)
{
  SondeSearchPage *self = g_object_new (SONDE_TYPE_SEARCH_PAGE, NULL);

  self->config = g_object_ref (sonde_engine_get_config (engine));
  adw_preferences_page_add (
    ADW_PREFERENCES_PAGE (self),
    ADW_PREFERENCES_GROUP (create_group (self, sonde_engine_get_search_count (engine))));
  return GTK_WIDGET (self);
}
