/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "sonde-preferences"

#include "sonde-copies-group.h"

#include <glib/gi18n-lib.h>

#include "sonde-engine-archive.h"
#include "sonde-engine-copies.h"
#include "sonde-rows.h"

/* What the buttons of a group work on. */
typedef struct
{
  SondeEngine *engine;
  GtkWidget *group;
  GtkWidget *row;
  GtkWidget *stop;
} Group;

static void
group_free (gpointer data)
{
  Group *self = data;

  g_object_unref (self->engine);
  g_free (self);
}

static Group *
group_new (SondeEngine *engine)
{
  Group *self = g_new0 (Group, 1);

  self->engine = g_object_ref (engine);
  self->group = adw_preferences_group_new ();
  g_object_set_data_full (G_OBJECT (self->group), "sonde-group", self, group_free);
  return self;
}

static GtkWidget *
add_button (Group *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), button);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

/* A chooser that lives until it is answered; the group stays meanwhile. */
static void
choose (Group *self, const char *title, GtkFileChooserAction action, const char *accept, GCallback response)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
    title, GTK_WINDOW (gtk_widget_get_root (self->group)), action, accept, _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *name = g_date_time_format (now, "Sonde %Y-%m-%d.zip");

      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
    }
  g_signal_connect_data (chooser,
                         "response",
                         response,
                         g_object_ref (self->group),
                         (GClosureNotify) (void (*) (void)) g_object_unref,
                         0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static Group *
get_group (GtkWidget *group)
{
  return g_object_get_data (G_OBJECT (group), "sonde-group");
}

/* Copies */

static void
show_folder (Group *self)
{
  g_autofree char *folder = sonde_engine_dup_copies_folder (self->engine);
  g_autofree char *name = folder != NULL ? g_filename_display_name (folder) : NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), name != NULL ? name : _ ("Off"));
  gtk_widget_set_visible (self->stop, folder != NULL);
}

static void
set_folder (Group *self, const char *folder)
{
  g_autoptr (GError) error = NULL;

  if (!sonde_engine_set_copies_folder (self->engine, folder, &error))
    sonde_rows_show_error (self->group, error);
  show_folder (self);
}

static void
folder_chosen_cb (GtkFileChooserNative *chooser, int response, GtkWidget *group)
{
  g_autoptr (GFile) folder
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    set_folder (get_group (group), g_file_peek_path (folder));
  else if (folder != NULL)
    sonde_rows_show_text (group, _ ("Choose a folder on this computer"));
  g_object_unref (chooser);
}

static void
choose_clicked_cb (Group *self)
{
  choose (self,
          _ ("Folder for Markdown Copies"),
          GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
          _ ("_Choose"),
          G_CALLBACK (folder_chosen_cb));
}

static void
stop_clicked_cb (Group *self)
{
  set_folder (self, NULL);
}

GtkWidget *
sonde_copies_group_new (SondeEngine *engine)
{
  Group *self = group_new (engine);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Copies"));
  adw_preferences_group_set_description (
    ADW_PREFERENCES_GROUP (self->group),
    _ ("Every conversation as a file that notes programs can read, written after each answer. Files that "
       "are not Sonde’s, or that you changed, are left alone."));
  self->row = sonde_rows_add_text (self->group, _ ("Markdown Copies"), "");
  self->stop = add_button (self, _ ("Stop"), G_CALLBACK (stop_clicked_cb));
  add_button (self, _ ("Choose Folder…"), G_CALLBACK (choose_clicked_cb));
  show_folder (self);
  return self->group;
}

/* The archive */

static void
archived_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) group = user_data;
  g_autoptr (GError) error = NULL;

  if (sonde_engine_archive_finish (SONDE_ENGINE (object), result, &error))
    sonde_rows_show_text (group, _ ("Everything but keys was written"));
  else
    sonde_rows_show_error (group, error);
}

static void
archive_chosen_cb (GtkFileChooserNative *chooser, int response, GtkWidget *group)
{
  g_autoptr (GFile) file
    = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  /* The chooser has asked before it overwrites. */
  if (file != NULL && g_file_peek_path (file) != NULL)
    sonde_engine_archive_async (
      get_group (group)->engine, g_file_peek_path (file), TRUE, NULL, archived_cb, g_object_ref (group));
  g_object_unref (chooser);
}

static void
archive_clicked_cb (Group *self)
{
  choose (self,
          _ ("Archive Everything"),
          GTK_FILE_CHOOSER_ACTION_SAVE,
          _ ("_Save"),
          G_CALLBACK (archive_chosen_cb));
}

GtkWidget *
sonde_archive_group_new (SondeEngine *engine)
{
  Group *self = group_new (engine);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Moving House"));
  self->row = sonde_rows_add_text (self->group,
                                   _ ("Archive"),
                                   _ ("History and settings in one file, without keys. “Import…” in the main "
                                      "menu reads it on another computer."));
  add_button (self, _ ("Archive Everything…"), G_CALLBACK (archive_clicked_cb));
  return self->group;
}
