/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-general-page.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "sonde-engine-titles.h"
#include "sonde-prompt-library.h"
#include "sonde-rows.h"

struct _SondeGeneralPage
{
  AdwPreferencesPage parent_instance;

  /* Children */
  GtkWidget *proxy;
  GtkWidget *address;

  /* Owned */
  GPtrArray *scheme_ids; /* of style schemes, in the order of their row */
  GSettings *settings;
  SondeEngine *engine;
  SondeConfig *config;
};

G_DEFINE_FINAL_TYPE (SondeGeneralPage, sonde_general_page, ADW_TYPE_PREFERENCES_PAGE)

enum
{
  PROXY_SYSTEM,
  PROXY_NONE,
  PROXY_MANUAL,
};

/* Languages are named in themselves. */
static const char *const language_codes[] = { "", "en", "zh_CN" };
static const char *const language_names[] = { N_ ("Follow System"), "English", "简体中文", NULL };
static const char *const appearance_names[] = { N_ ("Follow System"), N_ ("Light"), N_ ("Dark"), NULL };
static const char *const proxy_names[] = { N_ ("Follow System"), N_ ("None"), N_ ("Address"), NULL };

static void
appearance_selected_cb (SondeGeneralPage *self, GParamSpec *pspec, AdwComboRow *row)
{
  g_settings_set_enum (self->settings, "appearance", adw_combo_row_get_selected (row));
}

static void
language_selected_cb (SondeGeneralPage *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected < G_N_ELEMENTS (language_codes))
    g_settings_set_string (self->settings, "language", language_codes[selected]);
}

static guint
find_language (GSettings *settings)
{
  g_autofree char *language = g_settings_get_string (settings, "language");

  for (guint i = 0; i < G_N_ELEMENTS (language_codes); i++)
    if (g_str_equal (language, language_codes[i]))
      return i;
  return 0;
}

static void
scheme_selected_cb (SondeGeneralPage *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected < self->scheme_ids->len)
    g_settings_set_string (self->settings, "code-scheme", self->scheme_ids->pdata[selected]);
}

/* Of a pair of a light and a dark scheme only the light one: which is used follows the window. */
static gboolean
is_offered (GtkSourceStyleScheme *scheme)
{
  return !g_str_equal (gtk_source_style_scheme_get_id (scheme), "Adwaita")
         && gtk_source_style_scheme_get_metadata (scheme, "light-variant") == NULL;
}

/* Scheme 0 is the one that belongs to the window. */
static GPtrArray *
list_schemes (GPtrArray *ids)
{
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  GPtrArray *names = g_ptr_array_new ();

  g_ptr_array_add (ids, g_strdup (""));
  g_ptr_array_add (names, (char *) N_ ("Follow System"));
  for (const char *const *id = gtk_source_style_scheme_manager_get_scheme_ids (manager); *id != NULL; id++)
    {
      GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (manager, *id);

      if (!is_offered (scheme))
        continue;
      g_ptr_array_add (ids, g_strdup (*id));
      g_ptr_array_add (names, (char *) gtk_source_style_scheme_get_name (scheme));
    }
  g_ptr_array_add (names, NULL);
  return names;
}

static void
add_scheme_row (SondeGeneralPage *self, GtkWidget *group)
{
  g_autofree char *id = g_settings_get_string (self->settings, "code-scheme");
  g_autoptr (GPtrArray) names = NULL;
  GtkWidget *row = NULL;
  guint selected = 0;

  self->scheme_ids = g_ptr_array_new_with_free_func (g_free);
  names = list_schemes (self->scheme_ids);
  if (!g_ptr_array_find_with_equal_func (self->scheme_ids, id, g_str_equal, &selected))
    selected = 0;
  row = sonde_rows_add_combo (group, _ ("Code Style"), NULL, (const char *const *) names->pdata, selected);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (scheme_selected_cb), self, G_CONNECT_SWAPPED);
}

/* Widths of the reading column in px at the default text size; 0 is that of the design. */
static const int reading_widths[] = { 600, 0, 900, 1200 };

static void
width_selected_cb (SondeGeneralPage *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected < G_N_ELEMENTS (reading_widths))
    g_settings_set_int (self->settings, "reading-width", reading_widths[selected]);
}

static guint
find_width (GSettings *settings)
{
  int width = g_settings_get_int (settings, "reading-width");

  for (guint i = 0; i < G_N_ELEMENTS (reading_widths); i++)
    if (reading_widths[i] == width)
      return i;
  return 1;
}

/* Gives the switch. */
static GtkWidget *
add_switch_row (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return toggle;
}

static void
add_switch (
  SondeGeneralPage *self, GtkWidget *group, const char *title, const char *subtitle, const char *key)
{
  GtkWidget *toggle = add_switch_row (group, title, subtitle);

  g_settings_bind (self->settings, key, toggle, "active", G_SETTINGS_BIND_DEFAULT);
}

static GtkWidget *
create_reading_group (SondeGeneralPage *self)
{
  static const char *const names[] = { N_ ("Narrow"), N_ ("Normal"), N_ ("Wide"), N_ ("Very Wide"), NULL };
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *width
    = sonde_rows_add_combo (group, _ ("Width of the Text"), NULL, names, find_width (self->settings));

  g_signal_connect_object (
    width, "notify::selected", G_CALLBACK (width_selected_cb), self, G_CONNECT_SWAPPED);
  add_switch (self,
              group,
              _ ("Show the Thinking"),
              _ ("Open while the model thinks; otherwise only its latest line is shown"),
              "thinking-open");
  return group;
}

