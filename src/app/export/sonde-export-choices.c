/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-export"

#include "sonde-export-choices.h"

#include <glib/gi18n-lib.h>

#include "sonde-prices.h"

#define WRAP_COLUMNS 80

struct _SondeExportChoices
{
  AdwBin parent_instance;

  /* Borrowed, of the tree */
  GtkWidget *scope_row;
  GtkWidget *format_row;
  GtkWidget *wrap_row;
  GtkWidget *tree_row;

  GSettings *settings; /* owned */
  SondeExportScope scope;
};

G_DEFINE_FINAL_TYPE (SondeExportChoices, sonde_export_choices, ADW_TYPE_BIN)

/* The order in which people are asked. */
static const SondeExportFormat formats[] = {
  SONDE_EXPORT_MARKDOWN, SONDE_EXPORT_HTML, SONDE_EXPORT_PDF,    SONDE_EXPORT_DOCX,
  SONDE_EXPORT_TEXT,     SONDE_EXPORT_JSON, SONDE_EXPORT_OPENAI, SONDE_EXPORT_JSONL,
};

static gboolean
is_all (SondeExportChoices *self)
{
  return self->scope == SONDE_EXPORT_SCOPE_ALL
         || adw_combo_row_get_selected (ADW_COMBO_ROW (self->scope_row)) != 0;
}

/* What applies to the format that is chosen */
static void
format_changed_cb (SondeExportChoices *self)
{
  SondeExportFormat format = sonde_export_choices_get_format (self);

  gtk_widget_set_visible (self->wrap_row, format == SONDE_EXPORT_TEXT);
  gtk_widget_set_visible (self->tree_row,
                          format != SONDE_EXPORT_JSON
                            && (self->scope != SONDE_EXPORT_SCOPE_MESSAGE || is_all (self)));
}

/* Rows */

static GtkWidget *
add_combo (GtkWidget *group, const char *title, GtkStringList *names)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static GtkWidget *
add_switch (SondeExportChoices *self, GtkWidget *group, const char *title, const char *key)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_settings_bind (self->settings, key, toggle, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

/* What is offered beside all of them, or NULL. */
static char *
dup_scope (SondeExportChoices *self, guint n)
{
  switch (self->scope)
    {
    case SONDE_EXPORT_SCOPE_MESSAGE:
      return g_strdup (_ ("This message"));
    case SONDE_EXPORT_SCOPE_CONVERSATION:
      return g_strdup (_ ("This conversation"));
    case SONDE_EXPORT_SCOPE_SELECTION:
      return g_strdup_printf (ngettext ("%u conversation", "%u conversations", n), n);
    case SONDE_EXPORT_SCOPE_ALL:
    default:
      return NULL;
    }
}

static void
add_choice_rows (SondeExportChoices *self, GtkWidget *group, guint n)
{
  g_autofree char *scope = dup_scope (self, n);
  const char *const scopes[] = { scope != NULL ? scope : _ ("All conversations"),
                                 scope != NULL ? _ ("All conversations") : NULL,
                                 NULL };
  GtkStringList *names = gtk_string_list_new (NULL);
  g_autofree char *last = g_settings_get_string (self->settings, "export-format");

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    gtk_string_list_append (names, sonde_export_format_get_title (formats[i]));
  self->scope_row = add_combo (group, _ ("Conversations"), gtk_string_list_new (scopes));
  self->format_row = add_combo (group, _ ("Format"), names);
  g_object_unref (names);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (last, sonde_export_format_to_string (formats[i])))
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->format_row), i);
}

static GtkWidget *
create_page (SondeExportChoices *self, guint n)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *choice = adw_preferences_group_new ();
  GtkWidget *content = adw_preferences_group_new ();

  add_choice_rows (self, choice, n);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (content), _ ("Content"));
  self->tree_row = add_switch (self, content, _ ("All versions of messages"), "export-versions");
  add_switch (self, content, _ ("Thoughts"), "export-thoughts");
  add_switch (self, content, _ ("Sources"), "export-sources");
  add_switch (self, content, _ ("System prompt"), "export-system-prompt");
  add_switch (self, content, _ ("Times, models, tokens and costs"), "export-details");
  self->wrap_row = add_switch (self, content, _ ("Wrap lines"), "export-wrap");
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (choice));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (content));
  g_signal_connect_swapped (self->format_row, "notify::selected", G_CALLBACK (format_changed_cb), self);
  g_signal_connect_swapped (self->scope_row, "notify::selected", G_CALLBACK (format_changed_cb), self);
  return page;
}

static void
sonde_export_choices_finalize (GObject *object)
{
  SondeExportChoices *self = SONDE_EXPORT_CHOICES (object);

  g_clear_object (&self->settings);
  G_OBJECT_CLASS (sonde_export_choices_parent_class)->finalize (object);
}

static void
sonde_export_choices_class_init (SondeExportChoicesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_export_choices_finalize;
}

static void
sonde_export_choices_init (SondeExportChoices *self)
{
}

GtkWidget *
sonde_export_choices_new (GSettings *settings, SondeExportScope scope, guint n_selected)
{
  SondeExportChoices *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (SONDE_TYPE_EXPORT_CHOICES, NULL);
  self->settings = g_object_ref (settings);
  self->scope = scope;
  adw_bin_set_child (ADW_BIN (self), create_page (self, n_selected));
  format_changed_cb (self);
  return GTK_WIDGET (self);
}

SondeExportScope
sonde_export_choices_get_scope (SondeExportChoices *self)
{
  g_return_val_if_fail (SONDE_IS_EXPORT_CHOICES (self), SONDE_EXPORT_SCOPE_ALL);

  return is_all (self) ? SONDE_EXPORT_SCOPE_ALL : self->scope;
}

SondeExportFormat
sonde_export_choices_get_format (SondeExportChoices *self)
{
  guint selected;

  g_return_val_if_fail (SONDE_IS_EXPORT_CHOICES (self), SONDE_EXPORT_MARKDOWN);

  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->format_row));
  return formats[MIN (selected, G_N_ELEMENTS (formats) - 1)];
}

SondeExportOptions
sonde_export_choices_get_options (SondeExportChoices *self)
{
  SondeExportOptions options;

  sonde_export_options_init (&options, sonde_export_choices_get_format (self));
  options.whole_tree = options.whole_tree || g_settings_get_boolean (self->settings, "export-versions");
  options.reasoning = g_settings_get_boolean (self->settings, "export-thoughts");
  options.sources = g_settings_get_boolean (self->settings, "export-sources");
  options.system_prompt = g_settings_get_boolean (self->settings, "export-system-prompt");
  options.details = g_settings_get_boolean (self->settings, "export-details");
  options.wrap = g_settings_get_boolean (self->settings, "export-wrap") ? WRAP_COLUMNS : 0;
  options.cost = sonde_prices_get_cost;
  return options;
}

void
sonde_export_choices_remember (SondeExportChoices *self)
{
  g_return_if_fail (SONDE_IS_EXPORT_CHOICES (self));

  g_settings_set_string (
    self->settings, "export-format", sonde_export_format_to_string (sonde_export_choices_get_format (self)));
}
