/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-add-provider.h"

#include <glib/gi18n-lib.h>

#include "sonde-rows.h"

#define MAX_ID_LENGTH 32

typedef struct
{
  SondeCatalogue *catalogue;
  GtkWindow *parent;
  GtkWidget *name;
  GtkWidget *address;
  GtkWidget *model;
} AddProvider;

static void
free_add (gpointer data)
{
  AddProvider *add = data;

  g_object_unref (add->catalogue);
  g_free (add);
}

/* An id of the allowed signs that is not used yet, such as "my-server-2". */
static char *
dup_free_id (SondeCatalogue *catalogue, const char *name)
{
  GString *id = g_string_new (NULL);

  for (const char *p = name; *p != '\0' && id->len < MAX_ID_LENGTH; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (id, g_ascii_tolower (*p));
    else if (id->len > 0 && id->str[id->len - 1] != '-')
      g_string_append_c (id, '-');
  while (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);
  if (id->len == 0)
    g_string_assign (id, "server");

  gsize length = id->len;

  for (guint i = 2; sonde_catalogue_lookup (catalogue, id->str) != NULL; i++)
    {
      g_string_truncate (id, length);
      g_string_append_printf (id, "-%u", i);
    }
  return g_string_free (id, FALSE);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, AddProvider *add)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (add->name));
  const char *model = gtk_editable_get_text (GTK_EDITABLE (add->model));
  g_autofree char *id = dup_free_id (add->catalogue, name);
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "add"))
    return;
  if (!sonde_catalogue_add (add->catalogue,
                            id,
                            *name != '\0' ? name : NULL,
                            gtk_editable_get_text (GTK_EDITABLE (add->address)),
                            *model != '\0' ? model : NULL,
                            *model != '\0' ? model : NULL,
                            &error))
    sonde_rows_show_error (GTK_WIDGET (add->parent), error);
}

static void
update_add_cb (AdwMessageDialog *dialog, GtkWidget *address)
{
  adw_message_dialog_set_response_enabled (
    dialog, "add", *gtk_editable_get_text (GTK_EDITABLE (address)) != '\0');
}

static GtkWidget *
add_entry (GtkWidget *group, const char *title)
{
  GtkWidget *row = sonde_rows_add_entry (group, title, NULL);

  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), FALSE);
  return row;
}

void
sonde_add_provider_run (GtkWindow *parent, SondeCatalogue *catalogue)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (SONDE_IS_CATALOGUE (catalogue));

  GtkWidget *dialog
    = adw_message_dialog_new (parent, _ ("Add Provider"), _ ("Any server that speaks the OpenAI dialect."));
  GtkWidget *group = adw_preferences_group_new ();
  AddProvider *add = g_new0 (AddProvider, 1);

  add->catalogue = g_object_ref (catalogue);
  add->parent = parent;
  add->name = add_entry (group, _ ("Name"));
  add->address = add_entry (group, _ ("Server Address"));
  add->model = add_entry (group, _ ("Model"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (
    ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "add", _ ("Add"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "add", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "add");
  g_signal_connect_data (
    dialog, "response", G_CALLBACK (response_cb), add, (GClosureNotify) (void (*) (void)) free_add, 0);
  g_signal_connect_object (add->address, "changed", G_CALLBACK (update_add_cb), dialog, G_CONNECT_SWAPPED);
  update_add_cb (ADW_MESSAGE_DIALOG (dialog), add->address);
  gtk_window_present (GTK_WINDOW (dialog));
}