static void
set_proxy (SondeGeneralPage *self, const char *proxy)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_config_set_string (self->config, "Network", "proxy", proxy, &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
}

static void
proxy_selected_cb (SondeGeneralPage *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->proxy));
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address));

  gtk_widget_set_visible (self->address, selected == PROXY_MANUAL);
  if (selected != PROXY_MANUAL)
    set_proxy (self, selected == PROXY_NONE ? "none" : "system");
  else if (*address != '\0')
    set_proxy (self, address);
}

static void
address_applied_cb (SondeGeneralPage *self)
{
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address));
  g_autoptr (GError) error = NULL;

  if (g_uri_is_valid (address, G_URI_FLAGS_NONE, &error))
    set_proxy (self, address);
  else
    sonde_rows_show_text (GTK_WIDGET (self),
                          _ ("This is no address of a proxy, such as http://localhost:3128"));
}

static GtkWidget *
create_look_group (SondeGeneralPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *appearance = sonde_rows_add_combo (
    group, _ ("Appearance"), NULL, appearance_names, g_settings_get_enum (self->settings, "appearance"));
  GtkWidget *language = sonde_rows_add_combo (group,
                                              _ ("Language"),
                                              _ ("Changes when Sonde starts again"),
                                              language_names,
                                              find_language (self->settings));

  g_signal_connect_object (
    appearance, "notify::selected", G_CALLBACK (appearance_selected_cb), self, G_CONNECT_SWAPPED);
  add_scheme_row (self, group);
  g_signal_connect_object (
    language, "notify::selected", G_CALLBACK (language_selected_cb), self, G_CONNECT_SWAPPED);
  return group;
}

static GtkWidget *
create_keyboard_group (SondeGeneralPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  add_switch (self,
              group,
              _ ("Enter Sends"),
              _ ("Shift+Enter begins a new line; otherwise the two are swapped"),
              "enter-sends");
  return group;
}

static void
library_clicked_cb (SondeGeneralPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWindow *window = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;

  gtk_window_present (sonde_prompt_library_new (window, self->engine, NULL, NULL, NULL));
}

static void
titles_toggled_cb (SondeGeneralPage *self, GParamSpec *pspec, GtkSwitch *toggle)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_engine_set_titles_enabled (self->engine, gtk_switch_get_active (toggle), &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
}

static void
add_titles_row (SondeGeneralPage *self, GtkWidget *group)
{
  GtkWidget *toggle = add_switch_row (
    group, _ ("Titles by the Model"), _ ("After the first answer one short request asks for a title"));

  gtk_switch_set_active (GTK_SWITCH (toggle), sonde_engine_get_titles_enabled (self->engine));
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (titles_toggled_cb), self, G_CONNECT_SWAPPED);
}

static GtkWidget *
create_conversation_group (SondeGeneralPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row
    = sonde_rows_add_text (group, _ ("Prompt Library"), _ ("System prompts to begin a conversation with"));
  GtkWidget *button = gtk_button_new_with_label (_ ("Open…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  g_signal_connect_object (button, "clicked", G_CALLBACK (library_clicked_cb), self, G_CONNECT_SWAPPED);
  add_titles_row (self, group);
  return group;
}

static GtkWidget *
create_network_group (SondeGeneralPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *proxy = sonde_config_dup_string (self->config, "Network", "proxy");
  gboolean manual = proxy != NULL && !g_str_equal (proxy, "system") && !g_str_equal (proxy, "none");
  guint selected = manual ? PROXY_MANUAL : g_strcmp0 (proxy, "none") == 0 ? PROXY_NONE : PROXY_SYSTEM;

  self->proxy = sonde_rows_add_combo (group, _ ("Proxy"), NULL, proxy_names, selected);
  self->address = sonde_rows_add_entry (group, _ ("Address of the Proxy"), manual ? proxy : "");
  gtk_widget_set_visible (self->address, manual);
  g_signal_connect_object (
    self->proxy, "notify::selected", G_CALLBACK (proxy_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->address, "apply", G_CALLBACK (address_applied_cb), self, G_CONNECT_SWAPPED);
  return group;
}

static void
sonde_general_page_dispose (GObject *object)
{
  SondeGeneralPage *self = SONDE_GENERAL_PAGE (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->engine);
  g_clear_object (&self->config);
  g_clear_pointer (&self->scheme_ids, g_ptr_array_unref);
  G_OBJECT_CLASS (sonde_general_page_parent_class)->dispose (object);
}

static void
sonde_general_page_class_init (SondeGeneralPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sonde_general_page_dispose;
}

static void
sonde_general_page_init (SondeGeneralPage *self)
{
  adw_preferences_page_set_name (ADW_PREFERENCES_PAGE (self), "general");
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _ ("General"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "preferences-other-symbolic");
}

GtkWidget *
sonde_general_page_new (SondeEngine *engine, GSettings *settings)
{
  SondeGeneralPage *self = g_object_new (SONDE_TYPE_GENERAL_PAGE, NULL);
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (self);

  self->settings = g_object_ref (settings);
  self->engine = g_object_ref (engine);
  self->config = g_object_ref (sonde_engine_get_config (engine));
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (create_look_group (self)));
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (create_reading_group (self)));
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (create_keyboard_group (self)));
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (create_conversation_group (self)));
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (create_network_group (self)));
  return GTK_WIDGET (self);
}
