/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-rows.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"

static void
finish_row (GtkWidget *group, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/**
 * sonde_rows_add_combo:
 * @subtitle: (nullable): a line below the title
 * @names: (array zero-terminated=1): what can be chosen, translated here
 *
 * Returns: (transfer none): an #AdwComboRow
 */
GtkWidget *
sonde_rows_add_combo (
  GtkWidget *group, const char *title, const char *subtitle, const char *const *names, guint selected)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (const char *const *name = names; *name != NULL; name++)
    gtk_string_list_append (list, _ (*name));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  finish_row (group, row, title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  return row;
}

/** Returns: (transfer none): an #AdwEntryRow with an apply button */
GtkWidget *
sonde_rows_add_entry (GtkWidget *group, const char *title, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  finish_row (group, row, title);
  return row;
}

/** Returns: (transfer none): an #AdwActionRow whose texts may take several lines */
GtkWidget *
sonde_rows_add_text (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  finish_row (group, row, title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

/** One line for people; what was impossible to do is said by the error itself. */
char *
sonde_rows_dup_error (const GError *error)
{
  SondeErrorExplanation explanation;

  sonde_error_explain (error, &explanation);
  if (error->domain != SONDE_ERROR || error->code == SONDE_ERROR_INVALID_ARGUMENT)
    return g_strdup (error->message);
  return g_strdup (explanation.sentence);
}

void
sonde_rows_show_error (GtkWidget *widget, const GError *error)
{
  g_autofree char *text = sonde_rows_dup_error (error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sonde_rows_show_text (widget, text);
}

void
sonde_rows_show_text (GtkWidget *widget, const char *text)
{
  gtk_widget_activate_action (widget, "preferences.toast", "s", text);
}
