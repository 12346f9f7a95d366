/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-app"

/* Folders: made, renamed, removed, and conversations put into them. */

#include "sonde-window-private.h"

#include <glib/gi18n-lib.h>

#include "sonde-error.h"

static void
move (SondeWindow *self, GVariant *ids, const char *folder)
{
  g_autoptr (GPtrArray) conversations = sonde_window_dup_conversations (self, ids);

  for (guint i = 0; i < conversations->len; i++)
    {
      sonde_conversation_set_folder (conversations->pdata[i], folder);
      sonde_engine_save (self->engine, conversations->pdata[i]);
    }
}

static void
move_conversations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GVariant) ids = NULL;
  const char *folder;

  g_variant_get (parameter, "(@ax&s)", &ids, &folder);
  move (SONDE_WINDOW (widget), ids, *folder != '\0' ? folder : NULL);
}

/* A name is asked for */

typedef struct
{
  SondeWindow *window;
  SondeFolder *folder; /* NULL for a new one */
  GVariant *ids;       /* what goes into a new one */
  GtkWidget *entry;    /* borrowed */
} Naming;

static void
naming_free (gpointer data)
{
  Naming *naming = data;

  g_object_unref (naming->window);
  g_clear_object (&naming->folder);
  g_clear_pointer (&naming->ids, g_variant_unref);
  g_free (naming);
}

static void
tell (SondeWindow *self, const GError *error)
{
  if (g_error_matches (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT))
    sonde_window_say (self, error->message);
  else
    sonde_window_tell (self, error);
}

static void
library_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SondeWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sonde_engine_library_finish (SONDE_ENGINE (source), result, &error) && self->engine)
    tell (self, error);
}

typedef struct
{
  SondeWindow *window;
  GVariant *ids;
  char *name;
} Filling;

static void
filling_free (Filling *filling)
{
  g_object_unref (filling->window);
  g_variant_unref (filling->ids);
  g_free (filling->name);
  g_free (filling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Filling, filling_free)

/* What was to go into the new folder does. One of that name may have been there: then it goes into that. */
static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Filling) filling = user_data;
  SondeWindow *self = filling->window;
  gboolean empty = g_variant_n_children (filling->ids) == 0;
  g_autoptr (GError) error = NULL;
  gboolean added = sonde_engine_library_finish (SONDE_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  if (added || (!empty && g_error_matches (error, SONDE_ERROR, SONDE_ERROR_INVALID_ARGUMENT)))
    move (self, filling->ids, filling->name);
  else
    tell (self, error);
}

static void
add_folder (SondeWindow *self, const char *name, GVariant *ids)
{
  Filling *filling = g_new0 (Filling, 1);

  filling->window = g_object_ref (self);
  filling->ids = g_variant_ref (ids);
  filling->name = g_strdup (name);
  sonde_engine_add_folder_async (self->engine, name, added_cb, filling);
}

static void
named_cb (Naming *naming, const char *response)
{
  SondeWindow *self = naming->window;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (naming->entry))));

  if (!g_str_equal (response, "apply") || *name == '\0' || self->engine == NULL)
    return;
  if (naming->folder)
    sonde_engine_rename_folder_async (self->engine, naming->folder, name, library_cb, g_object_ref (self));
  else
    add_folder (self, name, naming->ids);
}

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "apply", *name != '\0');
}

/* Takes @naming. */
static void
ask_name (Naming *naming, const char *heading, const char *apply)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (naming->window), heading, NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  GtkWidget *entry = gtk_entry_new ();

  naming->entry = entry;
  adw_message_dialog_add_responses (message, "cancel", _ ("_Cancel"), "apply", apply, NULL);
  adw_message_dialog_set_response_appearance (message, "apply", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "apply");
  adw_message_dialog_set_extra_child (message, entry);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 100);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Folder Name"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_changed_cb), dialog, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), naming->folder ? sonde_folder_get_name (naming->folder) : "");
  name_changed_cb (GTK_EDITABLE (entry), message);
  g_signal_connect_data (dialog,
                         "response",
                         G_CALLBACK (named_cb),
                         naming,
                         (GClosureNotify) (void (*) (void)) naming_free,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
new_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Naming *naming = g_new0 (Naming, 1);

  naming->window = g_object_ref (SONDE_WINDOW (widget));
  naming->ids = g_variant_ref (parameter);
  ask_name (naming, _ ("New Folder"), _ ("Cr_eate"));
}

static SondeFolder *
dup_folder (SondeWindow *self, gint64 id)
{
  GListModel *folders = sonde_engine_get_folders (self->engine);

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (SondeFolder) folder = g_list_model_get_item (folders, i);

      if (sonde_folder_get_id (folder) == id)
        return g_steal_pointer (&folder);
    }
  return NULL;
}

static void
rename_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  SondeFolder *folder = dup_folder (self, g_variant_get_int64 (parameter));
  Naming *naming;

  if (folder == NULL)
    return;
  naming = g_new0 (Naming, 1);
  naming->window = g_object_ref (self);
  naming->folder = folder;
  ask_name (naming, _ ("Rename Folder"), _ ("_Rename"));
}

static void
move_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (SondeFolder) folder = NULL;
  gint64 id;
  int position;

  g_variant_get (parameter, "(xi)", &id, &position);
  folder = dup_folder (self, id);
  if (folder && position >= 0)
    sonde_engine_move_folder (self->engine, folder, (guint) position);
}

/* Nothing is lost by it: its conversations stay. */
static void
remove_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SondeWindow *self = SONDE_WINDOW (widget);
  g_autoptr (SondeFolder) folder = dup_folder (self, g_variant_get_int64 (parameter));
  g_autofree char *sentence = NULL;

  if (folder == NULL)
    return;
  if (g_strcmp0 (sonde_sidebar_get_folder (self->sidebar), sonde_folder_get_name (folder)) == 0)
    sonde_sidebar_set_place (self->sidebar, SONDE_SHELF_CURRENT, NULL);
  sonde_engine_remove_folder_async (self->engine, folder, library_cb, g_object_ref (self));
  /* Translators: %s is the name of a folder */
  sentence
    = g_strdup_printf (_ ("Folder “%s” removed; its conversations stay"), sonde_folder_get_name (folder));
  sonde_window_say (self, sentence);
}

void
sonde_window_install_folder_actions (GtkWidgetClass *widget_class)
{
  static const SondeWindowAction actions[] = {
    { "win.move-conversations", "(axs)", move_conversations_action },
    { "win.new-folder", "ax", new_folder_action },
    { "win.rename-folder", "x", rename_folder_action },
    { "win.move-folder", "(xi)", move_folder_action },
    { "win.remove-folder", "x", remove_folder_action },
  };

  sonde_window_install (widget_class, actions, G_N_ELEMENTS (actions));
}
