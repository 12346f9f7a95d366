/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-search-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sonde-engine-search.h"
#include "sonde-rows.h"
#include "sonde-search-services.h"

#define MIN_COUNT 1
#define MAX_COUNT 50

struct _SondeSearchPage
{
  AdwPreferencesPage parent_instance;

  /* Owned */
  SondeConfig *config;
};

G_DEFINE_FINAL_TYPE (SondeSearchPage, sonde_search_page, ADW_TYPE_PREFERENCES_PAGE)

/* A setting with a few values: the words that are stored, and those that are shown. */
typedef struct
{
  const char *key;
  const char *title;
  const char *subtitle;
  const char *values[14];
  const char *names[14];
} Choice;

static const Choice choices[] = {
  { "method",
    N_ ("How the Model Searches"),
    NULL,
    { "auto", "once", "server", NULL },
    { N_ ("By itself, where it can"), N_ ("Once, before it answers"), N_ ("On DeepSeek’s server"), NULL } },
  { "reader",
    N_ ("Who Reads Pages"),
    N_ ("Sites see the address of the computer that reads them"),
    { "auto", "own", "deepseek", NULL },
    { N_ ("This computer, then DeepSeek"), N_ ("This computer only"), N_ ("DeepSeek, where it can"), NULL } },
  { "language",
    N_ ("Language and Region"),
    NULL,
    { "",
      "en-US",
      "en-GB",
      "zh-CN",
      "zh-TW",
      "ja-JP",
      "ko-KR",
      "de-DE",
      "fr-FR",
      "es-ES",
      "pt-BR",
      "ru-RU",
      "ar",
      NULL },
    { N_ ("Any"),
      "English (US)",
      "English (UK)",
      "中文（简体）",
      "中文（繁體）",
      "日本語",
      "한국어",
      "Deutsch",
      "Français",
      "Español",
      "Português (Brasil)",
      "Русский",
      "العربية",
      NULL } },
  { "freshness",
    N_ ("Age of Pages"),
    NULL,
    { "any", "day", "week", "month", "year", NULL },
    { N_ ("Any"), N_ ("Last day"), N_ ("Last week"), N_ ("Last month"), N_ ("Last year"), NULL } },
  { "safe",
    N_ ("Safe Search"),
    N_ ("Where the service knows it"),
    { "moderate", "strict", "off", NULL },
    { N_ ("Moderate"), N_ ("Strict"), N_ ("Off"), NULL } },
};

static void
set_value (SondeSearchPage *self, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_config_set_string (self->config, "Search", key, *value != '\0' ? value : NULL, &error))
    sonde_rows_show_error (GTK_WIDGET (self), error);
}

static guint
find_value (const Choice *choice, const char *value)
{
  for (guint i = 0; value != NULL && choice->values[i] != NULL; i++)
    if (g_str_equal (choice->values[i], value))
      return i;
  return 0;
}

static void
chosen_cb (GtkWidget *row, GParamSpec *pspec, SondeSearchPage *self)
{
  const Choice *choice = g_object_get_data (G_OBJECT (row), "choice");

  set_value (self, choice->key, choice->values[adw_combo_row_get_selected (ADW_COMBO_ROW (row))]);
}

static void
add_choice (SondeSearchPage *self, GtkWidget *group, const Choice *choice)
{
  g_autofree char *value = sonde_config_dup_string (self->config, "Search", choice->key);
  GtkWidget *row = sonde_rows_add_combo (group,
                                         _ (choice->title),
                                         choice->subtitle != NULL ? _ (choice->subtitle) : NULL,
                                         choice->names,
                                         find_value (choice, value));

  g_object_set_data (G_OBJECT (row), "choice", (gpointer) choice);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen_cb), self, 0);
}

static void
number_changed_cb (SondeSearchPage *self, GtkSpinButton *button)
{
  g_autofree char *text = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (button));

  set_value (self, g_object_get_data (G_OBJECT (button), "key"), text);
}

/* @key: a string that stays */
static void
add_number (SondeSearchPage *self,
            GtkWidget *group,
            const char *title,
            const char *subtitle,
            const char *key,
            guint least,
            guint most,
            guint value)
{
  GtkWidget *row = sonde_rows_add_text (group, title, subtitle);
  GtkWidget *button = gtk_spin_button_new_with_range (least, most, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (button), value);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  g_object_set_data (G_OBJECT (button), "key", (gpointer) key);
  g_signal_connect_object (button, "value-changed", G_CALLBACK (number_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Sites are names of hosts; of an address its host is meant. */
static void
sites_applied_cb (GtkWidget *row, SondeSearchPage *self)
{
  g_auto (GStrv) parts = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (row)), ";, \n\t", -1);
  g_autoptr (GString) sites = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *host = strstr (parts[i], "://") != NULL ? strstr (parts[i], "://") + 3 : parts[i];
      g_autofree char *site = g_strndup (host, strcspn (host, "/:?#"));

      if (*site != '\0')
        g_string_append_printf (sites, "%s%s", sites->len > 0 ? "; " : "", site);
    }
  gtk_editable_set_text (GTK_EDITABLE (row), sites->str);
  set_value (self, g_object_get_data (G_OBJECT (row), "key"), sites->str);
}

static void
add_sites (SondeSearchPage *self, GtkWidget *group, const char *title, const char *key)
{
  g_autofree char *sites = sonde_config_dup_string (self->config, "Search", key);
  GtkWidget *row = sonde_rows_add_entry (group, title, sites);

  g_object_set_data (G_OBJECT (row), "key", (gpointer) key);
  g_signal_connect_object (row, "apply", G_CALLBACK (sites_applied_cb), self, 0);
}

/* A token is about four bytes of text. */
static char *
dup_limits (void)
{
  /* Translators: rounds are questions to the model, each after the results of the calls it made in the one
   * before. */
  return g_strdup_printf (
    _ ("For each answer at most %u rounds, %u searches, %u seconds and %u thousand tokens of pages"),
    SONDE_SEARCH_MAX_ROUNDS,
    SONDE_SEARCH_MAX_SEARCHES,
    SONDE_SEARCH_MAX_SECONDS,
    SONDE_SEARCH_MAX_RESULT_BYTES / 4 / 1024);
}

static GtkWidget *
create_results (SondeSearchPage *self, SondeEngine *engine)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *limits = dup_limits ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Pages"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), limits);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      if (g_str_equal (choices[i].key, "language"))
        {
          add_number (self,
                      group,
                      _ ("Results"),
                      _ ("How many pages a search asks for"),
                      "count",
                      MIN_COUNT,
                      MAX_COUNT,
                      sonde_engine_get_search_count (engine));
          add_number (self,
                      group,
                      _ ("Pages to Read"),
                      _ ("How many the model may open for an answer"),
                      "pages",
                      0,
                      SONDE_SEARCH_MAX_PAGES,
                      sonde_engine_get_search_pages (engine));
        }
      add_choice (self, group, &choices[i]);
    }
  return group;
}

static GtkWidget *
create_sites (SondeSearchPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Sites"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (group),
    _ ("Names such as example.org, with “;” between them. Their subdomains count."));
  add_sites (self, group, _ ("Only These"), "allowed");
  add_sites (self, group, _ ("Never These"), "blocked");
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
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (self);

  self->config = g_object_ref (sonde_engine_get_config (engine));
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (sonde_search_services_new (engine)));
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (create_results (self, engine)));
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (create_sites (self)));
  return GTK_WIDGET (self);
}
